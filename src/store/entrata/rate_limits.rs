//! `entrata_rate_limits`: the remaining calls to Entrata, counted over all processes.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::lease::milliseconds;
use crate::store::{Session, Statement, Store, change, first, rows};
use chrono::NaiveDate;
use mysql_async::{Params, params};
use std::time::Duration;

/// The developer agreement's limit until headers report another one: one call a minute for each client, property and
/// method.
const CONTRACT_PAUSE_SECONDS: u32 = 60;
/// The developer agreement's limit of calls a day for each client.
const CONTRACT_CALLS_A_DAY: u32 = 2500;

const COUNTING: &str = "counting a call to Entrata";

/// A call that is about to be made.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property, where the call is about one.
    pub property: Option<PropertyId>,
    /// The service, such as `properties`.
    pub service: &'a str,
    /// The method, such as `getFloorPlans`.
    pub method: &'a str,
}

/// Whether a call may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may be made, and is counted.
    Admitted,
    /// It may be made after this time.
    NotBefore(Duration),
}

/// Admits an interactive call: as many as Entrata's headers allow, or the developer agreement until headers report
/// limits.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn admit_waiting(store: &Store, call: &Call<'_>, today: NaiveDate) -> Result<Admission> {
    let mut conn = store.conn().await?;
    match take_allowed(&mut conn, call).await? {
        Some(admission) => Ok(admission),
        None => take_by_contract(&mut conn, call, today).await,
    }
}

/// Admits background calls, and returns the admission of each: never more than the developer agreement allows.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn admit_background(store: &Store, calls: &[Call<'_>], today: NaiveDate) -> Result<Vec<Admission>> {
    // One message and one commit for any number of calls and counters.
    let statements: Vec<_> = calls.iter().flat_map(both_taken).collect();
    let taken = store.batch(COUNTING, &statements).await?;
    let mut conn = store.conn().await?;
    let mut admissions = Vec::with_capacity(calls.len());
    for (call, taken) in calls.iter().zip(taken.chunks(3)) {
        admissions.push(match taken {
            [0, ..] => minute_wait(&mut conn, call).await?,
            [.., allowed] if *allowed > 0 => Admission::Admitted,
            _ => match take_allowed(&mut conn, call).await? {
                Some(admission) => admission,
                None => take_day(&mut conn, call.cid, today).await?,
            },
        });
    }
    Ok(admissions)
}

/// The statements that take a call's minute and, if that was free, one of the calls that Entrata's headers allow.
fn both_taken(call: &Call<'_>) -> [Statement; 3] {
    [
        Statement::new(TAKE_MINUTE, minute_key(call)),
        Statement::new("SET @minute_taken = ROW_COUNT()", ()),
        Statement::new(&format!("{TAKE_ALLOWED} AND @minute_taken > 0"), service_key(call)),
    ]
}

/// Takes one of the calls that Entrata's headers allow. `remaining_until` is assigned last, because the line above needs its
/// old value.
const TAKE_ALLOWED: &str = r"
    UPDATE entrata_rate_limits SET
        remaining = IF(remaining_until > UTC_TIMESTAMP(3), remaining, allowed_a_minute) - 1,
        remaining_until = IF(remaining_until > UTC_TIMESTAMP(3), remaining_until,
                             UTC_TIMESTAMP(3) + INTERVAL 60 - SECOND(UTC_TIMESTAMP()) SECOND)
    WHERE cid = :cid AND property_id = 0 AND method = :service AND allowed_a_minute IS NOT NULL
        AND COALESCE(blocked_until <= UTC_TIMESTAMP(3), TRUE)
        AND IF(remaining_until > UTC_TIMESTAMP(3), remaining, allowed_a_minute) > 0";

/// Takes the one call a minute that the developer agreement allows for a client, property and method.
const TAKE_MINUTE: &str = r"
    INSERT INTO entrata_rate_limits (cid, property_id, method, called_at)
    VALUES (:cid, :property, :method, UTC_TIMESTAMP(3))
    ON DUPLICATE KEY UPDATE called_at =
        IF(called_at > UTC_TIMESTAMP(3) - INTERVAL :contract_pause SECOND, called_at, VALUES(called_at))";

