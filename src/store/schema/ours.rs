//! Our tables: those that exist, and tables of the portal that have their names.

use super::{FILES, HISTORY, statements, tables};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::rows;
use mysql_async::Conn;

/// Our tables that exist, and those that do not.
pub(in crate::store) async fn our_tables(conn: &mut Conn) -> Result<(Vec<String>, Vec<String>)> {
    let existing = tables(conn).await?;
    let ours = definitions().into_iter().map(|(table, _)| table);
    Ok(ours.partition(|table| existing.contains(table)))
}

/// Tables with the names of ours that lack a column of ours, and what to do about them: a portal may have had tables
/// with these names before.
pub(in crate::store) async fn taken_names(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    let sql = "SELECT table_name AS t, LOWER(column_name) AS c FROM information_schema.columns \
               WHERE table_schema = DATABASE()";
    let existing: Vec<(String, String)> = rows(conn, "reading the schema", sql, ()).await?;
    let problem = |(table, columns): (String, Vec<String>)| {
        let has = |column: &String| existing.iter().any(|(t, c)| *t == table && c == column);
        let exists = existing.iter().any(|(t, _)| *t == table);
        let lacking: Vec<_> = columns.into_iter().filter(|column| !has(column)).collect();
        (exists && !lacking.is_empty()).then(|| {
            let problem = format!(
                "exists and is not ours, as it has no {}: rename it, as docs/migrating.md shows",
                lacking.join(", ")
            );
            (table, problem)
        })
    };
    Ok(definitions().into_iter().filter_map(problem).collect())
}

/// Our tables and their columns.
fn definitions() -> Vec<(String, Vec<String>)> {
    let files = FILES.iter().flat_map(|(_, _, sql)| statements(sql));
    std::iter::once(HISTORY.trim().to_owned())
        .chain(files)
        .filter_map(|statement| {
            let (head, body) = statement.split_once(" (\n")?;
            let table = head.rsplit(' ').next()?.to_owned();
            let names = body.lines().filter_map(|line| line.split_whitespace().next());
            let is_column =
                |name: &&str| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
            Some((table, names.filter(is_column).map(str::to_owned).collect()))
        })
        .collect()
}

/// Fails if a table of the portal has one of our names.
pub(super) async fn reject_taken_names(conn: &mut Conn) -> Result<()> {
    let taken = taken_names(conn).await?;
    if taken.is_empty() {
        return Ok(());
    }
    let listed: Vec<_> = taken.iter().map(|(table, problem)| format!("{table} {problem}")).collect();
    Err(Error::new(ErrorKind::Database, listed.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_tables_and_their_columns_are_known() {
        let definitions = definitions();
        assert_eq!(
            definitions.len(),
            1 + FILES.iter().map(|(_, _, sql)| statements(sql).len()).sum::<usize>()
        );
        for (table, columns) in definitions {
            assert!(table.starts_with("entrata_"), "{table}");
            assert!(columns.contains(&"cid".to_owned()) && columns.len() > 2, "{table}: {columns:?}");
        }
    }
}
