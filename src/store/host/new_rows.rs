//! Inserts many rows at once and finds out the id of each.
//!
//! One statement's ids ascend, but how far apart they are depends on the server, and on its cluster's members at that
//! moment. So the ids are read, and they are certain if no other row has an id behind the first: then the rows that are
//! found are ours, in the order in which they were inserted.

use super::map::{Column, Table};
use super::rows::{Cell, batches, insert_all, insert_into};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::{Statement, change_all, rows};
use mysql_async::Transaction;

/// Inserts rows and returns their ids, in the same order.
///
/// # Errors
///
/// [`ErrorKind::Database`], also if the table does not generate ids.
pub(super) async fn insert(
    tx: &mut Transaction<'_>,
    context: &'static str,
    table: &dyn Table,
    id: &Column,
    new: &[Vec<Cell<'_>>],
) -> Result<Vec<u64>> {
    if new.len() > 1 {
        if let Some(ids) = together(tx, context, table, id, new).await? {
            return Ok(ids);
        }
    }
    one_by_one(tx, context, table, new).await
}

/// Inserts the rows in few statements; `None` if their ids are not certain, and then no row is inserted.
async fn together(
    tx: &mut Transaction<'_>,
    context: &'static str,
    table: &dyn Table,
    id: &Column,
    new: &[Vec<Cell<'_>>],
) -> Result<Option<Vec<u64>>> {
    let batches = batches(&new.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let inserts = batches.iter().flat_map(|batch| {
        let rows: Vec<_> = batch.iter().filter_map(|index| new.get(*index)).cloned().collect();
        insert_all(table, &rows)
    });
    let savepoint = Statement::complete("SAVEPOINT entrata_rows".to_owned());
    let statements: Vec<_> = std::iter::once(savepoint).chain(inserts).collect();
    let done = change_all(tx, context, &statements).await?;
    let firsts: Option<Vec<u64>> = done.iter().skip(1).map(|done| done.inserted).collect();
    let certain = match firsts {
        Some(firsts) => {
            let found = ids_from(tx, context, table, id, &firsts, new.len()).await?;
            in_order(&found, &firsts, &batches)
        }
        None => None,
    };
    if certain.is_none() {
        let undo = Statement::complete("ROLLBACK TO SAVEPOINT entrata_rows".to_owned());
        change_all(tx, context, &[undo]).await?;
    }
    Ok(certain)
}

/// The ids from the first of our rows on, ascending: those of our rows, and one more if there are others.
async fn ids_from(
    tx: &mut Transaction<'_>,
    context: &'static str,
    table: &dyn Table,
    id: &Column,
    firsts: &[u64],
    count: usize,
) -> Result<Vec<u64>> {
    let sql = format!(
        "SELECT {id} FROM {table} t WHERE {id} >= {first} ORDER BY {id} LIMIT {limit}",
        id = id.of("t"),
        table = table.quoted(),
        first = firsts.iter().min().copied().unwrap_or_default(),
        limit = count + 1,
    );
    let found: Vec<(u64,)> = rows(tx, context, &sql, ()).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The ids in the order of the rows, if `found` are exactly the rows of the statements, one statement after the other.
fn in_order(found: &[u64], firsts: &[u64], batches: &[Vec<usize>]) -> Option<Vec<u64>> {
    let rows: Vec<_> = batches.iter().flatten().collect();
    if rows.len() != found.len() || firsts.len() != batches.len() {
        return None;
    }
    let mut start = 0;
    for (batch, first) in batches.iter().zip(firsts) {
        if found.get(start) != Some(first) {
            return None;
        }
        start += batch.len();
    }
    let mut ids: Vec<_> = rows.into_iter().zip(found).collect();
    ids.sort_unstable();
    Some(ids.into_iter().map(|(_, id)| *id).collect())
}

async fn one_by_one(
    tx: &mut Transaction<'_>,
    context: &'static str,
    table: &dyn Table,
    new: &[Vec<Cell<'_>>],
) -> Result<Vec<u64>> {
    let statements: Vec<_> = new.iter().map(|cells| insert_into(table, cells)).collect();
    let done = change_all(tx, context, &statements).await?;
    let ids: Option<Vec<u64>> = done.iter().map(|done| done.inserted).collect();
    ids.ok_or_else(|| {
        let message = "a row of the portal's table got no id: its id must be AUTO_INCREMENT";
        Error::new(ErrorKind::Database, message).context(context)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_certain_if_no_other_row_is_behind_the_first() {
        let batches = [vec![0, 2], vec![1]];
        assert_eq!(in_order(&[4, 7, 10], &[4, 10], &batches), Some(vec![4, 10, 7]));
        let other_row_behind = in_order(&[4, 7, 10, 11], &[4, 10], &batches);
        let other_row_between = in_order(&[4, 5, 10], &[4, 7], &batches);
        let descending = in_order(&[4, 7, 10], &[7, 4], &batches);
        assert_eq!((other_row_behind, other_row_between, descending), (None, None, None));
    }
}
