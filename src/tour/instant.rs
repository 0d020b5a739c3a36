//! An instant with a clock offset, to the second.
//!
//! It is a single number, so comparing and moving it is one step. With chrono's types, parsing a response of 1,200 slots
//! takes twice as many instructions.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};

/// The seconds of a day.
pub(super) const DAY: i64 = 24 * 3600;

/// An instant and a clock offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ZonedInstant {
    /// Seconds since 1970 began in UTC.
    pub(super) unix: i64,
    pub(super) offset: FixedOffset,
}

impl ZonedInstant {
    pub(super) fn utc(self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(self.unix)
    }

    /// The local time of the clock.
    pub(super) fn local(self) -> NaiveDateTime {
        self.utc().naive_utc() + self.offset
    }

    /// The day that the clock shows.
    pub(super) fn date(self) -> NaiveDate {
        i32::try_from(self.day_number()).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default()
    }

    /// The seconds that the clock shows since its midnight.
    pub(super) fn second_of_day(self) -> u32 {
        u32::try_from(self.local_seconds().rem_euclid(DAY)).unwrap_or(0)
    }

    /// The day that the clock shows, counted from 1 January 1970.
    pub(super) fn day_number(self) -> i64 {
        self.local_seconds().div_euclid(DAY)
    }

    fn local_seconds(self) -> i64 {
        self.unix + i64::from(self.offset.local_minus_utc())
    }
}

impl Serialize for ZonedInstant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.utc().with_timezone(&self.offset).serialize(serializer)
    }
}

/// The local midnight of a date, in seconds like Unix time.
pub(super) fn midnight(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp()
}
