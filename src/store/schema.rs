//! Creates and upgrades our tables with the numbered files under `schema/`, and the portal's tables in an empty database.
//!
//! Several nodes may migrate at once. One of them holds a lease on row 0 of `entrata_schema`, the others wait for it and
//! then find nothing to do. There is no `GET_LOCK`: in Galera and Group Replication it locks one server only, and
//! Percona XtraDB Cluster and Vitess reject it. A file may run again after a crash, because a statement that changes a
//! table cannot be rolled back: each of its statements must have the same effect twice.

pub(super) mod ours;

use super::connection::Session as _;
use super::lease::{GIVE_BACK, LeaseOwner, TAKE_IF_FREE, UNTIL, milliseconds};
use super::{Store, change, first, rows};
use crate::error::portal::{Error, ErrorKind, Result};
use mysql_async::{Conn, params};
use std::time::{Duration, Instant};

/// The numbered files, in order.
const FILES: &[(u32, &str, &str)] = &[(1, "V1__entrata", include_str!("schema/V1__entrata.sql"))];
/// The portal's tables under their default names.
const PORTAL: &str = include_str!("schema/portal.sql");
/// The name under which the portal's tables are listed.
pub const PORTAL_NAME: &str = "the portal's tables";
/// The number under which the portal's tables are listed, beyond those of the files.
const PORTAL_VERSION: u32 = u32::MAX;

