//! Instants and clock times to the second. Entrata's slots come by the thousand: a number is compared and moved in one
//! step where a date and a time need dozens.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

const DAY: i64 = 24 * 3600;

/// An instant: the seconds since 1970 began in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant(i64);

/// What a clock shows, day and time: the seconds since 1970 began by this clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wall(i64);

/// An instant, and how far the clock that names it is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) at: Instant,
    pub(super) ahead: FixedOffset,
}

impl Instant {
    /// The second in which an instant lies.
    pub(super) fn of(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp())
    }

    pub(super) fn utc(self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(self.0)
    }

    pub(super) fn seconds_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Where its day in UTC begins and ends.
    pub(super) fn day(self) -> (Self, Self) {
        let begins = self.0 - self.0.rem_euclid(DAY);
        (Self(begins), Self(begins + DAY))
    }

    /// What a clock shows then that is so far ahead of UTC.
    pub(super) fn wall(self, ahead: FixedOffset) -> Wall {
        Wall(self.0 + i64::from(ahead.local_minus_utc()))
    }
}

impl Wall {
    pub(super) fn midnight(day: NaiveDate) -> Self {
        Self(day.and_time(NaiveTime::MIN).and_utc().timestamp())
    }

    /// The same day at another time.
    pub(super) fn at(self, time: NaiveTime) -> Self {
        Self(self.0 - self.second_of_day() + i64::from(time.num_seconds_from_midnight()))
    }

    pub(super) fn day_after(self) -> Self {
        Self(self.0 + DAY)
    }

    /// When a clock shows it that is so far ahead of UTC.
    pub(super) fn instant(self, ahead: FixedOffset) -> Instant {
        Instant(self.0 - i64::from(ahead.local_minus_utc()))
    }

    pub(super) fn date_time(self) -> NaiveDateTime {
        Instant(self.0).utc().naive_utc()
    }

    /// Days have the same number when they are the same.
    pub(super) fn day_number(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    pub(super) fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }
}

impl Told {
    pub(super) fn wall(self) -> Wall {
        self.at.wall(self.ahead)
    }
}
