//! Building statements for tables whose columns are known only from the map.

use super::map::{Column, Constant, Table, quoted};
use crate::store::statement::{PACKET, Statement, inserting, literal};
use mysql_async::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use uuid::Uuid;

/// The time of a statement, in UTC.
pub(super) const NOW: &str = "UTC_TIMESTAMP()";

/// A column and the expression that it is given.
pub(super) type Cell<'m> = (&'m Column, String);

/// A column with a value.
pub(super) fn cell(column: &Column, value: impl Into<Value>) -> Cell<'_> {
    (column, literal(value))
}

/// Inserts one row: the cells whose columns the portal has, and the map's constants for columns that have no cell.
pub(super) fn insert_into(table: &dyn Table, cells: &[Cell<'_>]) -> Statement {
    let constants = constants_beside(table, cells);
    Statement::complete(format!("{} VALUES {}", insert(table, cells, &constants), row_of(cells, &constants)))
}

/// As [`insert_into`], for rows that all have cells for the same columns.
pub(super) fn insert_all(table: &dyn Table, rows: &[Vec<Cell<'_>>]) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    let constants = constants_beside(table, first);
    inserting(&insert(table, first, &constants), rows.iter().map(|cells| row_of(cells, &constants)))
}

/// The map's constants for columns that have no cell.
fn constants_beside<'t>(table: &'t dyn Table, cells: &[Cell<'_>]) -> Vec<&'t (String, Constant)> {
    let has_cell = |name: &str| columns(cells).any(|taken| taken.eq_ignore_ascii_case(name));
    table.insert().iter().filter(|(name, _)| !has_cell(name)).collect()
}

/// An `INSERT` up to its `VALUES`.
fn insert(table: &dyn Table, cells: &[Cell<'_>], constants: &[&(String, Constant)]) -> String {
    let constants = constants.iter().map(|(name, _)| name.as_str());
    let names: Vec<_> = columns(cells).chain(constants).map(quoted).collect();
    format!("INSERT INTO {} ({})", table.quoted(), names.join(", "))
}

/// One row behind `VALUES`.
fn row_of(cells: &[Cell<'_>], constants: &[&(String, Constant)]) -> String {
    let cells = cells.iter().filter(|(column, _)| column.name.is_some());
    let cells = cells.map(|(_, value)| Cow::Borrowed(value.as_str()));
    let constants = constants.iter().map(|(_, constant)| Cow::Owned(expression(constant)));
    format!("({})", cells.chain(constants).collect::<Vec<_>>().join(", "))
}

/// Updates one row by its id; `None` if the portal has none of the columns.
pub(super) fn update(table: &dyn Table, id: &Column, row: u64, cells: &[Cell<'_>]) -> Option<Statement> {
    let set: Vec<_> =
        cells.iter().filter_map(|(column, value)| Some(format!("{} = {value}", column.quoted()?))).collect();
    let id = id.quoted().filter(|_| !set.is_empty())?;
    let sql = format!("UPDATE {} SET {} WHERE {id} = {row}", table.quoted(), set.join(", "));
    Some(Statement::complete(sql))
}

/// The most rows that one statement changes: the server takes longer for each further `SELECT` of one `UNION`.
const ROWS: usize = 100;

/// Updates rows by their ids. Rows with cells for the same columns share a statement.
pub(super) fn update_all(table: &dyn Table, id: &Column, rows: &[(u64, Vec<Cell<'_>>)]) -> Vec<Statement> {
    let cells: Vec<_> = rows.iter().map(|(_, cells)| cells.as_slice()).collect();
    let batches = batches(&cells).into_iter();
    let statement = |batch: Vec<usize>| {
        let rows: Vec<_> = batch.iter().filter_map(|index| rows.get(*index)).collect();
        match rows.as_slice() {
            [(row, cells)] => update(table, id, *row, cells),
            rows => update_joined(table, id, rows),
        }
    };
    batches.filter_map(statement).collect()
}

/// Updates rows that have cells for the same columns. The rows come first in the join: the server would lock others if
/// it read the whole table.
fn update_joined(table: &dyn Table, id: &Column, rows: &[&(u64, Vec<Cell<'_>>)]) -> Option<Statement> {
    let (first, _) = rows.first()?;
    let columns: Vec<_> = columns(&rows.first()?.1).map(quoted).collect();
    if columns.is_empty() {
        return None;
    }
    let values = rows.iter().map(|(row, cells)| {
        let values = cells.iter().filter(|(column, _)| column.name.is_some());
        let values = values.enumerate().map(|(number, (_, value))| match row == first {
            // The first row names the columns of all.
            true => format!("{value} AS v{number}"),
            false => value.clone(),
        });
        let row = if row == first { format!("{row} AS id") } else { row.to_string() };
        std::iter::once(row).chain(values).collect::<Vec<_>>().join(", ")
    });
    let values: Vec<_> = values.map(|row| format!("SELECT {row}")).collect();
    let set: Vec<_> =
        columns.iter().enumerate().map(|(number, column)| format!("t.{column} = v.v{number}")).collect();
    let sql = format!(
        "UPDATE ({}) v STRAIGHT_JOIN {} t ON {} = v.id SET {}",
        values.join(" UNION ALL "),
        table.quoted(),
        id.of("t"),
        set.join(", ")
    );
    Some(Statement::complete(sql))
}

/// The names of the columns that the portal has, as it names them.
fn columns<'a>(cells: &'a [Cell<'_>]) -> impl Iterator<Item = &'a str> {
    cells.iter().filter_map(|(column, _)| column.name.as_deref())
}

/// The rows, by their positions, that one statement can take: those with cells for the same columns, at most [`ROWS`] and
/// about a packet.
pub(super) fn batches(rows: &[&[Cell<'_>]]) -> Vec<Vec<usize>> {
    let size = |row: &[Cell<'_>]| row.iter().map(|(_, value)| value.len() + 2).sum::<usize>();
    let mut open: HashMap<Vec<&str>, (usize, Vec<usize>)> = HashMap::new();
    let mut full = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let (bytes, batch) = open.entry(columns(row).collect()).or_default();
        if batch.len() == ROWS || *bytes + size(row) > PACKET / 2 {
            full.push(std::mem::take(batch));
            *bytes = 0;
        }
        batch.push(index);
        *bytes += size(row);
    }
    full.extend(open.into_values().map(|(_, batch)| batch));
    full.retain(|batch| !batch.is_empty());
    full.sort_unstable();
    full
}

fn expression(constant: &Constant) -> String {
    match constant {
        Constant::Value(scalar) => literal(scalar.value()),
        Constant::Uuid => literal(Uuid::now_v7().to_string()),
        Constant::Now => NOW.to_owned(),
    }
}

/// Numbers of our own, for an `IN (…)`.
pub(super) fn listed(ids: &[u64]) -> String {
    let ids: Vec<_> = ids.iter().map(u64::to_string).collect();
    ids.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::map::{Map, Scalar};
    use super::*;

    #[test]
    fn a_row_has_the_columns_that_the_portal_has_and_its_constants() {
        let mut map = Map::default();
        map.users.table = "app`users".to_owned();
        map.users.phone.name = None;
        map.users.email.name = Some("mail".to_owned());
        map.users.insert = vec![
            ("verified".to_owned(), Constant::Value(Scalar::Integer(1))),
            ("made".to_owned(), Constant::Now),
            ("Mail".to_owned(), Constant::Value(Scalar::from("unknown@example.com"))),
        ];
        let users = &map.users;
        let cells = [cell(&users.email, "riley@example.com"), cell(&users.phone, "555-0100")];
        let inserted = insert_into(users, &cells);
        let expected = "INSERT INTO `app``users` (`mail`, `verified`, `made`) VALUES ('riley@example.com', 1, UTC_TIMESTAMP())";
        assert_eq!(inserted.text(), expected);
        let updated = update(users, &users.id, 7, &cells).unwrap();
        assert_eq!(updated.text(), "UPDATE `app``users` SET `mail` = 'riley@example.com' WHERE `id` = 7");
        assert_eq!(update(users, &users.id, 7, &cells[1..]), None);
    }

    #[test]
    fn rows_with_the_same_columns_are_updated_together() {
        let mut map = Map::default();
        map.users.phone.name = None;
        let users = &map.users;
        let now = || (&users.created_at, NOW.to_owned());
        let rows = [
            (7, vec![cell(&users.email, "a"), cell(&users.phone, "1"), now()]),
            (8, vec![cell(&users.last_name, "b")]),
            (9, vec![cell(&users.email, "c"), now()]),
            (10, vec![cell(&users.phone, "2")]),
        ];
        let texts: Vec<_> =
            update_all(users, &users.id, &rows).iter().map(|one| one.text().to_owned()).collect();
        let joined = "UPDATE (SELECT 7 AS id, 'a' AS v0, UTC_TIMESTAMP() AS v1 UNION ALL SELECT 9, 'c', UTC_TIMESTAMP()) v \
                      STRAIGHT_JOIN `users` t ON t.`id` = v.id SET t.`email` = v.v0, t.`created_at` = v.v1";
        assert_eq!(texts, [joined, "UPDATE `users` SET `last_name` = 'b' WHERE `id` = 8"]);
    }

    #[test]
    fn a_statement_takes_so_many_rows_and_about_a_packet() {
        let map = Map::default();
        let column = &map.houses.description;
        let short = vec![cell(column, "x")];
        let long = vec![(column, "x".repeat(PACKET / 4))];
        let lengths = |rows: Vec<&[Cell<'_>]>| batches(&rows).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(lengths(vec![short.as_slice(); 250]), [100, 100, 50]);
        assert_eq!(lengths(vec![long.as_slice(); 3]), [1, 1, 1]);
        assert!(lengths(Vec::new()).is_empty());
    }

    #[test]
    fn each_row_gets_a_uuid_of_its_own() {
        let mut map = Map::default();
        map.users.insert = vec![("uuid".to_owned(), Constant::Uuid)];
        let rows =
            insert_all(&map.users, &[vec![cell(&map.users.phone, "1")], vec![cell(&map.users.phone, "2")]]);
        let [statement] = rows.as_slice() else { panic!("{rows:?}") };
        let uuids: Vec<_> = statement.text().split('\'').filter(|text| text.len() == 36).collect();
        assert!(matches!(uuids[..], [one, other] if one != other), "{}", statement.text());
    }
}
