//! One column against what we write into it or read from it.

use crate::error::portal::Result;
use crate::store::host::map::{Column, Constant, Content, Map, Scalar, Table, Values, Words};
use crate::store::rows;
use mysql_async::prelude::FromRow;
use mysql_async::{Conn, params};

/// A column as the server describes it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct ColumnInfo {
    pub(super) name: String,
    /// Such as `varchar`.
    data_type: String,
    /// Such as `enum('draft','active')` or `int(10) unsigned`.
    column_type: String,
    nullable: bool,
    has_default: bool,
    characters: Option<u64>,
    charset: Option<String>,
    precision: Option<u64>,
    scale: Option<u64>,
    extra: String,
}

pub(super) async fn read(conn: &mut Conn, table: &str) -> Result<Vec<ColumnInfo>> {
    let sql = r"
        SELECT column_name AS name, LOWER(data_type) AS data_type, column_type AS column_type,
               is_nullable = 'YES' AS nullable, column_default IS NOT NULL AS has_default,
               character_maximum_length AS characters, character_set_name AS charset,
               numeric_precision AS `precision`, numeric_scale AS `scale`, LOWER(extra) AS extra
        FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = :table
        ORDER BY ordinal_position";
    rows(conn, super::CONTEXT, sql, params! { "table" => table }).await
}

/// What a column's type is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Integer,
    Decimal,
    Float,
    Date,
    DateTime,
    Enum,
    Other,
}

impl ColumnInfo {
    fn kind(&self) -> Kind {
        match self.data_type.as_str() {
            "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => Kind::Text,
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "year" => Kind::Integer,
            "decimal" => Kind::Decimal,
            "float" | "double" => Kind::Float,
            "date" => Kind::Date,
            "datetime" | "timestamp" => Kind::DateTime,
            "enum" => Kind::Enum,
            _ => Kind::Other,
        }
    }

    fn is_generated(&self) -> bool {
        // MySQL calls a default that is an expression DEFAULT_GENERATED.
        self.extra.replace("default_generated", "").contains("generated")
            || self.extra.contains("persistent")
            || self.extra.contains("virtual")
    }

    fn increments(&self) -> bool {
        self.extra.contains("auto_increment")
    }

    /// The largest whole number that it holds.
    fn largest(&self) -> u64 {
        let bits = match self.data_type.as_str() {
            "tinyint" => 8,
            "smallint" => 16,
            "mediumint" => 24,
            "int" => 32,
            "year" => return 2155,
            "decimal" => {
                let digits = self.precision.unwrap_or(0).saturating_sub(self.scale.unwrap_or(0));
                return 10_u64.saturating_pow(u32::try_from(digits).unwrap_or(0)) - 1;
            }
            _ => 64,
        };
        let unsigned = u32::from(!self.column_type.to_lowercase().contains("unsigned"));
        u64::MAX >> (64 - bits + unsigned)
    }

    /// The values of an ENUM.
    fn values(&self) -> Vec<String> {
        let inside = self.column_type.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
        let unquoted = |value: &str| value.trim().trim_matches('\'').replace("''", "'");
        inside.split(',').map(unquoted).collect()
    }
}

/// What is wrong with one of the columns that the map names.
pub(super) fn column_problems(
    map: &Map,
    section: &str,
    column: &Column,
    columns: &[ColumnInfo],
) -> Vec<String> {
    let Some(name) = column.name.as_deref() else { return Vec::new() };
    let Some(info) = columns.iter().find(|info| info.name.eq_ignore_ascii_case(name)) else {
        let or_false = if column.required { "" } else { ", or map it to false" };
        return vec![format!(
            "does not exist: name the column for {} in [{section}] columns{or_false}",
            column.ours
        )];
    };
    if info.is_generated() {
        return vec!["is generated, so it cannot be written: map another column, or false".to_owned()];
    }
    let is = |expected: &str| format!("is {} (expected {expected})", info.column_type);
    let mut problems = Vec::new();
    match column.content {
        Content::Key if info.kind() != Kind::Integer => problems.push(is("an integer")),
        Content::Key if !info.increments() && section != "viewings" => {
            problems.push("generates no id (expected AUTO_INCREMENT)".to_owned());
        }
        Content::Key => {}
        Content::Id if info.kind() != Kind::Integer => problems.push(is("an integer")),
        Content::Id => {}
        Content::Text(length) => problems.extend(text_problem(info, column.ours, u64::from(length))),
        Content::Count(most) => match info.kind() {
            Kind::Integer | Kind::Decimal if info.largest() < most => {
                problems.push(format!(
                    "is {} and holds at most {} (expected {most})",
                    info.column_type,
                    info.largest()
                ));
            }
            Kind::Integer | Kind::Decimal | Kind::Float => {}
            Kind::Text if info.characters.unwrap_or(0) >= 10 => {}
            _ => problems.push(is("an integer")),
        },
        Content::Decimal(digits, scale) => problems.extend(decimal_problem(info, digits, scale)),
        Content::Day if matches!(info.kind(), Kind::Date | Kind::DateTime) => {}
        Content::Day => problems.push(is("DATE")),
        Content::Instant if info.kind() == Kind::DateTime => {}
        Content::Instant => problems.push(is("DATETIME or TIMESTAMP, or map it to false")),
        Content::Listed(values) => problems.extend(listed_problems(info, column.ours, words(map, values))),
    }
    problems
}

