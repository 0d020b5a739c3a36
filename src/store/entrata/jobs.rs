//! `entrata_jobs`: wishes that must come true after a reply or a crash, done by whoever holds their lease.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::entrata::webhooks::LogId;
use crate::store::{LeaseOwner, Session, Store, change, milliseconds, rows};
use mysql_async::params;
use mysql_async::prelude::FromRow;
use std::fmt::Display;
use std::time::Duration;

/// A job that this process holds the lease of.
#[derive(Debug, Clone, FromRow)]
pub struct Job {
    /// Its row.
    pub id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// Which wish is being met.
    pub wish: u32,
    /// How often this wish has been tried, this time included.
    pub attempts: u32,
    /// The webhook that wished it.
    pub log_id: Option<String>,
}

/// The statement that wishes an ingestion; one that is wished for already is due once more.
pub(super) fn wishing(cid: &dyn Display, property: &dyn Display, log_id: &dyn Display) -> String {
    format!(
        "INSERT INTO entrata_jobs (kind, cid, property_id, log_id, due_at) \
         VALUES ('INGEST', {cid}, {property}, {log_id}, UTC_TIMESTAMP(3)) \
         ON DUPLICATE KEY UPDATE wish = wish + 1, state = 'DUE', attempts = 0, due_at = VALUES(due_at), \
         log_id = VALUES(log_id), last_error = NULL, updated_at = UTC_TIMESTAMP()"
    )
}

/// Wishes that a property be ingested. One that is under way already will be played once more.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn wish_ingestion(
    conn: &mut impl Session,
    cid: Cid,
    property: PropertyId,
    log_id: Option<LogId>,
) -> Result<()> {
    let sql = wishing(&":cid", &":property", &":log_id");
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "log_id" => log_id.map(|id| id.to_string()),
    };
    change(conn, "wishing an ingestion", &sql, values).await.map(drop)
}

/// Takes the lease of up to `most` due jobs.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, most: u32, lease: Duration) -> Result<Vec<Job>> {
    let mut conn = store.conn().await?;
    let sql = "UPDATE entrata_jobs SET lease_owner = :owner, attempts = attempts + 1, \
               lease_until = UTC_TIMESTAMP(3) + INTERVAL :lease * 1000 MICROSECOND \
               WHERE state = 'DUE' AND due_at <= UTC_TIMESTAMP(3) \
               AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3)) ORDER BY due_at LIMIT :most";
    let values = params! { "owner" => owner.text(), "lease" => milliseconds(lease), "most" => most };
    if change(&mut conn, "taking due jobs", sql, values).await? == 0 {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, cid, property_id, wish, attempts, log_id FROM entrata_jobs WHERE lease_owner = ? \
               ORDER BY due_at";
    rows(&mut conn, "taking due jobs", sql, (owner.text(),)).await
}

/// Ends a job, unless it was wished for again in the meantime: then it stays due.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn done(store: &Store, owner: LeaseOwner, job: &Job) -> Result<()> {
    let sql = "UPDATE entrata_jobs SET state = IF(wish = :wish, 'DONE', 'DUE'), last_error = NULL, \
               lease_owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP() \
               WHERE id = :id AND lease_owner = :owner";
    let values = params! { "wish" => job.wish, "id" => job.id, "owner" => owner.text() };
    change(&mut store.conn().await?, "ending a job", sql, values).await.map(drop)
}

/// Gives a job back for a later try, or for good when `pause` is none; a newer wish is tried at once.
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
    let sql = "UPDATE entrata_jobs SET state = IF(wish = :wish AND :dead, 'DEAD', 'DUE'), last_error = :why, \
               due_at = IF(wish = :wish, UTC_TIMESTAMP(3) + INTERVAL :pause * 1000 MICROSECOND, due_at), \
               lease_owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP() \
               WHERE id = :id AND lease_owner = :owner";
    let values = params! {
        "wish" => job.wish,
        "dead" => pause.is_none(),
        "why" => why,
        "pause" => milliseconds(pause.unwrap_or_default()),
        "id" => job.id,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "putting a job back", sql, values).await.map(drop)
}

/// Makes a client's waiting and given-up jobs due now: what kept them may just have been mended.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn revive(conn: &mut impl Session, cid: Cid) -> Result<()> {
    let sql = "UPDATE entrata_jobs SET state = 'DUE', attempts = 0, due_at = UTC_TIMESTAMP(3), \
               updated_at = UTC_TIMESTAMP() WHERE cid = ? AND state IN ('DUE', 'DEAD')";
    change(conn, "reviving a client's jobs", sql, (cid.get(),)).await.map(drop)
}

/// The jobs that were given up: client, property, and why.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn dead(store: &Store) -> Result<Vec<(u64, u64, Option<String>)>> {
    let sql = "SELECT cid, property_id, last_error FROM entrata_jobs WHERE state = 'DEAD' ORDER BY cid, property_id";
    rows(&mut store.conn().await?, "reading the dead jobs", sql, ()).await
}