/// The history of the numbered files, and the lease. It has `cid` as all our tables do.
const HISTORY: &str = r"
    CREATE TABLE IF NOT EXISTS entrata_schema (
        version INT UNSIGNED NOT NULL,
        cid BIGINT UNSIGNED NOT NULL DEFAULT 0,
        name VARCHAR(64) NOT NULL,
        applied_at DATETIME NULL,
        lease_owner CHAR(36) CHARACTER SET ascii NULL,
        lease_until DATETIME(3) NULL,
        PRIMARY KEY (version)
    ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci";

const CONTEXT: &str = "migrating the tables";
/// Longer than one statement may wait for a lock.
const LEASE: Duration = Duration::from_secs(60);
const LOCK_WAIT_SECONDS: u32 = 30;
const LOOK_AGAIN: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// What a migration is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Another node migrates; this one waits for it.
    Waiting,
    /// A file starts.
    Running(&'a str),
    /// A file is done.
    Done(&'a str),
}

/// Creates or upgrades our tables. With `portal_tables`, the names of the portal's tables, it creates those too if the
/// database has none of them. Returns what it ran. The portal's tables are never altered.
///
/// # Errors
///
/// [`ErrorKind::Database`] if a statement is rejected, or another migration runs for ten minutes.
pub async fn migrate(
    store: &Store,
    portal_tables: Option<&[&str]>,
    mut progress: impl FnMut(Step<'_>),
) -> Result<Vec<String>> {
    let mut conn = store.conn().await?;
    change(
        &mut conn,
        CONTEXT,
        "SET SESSION lock_wait_timeout = :seconds",
        params! { "seconds" => LOCK_WAIT_SECONDS },
    )
    .await?;
    ours::reject_taken_names(&mut conn).await?;
    change(&mut conn, CONTEXT, HISTORY, ()).await?;
    let owner = LeaseOwner::fresh();
    hold(&mut conn, owner, &mut progress).await?;
    failpoint!("migration-locked");
    let outcome = run(&mut conn, owner, portal_tables, &mut progress).await;
    failpoint!("migration-done");
    let given_back = give_back(&mut conn, owner).await;
    // The connection's changed setting must not reach another caller.
    let _ = conn.reopen().await;
    let applied = outcome?;
    given_back.map(|()| applied)
}

async fn hold(conn: &mut Conn, owner: LeaseOwner, progress: &mut impl FnMut(Step<'_>)) -> Result<()> {
    let since = Instant::now();
    let mut waits = false;
    while !claim(conn, owner).await? {
        if since.elapsed() > LONGEST_WAIT {
            return Err(Error::new(
                ErrorKind::Database,
                "another migration has been running for ten minutes",
            ));
        }
        if !waits {
            waits = true;
            progress(Step::Waiting);
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(())
}

async fn claim(conn: &mut Conn, owner: LeaseOwner) -> Result<bool> {
    let sql = format!(
        "INSERT INTO entrata_schema (version, cid, name, lease_owner, lease_until) VALUES (0, 0, 'lease', :owner, {UNTIL}) \
         ON DUPLICATE KEY UPDATE {TAKE_IF_FREE}"
    );
    let values = params! { "owner" => owner.text(), "lease" => milliseconds(LEASE) };
    Ok(change(conn, CONTEXT, &sql, values).await? > 0)
}

/// Extends the lease, so that no other node takes over in the middle of a long statement.
async fn extend(conn: &mut Conn, owner: LeaseOwner) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_schema SET lease_until = {UNTIL} WHERE version = 0 AND cid = 0 AND lease_owner = :owner"
    );
    let values = params! { "owner" => owner.text(), "lease" => milliseconds(LEASE) };
    match change(conn, CONTEXT, &sql, values).await? {
        0 if !holds(conn, owner).await? => {
            Err(Error::new(ErrorKind::Database, "another node has taken the migration over"))
        }
        _ => Ok(()),
    }
}

async fn holds(conn: &mut Conn, owner: LeaseOwner) -> Result<bool> {
    let sql = "SELECT 1 FROM entrata_schema WHERE version = 0 AND cid = 0 AND lease_owner = :owner";
    let held: Option<(u8,)> = first(conn, CONTEXT, sql, params! { "owner" => owner.text() }).await?;
    Ok(held.is_some())
}

async fn give_back(conn: &mut Conn, owner: LeaseOwner) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_schema SET {GIVE_BACK} WHERE version = 0 AND cid = 0 AND lease_owner = :owner"
    );
    change(conn, CONTEXT, &sql, params! { "owner" => owner.text() }).await.map(drop)
}

async fn run(
    conn: &mut Conn,
    owner: LeaseOwner,
    portal_tables: Option<&[&str]>,
    progress: &mut impl FnMut(Step<'_>),
) -> Result<Vec<String>> {
    let mut applied = Vec::new();
    if lacks_portal(conn, portal_tables).await? {
        progress(Step::Running(PORTAL_NAME));
        begin(conn, PORTAL_VERSION, PORTAL_NAME).await?;
        run_file(conn, owner, PORTAL).await?;
        record(conn, PORTAL_VERSION, PORTAL_NAME).await?;
        progress(Step::Done(PORTAL_NAME));
        applied.push(PORTAL_NAME.to_owned());
    }
    let done = done(conn).await?;
    for (version, name, sql) in FILES.iter().filter(|(version, ..)| !done.contains(version)) {
        progress(Step::Running(name));
        run_file(conn, owner, sql).await?;
        record(conn, *version, name).await?;
        progress(Step::Done(name));
        applied.push((*name).to_owned());
    }
    Ok(applied)
}

/// Notes that a file starts. Until it is recorded, it may have run in part.
async fn begin(conn: &mut Conn, version: u32, name: &str) -> Result<()> {
    let sql = "INSERT INTO entrata_schema (version, cid, name) VALUES (:version, 0, :name) \
               ON DUPLICATE KEY UPDATE applied_at = NULL";
    change(conn, CONTEXT, sql, params! { "version" => version, "name" => name }).await.map(drop)
}

async fn record(conn: &mut Conn, version: u32, name: &str) -> Result<()> {
    let sql = "INSERT INTO entrata_schema (version, cid, name, applied_at) VALUES (:version, 0, :name, UTC_TIMESTAMP()) \
               ON DUPLICATE KEY UPDATE applied_at = VALUES(applied_at)";
    change(conn, CONTEXT, sql, params! { "version" => version, "name" => name }).await.map(drop)
}

async fn run_file(conn: &mut Conn, owner: LeaseOwner, sql: &str) -> Result<()> {
    for statement in statements(sql) {
        extend(conn, owner).await?;
        change(conn, CONTEXT, &statement, ()).await?;
        failpoint!("migration-statement");
    }
    Ok(())
}

/// Whether the portal's tables, by these names, are to be created: the database has none of them, or has those that a
/// migration created before it was interrupted.
async fn lacks_portal(conn: &mut Conn, names: Option<&[&str]>) -> Result<bool> {
    let Some(names) = names else { return Ok(false) };
    let existing = tables(conn).await?;
    let exists = |name: &str| existing.iter().any(|table| table.eq_ignore_ascii_case(name));
    Ok(!names.iter().any(|name| exists(name)) || exists("entrata_schema") && has_begun_portal(conn).await?)
}

async fn has_begun_portal(conn: &mut Conn) -> Result<bool> {
    let sql = "SELECT 1 FROM entrata_schema WHERE version = :version AND cid = 0 AND applied_at IS NULL";
    let begun: Option<(u8,)> = first(conn, CONTEXT, sql, params! { "version" => PORTAL_VERSION }).await?;
    Ok(begun.is_some())
}

async fn tables(conn: &mut Conn) -> Result<Vec<String>> {
    let sql = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()";
    let found: Vec<(String,)> = rows(conn, "reading the schema", sql, ()).await?;
    Ok(found.into_iter().map(|(name,)| name).collect())
}

async fn done(conn: &mut Conn) -> Result<Vec<u32>> {
    let sql = "SELECT version FROM entrata_schema WHERE cid = 0 AND applied_at IS NOT NULL";
    let found: Vec<(u32,)> = rows(conn, "reading the schema's history", sql, ()).await?;
    Ok(found.into_iter().map(|(version,)| version).collect())
}

/// What `migrate` would run; empty if the schema is up to date.
///
/// # Errors
///
/// [`ErrorKind::Database`] if the database cannot be read.
pub async fn pending(store: &Store, portal_tables: Option<&[&str]>) -> Result<Vec<String>> {
    let mut conn = store.conn().await?;
    let has_history = tables(&mut conn).await?.iter().any(|table| table == "entrata_schema");
    let done = if has_history { done(&mut conn).await? } else { Vec::new() };
    let portal = lacks_portal(&mut conn, portal_tables).await?.then(|| PORTAL_NAME.to_owned());
    let files =
        FILES.iter().filter(|(version, ..)| !done.contains(version)).map(|(_, name, _)| (*name).to_owned());
    Ok(portal.into_iter().chain(files).collect())
}

/// The statements of a file, without its comments.
fn statements(sql: &str) -> Vec<String> {
    let code: Vec<_> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let code = code.join("\n");
    code.split(';').map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::host::Map;

    #[test]
    fn each_statement_of_a_numbered_file_may_run_twice() {
        for (_, name, sql) in FILES {
            for statement in statements(sql) {
                let table = statement.strip_prefix("CREATE TABLE IF NOT EXISTS entrata_");
                assert!(table.is_some(), "{name}: {statement}");
            }
        }
    }

    #[test]
    fn each_table_of_ours_has_the_sharding_key_and_a_primary_key() {
        for (_, _, sql) in FILES {
            for statement in statements(sql) {
                assert!(statement.contains(" cid BIGINT UNSIGNED "), "{statement}");
                assert!(statement.contains("PRIMARY KEY ("), "{statement}");
                assert!(statement.contains("ENGINE = InnoDB"), "{statement}");
            }
        }
    }

    #[test]
    fn the_default_tables_are_those_of_the_map() {
        let statements = statements(PORTAL);
        let map = Map::default();
        let tables = map.default_tables().unwrap();
        assert_eq!(statements.len(), tables.len());
        for table in tables {
            let head = format!("CREATE TABLE IF NOT EXISTS {table} (");
            assert!(statements.iter().any(|statement| statement.starts_with(&head)), "{table}");
        }
    }
}
