//! A portal's existing tables: what is missing in them is added before the numbered files run, so that
//! `CREATE TABLE IF NOT EXISTS` finds them whole. Nothing is dropped, renamed or narrowed.

use crate::error::portal::Result;
use crate::store::{change, rows};
use mysql_async::Conn;
use std::collections::HashSet;

/// One table as a numbered file declares it: each column and key stands on a line of its own.
#[derive(Debug, PartialEq)]
struct Declared<'a> {
    table: &'a str,
    columns: Vec<(&'a str, &'a str)>,
    keys: Vec<(&'a str, &'a str)>,
}

/// Adds to each existing table the columns and keys that `sql` declares and the table lacks.
pub(super) async fn complete_existing(conn: &mut Conn, sql: &str) -> Result<()> {
    for declared in declared_tables(sql) {
        let columns = names(conn, "columns", "column_name", declared.table).await?;
        if columns.is_empty() {
            continue;
        }
        let keys = names(conn, "statistics", "index_name", declared.table).await?;
        let missing = declared
            .columns
            .iter()
            .filter(|(name, _)| !columns.contains(*name))
            .map(|(_, line)| format!("ADD COLUMN {line}"))
            .chain(
                declared
                    .keys
                    .iter()
                    .filter(|(name, _)| !keys.contains(*name))
                    .map(|(_, line)| format!("ADD {line}")),
            );
        for addition in missing {
            tracing::info!(table = declared.table, %addition, "completing an existing table");
            let statement = format!("ALTER TABLE {} {addition}", declared.table);
            change(conn, "completing an existing table", &statement, ()).await?;
        }
    }
    Ok(())
}

async fn names(conn: &mut Conn, view: &str, column: &str, table: &str) -> Result<HashSet<String>> {
    let sql = format!(
        "SELECT LOWER({column}) FROM information_schema.{view} WHERE table_schema = DATABASE() AND table_name = ?"
    );
    let found = rows(conn, "reading an existing table", &sql, (table,)).await?;
    Ok(found.into_iter().map(|(name,): (String,)| name).collect())
}

fn declared_tables(sql: &str) -> Vec<Declared<'_>> {
    let mut tables = Vec::new();
    let mut open: Option<Declared<'_>> = None;
    for line in sql.lines() {
        if let Some(rest) = line.strip_prefix("CREATE TABLE IF NOT EXISTS ") {
            let table = rest.trim_end_matches(" (");
            open = Some(Declared { table, columns: Vec::new(), keys: Vec::new() });
        } else if line.starts_with(')') {
            tables.extend(open.take());
        } else if let Some(declared) = &mut open {
            declared.add(line.trim().trim_end_matches(','));
        }
    }
    tables
}

impl<'a> Declared<'a> {
    fn add(&mut self, line: &'a str) {
        let mut words = line.split_whitespace();
        match words.next() {
            None | Some("PRIMARY") => {}
            Some("UNIQUE") => self.keys.extend(words.nth(1).map(|name| (name, line))),
            Some("KEY") => self.keys.extend(words.next().map(|name| (name, line))),
            Some(column) => self.columns.push((column, line)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_file_declares_its_tables_line_by_line() {
        let sql = "-- why\nCREATE TABLE IF NOT EXISTS users (\n    id BIGINT NOT NULL,\n    email VARCHAR(254) NOT NULL,\n    \
                   PRIMARY KEY (id),\n    UNIQUE KEY users_email (email),\n    KEY users_id (id)\n) ENGINE = InnoDB;\n";
        let table = Declared {
            table: "users",
            columns: vec![("id", "id BIGINT NOT NULL"), ("email", "email VARCHAR(254) NOT NULL")],
            keys: vec![("users_email", "UNIQUE KEY users_email (email)"), ("users_id", "KEY users_id (id)")],
        };
        assert_eq!(declared_tables(sql), [table]);
    }

    #[test]
    fn every_table_of_the_contract_is_declared() {
        let declared = declared_tables(include_str!("V1__portal.sql"));
        for table in [
            "entrata_webhooks",
            "entrata_clients",
            "property_operators",
            "users",
            "houses",
            "house_images",
            "viewings",
        ] {
            assert!(declared.iter().any(|found| found.table == table && found.columns.len() > 2), "{table}");
        }
    }
}
