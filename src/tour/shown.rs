//! A slot as a person sees it: in the zone of their own clock.

use super::clock::{Clock, Setting};
use super::instant::{Instant, Wall};
use super::{RawSlot, Slot};
use arrayvec::ArrayString;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};
use chrono_tz::Tz;
use serde::Serialize;

/// An instant in RFC 3339: `2026-12-01T11:00:00-06:00`.
pub type Stamp = ArrayString<25>;

/// A slot's label: `11:00 AM - 11:30 AM CST`. The longest one names two offsets: `10:00 AM UTC-03:00 - …`.
pub type Label = ArrayString<40>;

/// A slot in the zone where it is shown, beside what Entrata sent. Its texts lie in it, without memory of their own:
/// an answer has some thousand of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownSlot {
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

impl From<Sight<'_>> for ShownSlot {
    fn from(sight: Sight<'_>) -> Self {
        let Sight { raw, day, start, end, label } = sight;
        Self { raw: raw.clone(), start: stamp(&start), end: stamp(&end), label: *label, day }
    }
}

fn stamp([date, time]: &[&str; 2]) -> Stamp {
    let mut stamp = Stamp::new();
    add_all(&mut stamp, [date, time]);
    stamp
}

/// A [`ShownSlot`] whose texts lie elsewhere, the stamps in two parts: a date, and a time with its offset.
pub(crate) struct Sight<'a> {
    pub(crate) raw: &'a RawSlot,
    pub(crate) day: NaiveDate,
    pub(crate) start: [&'a str; 2],
    pub(crate) end: [&'a str; 2],
    pub(crate) label: &'a Label,
}

/// A time of day, in seconds since midnight, on a clock as it is set then.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Time {
    second_of_day: i64,
    setting: Setting,
}

/// A slot's texts that are the same on every day.
#[derive(Debug, Clone, Copy)]
struct Times {
    of: (Time, Time),
    /// `T11:00:00-06:00`.
    start: ArrayString<15>,
    end: ArrayString<15>,
    label: Label,
}

/// Shows slots by a zone's clock. Writing texts is most of that work, so the slots of a day have the texts of the day
/// before where they have its times.
#[derive(Debug)]
pub(super) struct Board {
    clock: Clock,
    /// The days on which the slot that was shown last starts and ends.
    starts: Date,
    ends: Date,
    /// The slots of the day that was shown last, by their place in it.
    times: Vec<Times>,
    place: usize,
}

/// A day and its text: `2026-12-01`.
#[derive(Debug, Clone, Copy)]
struct Date {
    number: i64,
    day: NaiveDate,
    text: ArrayString<10>,
}

impl Board {
    pub(super) fn of(tz: Tz) -> Self {
        let never = Date { number: i64::MIN, day: NaiveDate::MIN, text: ArrayString::new_const() };
        Self { clock: Clock::of(tz), starts: never, ends: never, times: Vec::new(), place: 0 }
    }

    /// Shows a slot.
    pub(super) fn show<'a>(&'a mut self, slot: &'a Slot) -> Sight<'a> {
        let [(starts, start), (ends, end)] = slot.ends().map(|told| self.time(told.at));
        if starts.day_number() == self.starts.number {
            self.place += 1;
        } else {
            (self.starts, self.place) = (Date::of(starts), 0);
        }
        if ends.day_number() != self.ends.number {
            self.ends = if ends.day_number() == self.starts.number { self.starts } else { Date::of(ends) };
        }
        match self.times.get_mut(self.place) {
            Some(before) if before.of == (start, end) => {}
            Some(before) => *before = Times::of(start, end),
            None => self.times.push(Times::of(start, end)),
        }
        // A day's places are counted from zero, so that none is missing before this one.
        let times = &self.times[self.place];
        Sight {
            raw: slot.raw(),
            day: self.starts.day,
            start: [&self.starts.text, &times.start],
            end: [&self.ends.text, &times.end],
            label: &times.label,
        }
    }

    fn time(&mut self, at: Instant) -> (Wall, Time) {
        let setting = self.clock.setting(at);
        let wall = at.wall(setting.ahead);
        (wall, Time { second_of_day: wall.second_of_day(), setting })
    }
}

impl Time {
    fn of_day(self) -> NaiveTime {
        NaiveTime::MIN + TimeDelta::seconds(self.second_of_day)
    }
}

impl Times {
    fn of(start: Time, end: Time) -> Self {
        Self { of: (start, end), start: clock(start), end: clock(end), label: label(start, end) }
    }
}

impl Date {
    fn of(wall: Wall) -> Self {
        let day = wall.date_time().date();
        let mut text = ArrayString::new();
        let year = day.year().unsigned_abs();
        let (month, of_month) = (two_digits(day.month()), two_digits(day.day()));
        add_all(&mut text, [two_digits(year / 100), two_digits(year), "-", month, "-", of_month]);
        Self { number: wall.day_number(), day, text }
    }
}

/// `T11:00:00-06:00`.
fn clock(time: Time) -> ArrayString<15> {
    let mut text = ArrayString::new();
    let of_day = time.of_day();
    let (hour, minute, second) = (of_day.hour(), of_day.minute(), of_day.second());
    add_all(&mut text, ["T", two_digits(hour), ":", two_digits(minute), ":", two_digits(second)]);
    let minutes = time.setting.ahead.local_minus_utc() / 60;
    let sign = if minutes < 0 { "-" } else { "+" };
    let minutes = minutes.unsigned_abs();
    add_all(&mut text, [sign, two_digits(minutes / 60), ":", two_digits(minutes % 60)]);
    text
}

fn label(start: Time, end: Time) -> Label {
    let mut text = Label::new();
    twelve_hours(&mut text, start.of_day());
    if start.setting != end.setting {
        zone_word(&mut text, start);
    }
    add(&mut text, " - ");
    twelve_hours(&mut text, end.of_day());
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
fn zone_word(text: &mut Label, time: Time) {
    add(text, " ");
    match time.setting.word() {
        Some(word) => add(text, word),
        None => add(text, &format!("UTC{}", time.setting.ahead)),
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
