//! A slot as a person sees it: in the zone of their own clock.

use super::RawSlot;
use arrayvec::ArrayString;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Timelike, Utc,
};
use chrono_tz::{OffsetName, Tz};
use serde::Serialize;

/// An instant in RFC 3339: `2026-12-01T11:00:00-06:00`.
pub type Stamp = ArrayString<25>;

/// A slot's label: `11:00 AM - 11:30 AM CST`. The longest one names two offsets: `10:00 AM UTC-03:00 - …`.
pub type Label = ArrayString<40>;

/// A slot in the zone where it is shown, beside what Entrata sent. Its texts lie in it, without memory of their own:
/// an answer has some thousand of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    #[serde(skip)]
    pub day: NaiveDate,
}

impl Shown {
    pub(super) fn new(raw: RawSlot, start: DateTime<Utc>, end: DateTime<Utc>, clock: &mut WallClock) -> Self {
        let (start, end) = (clock.at(start), clock.at(end));
        Self {
            raw,
            start: clock.stamp(start),
            end: clock.stamp(end),
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

/// A zone's clock. Looking up an offset and writing a date are most of the work of showing a slot, so both are done once
/// a day.
#[derive(Debug)]
pub(super) struct WallClock {
    tz: Tz,
    today: Option<(NaiveDate, <Tz as TimeZone>::Offset)>,
    /// The day and the offset that were written last, as chrono would write them at several times the cost.
    written: Option<(NaiveDate, FixedOffset, Stamp)>,
}

impl WallClock {
    pub(super) fn of(tz: Tz) -> Self {
        Self { tz, today: None, written: None }
    }

    pub(super) fn zone(&self) -> Tz {
        self.tz
    }

    /// How far the clock is ahead of UTC at an instant.
    pub(super) fn offset(&mut self, instant: DateTime<Utc>) -> FixedOffset {
        self.found(instant.naive_utc()).fix()
    }

    /// What the clock shows at an instant.
    fn at(&mut self, instant: DateTime<Utc>) -> Wall {
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

    fn stamp(&mut self, wall: Wall) -> Stamp {
        let (day, offset) = (wall.local.date(), wall.offset.fix());
        let mut stamp = Stamp::new();
        match &self.written {
            Some((before, at, written)) if (*before, *at) == (day, offset) => {
                add(&mut stamp, &written[.."2026-12-01".len()]);
                add_clock(&mut stamp, wall.local.time());
                add(&mut stamp, &written["2026-12-01T11:00:00".len()..]);
            }
            _ => {
                add_date(&mut stamp, day);
                add_clock(&mut stamp, wall.local.time());
                add_offset(&mut stamp, offset);
                self.written = Some((day, offset, stamp));
            }
        }
        stamp
    }
}

fn add_date(text: &mut Stamp, day: NaiveDate) {
    let year = day.year().unsigned_abs();
    add_all(
        text,
        [two_digits(year / 100), two_digits(year), "-", two_digits(day.month()), "-", two_digits(day.day())],
    );
}

/// `T11:00:00`.
fn add_clock(text: &mut Stamp, time: NaiveTime) {
    let (hour, minute, second) =
        (two_digits(time.hour()), two_digits(time.minute()), two_digits(time.second()));
    add_all(text, ["T", hour, ":", minute, ":", second]);
}

/// `-06:00`.
fn add_offset(text: &mut Stamp, offset: FixedOffset) {
    let minutes = offset.local_minus_utc() / 60;
    let sign = if minutes < 0 { "-" } else { "+" };
    let minutes = minutes.unsigned_abs();
    add_all(text, [sign, two_digits(minutes / 60), ":", two_digits(minutes % 60)]);
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
    let hour = two_digits(hour);
    let hour = hour.strip_prefix('0').unwrap_or(hour);
    add_all(text, [hour, ":", two_digits(time.minute()), if afternoon { " PM" } else { " AM" }]);
}

/// `CST`, or `UTC-03:00` where people have no word for it.
fn zone_word(text: &mut Label, wall: Wall) {
    add(text, " ");
    match wall.offset.abbreviation() {
        Some(word) => add(text, word),
        None => add(text, &format!("UTC{}", wall.offset.fix())),
    }
}

fn add_all<const LONGEST: usize, const PARTS: usize>(text: &mut ArrayString<LONGEST>, parts: [&str; PARTS]) {
    for part in parts {
        add(text, part);
    }
}

fn add<const LONGEST: usize>(text: &mut ArrayString<LONGEST>, part: &str) {
    // The longest label fits: `every_zone_has_a_label_that_fits` holds it.
    let _ = text.try_push_str(part);
}

/// The last two digits of a number.
fn two_digits(value: u32) -> &'static str {
    const NUMBERS: &str = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
                           5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    let at = (value % 100) as usize * 2;
    &NUMBERS[at..at + 2]
}
