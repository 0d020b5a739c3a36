//! The tables: numbered files under `schema/`, run once each, safe on a portal's existing tables.

mod adopt;

use super::{Store, database};
use crate::error::portal::{Error, ErrorKind, Result};
use mysql_async::prelude::Queryable;

mod numbered {
    refinery::embed_migrations!("src/store/schema");
}

/// The table in which the finished migrations are written down.
const HISTORY: &str = "entrata_schema_history";
const LOCK: &str = "entrata_migrate";
const LOCK_SECONDS: u32 = 60;

/// Creates or upgrades the tables; says which migrations ran.
///
/// Where a portal has a table of ours already, its missing columns and keys are added first; nothing is
/// dropped or narrowed.
///
/// # Errors
///
/// [`ErrorKind::Database`] when a statement is refused, [`ErrorKind::Internal`] when the written history and this version
/// contradict each other.
pub async fn migrate(store: &Store) -> Result<Vec<String>> {
    let mut guard = store.conn().await?;
    // Two migrations at once would race over the same tables; the lock ends with its connection at the latest.
    let locked: Option<Option<u8>> = guard
        .exec_first("SELECT GET_LOCK(?, ?)", (LOCK, LOCK_SECONDS))
        .await
        .map_err(database("waiting for another migration"))?;
    if locked.flatten() != Some(1) {
        return Err(Error::new(ErrorKind::Database, "another migration has been running for a minute"));
    }
    failpoint!("migration-locked");
    let outcome = run(store, &mut guard).await;
    failpoint!("migration-done");
    guard.exec_drop("DO RELEASE_LOCK(?)", (LOCK,)).await.map_err(database("ending the migration"))?;
    outcome
}

async fn run(store: &Store, conn: &mut mysql_async::Conn) -> Result<Vec<String>> {
    for migration in numbered::migrations::runner().get_migrations() {
        adopt::complete_existing(conn, migration.sql().unwrap_or_default()).await?;
    }
    failpoint!("migration-adopted");
    let mut pool = store.pool.clone();
    let report = numbered::migrations::runner()
        .set_migration_table_name(HISTORY)
        .run_async(&mut pool)
        .await
        .map_err(|error| Error::new(ErrorKind::Database, format!("the migration stopped: {error}")))?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Which migrations are still to run; empty when the schema is up to date.
///
/// # Errors
///
/// [`ErrorKind::Database`] when the database cannot be read.
pub async fn pending(store: &Store) -> Result<Vec<String>> {
    let mut conn = store.conn().await?;
    let known: Option<u8> = conn
        .exec_first(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
            (HISTORY,),
        )
        .await
        .map_err(database("reading the schema's history"))?;
    let done: Vec<i32> = match known {
        None => Vec::new(),
        Some(_) => conn
            .query(format!("SELECT version FROM {HISTORY}"))
            .await
            .map_err(database("reading the schema's history"))?,
    };
    let mut pending: Vec<_> = numbered::migrations::runner()
        .get_migrations()
        .iter()
        .filter(|migration| !done.contains(&migration.version()))
        .map(ToString::to_string)
        .collect();
    pending.sort();
    Ok(pending)
}
