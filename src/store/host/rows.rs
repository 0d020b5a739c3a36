//! Building statements for tables whose columns are known only from the map.

use super::map::{Column, Constant, Table, quoted};
use crate::store::statement::{Statement, inserting, literal};
use mysql_async::Value;
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
pub(super) fn insert_into(table: &impl Table, cells: &[Cell<'_>]) -> Statement {
    let (insert, row) = row_of(table, cells);
    Statement::complete(format!("{insert} VALUES {row}"))
}

/// As [`insert_into`], for rows that all have cells for the same columns.
pub(super) fn insert_all(table: &impl Table, rows: &[Vec<Cell<'_>>]) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    let (insert, _) = row_of(table, first);
    inserting(&insert, rows.iter().map(|cells| row_of(table, cells).1))
}

/// An `INSERT` up to its `VALUES`, and the row.
fn row_of(table: &impl Table, cells: &[Cell<'_>]) -> (String, String) {
    let has_cell = |name: &str| {
        cells
            .iter()
            .filter_map(|(column, _)| column.name.as_deref())
            .any(|taken| taken.eq_ignore_ascii_case(name))
    };
    let ours = cells.iter().filter_map(|(column, value)| Some((column.quoted()?, value.clone())));
    let constants = table.insert().iter().filter(|(name, _)| !has_cell(name));
    let constants = constants.map(|(name, constant)| (quoted(name), expression(constant)));
    let (names, values): (Vec<_>, Vec<_>) = ours.chain(constants).unzip();
    (format!("INSERT INTO {} ({})", table.quoted(), names.join(", ")), format!("({})", values.join(", ")))
}

/// Updates one row by its id; `None` if the portal has none of the columns.
pub(super) fn update(table: &impl Table, id: &Column, row: u64, cells: &[Cell<'_>]) -> Option<Statement> {
    let set: Vec<_> =
        cells.iter().filter_map(|(column, value)| Some(format!("{} = {value}", column.quoted()?))).collect();
    let id = id.quoted().filter(|_| !set.is_empty())?;
    let sql = format!("UPDATE {} SET {} WHERE {id} = {row}", table.quoted(), set.join(", "));
    Some(Statement::complete(sql))
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
