//! Queries for the metrics. Each reads an index, or a table with one row per client or property, so that a scrape every few
//! seconds is cheap.

use crate::error::portal::Result;
use crate::store::{Store, first, rows};
use mysql_async::prelude::FromRow;

/// Counts by state.
pub type Counts = Vec<(String, u64)>;

/// Entrata's webhooks of the last hour by outcome; `UNANSWERED` is not one of the contract's outcomes.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn webhooks(store: &Store) -> Result<Counts> {
    let sql = "SELECT COALESCE(outcome, 'UNANSWERED'), COUNT(*) FROM entrata_webhooks \
               WHERE received_at >= UTC_TIMESTAMP(6) - INTERVAL 1 HOUR AND authenticated_by IS NOT NULL \
               GROUP BY 1 ORDER BY 1";
    rows(&mut store.conn().await?, "counting the webhooks", sql, ()).await
}

/// The leads that are still to be delivered, and how many seconds the oldest of them has been waiting.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn leads_waiting(store: &Store) -> Result<(u64, u64)> {
    let sql = "SELECT COUNT(*), COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP()), 0), 0) \
               FROM entrata_viewings WHERE status = 'REQUESTED'";
    let found = first(&mut store.conn().await?, "counting the waiting leads", sql, ()).await?;
    Ok(found.unwrap_or_default())
}

/// The leads that ended in the last hour, by their viewings' status.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn leads_ended(store: &Store) -> Result<Counts> {
    let sql = "SELECT status, COUNT(*) FROM entrata_viewings WHERE status IN ('CONFIRMED', 'REJECTED') \
               AND updated_at >= UTC_TIMESTAMP() - INTERVAL 1 HOUR GROUP BY status ORDER BY status";
    rows(&mut store.conn().await?, "counting the leads", sql, ()).await
}

/// The jobs by state.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn jobs(store: &Store) -> Result<Counts> {
    let sql = "SELECT state, COUNT(*) FROM entrata_jobs GROUP BY state ORDER BY state";
    rows(&mut store.conn().await?, "counting the jobs", sql, ()).await
}

/// How many seconds the oldest due job has been due; 0 if no job is due.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn oldest_due_job(store: &Store) -> Result<u64> {
    let sql = "SELECT COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(due_at), UTC_TIMESTAMP(3)), 0), 0) \
               FROM entrata_jobs WHERE state = 'DUE'";
    let found: Option<(u64,)> = first(&mut store.conn().await?, "reading the oldest job", sql, ()).await?;
    Ok(found.map_or(0, |(seconds,)| seconds))
}

/// The clients by status.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn clients(store: &Store) -> Result<Counts> {
    let sql = "SELECT status, COUNT(*) FROM entrata_clients GROUP BY status ORDER BY status";
    rows(&mut store.conn().await?, "counting the clients", sql, ()).await
}

/// The remaining calls of a service in this minute, by Entrata's headers.
#[derive(Debug, Clone, FromRow)]
pub struct CallsLeft {
    /// Entrata's id of the company.
    pub cid: u64,
    /// The service.
    pub service: String,
    /// The calls left.
    pub left: u64,
}

/// The calls left for each client and service for which Entrata's headers named a limit.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn calls_left(store: &Store) -> Result<Vec<CallsLeft>> {
    let sql = "SELECT k.cid, k.method AS service, CAST(CASE WHEN k.blocked_until > UTC_TIMESTAMP(3) THEN 0 \
               WHEN k.remaining_until > UTC_TIMESTAMP(3) THEN k.remaining ELSE k.allowed_a_minute END AS UNSIGNED) AS `left` \
               FROM entrata_clients c JOIN entrata_rate_limits k ON k.cid = c.cid AND k.property_id = 0 \
               WHERE k.allowed_a_minute IS NOT NULL ORDER BY k.cid, k.method";
    rows(&mut store.conn().await?, "reading the remaining calls", sql, ()).await
}

/// When something last succeeded, in seconds since 1970; `None` if it never did.
#[derive(Debug, Clone, Default, FromRow)]
pub struct LastSuccesses {
    /// A webhook that was answered with success, within the last day.
    pub webhook: Option<u64>,
    /// A lead that Entrata confirmed.
    pub lead: Option<u64>,
    /// A property that was ingested.
    pub ingestion: Option<u64>,
}

/// When each of the three things that the portal does last succeeded.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn last_successes(store: &Store) -> Result<LastSuccesses> {
    // The session's zone is UTC, as UNIX_TIMESTAMP expects of the columns.
    let sql = "SELECT \
               (SELECT CAST(UNIX_TIMESTAMP(MAX(received_at)) AS UNSIGNED) FROM entrata_webhooks \
               WHERE received_at >= UTC_TIMESTAMP() - INTERVAL 1 DAY AND response_code = 200) AS webhook, \
               (SELECT CAST(UNIX_TIMESTAMP(MAX(updated_at)) AS UNSIGNED) FROM entrata_viewings WHERE status = 'CONFIRMED') AS `lead`, \
               (SELECT CAST(UNIX_TIMESTAMP(MAX(ingested_at)) AS UNSIGNED) FROM entrata_properties) AS ingestion";
    let found = first(&mut store.conn().await?, "reading the last successes", sql, ()).await?;
    Ok(found.unwrap_or_default())
}
