//! The map's file: TOML, in which anything that is not named keeps its default. Each mistake names its line and what is
//! expected.

use super::map::{Constant, Map, Scalar, Table, Words};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// MySQL's longest identifier, in characters.
const LONGEST_NAME: usize = 64;

/// What is wrong with a map's file, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapError {
    line: usize,
    message: String,
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for MapError {}

/// A mistake at a place in the file.
struct Mistake {
    span: Range<usize>,
    message: String,
}

type Result<T, E = Mistake> = std::result::Result<T, E>;

fn mistake<T>(span: Range<usize>, message: impl Into<String>) -> Result<T> {
    Err(Mistake { span, message: message.into() })
}

impl FromStr for Map {
    type Err = MapError;

    fn from_str(text: &str) -> Result<Self, MapError> {
        let read = DeTable::parse(text).map_err(|error| Mistake {
            span: error.span().unwrap_or_default(),
            message: match error.message() {
                "duplicate key" => "a key is set twice (expected once)".to_owned(),
                message => message.to_owned(),
            },
        });
        read.and_then(|file| map(file.get_ref())).map_err(|Mistake { span, message }| {
            let before = text.as_bytes().get(..span.start).unwrap_or_default();
            MapError { line: 1 + before.iter().filter(|byte| **byte == b'\n').count(), message }
        })
    }
}

fn map(file: &DeTable<'_>) -> Result<Map> {
    let mut map = Map::default();
    let mut tables: Vec<(String, Range<usize>)> = Vec::new();
    for (name, section) in in_order(file) {
        let span = name.span();
        let entries = table(section, &format!("[{}]", name.get_ref()))?;
        let taken = match name.get_ref().as_ref() {
            "property_operators" => read_section(&mut map.property_operators, &mut [], entries)?,
            "users" => read_section(&mut map.users, &mut [("role", &mut map.roles, Same::None)], entries)?,
            "houses" => {
                read_section(&mut map.houses, &mut [("status", &mut map.house_status, Same::None)], entries)?
            }
            "house_images" => read_section(
                &mut map.house_images,
                &mut [("kind", &mut map.image_kinds, Same::All)],
                entries,
            )?,
            "viewings" => read_section(
                &mut map.viewings,
                &mut [
                    ("status", &mut map.viewing_status, Same::Ends),
                    ("tour_type", &mut map.tour_types, Same::None),
                ],
                entries,
            )?,
            other => {
                let message = format!(
                    "[{other}] is not one of the portal's tables (expected property_operators, users, houses, \
                     house_images or viewings)"
                );
                return mistake(span, message);
            }
        };
        tables.push((taken, span));
    }
    one_table_each(&map, &tables)?;
    Ok(map)
}

/// The entries of a table as they stand in the file, so that the first mistake is reported first.
fn in_order<'t, 'f>(
    table: &'t DeTable<'f>,
) -> Vec<(&'t Spanned<std::borrow::Cow<'f, str>>, &'t Spanned<DeValue<'f>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

fn table<'t, 'f>(value: &'t Spanned<DeValue<'f>>, what: &str) -> Result<&'t DeTable<'f>> {
    match value.get_ref() {
        DeValue::Table(table) => Ok(table),
        other => mistake(value.span(), format!("{what} is {} (expected a table)", other.type_str())),
    }
}

/// Which of our words one of the portal's values may stand for at once.
#[derive(Clone, Copy)]
enum Same {
    /// One only.
    None,
    /// Any of them.
    All,
    /// A rejected and a canceled tour may look the same.
    Ends,
}

impl Same {
    fn permits(self, one: &str, other: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Ends => [one, other].iter().all(|word| matches!(*word, "REJECTED" | "CANCELLED")),
        }
    }
}

/// Reads a table's section, and returns the table's name.
fn read_section(
    table: &mut dyn Table,
    words: &mut [(&'static str, &mut Words, Same)],
    entries: &DeTable<'_>,
) -> Result<String> {
    let ours = table.ours();
    for (key, value) in in_order(entries) {
        match key.get_ref().as_ref() {
            "table" => *table.name_mut() = table_name(value)?,
            "columns" => read_columns(table, value)?,
            "insert" => read_constants(table, value)?,
            key_text => match words.iter_mut().find(|(name, ..)| *name == key_text) {
                Some((name, words, same)) => read_words(&format!("{ours}.{name}"), words, *same, value)?,
                None => {
                    let values: String = words.iter().map(|(name, ..)| format!(", {name}")).collect();
                    let message =
                        format!("[{ours}] has no {key_text:?} (expected table, columns, insert{values})");
                    return mistake(key.span(), message);
                }
            },
        }
    }
    Ok(table.name().to_owned())
}

fn read_columns(table: &mut dyn Table, value: &Spanned<DeValue<'_>>) -> Result<()> {
    let ours = table.ours();
    for (key, value) in in_order(self::table(value, &format!("{ours}.columns"))?) {
        let name = match value.get_ref() {
            DeValue::Boolean(false) => None,
            DeValue::String(name) => Some(identifier(name, value.span())?),
            other => {
                let message = format!(
                    "{ours}.columns.{} is {} (expected the column's name, or false without one)",
                    key.get_ref(),
                    other.type_str()
                );
                return mistake(value.span(), message);
            }
        };
        let known: Vec<_> = table.columns().iter().map(|column| column.ours).collect();
        let mut columns = table.columns_mut();
        let Some(column) = columns.iter_mut().find(|column| column.ours == key.get_ref().as_ref()) else {
            let message = format!("{ours} has no column {:?} (expected {})", key.get_ref(), known.join(", "));
            return mistake(key.span(), message);
        };
        if column.required && name.is_none() {
            let message = format!("{ours}.{} cannot be false: nothing works without it", column.ours);
            return mistake(value.span(), message);
        }
        column.name = name;
    }
    one_column_each(table, value.span())
}

/// Two of our columns cannot be one of the portal's.
fn one_column_each(table: &dyn Table, span: Range<usize>) -> Result<()> {
    let columns = table.columns();
    for (number, column) in columns.iter().enumerate() {
        let Some(name) = &column.name else { continue };
        let same = |other: &&&super::map::Column| {
            other.name.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(name))
        };
        if let Some(other) = columns.iter().skip(number + 1).find(same) {
            let message =
                format!("{}.{} and {} are both the column {name:?}", table.ours(), column.ours, other.ours);
            return mistake(span, message);
        }
    }
    Ok(())
}

fn read_constants(table: &mut dyn Table, value: &Spanned<DeValue<'_>>) -> Result<()> {
    let ours = table.ours();
    for (key, value) in in_order(self::table(value, &format!("{ours}.insert"))?) {
        let name = identifier(key.get_ref(), key.span())?;
        let is_key = |column: &&super::map::Column| {
            column.content == super::map::Content::Key && column.name.as_deref() == Some(name.as_str())
        };
        if table.columns().iter().any(is_key) {
            let message = format!("{ours}.insert has {name:?}, which the table must generate itself");
            return mistake(key.span(), message);
        }
        if table.insert().iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            return mistake(
                key.span(),
                format!("{ours}.insert has {name:?} twice (expected each column once)"),
            );
        }
        let constant = constant(&format!("{ours}.insert.{name}"), value)?;
        table.insert_mut().push((name, constant));
    }
    Ok(())
}