fn text_problem(info: &ColumnInfo, ours: &str, length: u64) -> Option<String> {
    match info.kind() {
        Kind::Enum if ours.ends_with("source") => {
            let known = info.values().iter().any(|value| value.eq_ignore_ascii_case("ENTRATA"));
            (!known).then(|| format!("is {}, which lacks 'ENTRATA': map it to false", info.column_type))
        }
        Kind::Text => {
            let characters = info.characters.unwrap_or(0);
            let charset = info.charset.as_deref().unwrap_or_default();
            if characters < length {
                Some(format!("holds {characters} characters (expected {length})"))
            } else if charset != "utf8mb4" && !ours.ends_with("source") && ours != "external_id" {
                Some(format!("has the character set {charset}, which lacks characters (expected utf8mb4)"))
            } else {
                None
            }
        }
        _ => Some(format!("is {} (expected text of {length} characters)", info.column_type)),
    }
}

fn decimal_problem(info: &ColumnInfo, digits: u8, scale: u8) -> Option<String> {
    let whole = 10_u64.saturating_pow(u32::from(digits - scale)) - 1;
    let is_money = scale == 2;
    match info.kind() {
        Kind::Integer => {
            Some(format!("is {} and rounds (expected {scale} decimal places)", info.column_type))
        }
        Kind::Decimal if info.largest() < whole || info.scale.unwrap_or(0) < u64::from(scale) => {
            Some(format!("is {} (expected decimal({digits},{scale}) or more)", info.column_type))
        }
        Kind::Float if is_money => {
            Some(format!("is {}, which is not exact (expected decimal)", info.column_type))
        }
        Kind::Decimal | Kind::Float => None,
        Kind::Text if info.characters.unwrap_or(0) >= u64::from(digits) + 2 => None,
        _ => Some(format!("is {} (expected decimal({digits},{scale}))", info.column_type)),
    }
}

fn words(map: &Map, values: Values) -> &Words {
    match values {
        Values::UserRole => &map.roles,
        Values::HouseStatus => &map.house_status,
        Values::ImageKind => &map.image_kinds,
        Values::ViewingStatus => &map.viewing_status,
        Values::TourType => &map.tour_types,
    }
}

/// The values of the map that a column cannot hold.
fn listed_problems(info: &ColumnInfo, ours: &str, words: &Words) -> Vec<String> {
    let kind = info.kind();
    let values = info.values();
    let problem = |(word, scalar): &(&'static str, Scalar)| {
        let fits = match (kind, scalar) {
            (Kind::Enum, Scalar::Text(text)) => values.iter().any(|value| value.eq_ignore_ascii_case(text)),
            (Kind::Integer | Kind::Decimal, Scalar::Integer(number)) => {
                u64::try_from(*number).is_ok_and(|number| number <= info.largest()) || *number < 0
            }
            (Kind::Text, scalar) => {
                let length = u64::try_from(scalar.to_string().chars().count()).unwrap_or(u64::MAX);
                length <= info.characters.unwrap_or(0)
            }
            // A number stands for the position of an ENUM's value, not for the value.
            _ => false,
        };
        (!fits).then(|| {
            let shown = match scalar {
                Scalar::Text(text) => format!("{text:?}"),
                number => number.to_string(),
            };
            format!(
                "is {}, which cannot hold {shown} for {word}: set {ours} = {{ {word} = … }}",
                info.column_type
            )
        })
    };
    words.0.iter().filter_map(problem).collect()
}

/// What is wrong with the map's constants.
pub(super) fn constant_problems(table: &impl Table, columns: &[ColumnInfo]) -> Vec<(String, String)> {
    let problem = |(name, constant): &(String, Constant)| {
        let Some(info) = columns.iter().find(|info| info.name.eq_ignore_ascii_case(name)) else {
            return Some((name.clone(), "does not exist, but insert gives it a value".to_owned()));
        };
        let wrong = match (constant, info.kind()) {
            (Constant::Uuid, Kind::Text) => info.characters.unwrap_or(0) < 36,
            (Constant::Uuid, _) => true,
            (Constant::Now, kind) => !matches!(kind, Kind::DateTime | Kind::Date),
            (Constant::Value(Scalar::Text(text)), Kind::Enum) => !info.values().contains(text),
            (Constant::Value(Scalar::Text(_)), kind) => {
                matches!(kind, Kind::Integer | Kind::Decimal | Kind::Float)
            }
            (Constant::Value(_), _) => false,
        };
        wrong.then(|| {
            (name.clone(), format!("is {}, which cannot hold what insert gives it", info.column_type))
        })
    };
    table.insert().iter().filter_map(problem).collect()
}

