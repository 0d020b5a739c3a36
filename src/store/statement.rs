//! Binds values: renders them into a statement's text.
//!
//! Statements go to the server as text and not as prepared ones. A prepared statement is server state that each
//! connection keeps: 800 PHP workers would exceed `max_prepared_stmt_count`, a proxy could not share their
//! connections, and each new process would pay one more round trip for each statement. Measured on MariaDB 10.11,
//! text and prepared statements of this module differ by less than the noise.
//!
//! A literal is safe under any character set and `sql_mode`: text other than plain ASCII without quotes and backslashes is
//! written in hexadecimal.

use mysql_async::{Params, Value};
use std::fmt::{self, Write as _};

/// A statement, complete with its values.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement(String);

impl Statement {
    /// Replaces each `:name` in `sql` by its value. A `:name` within quotes is text.
    pub(super) fn new(sql: &str, values: impl Into<Params>) -> Self {
        match values.into() {
            Params::Named(values) => Self(bound(sql, |name| values.get(name.as_bytes()))),
            // This crate has no positional values, so a remaining `?` is a syntax error.
            Params::Empty | Params::Positional(_) => Self(sql.to_owned()),
        }
    }

    /// A statement without values to bind.
    pub(super) fn complete(sql: String) -> Self {
        Self(sql)
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secret or personal.
        f.write_str("Statement")
    }
}

fn bound<'v>(sql: &str, value: impl Fn(&str) -> Option<&'v Value>) -> String {
    let mut text = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some(at) = rest.find([':', '\'', '"', '`']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let name = from.strip_prefix(':').map(word).filter(|name| !name.is_empty());
        let taken = match (name, name.and_then(&value)) {
            (Some(name), Some(value)) => {
                push_literal(&mut text, value);
                rest = from.get(1 + name.len()..).unwrap_or_default();
                continue;
            }
            _ if from.starts_with(':') => 1,
            _ => quoted(from),
        };
        let (verbatim, after) = from.split_at(taken);
        text.push_str(verbatim);
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The name that a text starts with: a letter, then letters, digits and underscores.
fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let word = text.split_at(end.unwrap_or(text.len())).0;
    if word.starts_with(|letter: char| letter.is_ascii_alphabetic()) { word } else { "" }
}

/// The length of the quoted part that a text starts with. A doubled quote ends one part and starts the next.
fn quoted(text: &str) -> usize {
    let Some(quote) = text.chars().next() else { return 0 };
    let end = text.char_indices().skip(1).find(|(_, letter)| *letter == quote);
    end.map_or(text.len(), |(end, _)| end + 1)
}

/// One row of a `VALUES` list.
pub(super) fn tuple<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let mut text = String::from("(");
    for (number, value) in values.into_iter().enumerate() {
        if number > 0 {
            text.push_str(", ");
        }
        push_literal(&mut text, value);
    }
    text.push(')');
    text
}

/// The most bytes that are sent at once: a quarter of the smallest default of `max_allowed_packet`.
pub(super) const PACKET: usize = 4 << 20;

/// Inserts rows in as few statements as packets allow. `insert` is the statement up to `VALUES`.
pub(super) fn inserting(insert: &str, rows: impl IntoIterator<Item = String>) -> Vec<Statement> {
    let mut statements: Vec<String> = Vec::new();
    for row in rows {
        match statements.last_mut() {
            Some(last) if last.len() + row.len() < PACKET => {
                last.push_str(", ");
                last.push_str(&row);
            }
            _ => statements.push(format!("{insert} VALUES {row}")),
        }
    }
    statements.into_iter().map(Statement).collect()
}

/// A value as it is written in a statement.
pub(super) fn literal(value: impl Into<Value>) -> String {
    let mut text = String::new();
    push_literal(&mut text, &value.into());
    text
}

fn push_literal(text: &mut String, value: &Value) {
    let Value::Bytes(bytes) = value else {
        // Numbers and times cannot contain quotes or backslashes.
        text.push_str(&value.as_sql(false));
        return;
    };
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'\\');
    match std::str::from_utf8(bytes) {
        Ok(plain_text) if bytes.iter().all(plain) => {
            text.push('\'');
            text.push_str(plain_text);
            text.push('\'');
        }
        Ok(_) => {
            text.push_str("_utf8mb4 ");
            push_hexadecimal(text, bytes);
        }
        Err(_) => push_hexadecimal(text, bytes),
    }
}

fn push_hexadecimal(text: &mut String, bytes: &[u8]) {
    text.push_str("X'");
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
    text.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;
    use mysql_async::params;
    use proptest::prelude::*;

    #[test]
    fn values_replace_their_names_and_nothing_else() {
        let values = params! { "cid" => 4711, "name" => "Elm", "none" => None::<u8> };
        let sql = "SELECT ':cid', `:cid`, \"it''s :cid\", '+00:00', :cid, :name:none FROM t WHERE cid = :cid";
        let bound =
            "SELECT ':cid', `:cid`, \"it''s :cid\", '+00:00', 4711, 'Elm'NULL FROM t WHERE cid = 4711";
        assert_eq!(Statement::new(sql, values).text(), bound);
    }

    #[test]
    fn rows_share_a_statement_until_it_fills_a_packet() {
        let long = format!("('{}')", "x".repeat(PACKET / 3));
        let statements = inserting("INSERT INTO t (a)", vec![long.clone(); 5]);
        let sizes: Vec<_> = statements.iter().map(|one| one.text().matches("('").count()).collect();
        assert_eq!(sizes, [2, 2, 1]);
        assert!(statements.iter().all(|one| one.text().starts_with("INSERT INTO t (a) VALUES ('")));
        assert_eq!(
            inserting("INSERT INTO t (a)", ["(1)".to_owned(), "(2)".to_owned()])[0].text(),
            "INSERT INTO t (a) VALUES (1), (2)"
        );
        assert!(inserting("INSERT INTO t (a)", []).is_empty());
    }

    #[test]
    fn a_name_without_a_value_stays_for_the_server_to_reject() {
        assert_eq!(Statement::new("SELECT :a, :b", params! { "a" => 1 }).text(), "SELECT 1, :b");
        assert_eq!(Statement::new("SELECT :a", ()).text(), "SELECT :a");
    }

    #[test]
    fn text_that_is_more_than_plain_is_written_in_hexadecimal() {
        assert_eq!(literal("10:00 MST - 10:30 MST"), "'10:00 MST - 10:30 MST'");
        assert_eq!(literal("it's"), "_utf8mb4 X'69742773'");
        assert_eq!(literal("使',0)"), "_utf8mb4 X'E4BDBF272C3029'");
        assert_eq!(literal("a\\"), "_utf8mb4 X'615C'");
        assert_eq!(literal(vec![0xFF_u8, 0x27]), "X'FF27'");
        assert_eq!(literal(None::<String>), "NULL");
        assert_eq!(tuple(&[1.into(), "x".into()]), "(1, 'x')");
    }

    proptest! {
        #[test]
        fn no_value_ends_its_own_literal(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let text = literal(bytes);
            let inside = text.trim_start_matches("_utf8mb4 ").trim_start_matches('X');
            let inside = inside.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap();
            prop_assert!(!inside.contains(['\'', '\\']) && inside.is_ascii());
        }

        #[test]
        fn a_statement_without_names_is_left_as_it_is(sql in "[ -9;-~]{0,60}") {
            let bound = Statement::new(&sql, params! { "cid" => 1 });
            prop_assert_eq!(bound.text(), sql);
        }
    }
}
