//! `entrata_webhooks`: every message from Entrata, and its outcome.

use crate::error::portal::Result;
use crate::store::statement::tuple;
use crate::store::{Statement, Store, change, first, rows};
use chrono::{DateTime, NaiveDateTime, Utc};
use mysql_async::params;
use mysql_async::prelude::FromRow;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::{ContextV7, Timestamp, Uuid};

/// The unique id of a logged webhook: a UUIDv7, so that ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(Uuid);

impl LogId {
    /// Creates a new id.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "a default is always the same")]
    pub fn new() -> Self {
        Self::at(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    /// Creates an id for a time since 1970. Ids follow the clock even when it is set back; `Uuid::now_v7` would keep the
    /// later time until the clock catches up, and such ids do not show which came first.
    fn at(time: Duration) -> Self {
        let random =
            Uuid::new_v7(Timestamp::from_unix(ContextV7::new(), time.as_secs(), time.subsec_nanos()));
        let mut bytes = random.into_bytes();
        // The nanoseconds within the millisecond order ids that one process creates in a row.
        let [_, high, middle, low] = (time.subsec_nanos() % 1_000_000).to_be_bytes();
        bytes[6] = 0x70 | high;
        bytes[7] = middle;
        bytes[8] = 0x80 | (low >> 2);
        bytes[9] = (low << 6) | (bytes[9] & 0x3f);
        Self(Uuid::from_bytes(bytes))
    }

    /// How long ago it was created, by this machine's clock; zero for an id of a clock that is ahead.
    pub(crate) fn age(self) -> Duration {
        let created = self.0.get_timestamp().map(|created| created.to_unix());
        let created =
            created.and_then(|(seconds, nanos)| UNIX_EPOCH.checked_add(Duration::new(seconds, nanos)));
        created.and_then(|created| SystemTime::now().duration_since(created).ok()).unwrap_or_default()
    }

    /// When it was created, in milliseconds since 1970, by the clock that created it.
    pub(super) fn made(self) -> u64 {
        // The first 48 bits of a UUIDv7.
        u64::try_from(self.0.as_u128() >> 80).unwrap_or_default()
    }

    /// The id of no webhook, older than every other.
    pub(crate) const NONE: Self = Self(Uuid::nil());
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Text that is not the id of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be the log id of a webhook, such as 019a9b3c-5d00-7c4e-8f21-0a1b2c3d4e5f")]
pub struct NotALogId;

impl FromStr for LogId {
    type Err = NotALogId;

    fn from_str(text: &str) -> Result<Self, NotALogId> {
        Uuid::try_parse(text).map(Self).map_err(|_| NotALogId)
    }
}

/// A webhook as it arrived.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Its unique id.
    pub log_id: LogId,
    /// What proved the sender: `KEY`, `SECRET` or `CODE`. `None` for a stranger.
    pub authenticated_by: Option<&'static str>,
    /// One of the contract's request types, or `UNKNOWN`.
    pub request_type: Option<&'static str>,
    /// Entrata's id of the company.
    pub cid: Option<u64>,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
    /// The query string as received, secrets masked.
    pub raw_query: Vec<u8>,
    /// The sender's address.
    pub remote_addr: Option<String>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

/// The outcome of a webhook.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The HTTP status of the reply.
    pub response_code: u16,
    /// The status or error code of the reply.
    pub outcome: Cow<'static, str>,
    /// What went wrong.
    pub error: Option<String>,
}

const INSERT: &str = "INSERT INTO entrata_webhooks \
    (log_id, authenticated_by, request_type, cid, property_id, raw_query, remote_addr, received_at) VALUES ";
const ROW: &str =
    "(:log_id, :authenticated_by, :request_type, :cid, :property_id, :raw_query, :remote_addr, :received_at)";

/// How many webhooks of strangers all processes together log in a minute.
const STRANGERS_A_MINUTE: u32 = 1000;

/// Logs a webhook, unless it is a stranger's and those of the last minute are many already.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn log(store: &Store, arrival: &Arrival) -> Result<()> {
    let sql = match arrival.authenticated_by {
        Some(_) => format!("{INSERT}{ROW}"),
        None => format!(
            "{} SELECT {} FROM DUAL WHERE {STRANGERS_A_MINUTE} > (SELECT COUNT(*) FROM \
             (SELECT id FROM entrata_webhooks WHERE authenticated_by IS NULL \
              AND received_at > :received_at - INTERVAL 1 MINUTE LIMIT {STRANGERS_A_MINUTE}) recent)",
            INSERT.trim_end_matches("VALUES "),
            ROW.trim_matches(['(', ')']),
        ),
    };
    change(&mut store.conn().await?, "logging a webhook", &sql, values(arrival)).await.map(drop)
}

/// Logs webhooks that waited in the spool. One that is logged already stays as it is.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn log_all(store: &Store, arrivals: &[Arrival]) -> Result<()> {
    if arrivals.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = arrivals.iter().map(row).collect();
    let sql = format!("{} {}", INSERT.replacen("INSERT", "INSERT IGNORE", 1), rows.join(", "));
    change(&mut store.conn().await?, "logging spooled webhooks", &sql, ()).await.map(drop)
}

