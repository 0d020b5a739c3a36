//! A slot as a person sees it: in the zone of their own clock.

use super::RawSlot;
use arrayvec::ArrayString;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Timelike, Utc,
};
use chrono_tz::{OffsetName, Tz};

/// An instant in RFC 3339: `2026-12-01T11:00:00-06:00`.
pub type Stamp = ArrayString<25>;

/// A slot's label: `11:00 AM - 11:30 AM CST`. The longest one names two offsets: `10:00 AM UTC-03:00 - …`.
pub type Label = ArrayString<40>;

/// A slot in the zone where it is shown, beside what Entrata sent. Its texts lie in it, without memory of their own:
/// an answer has some thousand of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What Entrata sent, byte for byte.
    pub raw: RawSlot,
    /// The start in RFC 3339: `2026-12-01T11:00:00-06:00`.
    pub start: Stamp,
    /// The end in RFC 3339.
    pub end: Stamp,
    /// As people write it: `11:00 AM - 11:30 AM CST`. Where the clocks change in between, each end has its word.
    pub label: Label,
    /// The day on which it starts, there.
    pub day: NaiveDate,
}

impl Shown {
    pub(super) fn new(raw: RawSlot, start: Wall, end: Wall) -> Self {
        Self {
            raw,
            start: rfc3339(start),
            end: rfc3339(end),
            label: label(start, end),
            day: start.local.date(),
        }
    }
}

/// What a zone's clock shows at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wall {
    local: NaiveDateTime,
    offset: <Tz as TimeZone>::Offset,
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

    pub(super) fn zone(&self) -> Tz {
        self.tz
    }

    /// How far the clock is ahead of UTC at an instant.
    pub(super) fn offset(&mut self, instant: DateTime<Utc>) -> FixedOffset {
        self.found(instant.naive_utc()).fix()
    }

    /// What the clock shows at an instant.
    pub(super) fn at(&mut self, instant: DateTime<Utc>) -> Wall {
        let utc = instant.naive_utc();
        let offset = self.found(utc);
        Wall { local: utc + offset.fix(), offset }
    }

    fn found(&mut self, utc: NaiveDateTime) -> <Tz as TimeZone>::Offset {
        match self.today {
            Some((day, offset)) if day == utc.date() => offset,
            _ => self.look_up(utc),
        }
    }

    /// Remembers the offset unless it changes on that day. No zone changes twice within 24 hours.
    fn look_up(&mut self, utc: NaiveDateTime) -> <Tz as TimeZone>::Offset {
        let midnight = utc.date().and_time(NaiveTime::MIN);
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
fn rfc3339(Wall { local, offset }: Wall) -> Stamp {
    let (day, time) = (local.date(), local.time());
    let offset = offset.fix().local_minus_utc() / 60;
    let sign = if offset < 0 { b'-' } else { b'+' };
    let (year, offset) = (day.year().unsigned_abs(), offset.unsigned_abs());
    let ([y1, y2], [y3, y4]) = (two_digits(year / 100), two_digits(year));
    let ([m1, m2], [d1, d2]) = (two_digits(day.month()), two_digits(day.day()));
    let ([h1, h2], [i1, i2]) = (two_digits(time.hour()), two_digits(time.minute()));
    let ([s1, s2], [z1, z2]) = (two_digits(time.second()), two_digits(offset / 60));
    let [z3, z4] = two_digits(offset % 60);
    let text = [
        y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2, sign, z1, z2,
        b':', z3, z4,
    ];
    Stamp::from_byte_string(&text).unwrap_or_default()
}

fn label(start: Wall, end: Wall) -> Label {
    let mut text = Label::new();
    twelve_hours(&mut text, start.local.time());
    if start.offset != end.offset {
        zone_word(&mut text, start);
    }
    add(&mut text, " - ");
    twelve_hours(&mut text, end.local.time());
    zone_word(&mut text, end);
    text
}

fn twelve_hours(text: &mut Label, time: NaiveTime) {
    let (afternoon, hour) = time.hour12();
    let ([h1, h2], [i1, i2]) = (two_digits(hour), two_digits(time.minute()));
    let clock = [h1, h2, b':', i1, i2, b' ', if afternoon { b'P' } else { b'A' }, b'M'];
    let clock = clock.strip_prefix(b"0").unwrap_or(&clock);
    add(text, std::str::from_utf8(clock).unwrap_or_default());
}

/// `CST`, or `UTC-03:00` where people have no word for it.
fn zone_word(text: &mut Label, wall: Wall) {
    add(text, " ");
    match wall.offset.abbreviation() {
        Some(word) => add(text, word),
        None => add(text, &format!("UTC{}", wall.offset.fix())),
    }
}

fn add(text: &mut Label, part: &str) {
    // The longest label fits: `every_zone_has_a_label_that_fits` holds it.
    let _ = text.try_push_str(part);
}

fn two_digits(value: u32) -> [u8; 2] {
    let value = (value % 100) as u8;
    [b'0' + value / 10, b'0' + value % 10]
}
