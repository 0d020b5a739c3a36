//! Which days are asked for and shown.

use super::zone::TimeZone;
use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use std::str::FromStr;

/// Entrata answers at most this many days a call, both ends counted.
const MOST_DAYS: u64 = 60;

/// How many days are shown when no month is asked for, both ends counted.
const NEXT_DAYS: u64 = 30;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Month {
    first: NaiveDate,
}

/// A month that cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MonthError {
    /// The text is not `MM-YYYY`.
    #[error("is not a month written MM-YYYY")]
    Form,
    /// The month is over where it would be shown.
    #[error("is in the past")]
    Past,
}

impl Month {
    /// Reads `MM-YYYY`.
    ///
    /// # Errors
    ///
    /// [`MonthError::Form`] for everything else, a year outside of this century among it.
    pub fn parse(text: &str) -> Result<Self, MonthError> {
        let read = || {
            let (month, year) = text.split_once('-')?;
            let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
            if !digits(month, 2) || !digits(year, 4) || !year.starts_with("20") {
                return None;
            }
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
        };
        read().map(|first| Self { first }).ok_or(MonthError::Form)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        Self::parse(text)
    }
}

/// A span of days, both ends counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

impl Window {
    /// What is left of a month for a person in this zone: the whole of it, but never the past.
    ///
    /// # Errors
    ///
    /// [`MonthError::Past`] when nothing is left.
    pub fn of_month(month: Month, zone: TimeZone, now: DateTime<Utc>) -> Result<Self, MonthError> {
        let last = month.first + Months::new(1) - Days::new(1);
        let from = month.first.max(zone.date_at(now));
        if from > last { Err(MonthError::Past) } else { Ok(Self { from, to: last }) }
    }

    /// The next 30 days for a person in this zone, today among them.
    #[must_use]
    pub fn next_days(zone: TimeZone, now: DateTime<Utc>) -> Self {
        let from = zone.date_at(now);
        Self { from, to: days_after(from, NEXT_DAYS - 1) }
    }

    /// The days to ask Entrata for, so that every slot shown within this window is among them.
    ///
    /// Entrata's days are the property's: what starts there at 23:30 on the 30th may be shown on the 1st. So a day
    /// is added at each end, as long as Entrata answers for that many, and none that is past for Entrata itself.
    #[must_use]
    pub fn asked(self, now: DateTime<Utc>) -> Self {
        let day_before = self.from.pred_opt().unwrap_or(self.from);
        let from = day_before.max(TimeZone::mountain().date_at(now).min(self.from));
        let to = days_after(self.to, 1).min(days_after(from, MOST_DAYS - 1));
        Self { from, to }
    }

    /// Whether a day is in it.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}
