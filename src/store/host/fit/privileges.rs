//! What the user of `ENTRATA_DATABASE_URL` may not do. Each kind of statement is run on no row at all.

use super::columns::ColumnInfo;
use super::{CONTEXT, Misfit, Use};
use crate::error::portal::Result;
use crate::store::host::map::{Content, Table};
use crate::store::{change, errors, rows, schema};
use mysql_async::Conn;

/// The privileges that we lack on one of the portal's tables.
pub(super) async fn lacking(
    conn: &mut Conn,
    table: &dyn Table,
    used: &Use,
    info: &[ColumnInfo],
) -> Result<Vec<String>> {
    let exists = |name: &str| info.iter().any(|info| info.name.eq_ignore_ascii_case(name));
    let all = table.columns();
    let present = all.iter().copied().filter(|column| column.name.as_deref().is_some_and(exists));
    let present: Vec<_> = present.filter(|column| column.content != Content::Key).collect();
    let written = present.iter().filter(|column| !used.reads.contains(&column.ours));
    let written: Vec<_> = written.filter_map(|column| column.quoted()).collect();
    let read: Vec<_> = present.iter().filter_map(|column| column.quoted()).collect();
    if written.is_empty() {
        return Ok(Vec::new());
    }
    let (quoted, names) = (table.quoted(), written.join(", "));
    let set: Vec<_> = written.iter().map(|name| format!("{name} = {name}")).collect();
    let mut statements = vec![
        ("SELECT", format!("SELECT {} FROM {quoted} WHERE 1 = 0", read.join(", "))),
        ("UPDATE", format!("UPDATE {quoted} SET {} WHERE 1 = 0", set.join(", "))),
    ];
    if used.inserts.is_some() {
        let sql = format!("INSERT INTO {quoted} ({names}) SELECT {names} FROM {quoted} WHERE 1 = 0");
        statements.push(("INSERT", sql));
    }
    if used.deletes {
        statements.push(("DELETE", format!("DELETE FROM {quoted} WHERE 1 = 0")));
    }
    rejected(conn, statements).await
}

/// The privileges that we lack on our own tables, and on the database to create them.
pub(super) async fn on_our_tables(conn: &mut Conn) -> Result<Vec<Misfit>> {
    let (existing, missing) = schema::ours::our_tables(conn).await?;
    let mut found = Vec::new();
    for table in existing {
        let statements = vec![
            ("SELECT", format!("SELECT 1 FROM {table} WHERE 1 = 0")),
            ("UPDATE", format!("UPDATE {table} SET cid = cid WHERE 1 = 0")),
            ("INSERT", format!("INSERT INTO {table} (cid) SELECT cid FROM {table} WHERE 1 = 0")),
            ("DELETE", format!("DELETE FROM {table} WHERE 1 = 0")),
        ];
        let problems = rejected(conn, statements).await?;
        found.extend(problems.into_iter().map(|problem| Misfit::new(&table, None, problem)));
    }
    if !missing.is_empty() && !may_create(conn).await? {
        let problem = "the user of ENTRATA_DATABASE_URL has no CREATE privilege on the database, which `entrata migrate` \
                       needs (another user may run it)";
        found.push(Misfit::new("server", None, problem));
    }
    Ok(found)
}

/// Whether we may create tables. A role's privileges are not listed, so with a role the answer is yes.
async fn may_create(conn: &mut Conn) -> Result<bool> {
    let sql = "SELECT COALESCE(CURRENT_ROLE(), 'NONE') <> 'NONE' \
               OR EXISTS (SELECT 1 FROM information_schema.user_privileges WHERE privilege_type = 'CREATE') \
               OR EXISTS (SELECT 1 FROM information_schema.schema_privileges \
                          WHERE privilege_type = 'CREATE' AND DATABASE() LIKE table_schema)";
    let may: Vec<(bool,)> = rows(conn, CONTEXT, sql, ()).await?;
    Ok(may.first().is_some_and(|(may,)| *may))
}

async fn rejected(conn: &mut Conn, statements: Vec<(&str, String)>) -> Result<Vec<String>> {
    let mut lacking = Vec::new();
    for (privilege, sql) in statements {
        match change(conn, CONTEXT, &sql, ()).await {
            Err(error) if errors::is_privilege(&error) => {
                lacking.push(format!("the user of ENTRATA_DATABASE_URL has no {privilege} privilege on it"));
            }
            // What else is wrong with the table or the server has been found already.
            Err(error) if errors::is_rejection(&error) => {}
            other => drop(other?),
        }
    }
    Ok(lacking)
}
