//! One column against what we write into it or read from it.

use crate::error::portal::Result;
use crate::store::host::map::{Column, Content, Map, Scalar, Values, Words};
use crate::store::rows;
use mysql_async::prelude::FromRow;
use mysql_async::{Conn, params};

/// A column as the server describes it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct ColumnInfo {
    pub(super) name: String,
    /// Such as `varchar`.
    pub(super) data_type: String,
    /// Such as `enum('draft','active')` or `int(10) unsigned`.
    pub(super) column_type: String,
    pub(super) nullable: bool,
    pub(super) has_default: bool,
    pub(super) characters: Option<u64>,
    pub(super) charset: Option<String>,
    pub(super) precision: Option<u64>,
    pub(super) scale: Option<u64>,
    pub(super) extra: String,
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
pub(super) enum Kind {
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
    pub(super) fn kind(&self) -> Kind {
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

    pub(super) fn is_generated(&self) -> bool {
        // MySQL calls a default that is an expression DEFAULT_GENERATED.
        self.extra.replace("default_generated", "").contains("generated")
            || self.extra.contains("persistent")
            || self.extra.contains("virtual")
    }

    pub(super) fn increments(&self) -> bool {
        self.extra.contains("auto_increment")
    }

    pub(super) fn is_integer(&self) -> bool {
        self.kind() == Kind::Integer
    }

    /// Whether rows that leave it out differ in it: no NULL is like another, and what is generated is unknown.
    pub(super) fn differs_by_itself(&self) -> bool {
        self.increments() || self.is_generated() || self.nullable
    }

    /// The largest whole number that it holds.
    pub(super) fn largest(&self) -> u64 {
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
        u64::MAX >> (64 - bits + u32::from(!self.is_unsigned()))
    }

    fn is_unsigned(&self) -> bool {
        self.column_type.to_lowercase().contains("unsigned")
    }

    /// The values of an ENUM.
    pub(super) fn values(&self) -> Vec<String> {
        let inside = self.column_type.split_once("('").map_or("", |(_, rest)| rest.trim_end_matches("')"));
        inside.split("','").map(|value| value.replace("''", "'")).collect()
    }
}

/// What is wrong with one of the columns that the map names. One that is only read may have any text type.
pub(super) fn column_problems(
    map: &Map,
    section: &str,
    column: &Column,
    is_read_only: bool,
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
    if is_read_only && matches!(column.content, Content::Text(_) | Content::Ascii(_) | Content::Listed(_)) {
        return Vec::new();
    }
    if info.is_generated() && !is_read_only {
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
        Content::Text(length) => problems.extend(text_problem(info, u64::from(length), "utf8mb4")),
        Content::Ascii(_) if holds_entrata(info) => {}
        Content::Ascii(length) => problems.extend(text_problem(info, u64::from(length), "")),
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

/// Whether an ENUM has the one value that we write into a column for a source.
fn holds_entrata(info: &ColumnInfo) -> bool {
    info.kind() == Kind::Enum && info.values().iter().any(|value| value.eq_ignore_ascii_case("ENTRATA"))
}

fn text_problem(info: &ColumnInfo, length: u64, charset: &str) -> Option<String> {
    if info.kind() != Kind::Text {
        return Some(format!("is {} (expected text of {length} characters)", info.column_type));
    }
    let characters = info.characters.unwrap_or(0);
    if characters < length {
        return Some(format!("holds {characters} characters (expected {length})"));
    }
    let stored = info.charset.as_deref().unwrap_or_default();
    (!charset.is_empty() && stored != charset)
        .then(|| format!("has the character set {stored}, which lacks characters (expected {charset})"))
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
            (Kind::Integer | Kind::Decimal, Scalar::Integer(number)) => holds_number(info, *number),
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

/// Whether a column of whole numbers holds one.
pub(super) fn holds_number(info: &ColumnInfo, number: i64) -> bool {
    match u64::try_from(number) {
        Ok(number) => number <= info.largest(),
        Err(_) => !info.is_unsigned() && number.unsigned_abs() <= info.largest().saturating_add(1),
    }
}

#[cfg(test)]
#[path = "columns_tests.rs"]
pub(super) mod tests;