fn constant(what: &str, value: &Spanned<DeValue<'_>>) -> Result<Constant> {
    match value.get_ref() {
        DeValue::String(text) if text == "$uuid" => Ok(Constant::Uuid),
        DeValue::String(text) if text == "$now" => Ok(Constant::Now),
        DeValue::String(text) if text.starts_with('$') => {
            mistake(value.span(), format!("{what} is {text:?}, which is unknown (expected $uuid or $now)"))
        }
        DeValue::Boolean(flag) => Ok(Constant::Value(Scalar::Integer((*flag).into()))),
        DeValue::Float(float) => match float.as_str().parse() {
            Ok(number) if f64::is_finite(number) => Ok(Constant::Value(Scalar::Float(number))),
            _ => mistake(value.span(), format!("{what} is not a number that a column can hold")),
        },
        _ => scalar(what, value).map(Constant::Value),
    }
}

fn scalar(what: &str, value: &Spanned<DeValue<'_>>) -> Result<Scalar> {
    match value.get_ref() {
        DeValue::String(text) => Ok(Scalar::Text(text.to_string())),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Ok(Scalar::Integer(number)),
            Err(_) => mistake(value.span(), format!("{what} is a number of more than 64 bits")),
        },
        other => mistake(value.span(), format!("{what} is {} (expected text or a number)", other.type_str())),
    }
}

fn read_words(what: &str, words: &mut Words, same: Same, value: &Spanned<DeValue<'_>>) -> Result<()> {
    for (key, value) in in_order(table(value, what)?) {
        let theirs = scalar(&format!("{what}.{}", key.get_ref()), value)?;
        if theirs.to_string().is_empty() {
            return mistake(
                value.span(),
                format!("{what}.{} is empty (expected text or a number)", key.get_ref()),
            );
        }
        let known: Vec<_> = words.0.iter().map(|(word, _)| *word).collect();
        match words.0.iter_mut().find(|(word, _)| *word == key.get_ref().as_ref()) {
            Some((_, scalar)) => *scalar = theirs,
            None => {
                let message = format!("{what} has no {:?} (expected {})", key.get_ref(), known.join(", "));
                return mistake(key.span(), message);
            }
        }
    }
    for (number, (one, scalar)) in words.0.iter().enumerate() {
        for (other, _) in words.0.iter().skip(number + 1).filter(|(_, other)| scalar.is(&other.to_string())) {
            if !same.permits(one, other) {
                let message = format!("{what}: {one} and {other} cannot both be {scalar}");
                return mistake(value.span(), message);
            }
        }
    }
    Ok(())
}

fn table_name(value: &Spanned<DeValue<'_>>) -> Result<String> {
    let DeValue::String(name) = value.get_ref() else {
        let message = format!("table is {} (expected its name)", value.get_ref().type_str());
        return mistake(value.span(), message);
    };
    if name.to_ascii_lowercase().starts_with("entrata_") {
        return mistake(
            value.span(),
            format!("{name:?} is the name of a table of ours (expected one of the portal's)"),
        );
    }
    identifier(name, value.span())
}

/// A name that MySQL takes in quotes.
fn identifier(name: &str, span: Range<usize>) -> Result<String> {
    let usable = (1..=LONGEST_NAME).contains(&name.chars().count())
        && !name.contains(['\0', '.'])
        && !name.ends_with(char::is_whitespace);
    match usable {
        true => Ok(name.to_owned()),
        false => mistake(
            span,
            format!(
                "{name:?} is not a name (expected 1 to {LONGEST_NAME} characters without a dot, of this database)"
            ),
        ),
    }
}

/// Two of our tables cannot be one of the portal's.
fn one_table_each(map: &Map, named: &[(String, Range<usize>)]) -> Result<()> {
    let mut all: Vec<&str> = map.table_names();
    all.sort_unstable();
    let doubled = all.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first());
    match doubled.and_then(|name| named.iter().find(|(table, _)| table == name)) {
        Some((name, span)) => mistake(span.clone(), format!("two of the tables have the name {name:?}")),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "map_file_tests.rs"]
mod tests;