/// The columns without a default that an insert of ours would leave out.
pub(super) fn omitted(table: &impl Table, always: &[&str], columns: &[ColumnInfo]) -> Vec<(String, String)> {
    let mapped = table.columns();
    let problem = |info: &ColumnInfo| {
        let named = |name: &str| name.eq_ignore_ascii_case(&info.name);
        let column = mapped.iter().find(|column| column.name.as_deref().is_some_and(named));
        let needs_value = !info.nullable && !info.has_default && !info.increments() && !info.is_generated();
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
    use super::*;

    fn info(column_type: &str) -> ColumnInfo {
        let (data_type, rest) = column_type.split_once('(').unwrap_or((column_type, ""));
        let mut numbers = rest.split([',', ')']).map(|number| number.trim().parse::<u64>().ok());
        let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
        ColumnInfo {
            name: "c".to_owned(),
            data_type: data_type.trim_end_matches(" unsigned").to_owned(),
            column_type: column_type.to_owned(),
            nullable: false,
            has_default: false,
            characters: if data_type == "text" { Some(65_535) } else { first },
            charset: Some("utf8mb4".to_owned()),
            precision: first,
            scale: second,
            extra: String::new(),
        }
    }

    fn problems(content: Content, info: ColumnInfo) -> String {
        let column = Column { ours: "c", name: Some("C".to_owned()), content, required: false };
        column_problems(&Map::default(), "houses", &column, &[info]).join("; ")
    }

    #[test]
    fn each_type_is_held_against_what_is_written() {
        for (content, column_type, expected) in [
            (Content::Text(255), "varchar(255)", ""),
            (Content::Text(255), "text", ""),
            (Content::Text(255), "varchar(20)", "holds 20 characters (expected 255)"),
            (Content::Text(255), "int(11)", "is int(11) (expected text of 255 characters)"),
            (Content::Id, "int(10) unsigned", ""),
            (Content::Id, "char(36)", "is char(36) (expected an integer)"),
            (Content::Count(99), "tinyint(4)", ""),
            (Content::Count(100_000), "smallint unsigned", "holds at most 65535 (expected 100000)"),
            (Content::Decimal(8, 2), "decimal(10,2)", ""),
            (Content::Decimal(8, 2), "decimal(6,2)", "expected decimal(8,2) or more"),
            (Content::Decimal(8, 2), "int(11)", "rounds (expected 2 decimal places)"),
            (Content::Decimal(8, 2), "float", "not exact"),
            (Content::Decimal(9, 6), "double", ""),
            (Content::Day, "date", ""),
            (Content::Day, "int(11)", "is int(11) (expected DATE)"),
            (Content::Instant, "timestamp", ""),
            (Content::Instant, "int(11)", "is int(11) (expected DATETIME or TIMESTAMP, or map it to false)"),
            (Content::Listed(Values::UserRole), "varchar(16)", ""),
            (Content::Listed(Values::UserRole), "int(11)", r#"cannot hold "AGENT" for AGENT"#),
            (Content::Listed(Values::UserRole), "enum('agent','user')", ""),
            (
                Content::Listed(Values::UserRole),
                "enum('renter','landlord')",
                r#"cannot hold "USER" for USER"#,
            ),
            (Content::Listed(Values::HouseStatus), "tinyint(1)", ""),
            (Content::Listed(Values::HouseStatus), "enum('draft','active')", "cannot hold 1 for ON_MARKET"),
        ] {
            let found = problems(content, info(column_type));
            match expected {
                "" => assert_eq!(found, "", "{column_type}"),
                expected => assert!(found.contains(expected), "{column_type}: {found}"),
            }
        }
    }

    #[test]
    fn a_key_must_generate_its_ids() {
        assert_eq!(problems(Content::Key, info("int(11)")), "generates no id (expected AUTO_INCREMENT)");
        let generating = ColumnInfo { extra: "auto_increment".to_owned(), ..info("bigint(20) unsigned") };
        assert_eq!(problems(Content::Key, generating), "");
    }

    #[test]
    fn a_missing_column_and_a_foreign_character_set_are_named() {
        let other = ColumnInfo { name: "other".to_owned(), ..info("int(11)") };
        assert!(
            problems(Content::Id, other)
                .contains("does not exist: name the column for c in [houses] columns")
        );
        let latin1 = ColumnInfo { charset: Some("latin1".to_owned()), ..info("varchar(255)") };
        assert!(problems(Content::Text(64), latin1).contains("character set latin1"));
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