/// Takes one of the calls that Entrata's headers allow. Changes nothing before they have reported limits.
async fn take_allowed(conn: &mut impl Session, call: &Call<'_>) -> Result<Option<Admission>> {
    let how_long = "SELECT GREATEST( \
               COALESCE(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), blocked_until), 0), \
               IF(remaining = 0, COALESCE(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), remaining_until), 0), 0)) \
               FROM entrata_rate_limits WHERE cid = :cid AND property_id = 0 AND method = :service \
               AND COALESCE(remaining_until, blocked_until) IS NOT NULL";
    loop {
        if change(conn, COUNTING, TAKE_ALLOWED, service_key(call)).await? > 0 {
            return Ok(Some(Admission::Admitted));
        }
        let wait: Option<(i64,)> = first(conn, COUNTING, how_long, service_key(call)).await?;
        match wait.map(|(microseconds,)| u64::try_from(microseconds).unwrap_or(0)) {
            None => return Ok(None),
            // Between the two statements the limits were recorded for the first time, or a pause ended.
            Some(0) => {}
            Some(microseconds) => {
                return Ok(Some(Admission::NotBefore(Duration::from_micros(microseconds))));
            }
        }
    }
}

async fn take_by_contract(conn: &mut impl Session, call: &Call<'_>, today: NaiveDate) -> Result<Admission> {
    match take_minute(conn, call).await? {
        Admission::Admitted => take_day(conn, call.cid, today).await,
        wait => Ok(wait),
    }
}

/// Takes the one call a minute that the developer agreement allows for a client, property and method.
async fn take_minute(conn: &mut impl Session, call: &Call<'_>) -> Result<Admission> {
    if change(conn, COUNTING, TAKE_MINUTE, minute_key(call)).await? > 0 {
        return Ok(Admission::Admitted);
    }
    minute_wait(conn, call).await
}

async fn minute_wait(conn: &mut impl Session, call: &Call<'_>) -> Result<Admission> {
    let sql = r"
        SELECT GREATEST(1, CAST(TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3),
                                              called_at + INTERVAL :contract_pause SECOND) / 1000 AS SIGNED))
        FROM entrata_rate_limits WHERE cid = :cid AND property_id = :property AND method = :method";
    let wait: Option<(i64,)> = first(conn, COUNTING, sql, minute_key(call)).await?;
    let milliseconds = wait.map_or(1, |(milliseconds,)| milliseconds.unsigned_abs());
    Ok(Admission::NotBefore(Duration::from_millis(milliseconds)))
}

fn minute_key(call: &Call<'_>) -> Params {
    params! {
        "cid" => call.cid.get(),
        "property" => call.property.map_or(0, PropertyId::get),
        "method" => call.method,
        "contract_pause" => CONTRACT_PAUSE_SECONDS,
    }
}

fn service_key(call: &Call<'_>) -> Params {
    params! { "cid" => call.cid.get(), "service" => call.service }
}

/// Takes one of a client's daily calls.
async fn take_day(conn: &mut impl Session, cid: Cid, today: NaiveDate) -> Result<Admission> {
    let sql = "INSERT INTO entrata_rate_limit_days (cid, day, calls) VALUES (:cid, :day, 1) ON DUPLICATE KEY UPDATE \
               calls = IF(calls < :most, calls + 1, calls)";
    let values = params! { "cid" => cid.get(), "day" => today, "most" => CONTRACT_CALLS_A_DAY };
    if change(conn, COUNTING, sql, values).await? > 0 {
        return Ok(Admission::Admitted);
    }
    Ok(Admission::NotBefore(Duration::from_secs(3600)))
}

/// The limits of a service by Entrata's headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The calls allowed a minute, the remaining ones, and how long that is valid.
    pub minute: Option<(u32, u32, Duration)>,
    /// How long no call is allowed.
    pub blocked_for: Option<Duration>,
}

