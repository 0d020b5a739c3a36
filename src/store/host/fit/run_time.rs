//! The fit at run time: the reason for an error of the server, and whether a new client could be stored.

use super::{Misfit, check_server, check_tables, tables};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::host::map::{Map, Table};
use crate::store::host::users;
use crate::store::{Store, errors, schema};
use mysql_async::Conn;

/// An error lists no more misfits than these.
const MOST_IN_ERROR: usize = 5;

/// Names what does not fit, in the place of an error of the server that it explains; other errors stay as they are. Of
/// the server's own words, some name no table, and others no column.
pub async fn explained(store: &Store, map: &Map, error: Error) -> Error {
    if !errors::is_misfit(&error) {
        return error;
    }
    let found = match store.conn().await {
        Ok(mut conn) => misfits(&mut conn, map).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    if found.is_empty() {
        return error;
    }
    let mut named: Vec<_> = found.iter().take(MOST_IN_ERROR).map(ToString::to_string).collect();
    if found.len() > MOST_IN_ERROR {
        named.push(format!("{} more (run `entrata migrate --check`)", found.len() - MOST_IN_ERROR));
    }
    let message = format!("the portal's tables do not fit: {}", named.join("; "));
    Error::new(ErrorKind::Database, message).with_source(error)
}

/// What does not fit, apart from the values in the tables; nothing before the first migration.
async fn misfits(conn: &mut Conn, map: &Map) -> Result<Vec<Misfit>> {
    let (_, missing) = schema::ours::our_tables(conn).await?;
    if !missing.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = check_server(conn).await?;
    found.extend(check_tables(conn, map).await?);
    Ok(found)
}

/// Fails if a new client's operator and agent could not be inserted. The inserts are run and rolled back, so triggers,
/// foreign keys and privileges count too; a code is not used before this.
///
/// # Errors
///
/// [`ErrorKind::Database`], naming what does not fit.
pub async fn check_onboarding(store: &Store, map: &Map, company: &str, agent_email: &str) -> Result<()> {
    let mut conn = store.conn().await?;
    let tables = tables(&mut conn).await?;
    // Without transactions, the rollback would leave the rows.
    let transactional = |name: &str| {
        let info = tables.iter().find(|info| info.name == name);
        info.is_none_or(|info| {
            info.engine.as_deref().is_some_and(|engine| engine.eq_ignore_ascii_case("InnoDB"))
        })
    };
    for name in [map.property_operators.name(), map.users.name()] {
        if !transactional(name) {
            return Err(errors::misfit(format!(
                "the table {name} has no transactions (expected InnoDB): run `entrata migrate --check`"
            )));
        }
    }
    let rehearsed = users::rehearse(&mut conn, map, company, agent_email).await;
    drop(conn);
    match rehearsed {
        Ok(()) => Ok(()),
        Err(error) => Err(explained(store, map, error).await),
    }
}
