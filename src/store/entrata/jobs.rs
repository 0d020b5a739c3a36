//! `entrata_jobs`: background work that survives a crash, done by the holder of its lease.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::entrata::webhooks::LogId;
use crate::store::lease::{FREE, GIVE_BACK, TAKE, milliseconds};
use crate::store::{LeaseOwner, Session, Statement, Store, change, rows};
use mysql_async::params;
use mysql_async::prelude::FromRow;
use std::time::Duration;

/// A job whose lease this process holds.
#[derive(Debug, Clone, FromRow)]
pub struct Job {
    /// Its row.
    pub id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// The number of requests that this run covers.
    pub requests: u32,
    /// The number of attempts at it, this one included.
    pub attempts: u32,
    /// The webhook that requested it.
    pub log_id: Option<String>,
}

/// The statement that requests an ingestion, for a batch.
#[must_use]
pub fn requesting_ingestion(cid: Cid, property: PropertyId, log_id: Option<LogId>) -> Statement {
    let sql = r"
        INSERT INTO entrata_jobs (kind, cid, property_id, log_id, due_at)
        VALUES ('INGEST', :cid, :property, :log_id, UTC_TIMESTAMP(3))
        ON DUPLICATE KEY UPDATE requests = requests + 1, state = 'DUE', attempts = 0, due_at = VALUES(due_at),
            log_id = VALUES(log_id), last_error = NULL, updated_at = UTC_TIMESTAMP()";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "log_id" => log_id.map(|id| id.to_string()),
    };
    Statement::new(sql, values)
}

/// Requests that a property be ingested. If an ingestion is already running, it will run again afterwards.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn request_ingestion(
    conn: &mut impl Session,
    cid: Cid,
    property: PropertyId,
    log_id: Option<LogId>,
) -> Result<()> {
    let statement = requesting_ingestion(cid, property, log_id);
    change(conn, "requesting an ingestion", statement.text(), ()).await.map(drop)
}

/// Requests the ingestion of up to `most` active properties whose last ingestion is at least `age` ago; returns how many.
/// Skips properties with a job that is due or dead.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn request_refreshes(store: &Store, age: Duration, most: u32) -> Result<u64> {
    let sql = "INSERT INTO entrata_jobs (kind, cid, property_id, due_at) \
               SELECT 'INGEST', p.cid, p.property_id, UTC_TIMESTAMP(3) FROM entrata_properties p \
               JOIN entrata_clients c ON c.cid = p.cid AND c.status = 'ACTIVE' \
               LEFT JOIN entrata_jobs j ON j.cid = p.cid AND j.property_id = p.property_id AND j.kind = 'INGEST' \
               WHERE p.status = 'ACTIVE' AND p.ingested_at < UTC_TIMESTAMP(3) - INTERVAL :age * 1000 MICROSECOND \
               AND COALESCE(j.state, 'DONE') = 'DONE' ORDER BY p.ingested_at LIMIT :most \
               ON DUPLICATE KEY UPDATE requests = entrata_jobs.requests + 1, state = 'DUE', attempts = 0, \
               due_at = VALUES(due_at), log_id = NULL, last_error = NULL, updated_at = UTC_TIMESTAMP()";
    let values = params! { "age" => milliseconds(age), "most" => most };
    change(&mut store.conn().await?, "requesting ingestions", sql, values).await
}

/// Takes the lease of up to `most` due jobs.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, most: u32, lease: Duration) -> Result<Vec<Job>> {
    let mut conn = store.conn().await?;
    let sql = format!(
        "UPDATE entrata_jobs SET {TAKE}, attempts = attempts + 1 \
         WHERE state = 'DUE' AND due_at <= UTC_TIMESTAMP(3) AND {FREE} ORDER BY due_at LIMIT :most"
    );
    let values = params! { "owner" => owner.text(), "lease" => milliseconds(lease), "most" => most };
    if change(&mut conn, "taking due jobs", &sql, values).await? == 0 {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, cid, property_id, requests, attempts, log_id FROM entrata_jobs \
               WHERE state = 'DUE' AND lease_owner = :owner ORDER BY due_at";
    rows(&mut conn, "taking due jobs", sql, params! { "owner" => owner.text() }).await
}

/// Ends a job, unless it was requested again in the meantime: then it stays due.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn done(store: &Store, owner: LeaseOwner, job: &Job) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_jobs SET state = IF(requests = :requests, 'DONE', 'DUE'), last_error = NULL, \
         {GIVE_BACK}, updated_at = UTC_TIMESTAMP() WHERE id = :id AND cid = :cid AND lease_owner = :owner"
    );
    let values = params! {
        "requests" => job.requests,
        "id" => job.id,
        "cid" => job.cid,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "ending a job", &sql, values).await.map(drop)
}

/// Returns a job for a later attempt, or marks it dead if `pause` is `None`. A newer request runs at once.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn put_back(
    store: &Store,
    owner: LeaseOwner,
    job: &Job,
    pause: Option<Duration>,
    why: &str,
) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_jobs SET state = IF(requests = :requests AND :dead, 'DEAD', 'DUE'), last_error = :why, \
         due_at = IF(requests = :requests, UTC_TIMESTAMP(3) + INTERVAL :pause * 1000 MICROSECOND, due_at), \
         {GIVE_BACK}, updated_at = UTC_TIMESTAMP() WHERE id = :id AND cid = :cid AND lease_owner = :owner"
    );
    let values = params! {
        "requests" => job.requests,
        "dead" => pause.is_none(),
        "why" => why,
        "pause" => milliseconds(pause.unwrap_or_default()),
        "id" => job.id,
        "cid" => job.cid,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "rescheduling a job", &sql, values).await.map(drop)
}

/// Makes a client's waiting and dead jobs due now, because their cause may just have been fixed.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn revive(conn: &mut impl Session, cid: Cid) -> Result<()> {
    let sql = "UPDATE entrata_jobs SET state = 'DUE', attempts = 0, due_at = UTC_TIMESTAMP(3), \
               updated_at = UTC_TIMESTAMP() WHERE cid = :cid AND state IN ('DUE', 'DEAD')";
    change(conn, "reviving a client's jobs", sql, params! { "cid" => cid.get() }).await.map(drop)
}

/// The dead jobs: client, property, and reason.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn dead(store: &Store) -> Result<Vec<(u64, u64, Option<String>)>> {
    let sql = "SELECT cid, property_id, last_error FROM entrata_jobs WHERE state = 'DEAD' ORDER BY cid, property_id";
    rows(&mut store.conn().await?, "reading the dead jobs", sql, ()).await
}