/// Logs the sender of a webhook on its row, or as a new row if that is missing.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn log_sender(store: &Store, arrival: &Arrival) -> Result<()> {
    let sql = format!(
        "{INSERT}{ROW} ON DUPLICATE KEY UPDATE authenticated_by = VALUES(authenticated_by), \
         request_type = VALUES(request_type), cid = VALUES(cid), property_id = VALUES(property_id), \
         raw_query = VALUES(raw_query)"
    );
    change(&mut store.conn().await?, "logging a webhook's sender", &sql, values(arrival)).await.map(drop)
}

fn values(arrival: &Arrival) -> mysql_async::Params {
    params! {
        "log_id" => arrival.log_id.to_string(),
        "authenticated_by" => arrival.authenticated_by,
        "request_type" => arrival.request_type,
        "cid" => arrival.cid,
        "property_id" => arrival.property_id,
        "raw_query" => &arrival.raw_query,
        "remote_addr" => &arrival.remote_addr,
        "received_at" => arrival.received_at.naive_utc(),
    }
}

fn row(arrival: &Arrival) -> String {
    tuple(&[
        arrival.log_id.to_string().into(),
        arrival.authenticated_by.into(),
        arrival.request_type.into(),
        arrival.cid.into(),
        arrival.property_id.into(),
        arrival.raw_query.as_slice().into(),
        arrival.remote_addr.as_deref().into(),
        arrival.received_at.naive_utc().into(),
    ])
}

/// Logs the outcome of a webhook on its row. Returns `false` if the row is missing.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn complete(store: &Store, log_id: LogId, outcome: &Outcome) -> Result<bool> {
    let statement = completing(log_id, outcome, false);
    Ok(change(&mut store.conn().await?, "logging a webhook's outcome", statement.text(), ()).await? > 0)
}

/// Logs the outcomes of webhooks that waited in the spool.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn complete_all(store: &Store, outcomes: &[(LogId, Outcome)]) -> Result<()> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let statements: Vec<_> =
        outcomes.iter().map(|(log_id, outcome)| completing(*log_id, outcome, false)).collect();
    store.batch("logging the outcomes of spooled webhooks", &statements).await.map(drop)
}

/// Logs that a stranger was rejected, and removes what they claimed. `masked` replaces the query string.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn reject(store: &Store, log_id: LogId, outcome: &Outcome, masked: Option<&[u8]>) -> Result<()> {
    let sql = "UPDATE entrata_webhooks SET response_code = :response_code, outcome = :outcome, error = :error, \
               completed_at = UTC_TIMESTAMP(6), request_type = NULL, cid = NULL, property_id = NULL, \
               raw_query = COALESCE(:masked, raw_query) WHERE log_id = :log_id";
    let values = params! {
        "response_code" => outcome.response_code,
        "outcome" => outcome.outcome.as_ref(),
        "error" => &outcome.error,
        "masked" => masked,
        "log_id" => log_id.to_string(),
    };
    change(&mut store.conn().await?, "logging a rejected webhook", sql, values).await.map(drop)
}

/// The statement that logs a webhook's outcome; with `only_open`, only if it has none yet.
pub(super) fn completing(log_id: LogId, outcome: &Outcome, only_open: bool) -> Statement {
    let sql = r"
        UPDATE entrata_webhooks
        SET response_code = :response_code, outcome = :outcome, error = :error, completed_at = UTC_TIMESTAMP(6)
        WHERE log_id = :log_id AND (response_code IS NULL OR NOT :only_open)";
    let values = params! {
        "response_code" => outcome.response_code,
        "outcome" => outcome.outcome.as_ref(),
        "error" => &outcome.error,
        "log_id" => log_id.to_string(),
        "only_open" => only_open,
    };
    Statement::new(sql, values)
}

