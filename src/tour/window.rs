//! The days that are shown, and those that are requested from Entrata.

use super::zone::TimeZone;
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::Serialize;
use std::str::FromStr;

/// The maximum number of days in one call, inclusive.
const MOST_DAYS: u64 = 60;

/// The number of days shown without a month, inclusive.
const NEXT_DAYS: u64 = 30;

/// A calendar month of this century.
///
/// ```
/// use entrata::tour::{Month, Window};
///
/// let month = Month::parse("12-2026")?;
/// let chicago = "America/Chicago".parse()?;
/// let december = Window::of_month(month, chicago, "2026-12-24T12:00:00Z".parse()?)?;
/// assert_eq!(december.from.to_string(), "2026-12-24");
/// assert_eq!(december.to.to_string(), "2026-12-31");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Month {
    first: NaiveDate,
}

/// A month that cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MonthError {
    /// The text is not `MM-YYYY`.
    #[error("is not a month of this century (expected MM-YYYY)")]
    Form,
    /// The month is over in the shown zone.
    #[error("is in the past")]
    Past,
}

impl Month {
    /// Parses `MM-YYYY`.
    ///
    /// # Errors
    ///
    /// [`MonthError::Form`] for any other text, and for a year outside of this century.
    pub fn parse(text: &str) -> Result<Self, MonthError> {
        let parse = || {
            let (month, year) = text.split_once('-')?;
            let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
            if !digits(month, 2) || !digits(year, 4) || !year.starts_with("20") {
                return None;
            }
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
        };
        parse().map(|first| Self { first }).ok_or(MonthError::Form)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        Self::parse(text)
    }
}

/// A span of days, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Window {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

impl Window {
    /// The days of a month that are not over in the shown zone.
    ///
    /// # Errors
    ///
    /// [`MonthError::Past`] if all of them are over.
    pub fn of_month(month: Month, zone: TimeZone, now: DateTime<Utc>) -> Result<Self, MonthError> {
        let last = month.first + Months::new(1) - Days::new(1);
        let from = month.first.max(zone.date_at(now));
        if from > last { Err(MonthError::Past) } else { Ok(Self { from, to: last }) }
    }

    /// The next 30 days in the shown zone, starting today.
    #[must_use]
    pub fn next_days(zone: TimeZone, now: DateTime<Utc>) -> Self {
        let from = zone.date_at(now);
        Self { from, to: days_after(from, NEXT_DAYS - 1) }
    }

    /// The days to request from Entrata for every slot within this window.
    ///
    /// Entrata's days are the property's: a slot at 23:30 on the 30th may be shown on the 1st. So a day is added at each
    /// end, except for days that are over in Mountain Time, up to 60 days in total.
    #[must_use]
    pub fn requested(self, now: DateTime<Utc>) -> Self {
        let day_before = self.from.pred_opt().unwrap_or(self.from);
        let from = day_before.max(TimeZone::mountain().date_at(now).min(self.from));
        let to = days_after(self.to, 1).min(days_after(from, MOST_DAYS - 1));
        Self { from, to }
    }

    /// Whether the window has a day.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}
