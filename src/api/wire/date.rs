//! Dates.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::tour::zone::TimeZone;

/// Reads a date: `MM/DD/YYYY`, `MM/DD/YY`, `YYYY-MM-DD` or `MM/YYYY` (its first day), with or without a time behind it.
///
/// Source: [recorded responses](super) have the first, the second and the last; `getCalendarAvailability` r2 has the third.
///
/// ```
/// use entrata::api::wire::read_date;
///
/// assert_eq!(read_date("08/01/2030 09:30:00 MDT"), read_date("2030-08-01"));
/// assert_eq!(read_date("31/12/2030"), None);
/// ```
#[must_use]
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let day = text.trim().split([' ', 'T']).next()?;
    let is_iso = day.contains('-');
    let mut parts = day.split(if is_iso { '-' } else { '/' });
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
    let (year, month, day) = match third {
        Some(third) if is_iso && first.len() == 4 => (first, second, third),
        Some(third) if !is_iso && matches!(third.len(), 2 | 4) => (third, first, second),
        None if !is_iso && second.len() == 4 => (second, first, "1"),
        _ => return None,
    };
    let written = i32::try_from(number(year)?).ok()?;
    let year = match (year.len(), written) {
        (2, 70..) => 1900 + written,
        (2, _) => 2000 + written,
        _ => written,
    };
    let is_date = parts.next().is_none() && month.len() <= 2 && day.len() <= 2;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).filter(|date| is_date && is_plausible(date))
}

fn number(digits: &str) -> Option<u32> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// A day as Entrata's requests take it: `MM/DD/YYYY`.
#[must_use]
pub fn us_date(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}

/// An instant as Entrata's requests take it: `MM/DD/YYYYTHH:MM:SS` in Mountain Time, with its daylight saving time.
#[must_use]
pub fn mountain_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&TimeZone::mountain()).format("%m/%d/%YT%H:%M:%S").to_string()
}

/// An instant as MITS takes it: `YYYY-MM-DDTHH:MM:SS` in Mountain Time.
pub(crate) fn mountain_time_iso(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&TimeZone::mountain()).format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The date of a year, a month and a day, which MITS writes apart.
pub(super) fn from_parts(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> Option<NaiveDate> {
    let year = i32::try_from(year?).ok()?;
    NaiveDate::from_ymd_opt(year, month?, day?).filter(is_plausible)
}

/// PHP's zero date and other placeholders are no dates.
fn is_plausible(date: &NaiveDate) -> bool {
    (1900..2200).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_is_the_same_date() {
        for text in [
            "08/01/2030",
            "8/1/2030",
            " 2030-08-01 ",
            "2030-08-01T10:00:00",
            "08/01/2030 09:30:00.123456 MDT",
            "08/01/30",
            "08/2030",
        ] {
            assert_eq!(read_date(text), NaiveDate::from_ymd_opt(2030, 8, 1), "{text}");
        }
        assert_eq!(from_parts(Some(2030), Some(8), Some(1)), NaiveDate::from_ymd_opt(2030, 8, 1));
    }

    #[test]
    fn text_that_is_not_a_date_is_absent() {
        for text in [
            "",
            "soon",
            "0",
            "31/12/2030",
            "0000-00-00",
            "00/00/0000",
            "/ /",
            "99999/1/1",
            "MM/DD/YYYY",
            "YYYY-MM-DD",
            "1.5",
            "08-01-2030",
            "2030",
            "12/31/0001",
            "+8/1/2030",
        ] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }

    /// A date as chrono reads it, which takes ten times as long.
    fn by_form(text: &str) -> Option<NaiveDate> {
        let parts: Vec<_> = text.split(['/', '-']).collect();
        let date = match (parts.as_slice(), text.contains('-')) {
            ([year, _, _], true) if year.len() == 4 => NaiveDate::parse_from_str(text, "%Y-%m-%d"),
            ([_, _, year], false) if year.len() == 2 => NaiveDate::parse_from_str(text, "%m/%d/%y"),
            ([_, _, year], false) if year.len() == 4 => NaiveDate::parse_from_str(text, "%m/%d/%Y"),
            ([month, year], false) if year.len() == 4 => {
                NaiveDate::parse_from_str(&format!("{month}/1/{year}"), "%m/%d/%Y")
            }
            _ => return None,
        };
        date.ok().filter(is_plausible)
    }

    proptest! {
        #[test]
        fn a_date_is_read_as_chrono_reads_it(text in "[0-9]{0,2}(19|20|21)?[0-9]{0,3}[/-][0-9]{0,3}([/-]([0-9]{0,2}|(19|20|21)?[0-9]{0,3}))?") {
            prop_assert_eq!(read_date(&text), by_form(&text));
        }
    }
}
