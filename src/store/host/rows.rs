//! Building statements for tables whose columns are known only from the map.

use super::map::{Column, Constant, Table, quoted};
use crate::store::statement::{Statement, literal};
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
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.quoted(), names.join(", "), values.join(", "));
    Statement::complete(sql)
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
        let rows = [(); 2].map(|()| insert_into(&map.users, &[]));
        assert_ne!(rows[0].text(), rows[1].text());
        assert_eq!(rows[0].text().matches('-').count(), 4);
    }
}
