//! Whether the portal's tables fit the map: everything that would fail at run time, found in advance. Nothing is changed.

mod columns;
mod inserts;
mod keys;
mod privileges;
mod references;
pub mod run_time;
mod server;
mod values;

use self::columns::column_problems;
use self::inserts::{constant_problems, omitted};
use super::map::{Map, Table};
use crate::error::portal::Result;
use crate::store::{Store, rows, schema};
use mysql_async::Conn;
use mysql_async::prelude::FromRow;
use std::fmt;

const CONTEXT: &str = "checking the portal's tables";

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The table, or `server`.
    pub table: String,
    /// The table's column, if it is about one.
    pub column: Option<String>,
    /// What is wrong, and what is expected.
    pub problem: String,
}

impl Misfit {
    fn new(table: &str, column: Option<&str>, problem: impl Into<String>) -> Self {
        Self { table: table.to_owned(), column: column.map(str::to_owned), problem: problem.into() }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}: {}", self.table, self.problem),
            None => write!(f, "{}: {}", self.table, self.problem),
        }
    }
}

/// Everything in the portal's tables that does not fit the map, and what the server rejects.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database) if the database cannot be read.
pub async fn check(store: &Store, map: &Map) -> Result<Vec<Misfit>> {
    let mut conn = store.conn().await?;
    let mut found = check_server(&mut conn).await?;
    found.extend(check_tables(&mut conn, map).await?);
    values::check(&mut conn, map, &mut found).await?;
    Ok(found)
}

/// What the server and our own tables need, before the portal's tables exist.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database) if the database cannot be read.
pub async fn check_without_tables(store: &Store) -> Result<Vec<Misfit>> {
    check_server(&mut store.conn().await?).await
}

async fn check_server(conn: &mut Conn) -> Result<Vec<Misfit>> {
    let mut found = server::problems(conn).await?;
    let taken = schema::ours::taken_names(conn).await?;
    found.extend(taken.into_iter().map(|(table, problem)| Misfit::new(&table, None, problem)));
    found.extend(privileges::on_our_tables(conn).await?);
    Ok(found)
}

async fn check_tables(conn: &mut Conn, map: &Map) -> Result<Vec<Misfit>> {
    let tables = tables(conn).await?;
    let mut found = Vec::new();
    check_table(conn, map, &map.property_operators, &OPERATORS, &tables, &mut found).await?;
    check_table(conn, map, &map.users, &USERS, &tables, &mut found).await?;
    check_table(conn, map, &map.houses, &HOUSES, &tables, &mut found).await?;
    check_table(conn, map, &map.house_images, &IMAGES, &tables, &mut found).await?;
    check_table(conn, map, &map.viewings, &VIEWINGS, &tables, &mut found).await?;
    found.extend(references::problems(conn, map).await?);
    Ok(found)
}

/// What we do with a table.
struct Use {
    /// The columns that each of our inserts sets; `None` if we never insert.
    inserts: Option<&'static [&'static str]>,
    deletes: bool,
    /// The columns that we read and never write.
    reads: &'static [&'static str],
    /// The columns by which we look rows up, besides the id.
    finds_by: &'static [&'static str],
    /// Columns that have another value in each of our rows, if all of them are in a key together.
    distinct: &'static [&'static str],
}

const OPERATORS: Use = Use {
    inserts: Some(&["name", "created_at"]),
    deletes: false,
    reads: &[],
    finds_by: &[],
    distinct: &["name"],
};
const USERS: Use = Use {
    inserts: Some(&[
        "role",
        "first_name",
        "last_name",
        "email",
        "password_hash",
        "property_operator_id",
        "created_at",
    ]),
    deletes: false,
    reads: &["phone"],
    finds_by: &["email"],
    distinct: &["email"],
};
const HOUSES: Use = Use {
    inserts: Some(&[
        "source",
        "property_operator_id",
        "agent_id",
        "status",
        "title",
        "created_at",
        "updated_at",
    ]),
    deletes: false,
    reads: &["deleted_at"],
    finds_by: &[],
    distinct: &["title"],
};
const IMAGES: Use = Use {
    inserts: Some(&["house_id", "url", "caption", "kind", "position"]),
    deletes: true,
    reads: &[],
    finds_by: &["house_id"],
    distinct: &["house_id", "url"],
};
const VIEWINGS: Use = Use {
    inserts: None,
    deletes: false,
    reads: &["user_id", "house_id", "message", "tour_type", "created_at"],
    finds_by: &["status", "user_id"],
    distinct: &[],
};

#[derive(FromRow)]
struct TableInfo {
    name: String,
    kind: String,
    engine: Option<String>,
}

async fn tables(conn: &mut Conn) -> Result<Vec<TableInfo>> {
    let sql = "SELECT table_name AS name, table_type AS kind, engine AS engine \
               FROM information_schema.tables WHERE table_schema = DATABASE()";
    rows(conn, CONTEXT, sql, ()).await
}

async fn check_table(
    conn: &mut Conn,
    map: &Map,
    table: &dyn Table,
    used: &Use,
    tables: &[TableInfo],
    found: &mut Vec<Misfit>,
) -> Result<()> {
    let misfit = |column: Option<&str>, problem: String| Misfit::new(table.name(), column, problem);
    let Some(info) = tables.iter().find(|info| info.name == table.name()) else {
        found.push(misfit(None, missing_table(table.ours(), table.name(), tables)));
        return Ok(());
    };
    match info.engine.as_deref() {
        _ if info.kind != "BASE TABLE" => {
            found.push(misfit(None, "is a view (expected a table, into which we can insert)".to_owned()));
            return Ok(());
        }
        Some(engine) if !engine.eq_ignore_ascii_case("InnoDB") => {
            found.push(misfit(
                None,
                format!("has the engine {engine}, which has no transactions (expected InnoDB)"),
            ));
        }
        _ => {}
    }
    let columns = columns::read(conn, table.name()).await?;
    for column in table.columns() {
        let problems =
            column_problems(map, table.ours(), column, used.reads.contains(&column.ours), &columns);
        let name = column.name.as_deref();
        found.extend(problems.into_iter().map(|problem| misfit(name, problem)));
    }
    let named = |problems: Vec<(String, String)>| {
        problems.into_iter().map(|(name, problem)| misfit(Some(&name), problem)).collect::<Vec<_>>()
    };
    found.extend(named(constant_problems(table, &columns)));
    if let Some(always) = used.inserts {
        found.extend(named(omitted(table, always, &columns)));
        let problems = keys::unsuitable(conn, table, used, &columns).await?;
        found.extend(problems.into_iter().map(|problem| misfit(None, problem)));
    }
    found.extend(named(keys::missing(conn, table, used).await?));
    let lacking = privileges::lacking(conn, table, used, &columns).await?;
    found.extend(lacking.into_iter().map(|problem| misfit(None, problem)));
    Ok(())
}

fn missing_table(ours: &str, name: &str, tables: &[TableInfo]) -> String {
    match tables.iter().find(|info| info.name.eq_ignore_ascii_case(name)) {
        Some(other) => format!(
            "does not exist, but {:?} does, and the case of names counts here: set table = {:?} in [{ours}]",
            other.name, other.name
        ),
        None => format!("does not exist (expected by [{ours}] of the map)"),
    }
}
