//! The clock of a zone.

use super::instant::Instant;
use chrono::{FixedOffset, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{OffsetName, Tz};

/// A zone's clock. Looking up how it is set is most of the work of reading it, so that is done once a day.
#[derive(Debug)]
pub(super) struct Clock {
    tz: Tz,
    /// The setting found last, and the span in which it is sure to be in force.
    last: Option<(Setting, Instant, Instant)>,
}

/// How a zone's clock is set between two changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// How far it is ahead of UTC.
    pub(super) ahead: FixedOffset,
    offset: <Tz as TimeZone>::Offset,
    /// How many others the clock had before.
    number: u32,
}

impl Setting {
    /// `CST`; none where people have no word for it.
    pub(super) fn word(&self) -> Option<&str> {
        self.offset.abbreviation()
    }
}

/// Of one clock's settings.
impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Clock {
    pub(super) fn of(tz: Tz) -> Self {
        Self { tz, last: None }
    }

    pub(super) fn zone(&self) -> Tz {
        self.tz
    }

    /// How the clock is set at an instant.
    pub(super) fn setting(&mut self, at: Instant) -> Setting {
        match self.last {
            Some((setting, from, until)) if from <= at && at < until => setting,
            _ => self.look_up(at),
        }
    }

    /// Remembers the setting for the whole day in UTC unless it changes on that day. No zone changes twice within 24
    /// hours.
    fn look_up(&mut self, at: Instant) -> Setting {
        let utc = at.utc().naive_utc();
        let midnight = utc.date().and_time(NaiveTime::MIN);
        let first = self.tz.offset_from_utc_datetime(&midnight);
        let last = self.tz.offset_from_utc_datetime(&(midnight + TimeDelta::days(1)));
        let (offset, (from, until)) = if first == last {
            (first, at.day())
        } else {
            (self.tz.offset_from_utc_datetime(&utc), (at, at))
        };
        let number = match self.last {
            Some((before, ..)) => before.number + u32::from(before.offset != offset),
            None => 0,
        };
        let setting = Setting { ahead: offset.fix(), offset, number };
        self.last = Some((setting, from, until));
        setting
    }
}
