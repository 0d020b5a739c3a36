//! Runs one statement: a read or a change.

use super::connection::{Done, Retries, Session, all_results};
use super::errors::{self, Remedy, database};
use super::statement::{PACKET, Statement};
use crate::error::portal::{Error, ErrorKind, Result};
use mysql_async::prelude::FromRow;
use mysql_async::{Params, Row, Transaction};

/// Returns all rows of a read, as a type. Retries after a conflict, and on a new connection after the connection was
/// lost or its server left the cluster.
pub(super) async fn rows<T: FromRow>(
    conn: &mut impl Session,
    context: &'static str,
    sql: &str,
    values: impl Into<Params>,
) -> Result<Vec<T>> {
    let statement = Statement::new(sql, values);
    let mut retries = Retries::new();
    let read: Vec<Row> = loop {
        match conn.query(statement.text()).await.map_err(database(context)) {
            Ok(read) => break read,
            Err(error) => again(conn, &mut retries, error, true).await?,
        }
    };
    read.into_iter()
        .map(|row| {
            let columns = row.columns();
            mysql_async::from_row_opt(row).map_err(|_| {
                let names: Vec<_> = columns.iter().map(|column| column.name_str().into_owned()).collect();
                let message = format!(
                    "a row cannot be read ({}): `entrata migrate --check` shows which column does not fit",
                    names.join(", ")
                );
                Error::new(ErrorKind::Database, message).context(context)
            })
        })
        .collect()
}

/// Returns the first row of a read, as a type.
pub(super) async fn first<T: FromRow>(
    conn: &mut impl Session,
    context: &'static str,
    sql: &str,
    values: impl Into<Params>,
) -> Result<Option<T>> {
    Ok(rows(conn, context, sql, values).await?.into_iter().next())
}

/// Executes a statement, and returns the number of rows that it changed. Outside of a transaction it runs again
/// after a conflict, and on a new connection after a read-only server rejected it: in both cases it has changed nothing.
pub(super) async fn change(
    conn: &mut impl Session,
    context: &'static str,
    sql: &str,
    values: impl Into<Params>,
) -> Result<u64> {
    Ok(insert(conn, context, sql, values).await?.changed)
}

/// As [`change`]; also returns the id that the statement generated.
pub(super) async fn insert(
    conn: &mut impl Session,
    context: &'static str,
    sql: &str,
    values: impl Into<Params>,
) -> Result<Done> {
    let statement = Statement::new(sql, values);
    let mut retries = Retries::new();
    loop {
        match execute_once(conn, &statement).await.map_err(database(context)) {
            Ok(done) => return Ok(done),
            Err(error) => again(conn, &mut retries, error, false).await?,
        }
    }
}

async fn execute_once(conn: &mut impl Session, statement: &Statement) -> mysql_async::Result<Done> {
    let result = conn.query_iter(statement.text()).await?;
    let done = Done { changed: result.affected_rows(), inserted: result.last_insert_id() };
    result.drop_result().await?;
    Ok(done)
}

/// Executes statements of a transaction in one round trip.
pub(crate) async fn execute(
    tx: &mut Transaction<'_>,
    context: &'static str,
    statements: &[Statement],
) -> Result<()> {
    change_all(tx, context, statements).await.map(drop)
}

/// As [`execute`]; returns what each statement did. More than a packet takes needs several round trips.
pub(super) async fn change_all(
    tx: &mut Transaction<'_>,
    context: &'static str,
    statements: &[Statement],
) -> Result<Vec<Done>> {
    let mut done = Vec::with_capacity(statements.len());
    let mut rest = statements;
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |statement: &&Statement| {
            size += statement.text().len();
            size <= PACKET
        };
        let (packet, later) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        let body: Vec<_> = packet.iter().map(Statement::text).collect();
        done.extend(all_results(tx, &body.join("; ")).await.map_err(database(context))?);
        rest = later;
    }
    Ok(done)
}

/// Prepares another attempt after an error, or returns the error.
async fn again<S: Session>(conn: &mut S, retries: &mut Retries, error: Error, reads: bool) -> Result<()> {
    let remedy = errors::remedy(&error);
    let may_repeat = S::ALONE && (reads || remedy != Remedy::Lost);
    if !may_repeat || !retries.after(remedy).await {
        return Err(error);
    }
    // A proxy may need a moment before it leads elsewhere.
    while matches!(remedy, Remedy::Leave | Remedy::Lost) && !conn.reopen().await {
        if !retries.after(remedy).await {
            return Err(error);
        }
    }
    Ok(())
}