/// A webhook as it is read back.
#[derive(Debug, Clone, FromRow)]
pub struct Logged {
    /// Its unique id.
    pub log_id: String,
    /// What proved the sender; `None` for a stranger.
    pub authenticated_by: Option<String>,
    /// The request type.
    pub request_type: Option<String>,
    /// Entrata's id of the company.
    pub cid: Option<u64>,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
    /// The query string as received, secrets masked.
    pub raw_query: Vec<u8>,
    /// The sender's address.
    pub remote_addr: Option<String>,
    /// When it arrived, UTC.
    pub received_at: NaiveDateTime,
    /// The HTTP status of the reply.
    pub response_code: Option<u16>,
    /// The status or error code of the reply.
    pub outcome: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// When the reply was sent, UTC.
    pub completed_at: Option<NaiveDateTime>,
}

const COLUMNS: &str = "log_id, authenticated_by, request_type, cid, property_id, raw_query, remote_addr, received_at, \
                       response_code, outcome, error, completed_at";

/// The webhooks of authenticated senders since an instant, newest first, of one client or of all.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn since(store: &Store, since: DateTime<Utc>, cid: Option<u64>, most: u32) -> Result<Vec<Logged>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entrata_webhooks WHERE received_at >= :since AND authenticated_by IS NOT NULL \
         AND (:cid IS NULL OR cid = :cid) ORDER BY received_at DESC, id DESC LIMIT :most"
    );
    let values = params! { "since" => since.naive_utc(), "cid" => cid, "most" => most };
    rows(&mut store.conn().await?, "reading the webhooks", &sql, values).await
}

/// How many webhooks of strangers were logged since an instant.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn strangers_since(store: &Store, since: DateTime<Utc>) -> Result<u64> {
    let sql =
        "SELECT COUNT(*) FROM entrata_webhooks WHERE authenticated_by IS NULL AND received_at >= :since";
    let values = params! { "since" => since.naive_utc() };
    let count: Option<(u64,)> = first(&mut store.conn().await?, "counting strangers", sql, values).await?;
    Ok(count.map_or(0, |(count,)| count))
}

/// One webhook.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(store: &Store, log_id: LogId) -> Result<Option<Logged>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_webhooks WHERE log_id = :log_id");
    let values = params! { "log_id" => log_id.to_string() };
    first(&mut store.conn().await?, "reading a webhook", &sql, values).await
}

/// Deletes up to `most` webhooks received before an instant, the oldest first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn delete_before(store: &Store, before: DateTime<Utc>, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_webhooks WHERE received_at < :before ORDER BY received_at LIMIT :most";
    let values = params! { "before" => before.naive_utc(), "most" => most };
    change(&mut store.conn().await?, "deleting old webhooks", sql, values).await
}

/// Deletes up to `most` webhooks of strangers received before an instant, the oldest first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn delete_strangers_before(store: &Store, before: DateTime<Utc>, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_webhooks WHERE authenticated_by IS NULL AND received_at < :before \
               ORDER BY received_at LIMIT :most";
    let values = params! { "before" => before.naive_utc(), "most" => most };
    change(&mut store.conn().await?, "deleting webhooks of strangers", sql, values).await
}

/// When the newest webhook of a stranger arrived that has at least `kept` newer ones; `None` if there are fewer.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn strangers_beyond(store: &Store, kept: u32) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT received_at FROM entrata_webhooks WHERE authenticated_by IS NULL \
               ORDER BY received_at DESC LIMIT 1 OFFSET :kept";
    let found: Option<(NaiveDateTime,)> =
        first(&mut store.conn().await?, "counting strangers", sql, params! { "kept" => kept }).await?;
    Ok(found.map(|(received_at,)| received_at.and_utc()))
}

/// The outcome and the error of the newest webhook whose authorization code reached Entrata.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn last_authentication(store: &Store) -> Result<Option<(String, Option<String>)>> {
    let sql = "SELECT outcome, error FROM entrata_webhooks WHERE outcome IN ('AUTHENTICATED', 'ENTRATA_ERROR') \
               AND authenticated_by IS NOT NULL ORDER BY id DESC LIMIT 1";
    first(&mut store.conn().await?, "reading the last authentication", sql, ()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_the_order_of_their_clock_even_when_it_is_set_back() {
        let noon = Duration::from_millis(1_795_521_600_000);
        let times = [noon, noon + Duration::from_micros(20), noon + Duration::from_hours(26)];
        let ids = times.map(LogId::at);
        assert!(ids.is_sorted());
        let set_back = LogId::at(noon - Duration::from_millis(1));
        assert!(set_back < ids[0] && LogId::at(noon + Duration::from_millis(1)) < ids[2]);
        assert_eq!(ids[2].made() - set_back.made(), 26 * 3_600_000 + 1);
    }

    #[test]
    fn no_two_ids_are_the_same() {
        let ids: std::collections::HashSet<_> =
            (0..1000).map(|_| LogId::at(Duration::from_secs(1))).collect();
        assert_eq!(ids.len(), 1000);
    }
}
