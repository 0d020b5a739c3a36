//! A slot as a person sees it: in the zone of their own clock.

use super::RawSlot;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::{OffsetName, Tz};

/// A slot in the zone where it is shown, beside what Entrata sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What Entrata sent, byte for byte.
    pub raw: RawSlot,
    /// The start in RFC 3339: `2026-12-01T11:00:00-06:00`.
    pub start: String,
    /// The end in RFC 3339.
    pub end: String,
    /// As people write it: `11:00 AM - 11:30 AM CST`. Where the clocks change in between, each end has its word.
    pub label: String,
    /// The day on which it starts, there.
    pub day: NaiveDate,
}

impl Shown {
    pub(super) fn new(raw: RawSlot, start: DateTime<Tz>, end: DateTime<Tz>) -> Self {
        Self {
            raw,
            start: rfc3339(start),
            end: rfc3339(end),
            label: label(start, end),
            day: start.date_naive(),
        }
    }
}

/// A zone's clock. Looking up an offset is most of the work of showing a slot, so it is done once a day.
#[derive(Debug)]
pub(super) struct WallClock {
    tz: Tz,
    today: Option<(NaiveDate, <Tz as TimeZone>::Offset)>,
}

impl WallClock {
    pub(super) fn of(tz: Tz) -> Self {
        Self { tz, today: None }
    }

    /// The clock's time at an instant.
    pub(super) fn at(&mut self, instant: DateTime<Utc>) -> DateTime<Tz> {
        let utc = instant.naive_utc();
        let offset = match self.today {
            Some((day, offset)) if day == utc.date() => offset,
            _ => self.look_up(utc),
        };
        DateTime::from_naive_utc_and_offset(utc, offset)
    }

    /// Remembers the offset unless it changes on that day. No zone changes twice within 24 hours.
    fn look_up(&mut self, utc: NaiveDateTime) -> <Tz as TimeZone>::Offset {
        let midnight = utc.date().and_time(chrono::NaiveTime::MIN);
        let first = self.tz.offset_from_utc_datetime(&midnight);
        let last = self.tz.offset_from_utc_datetime(&(midnight + TimeDelta::days(1)));
        if first == last {
            self.today = Some((utc.date(), first));
            return first;
        }
        self.tz.offset_from_utc_datetime(&utc)
    }
}

/// As chrono writes it, at a fraction of the time.
fn rfc3339(time: DateTime<Tz>) -> String {
    let offset = time.offset().fix().local_minus_utc() / 60;
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.unsigned_abs();
    let mut text = String::with_capacity(25);
    let year = time.year().unsigned_abs();
    two_digits(&mut text, year / 100);
    two_digits(&mut text, year % 100);
    for (mark, value) in [
        ('-', time.month()),
        ('-', time.day()),
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
        (sign, offset / 60),
        (':', offset % 60),
    ] {
        text.push(mark);
        two_digits(&mut text, value);
    }
    text
}

fn label(start: DateTime<Tz>, end: DateTime<Tz>) -> String {
    let (from, to) = (start.offset().abbreviation(), end.offset().abbreviation());
    let mut text = String::with_capacity(32);
    twelve_hours(&mut text, start);
    if from != to {
        word(&mut text, from);
    }
    text.push_str(" - ");
    twelve_hours(&mut text, end);
    word(&mut text, to);
    text
}

fn word(text: &mut String, zone: Option<&str>) {
    if let Some(zone) = zone {
        text.push(' ');
        text.push_str(zone);
    }
}

fn twelve_hours(text: &mut String, time: DateTime<Tz>) {
    let (afternoon, hour) = time.hour12();
    if hour < 10 {
        text.push(digit(hour));
    } else {
        two_digits(text, hour);
    }
    text.push(':');
    two_digits(text, time.minute());
    text.push_str(if afternoon { " PM" } else { " AM" });
}

fn two_digits(text: &mut String, value: u32) {
    text.push(digit(value / 10));
    text.push(digit(value % 10));
}

fn digit(value: u32) -> char {
    char::from_digit(value % 10, 10).unwrap_or('0')
}
