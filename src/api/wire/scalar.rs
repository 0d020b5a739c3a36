//! Text, numbers, money, flags and ids, whatever JSON type they come as.
//!
//! A number or an amount that cannot be read becomes `None` with a warning in the log: one rent of "call us" must
//! not cost a whole property. An id that cannot be read is an error.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::many::many;
use crate::api::redact::excerpt;

/// Reads text, trimmed, into a `String` or a `SmolStr`; numbers and flags are written out, and nothing is empty text.
///
/// # Errors
///
/// None but broken JSON.
pub fn text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Text(|text: &str| T::from(text.trim())))
}

/// Reads text exactly as it was sent, for what must go back to Entrata in the same form.
///
/// # Errors
///
/// None but broken JSON.
pub fn verbatim<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(Text(str::to_owned))
}

/// Reads texts exactly as they were sent; there may be one, a list, or none.
///
/// # Errors
///
/// None but broken JSON.
pub fn verbatims<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(many(deserializer)?.into_iter().map(|Nested(text)| text).collect())
}

/// Reads a yes or no: `true`, `1`, `"1"`, `"true"`, `"t"` and `"yes"` are yes, everything else is no.
///
/// # Errors
///
/// None but broken JSON.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let is_yes =
        |text: &str| ["1", "true", "t", "yes", "y"].iter().any(|yes| yes.eq_ignore_ascii_case(text.trim()));
    deserializer.deserialize_any(Text(is_yes))
}

/// Reads an amount: `"$1,234.00"`, `"1 234.50"`, `"850 SquareFeet"`, `1.5`.
///
/// # Errors
///
/// None but broken JSON.
pub fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    deserializer.deserialize_any(Text(|text: &str| {
        let text = text.trim();
        let amount = read_amount(text);
        if amount.is_none() && !text.is_empty() {
            tracing::warn!(found = excerpt(text), "an amount that cannot be read counts as unknown");
        }
        amount
    }))
}

/// The amount that a text starts with, without currency sign and thousands marks.
#[must_use]
pub fn read_amount(text: &str) -> Option<Decimal> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    if text.chars().all(is_number) {
        return Decimal::from_str(text).ok();
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '$' | ',')).collect();
    let number = plain.split(|c| !is_number(c)).next()?;
    let rest = &plain[number.len()..];
    // Only a unit may follow: "1e99" and "12/01/2030" are no amounts.
    let is_unit = rest.chars().all(char::is_alphabetic) && !rest.eq_ignore_ascii_case("e");
    if is_unit { Decimal::from_str(number).ok() } else { None }
}

/// Reads a count of things.
///
/// # Errors
///
/// None but broken JSON.
pub fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    Ok(amount(deserializer)?
        .filter(|amount| amount.fract().is_zero())
        .and_then(|amount| amount.try_into().ok()))
}

/// Reads an id, or nothing; `0` stands for nothing too.
///
/// # Errors
///
/// When something stands there that is no id.
pub fn id<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    let read = |text: &str| match text.trim() {
        "" | "0" => Ok(None),
        text => text.parse().map(Some).map_err(|error| format!("{:?} {error}", excerpt(text))),
    };
    deserializer.deserialize_any(Text(read))?.map_err(de::Error::custom)
}

/// Hands the text on as it stands in the JSON: an answer has some hundred thousand of them, and few are kept.
struct Text<F>(F);

impl<'de, T, F: FnOnce(&str) -> T> Visitor<'de> for Text<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok((self.0)(&number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok((self.0)(&number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok((self.0)(&number.to_string()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<T, E> {
        Ok((self.0)(if value { "true" } else { "false" }))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok((self.0)(""))
    }

    /// An empty list is nothing; of a list with something in it the texts are joined.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        let mut all = Vec::new();
        while let Some(Nested(part)) = list.next_element()? {
            all.push(part);
        }
        Ok((self.0)(&all.join(" ")))
    }

    /// HTML that PHP took for XML: `{"b": "text"}`, or `{"@value": "text", "@attributes": …}`.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut all = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == "@attributes" {
                map.next_value::<IgnoredAny>()?;
            } else {
                all.push(map.next_value::<Nested>()?.0);
            }
        }
        Ok((self.0)(&all.join(" ")))
    }
}

struct Nested(String);

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        verbatim(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_areas_are_numbers_in_every_spelling() {
        for (text, amount) in [
            ("$1,234.00", "1234.00"),
            ("1,234.00", "1234.00"),
            ("1 234.5", "1234.5"),
            ("$ 1,234", "1234"),
            ("850 SquareFeet", "850"),
            ("1.5", "1.5"),
            ("0", "0"),
            ("-89.65", "-89.65"),
        ] {
            assert_eq!(read_amount(text), amount.parse().ok(), "{text}");
        }
        for text in ["", "Call us", "1e5", "12/01/2030", "1.2.3", "--1", "$", "1-2"] {
            assert_eq!(read_amount(text), None, "{text}");
        }
    }

    #[test]
    fn text_is_text_whatever_its_type() {
        #[derive(serde::Deserialize)]
        struct Holder(#[serde(deserialize_with = "text")] String);
        for (json, expected) in [
            (r#"" a ""#, "a"),
            ("12", "12"),
            ("-1", "-1"),
            ("1.5", "1.5"),
            ("true", "true"),
            ("null", ""),
            ("[]", ""),
            ("{}", ""),
            (r#"{"b":"bold"}"#, "bold"),
            (r#"{"@value":"A1","@attributes":{"Id":"7"}}"#, "A1"),
            (r#"["a",["b"]]"#, "a b"),
            (r#""https:\/\/x\/\u00e9""#, "https://x/é"),
        ] {
            assert_eq!(serde_json::from_str::<Holder>(json).unwrap().0, expected, "{json}");
        }
    }

    #[test]
    fn yes_is_said_in_many_ways() {
        #[derive(serde::Deserialize)]
        struct Holder(#[serde(deserialize_with = "flag")] bool);
        for json in ["true", "1", r#""1""#, r#""true""#, r#""t""#, r#""Y""#] {
            assert!(serde_json::from_str::<Holder>(json).unwrap().0, "{json}");
        }
        for json in ["false", "0", r#""0""#, r#""f""#, r#""""#, "[]", "null", "{}"] {
            assert!(!serde_json::from_str::<Holder>(json).unwrap().0, "{json}");
        }
    }

    #[test]
    fn an_id_is_digits_or_nothing_or_an_error() {
        #[derive(Debug, serde::Deserialize)]
        struct Holder(#[serde(deserialize_with = "id")] Option<crate::id::FloorPlanId>);
        for json in ["5001", r#""5001""#, r#"" 5001 ""#] {
            assert_eq!(serde_json::from_str::<Holder>(json).unwrap().0.unwrap().get(), 5001, "{json}");
        }
        for json in ["null", r#""""#, "[]", "0"] {
            assert!(serde_json::from_str::<Holder>(json).unwrap().0.is_none(), "{json}");
        }
        assert!(serde_json::from_str::<Holder>(r#""A1""#).is_err());
    }
}
