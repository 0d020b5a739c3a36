//! Entrata's six ways to write a date, and its own time zone.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::scalar::count;
use crate::api::redact::excerpt;
use crate::tour::zone::TimeZone;

/// Reads a date: `MM/DD/YYYY`, `YYYY-MM-DD`, `MM/DD/YY`, `MM/YYYY` (its first day), `{"Year", "Month", "Day"}`,
/// the last also below `@attributes`, or a date with a time behind it.
///
/// What cannot be read becomes `None` with a warning in the log.
///
/// # Errors
///
/// None but broken JSON.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    deserializer.deserialize_any(Date)
}

/// Reads a date from text, in any of the forms that [`date`] knows.
#[must_use]
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let day = text.trim().split([' ', 'T']).next()?;
    if let Some((year, rest)) = day.split_once('-') {
        let (month, day) = rest.split_once('-')?;
        return civil(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    }
    let (month, rest) = day.split_once('/')?;
    match rest.split_once('/') {
        Some((day, year)) if year.len() == 2 => {
            civil(2000 + digits(year, 2)?, digits(month, 2)?, digits(day, 2)?)
        }
        Some((day, year)) => civil(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?),
        None => civil(digits(rest, 4)?, digits(month, 2)?, 1),
    }
}

/// An instant as Entrata wants it: `MM/DD/YYYYTHH:MM:SS` in Mountain Time, with its daylight saving.
#[must_use]
pub fn mountain(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&TimeZone::mountain()).format("%m/%d/%YT%H:%M:%S").to_string()
}

/// An instant as sendMitsLeads wants it: `YYYY-MM-DDTHH:MM:SS` in Mountain Time.
pub(crate) fn mountain_iso(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&TimeZone::mountain()).format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A day as Entrata wants it: `MM/DD/YYYY`.
#[must_use]
pub fn us_date(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}

fn civil(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn digits(text: &str, longest: usize) -> Option<u32> {
    let good = (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if good { text.parse().ok() } else { None }
}

struct Date;

impl<'de> Visitor<'de> for Date {
    type Value = Option<NaiveDate>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let date = read_date(text);
        // PHP's zero date is another way to say none.
        if date.is_none() && !text.trim().is_empty() && !text.starts_with("00") {
            tracing::warn!(found = excerpt(text), "a date that cannot be read counts as unknown");
        }
        Ok(date)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut whole = None;
        let (mut year, mut month, mut day) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "@attributes" | "@value" => whole = map.next_value::<Inner>()?.0.or(whole),
                "Year" => year = map.next_value::<Part>()?.0,
                "Month" => month = map.next_value::<Part>()?.0,
                "Day" => day = map.next_value::<Part>()?.0,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let parts = year.zip(month).zip(day);
        Ok(whole.or_else(|| parts.and_then(|((year, month), day)| civil(year, month, day))))
    }
}

struct Inner(Option<NaiveDate>);

impl<'de> Deserialize<'de> for Inner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        date(deserializer).map(Self)
    }
}

struct Part(Option<u32>);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        count(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Holder(#[serde(deserialize_with = "date")] Option<NaiveDate>);

    fn read(json: &str) -> Option<NaiveDate> {
        serde_json::from_str::<Holder>(json).unwrap().0
    }

    #[test]
    fn all_six_forms_are_dates() {
        for json in [
            r#""08\/01\/2030""#,
            r#""8/1/2030""#,
            r#"" 2030-08-01 ""#,
            r#""2030-08-01T10:00:00""#,
            r#"{"@attributes":{"Year":"2030","Month":"8","Day":"1"}}"#,
            r#"{"Year":2030,"Month":8,"Day":1}"#,
            r#""08/01/2030 09:30:00.123456 MDT""#,
            r#""08/01/30""#,
            r#""08/2030""#,
            r#"{"@value":"08/01/2030"}"#,
        ] {
            assert_eq!(read(json), NaiveDate::from_ymd_opt(2030, 8, 1), "{json}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for json in [
            "null",
            "\"\"",
            "[]",
            "{}",
            "0",
            "true",
            "1.5",
            "[[]]",
            r#""31/12/2030""#,
            r#""0000-00-00""#,
            r#""soon""#,
            r#""/ /""#,
            r#""99999/1/1""#,
            r#"{"Year":"2030"}"#,
        ] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
