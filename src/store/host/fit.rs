//! Whether the portal's tables fit the map: everything that would fail at run time, found in advance. Nothing is changed.

mod columns;
mod server;
mod values;

use self::columns::{ColumnInfo, column_problems, constant_problems, omitted};
use super::map::{Column, Content, Map, Table};
use crate::error::portal::Result;
use crate::store::{Store, change, errors, rows};
use mysql_async::prelude::FromRow;
use mysql_async::{Conn, params};
use std::fmt;

const CONTEXT: &str = "checking the portal's tables";

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The portal's table, or `server`.
    pub table: String,
    /// The portal's column, if it is about one.
    pub column: Option<String>,
    /// What is wrong, and what is expected.
    pub problem: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}: {}", self.table, self.problem),
            None => write!(f, "{}: {}", self.table, self.problem),
        }
    }
}

/// Everything in the portal's tables, and in the server's settings, that does not fit.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database) if the database cannot be read.
pub async fn check(store: &Store, map: &Map) -> Result<Vec<Misfit>> {
    let mut conn = store.conn().await?;
    let tables = tables(&mut conn).await?;
    let mut found = Vec::new();
    check_table(&mut conn, map, &map.property_operators, OPERATORS, &tables, &mut found).await?;
    check_table(&mut conn, map, &map.users, USERS, &tables, &mut found).await?;
    check_table(&mut conn, map, &map.houses, HOUSES, &tables, &mut found).await?;
    check_table(&mut conn, map, &map.house_images, IMAGES, &tables, &mut found).await?;
    check_table(&mut conn, map, &map.viewings, VIEWINGS, &tables, &mut found).await?;
    let usable = |misfit: &Misfit| misfit.column.is_some();
    if found.iter().all(usable) {
        values::check(&mut conn, map, &tables, &mut found).await?;
    }
    found.extend(server::check(&mut conn).await?);
    Ok(found)
}

/// What we do with a table.
#[derive(Clone, Copy)]
struct Use {
    /// The columns that each of our inserts sets; `None` if we never insert.
    inserts: Option<&'static [&'static str]>,
    deletes: bool,
    /// The columns by which we look rows up, besides the id.
    finds_by: &'static [&'static str],
}

const OPERATORS: Use = Use { inserts: Some(&["name", "created_at"]), deletes: false, finds_by: &[] };
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
    finds_by: &["email"],
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
    finds_by: &[],
};
const IMAGES: Use = Use {
    inserts: Some(&["house_id", "url", "caption", "kind", "position"]),
    deletes: true,
    finds_by: &["house_id"],
};
const VIEWINGS: Use = Use { inserts: None, deletes: false, finds_by: &["status", "user_id"] };

#[derive(FromRow)]
pub(super) struct TableInfo {
    pub(super) name: String,
    kind: String,
    engine: Option<String>,
}

async fn tables(conn: &mut Conn) -> Result<Vec<TableInfo>> {
    let sql = "SELECT table_name AS name, table_type AS kind, engine AS engine \
               FROM information_schema.tables WHERE table_schema = DATABASE()";
    rows(conn, CONTEXT, sql, ()).await
}

async fn check_table<T: Table>(
    conn: &mut Conn,
    map: &Map,
    table: &T,
    used: Use,
    tables: &[TableInfo],
    found: &mut Vec<Misfit>,
) -> Result<()> {
    let misfit = |column: Option<&str>, problem: String| Misfit {
        table: table.name().to_owned(),
        column: column.map(str::to_owned),
        problem,
    };
    let Some(info) = tables.iter().find(|info| info.name == table.name()) else {
        found.push(misfit(None, missing_table(T::OURS, table.name(), tables)));
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
        let problems = column_problems(map, T::OURS, column, &columns);
        let name = column.name.as_deref();
        found.extend(problems.into_iter().map(|problem| misfit(name, problem)));
    }
    found.extend(
        constant_problems(table, &columns).into_iter().map(|(name, problem)| misfit(Some(&name), problem)),
    );
    if let Some(always) = used.inserts {
        found.extend(
            omitted(table, always, &columns).into_iter().map(|(name, problem)| misfit(Some(&name), problem)),
        );
    }
    found.extend(
        missing_indexes(conn, table, used)
            .await?
            .into_iter()
            .map(|(name, problem)| misfit(Some(&name), problem)),
    );
    let lacking = lacking_privileges(conn, table, used, &columns).await?;
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

/// Columns by which we look rows up, and that no index begins with.
async fn missing_indexes(conn: &mut Conn, table: &impl Table, used: Use) -> Result<Vec<(String, String)>> {
    let sql = "SELECT DISTINCT column_name AS name FROM information_schema.statistics \
               WHERE table_schema = DATABASE() AND table_name = :table AND seq_in_index = 1";
    let indexed: Vec<(String,)> = rows(conn, CONTEXT, sql, params! { "table" => table.name() }).await?;
    let is_indexed = |name: &str| indexed.iter().any(|(indexed,)| indexed.eq_ignore_ascii_case(name));
    let looked_up = |column: &&Column| column.content == Content::Key || used.finds_by.contains(&column.ours);
    let columns = table.columns();
    let names = columns.iter().copied().filter(looked_up).filter_map(|column| column.name.as_deref());
    Ok(names
        .filter(|name| !is_indexed(name))
        .map(|name| {
            (name.to_owned(), "has no index that begins with it, and we look rows up by it".to_owned())
        })
        .collect())
}

/// Runs each kind of statement that we use on no row at all, and returns those that the server rejects.
async fn lacking_privileges(
    conn: &mut Conn,
    table: &impl Table,
    used: Use,
    info: &[ColumnInfo],
) -> Result<Vec<String>> {
    let exists = |column: &&Column| {
        let name = column.name.as_deref();
        name.is_some_and(|name| info.iter().any(|info| info.name.eq_ignore_ascii_case(name)))
    };
    let all = table.columns();
    let present: Vec<_> =
        all.iter().copied().filter(exists).filter(|column| column.content != Content::Key).collect();
    let names: Vec<_> = present.iter().filter_map(|column| column.quoted()).collect();
    let Some(first) = names.first() else { return Ok(Vec::new()) };
    let quoted = table.quoted();
    let set: Vec<_> = names.iter().map(|name| format!("{name} = {name}")).collect();
    let mut statements = vec![
        ("SELECT", format!("SELECT {} FROM {quoted} WHERE 1 = 0", names.join(", "))),
        ("UPDATE", format!("UPDATE {quoted} SET {} WHERE 1 = 0", set.join(", "))),
    ];
    if used.inserts.is_some() {
        let sql = format!("INSERT INTO {quoted} ({first}) SELECT {first} FROM {quoted} WHERE 1 = 0");
        statements.push(("INSERT", sql));
    }
    if used.deletes {
        statements.push(("DELETE", format!("DELETE FROM {quoted} WHERE 1 = 0")));
    }
    let mut lacking = Vec::new();
    for (privilege, sql) in statements {
        match change(conn, CONTEXT, &sql, ()).await {
            Err(error) if errors::is_privilege(&error) => {
                lacking.push(format!("the user of ENTRATA_DATABASE_URL has no {privilege} privilege on it"));
            }
            // What else is wrong with the columns has been found already.
            Err(error) if errors::is_rejection(&error) => {}
            other => drop(other?),
        }
    }
    Ok(lacking)
}

/// Fails if a new client's operator and agent could not be inserted. The inserts are run and rolled back, so triggers,
/// foreign keys and privileges count too; a code is not used before this.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database), naming what does not fit.
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
    super::users::rehearse(&mut conn, map, company, agent_email).await
}
