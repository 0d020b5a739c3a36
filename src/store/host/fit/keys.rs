//! Keys of the portal's tables: those that our lookups need, and unique ones that our rows would violate.

use super::columns::ColumnInfo;
use super::{CONTEXT, Use};
use crate::error::portal::Result;
use crate::store::host::map::{Column, Constant, Content, Table};
use crate::store::rows;
use mysql_async::{Conn, params};
use std::collections::BTreeMap;

/// Columns by which we look rows up, and that no index begins with.
pub(super) async fn missing(conn: &mut Conn, table: &dyn Table, used: &Use) -> Result<Vec<(String, String)>> {
    let sql = "SELECT DISTINCT column_name AS name FROM information_schema.statistics \
               WHERE table_schema = DATABASE() AND table_name = :table AND seq_in_index = 1 AND column_name IS NOT NULL";
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

/// Unique keys in which two rows of ours would have the same values.
pub(super) async fn unsuitable(
    conn: &mut Conn,
    table: &dyn Table,
    used: &Use,
    columns: &[ColumnInfo],
) -> Result<Vec<String>> {
    let sql = "SELECT index_name AS name, column_name AS part FROM information_schema.statistics \
               WHERE table_schema = DATABASE() AND table_name = :table AND non_unique = 0 \
               ORDER BY index_name, seq_in_index";
    let parts: Vec<(String, Option<String>)> =
        rows(conn, CONTEXT, sql, params! { "table" => table.name() }).await?;
    let mut keys: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for (name, part) in parts {
        keys.entry(name).or_default().push(part);
    }
    let problem = |(name, parts): (String, Vec<Option<String>>)| {
        // What an expression makes of the columns is unknown.
        let parts: Vec<String> = parts.into_iter().collect::<Option<_>>()?;
        let listed = parts.join(", ");
        if moves(table, &parts) {
            Some(format!("has the unique key {name} ({listed}), which a new order of pictures would violate"))
        } else if repeats(table, used, columns, &parts) {
            Some(format!("has the unique key {name} ({listed}), in which two rows of ours would be the same"))
        } else {
            None
        }
    };
    Ok(keys.into_iter().filter_map(problem).collect())
}

/// Whether a key has the position of a picture. A new order changes one picture after the other.
fn moves(table: &dyn Table, parts: &[String]) -> bool {
    let columns = table.columns();
    parts.iter().filter_map(|part| mapped(&columns, part)).any(|column| column.ours == "position")
}

/// Whether two rows that we insert would have the same values in a key.
fn repeats(table: &dyn Table, used: &Use, columns: &[ColumnInfo], parts: &[String]) -> bool {
    let all = table.columns();
    let named =
        |ours: &str| parts.iter().any(|part| mapped(&all, part).is_some_and(|column| column.ours == ours));
    if used.distinct.iter().all(|ours| named(ours)) {
        return false;
    }
    !parts.iter().any(|part| {
        let constant = table.insert().iter().find(|(name, _)| name.eq_ignore_ascii_case(part));
        match (mapped(&all, part), constant) {
            (Some(column), _) => column.content == Content::Key,
            (None, Some((_, constant))) => *constant == Constant::Uuid,
            // NULL is unlike any other NULL.
            (None, None) => columns
                .iter()
                .find(|info| info.name.eq_ignore_ascii_case(part))
                .is_some_and(ColumnInfo::differs_by_itself),
        }
    })
}

fn mapped<'c>(columns: &[&'c Column], part: &str) -> Option<&'c Column> {
    columns
        .iter()
        .copied()
        .find(|column| column.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(part)))
}
