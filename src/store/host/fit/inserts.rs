//! The rows that we insert: constants of the map, and columns that we leave out.

use super::columns::{ColumnInfo, Kind, holds_number};
use crate::store::host::map::{Constant, Scalar, Table};

/// What is wrong with the map's constants.
pub(super) fn constant_problems(table: &dyn Table, columns: &[ColumnInfo]) -> Vec<(String, String)> {
    let problem = |(name, constant): &(String, Constant)| {
        let Some(info) = columns.iter().find(|info| info.name.eq_ignore_ascii_case(name)) else {
            return Some((name.clone(), "does not exist, but insert gives it a value".to_owned()));
        };
        if info.is_generated() {
            return Some((name.clone(), "is generated, but insert gives it a value".to_owned()));
        }
        (!holds_constant(info, constant)).then(|| {
            (name.clone(), format!("is {}, which cannot hold what insert gives it", info.column_type))
        })
    };
    table.insert().iter().filter_map(problem).collect()
}

fn holds_constant(info: &ColumnInfo, constant: &Constant) -> bool {
    let fits_text =
        |length: usize| u64::try_from(length).is_ok_and(|length| length <= info.characters.unwrap_or(0));
    match (constant, info.kind()) {
        (Constant::Uuid, kind) => kind == Kind::Text && fits_text(36),
        (Constant::Now, kind) => matches!(kind, Kind::DateTime | Kind::Date),
        (Constant::Value(Scalar::Text(text)), Kind::Enum) => info.values().contains(text),
        (Constant::Value(value), Kind::Text) => fits_text(value.to_string().chars().count()),
        (Constant::Value(Scalar::Text(text)), Kind::Integer | Kind::Decimal | Kind::Float) => {
            text.parse::<f64>().is_ok()
        }
        (Constant::Value(Scalar::Integer(number)), Kind::Integer | Kind::Decimal) => {
            holds_number(info, *number)
        }
        (Constant::Value(_), _) => true,
    }
}

/// The columns without a default that an insert of ours would leave out.
pub(super) fn omitted(table: &dyn Table, always: &[&str], columns: &[ColumnInfo]) -> Vec<(String, String)> {
    let mapped = table.columns();
    let problem = |info: &ColumnInfo| {
        let named = |name: &str| name.eq_ignore_ascii_case(&info.name);
        let column = mapped.iter().find(|column| column.name.as_deref().is_some_and(named));
        // An ENUM without a default has its first value.
        let has_value =
            info.has_default || info.kind() == Kind::Enum || info.increments() || info.is_generated();
        let needs_value = !info.nullable && !has_value;
        let has_constant = table.insert().iter().any(|(name, _)| named(name));
        if !needs_value || has_constant || column.is_some_and(|column| always.contains(&column.ours)) {
            return None;
        }
        let why = match column {
            Some(_) => "Entrata does not always provide it",
            None => "our inserts leave it out",
        };
        Some((
            info.name.clone(),
            format!("is NOT NULL without a default, and {why}: give it a value in insert"),
        ))
    };
    columns.iter().filter_map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::super::columns::tests::info;
    use super::*;
    use crate::store::host::map::Map;

    #[test]
    fn a_constant_must_fit_its_column() {
        let number = |number: i64| Constant::Value(Scalar::Integer(number));
        let text = |text: &str| Constant::Value(Scalar::from(text));
        for (constant, column_type, fits) in [
            (Constant::Uuid, "char(36)", true),
            (Constant::Uuid, "char(32)", false),
            (Constant::Uuid, "binary(16)", false),
            (Constant::Now, "datetime", true),
            (Constant::Now, "int(11)", false),
            (number(-128), "tinyint(4)", true),
            (number(-1), "tinyint(3) unsigned", false),
            (number(256), "tinyint(3) unsigned", false),
            (text("USD"), "char(3)", true),
            (text("US dollar"), "char(3)", false),
            (text("5.00"), "decimal(5,2)", true),
            (text("five"), "decimal(5,2)", false),
            (text("a,b"), "enum('a,b','c')", true),
            (text("b"), "enum('a,b','c')", false),
        ] {
            assert_eq!(holds_constant(&info(column_type), &constant), fits, "{constant:?} {column_type}");
        }
    }

    #[test]
    fn a_column_that_must_have_a_value_is_found_unless_the_map_gives_one() {
        let mut map = Map::default();
        let columns = [("uuid", false), ("email", false), ("phone", false), ("nickname", true)]
            .map(|(name, nullable)| ColumnInfo { name: name.to_owned(), nullable, ..info("varchar(254)") });
        let names = |map: &Map| -> Vec<String> {
            omitted(&map.users, &["email"], &columns).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(names(&map), ["uuid", "phone"]);
        map.users.insert.push(("UUID".to_owned(), Constant::Uuid));
        assert_eq!(names(&map), ["phone"]);
    }
}
