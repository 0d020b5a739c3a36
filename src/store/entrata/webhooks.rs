//! `entrata_webhooks`: every message from Entrata, and what became of it.

use crate::error::portal::Result;
use crate::store::{Session, Statement, Store, change, first, rows};
use chrono::{DateTime, NaiveDateTime, Utc};
use mysql_async::params;
use mysql_async::prelude::FromRow;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use uuid::{ContextV7, Timestamp, Uuid};

/// The id that was made last, and when: a page logs a webhook and handles it in the next moment.
static LAST_MADE: Mutex<Option<(LogId, Instant)>> = Mutex::new(None);

/// The unique id of a logged webhook: a UUIDv7, so that ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(Uuid);

impl LogId {
    /// An id that never was before.
    #[must_use]
    pub fn fresh() -> Self {
        let fresh = Self::at(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
        *LAST_MADE.lock().unwrap_or_else(PoisonError::into_inner) = Some((fresh, Instant::now()));
        fresh
    }

    /// An id that is made at a time since 1970. It says that time, even after a later one: where a clock is set back, the
    /// ids of `Uuid::now_v7` stand still for as long as it was ahead, and then tell nobody which came first.
    fn at(time: Duration) -> Self {
        let context = ContextV7::new().with_additional_precision();
        Self(Uuid::new_v7(Timestamp::from_unix(context, time.as_secs(), time.subsec_nanos())))
    }

    /// How long ago it was made. Of the id that this process made last a clock tells that nobody sets; of any other,
    /// the clock that made it, as far as it was this machine's.
    pub(crate) fn age(self) -> Duration {
        let last = *LAST_MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, at)) = last.filter(|(made, _)| *made == self) {
            return at.elapsed();
        }
        let made = self.0.get_timestamp().map(|made| made.to_unix());
        let made = made.and_then(|(seconds, nanos)| UNIX_EPOCH.checked_add(Duration::new(seconds, nanos)));
        // One that was made by a clock that has been set back since is new.
        made.and_then(|made| SystemTime::now().duration_since(made).ok()).unwrap_or_default()
    }

    /// When it was made, in milliseconds since 1970, by the clock that made it.
    pub(super) fn made(self) -> u64 {
        // The first 48 bits of a UUIDv7.
        u64::try_from(self.0.as_u128() >> 80).unwrap_or_default()
    }

    /// The id of no webhook, which is older than every other.
    pub(crate) const NONE: Self = Self(Uuid::nil());
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LogId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::try_parse(text).map(Self)
    }
}

/// A webhook as it came in, before anything is known of its worth.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Its unique id.
    pub log_id: LogId,
    /// The request type as sent, at most 64 characters of it.
    pub request_type: Option<String>,
    /// The client id as sent, where it is a number.
    pub cid: Option<u64>,
    /// The property id as sent, where it is a number.
    pub property_id: Option<u64>,
    /// The query string as received, our own secrets masked.
    pub raw_query: Vec<u8>,
    /// The sender's address.
    pub remote_addr: Option<String>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
}

/// What became of a webhook.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The HTTP status of our answer.
    pub response_code: u16,
    /// The status or error code of our answer.
    pub outcome: Cow<'static, str>,
    /// What went wrong, for people.
    pub error: Option<String>,
}

/// Logs arrivals; one that is logged already stays as it is.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn log(conn: &mut impl Session, arrivals: &[Arrival]) -> Result<()> {
    for arrival in arrivals {
        let sql = "INSERT IGNORE INTO entrata_webhooks \
                   (log_id, request_type, cid, property_id, raw_query, remote_addr, received_at) \
                   VALUES (:log_id, :request_type, :cid, :property_id, :raw_query, :remote_addr, :received_at)";
        let values = params! {
            "log_id" => arrival.log_id.to_string(),
            "request_type" => &arrival.request_type,
            "cid" => arrival.cid,
            "property_id" => arrival.property_id,
            "raw_query" => &arrival.raw_query,
            "remote_addr" => &arrival.remote_addr,
            "received_at" => arrival.received_at.naive_utc(),
        };
        change(conn, "logging a webhook", sql, values).await?;
    }
    Ok(())
}

/// Records the outcome of a webhook, on its own row; `false` if the table has no such row.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn complete(conn: &mut impl Session, log_id: LogId, outcome: &Outcome) -> Result<bool> {
    let statement = completing(log_id, outcome, false);
    Ok(change(conn, "recording the outcome of a webhook", statement.text(), ()).await? > 0)
}

/// The statement that records the outcome of a webhook, or of one that has none yet.
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
    /// The request type as sent.
    pub request_type: Option<String>,
    /// The client id as sent.
    pub cid: Option<u64>,
    /// The property id as sent.
    pub property_id: Option<u64>,
    /// The query string as received, our own secrets masked.
    pub raw_query: Vec<u8>,
    /// The sender's address.
    pub remote_addr: Option<String>,
    /// When it came in, UTC.
    pub received_at: NaiveDateTime,
    /// The HTTP status of our answer.
    pub response_code: Option<u16>,
    /// The status or error code of our answer.
    pub outcome: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// When it was answered, UTC.
    pub completed_at: Option<NaiveDateTime>,
}

const COLUMNS: &str = "log_id, request_type, cid, property_id, raw_query, remote_addr, received_at, response_code, \
                       outcome, error, completed_at";

/// The webhooks since an instant, newest first, of one client or of all.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn since(store: &Store, since: DateTime<Utc>, cid: Option<u64>, most: u32) -> Result<Vec<Logged>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM entrata_webhooks WHERE received_at >= :since AND (:cid IS NULL OR cid = :cid) \
         ORDER BY received_at DESC, id DESC LIMIT :most"
    );
    let values = params! { "since" => since.naive_utc(), "cid" => cid, "most" => most };
    rows(&mut store.conn().await?, "reading the webhooks", &sql, values).await
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
pub async fn forget_before(store: &Store, before: DateTime<Utc>, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_webhooks WHERE received_at < :before ORDER BY received_at, id LIMIT :most";
    let values = params! { "before" => before.naive_utc(), "most" => most };
    change(&mut store.conn().await?, "deleting old webhooks", sql, values).await
}

/// What became of the newest webhook whose authorisation code reached Entrata: our answer, and what was wrong.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn last_authentication(store: &Store) -> Result<Option<(String, Option<String>)>> {
    let sql = "SELECT outcome, error FROM entrata_webhooks WHERE outcome IN ('AUTHENTICATED', 'ENTRATA_ERROR') \
               ORDER BY id DESC LIMIT 1";
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