/// Records the limits in Entrata's headers. Responses may arrive out of order, so within one minute the smaller number
/// counts, and a response without a block does not end a reported one. A response with nothing new, the usual case,
/// changes nothing and does not wait for the disk.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn record(store: &Store, cid: Cid, service: &str, allowance: &Allowance) -> Result<()> {
    let sql = r"
        INSERT INTO entrata_rate_limits
            (cid, property_id, method, allowed_a_minute, remaining, remaining_until, blocked_until)
        VALUES (:cid, 0, :service, :allowed, :remaining,
                UTC_TIMESTAMP(3) + INTERVAL :holds_for * 1000 MICROSECOND,
                UTC_TIMESTAMP(3) + INTERVAL :blocked_for * 1000 MICROSECOND)
        ON DUPLICATE KEY UPDATE
            allowed_a_minute = COALESCE(VALUES(allowed_a_minute), allowed_a_minute),
            remaining = IF(ABS(TIMESTAMPDIFF(SECOND, remaining_until, VALUES(remaining_until))) <= 2,
                           LEAST(remaining, VALUES(remaining)), COALESCE(VALUES(remaining), remaining)),
            remaining_until = IF(ABS(TIMESTAMPDIFF(SECOND, remaining_until, VALUES(remaining_until))) <= 2,
                                 remaining_until, COALESCE(VALUES(remaining_until), remaining_until)),
            blocked_until = COALESCE(VALUES(blocked_until), blocked_until)";
    let minute = allowance.minute;
    let values = params! {
        "cid" => cid.get(),
        "service" => service,
        "allowed" => minute.map(|(allowed, ..)| allowed),
        "remaining" => minute.map(|(_, remaining, _)| remaining),
        "holds_for" => minute.map(|(.., holds_for)| milliseconds(holds_for)),
        "blocked_for" => allowance.blocked_for.map(milliseconds),
    };
    change(&mut store.conn().await?, "recording Entrata's limit", sql, values).await.map(drop)
}

/// Records that Entrata responded to a call of a service without reporting limits.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn record_silence(store: &Store, cid: Cid, service: &str) -> Result<()> {
    let sql = "INSERT INTO entrata_rate_limits (cid, property_id, method, called_at) \
               VALUES (:cid, 0, :service, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE called_at = VALUES(called_at)";
    let values = params! { "cid" => cid.get(), "service" => service };
    change(&mut store.conn().await?, "recording a response", sql, values).await.map(drop)
}

/// Returns whether the first response of a service, which will report its limits, may be in progress: the previous call
/// was made within `patience`, and no response has arrived since.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn awaits_first_response(store: &Store, call: &Call<'_>, patience: Duration) -> Result<bool> {
    let sql = "SELECT 1 FROM entrata_rate_limits m LEFT JOIN entrata_rate_limits s \
               ON s.cid = m.cid AND s.property_id = 0 AND s.method = :service \
               WHERE m.cid = :cid AND m.property_id = :property AND m.method = :method \
               AND m.called_at > UTC_TIMESTAMP(3) - INTERVAL :patience * 1000 MICROSECOND \
               AND COALESCE(s.remaining_until, s.blocked_until) IS NULL AND COALESCE(s.called_at < m.called_at, TRUE)";
    let values = params! {
        "cid" => call.cid.get(),
        "property" => call.property.map_or(0, PropertyId::get),
        "method" => call.method,
        "service" => call.service,
        "patience" => milliseconds(patience),
    };
    let awaited: Option<(u8,)> =
        first(&mut store.conn().await?, "reading Entrata's limit", sql, values).await?;
    Ok(awaited.is_some())
}

/// Returns whether a client does not grant a method.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn not_granted(store: &Store, cid: Cid, property: PropertyId) -> Result<Vec<String>> {
    let sql = "SELECT method FROM entrata_rate_limits WHERE cid = :cid AND property_id IN (0, :property) \
               AND blocked_until > UTC_TIMESTAMP(3) AND remaining_until IS NULL";
    let values = params! { "cid" => cid.get(), "property" => property.get() };
    let found: Vec<(String,)> =
        rows(&mut store.conn().await?, "reading the methods that are not granted", sql, values).await?;
    Ok(found.into_iter().map(|(method,)| method).collect())
}

/// Records that a client does not grant a method, for one property or for all: it is not called again for `period`.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn record_not_granted(
    store: &Store,
    cid: Cid,
    property: Option<PropertyId>,
    method: &str,
    period: Duration,
) -> Result<()> {
    let sql = "INSERT INTO entrata_rate_limits (cid, property_id, method, blocked_until) \
               VALUES (:cid, :property, :method, UTC_TIMESTAMP(3) + INTERVAL :period * 1000 MICROSECOND) \
               ON DUPLICATE KEY UPDATE blocked_until = VALUES(blocked_until)";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.map_or(0, PropertyId::get),
        "method" => method,
        "period" => milliseconds(period),
    };
    change(&mut store.conn().await?, "recording a method that is not granted", sql, values).await.map(drop)
}
