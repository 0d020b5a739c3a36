//! One tour slot: the text Entrata sent, and the two instants it means.

use super::instant::{Told, Wall};
use super::shown::{Board, ShownSlot};
use super::text::{self, Written};
use super::zone;
use super::{Problem, SlotError};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use smol_str::SmolStr;
use std::ops::Range;

/// A slot as Entrata sent it, byte for byte: what a booking must send back. Texts of the usual length lie in it, without
/// memory of their own: an answer has some thousand of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct RawSlot {
    /// Entrata's `tourDate`.
    pub date: SmolStr,
    /// One of its `tourTime`s.
    pub time: SmolStr,
}

/// How a slot's two times are sent back to Entrata.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SlotForm {
    /// The two halves of the raw slot, untouched: `10:00 MST`, `10:30 MST`.
    #[default]
    Verbatim,
    /// The same wall clock as `HH:MM:SS`.
    Clock,
}

/// A slot that has been read: it starts before it ends, and lasts at most 24 hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    raw: RawSlot,
    cut: Range<usize>,
    start: Told,
    end: Told,
}

impl Slot {
    /// Reads one of the `tourTime`s of a `tourDate`.
    ///
    /// The date is `YYYY-MM-DD` or `MM/DD/YYYY`, the day on which the slot starts. The time has a 24-hour or a
    /// 12-hour clock, a zone at both ends or only at the last, a hyphen or an en dash, and any spacing. It
    /// ends the next time that the clocks show its end, so it may end on the next day.
    ///
    /// # Errors
    ///
    /// [`SlotError`] with the raw text and the [`Problem`]. Nothing is guessed: a zone that we do not know, or a
    /// time that a place's clocks skip or show twice, is an error.
    pub fn parse(date: &str, time: &str) -> Result<Self, SlotError> {
        Self::from_raw(RawSlot { date: date.into(), time: time.into() })
    }

    /// [`Slot::parse`] of a text that is at hand already.
    ///
    /// # Errors
    ///
    /// As [`Slot::parse`].
    pub fn from_raw(raw: RawSlot) -> Result<Self, SlotError> {
        let written = text::read(&raw.time);
        Self::on(read_date(&raw.date).map(Wall::midnight), &written, raw)
    }

    /// [`Slot::from_raw`] of a date and a time that have been read already: many slots share them.
    pub(super) fn on(
        midnight: Option<Wall>,
        written: &Result<Written, Problem>,
        raw: RawSlot,
    ) -> Result<Self, SlotError> {
        let read = || {
            let written = written.as_ref().map_err(Clone::clone)?;
            let (start, end) = instants(midnight.ok_or(Problem::Date)?, written)?;
            Ok((written.cut.clone(), start, end))
        };
        match read() {
            Ok((cut, start, end)) => Ok(Self { raw, cut, start, end }),
            Err(problem) => Err(SlotError { raw, problem }),
        }
    }

    /// What Entrata sent, byte for byte.
    #[must_use]
    pub fn raw(&self) -> &RawSlot {
        &self.raw
    }

    /// When it starts.
    #[must_use]
    pub fn start(&self) -> DateTime<Utc> {
        self.start.at.utc()
    }

    /// When it ends.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.end.at.utc()
    }

    /// Its two times as a lead sends them.
    #[must_use]
    pub fn times(&self, form: SlotForm) -> (String, String) {
        match form {
            SlotForm::Verbatim => {
                let half =
                    |range: Range<usize>| self.raw.time.get(range).unwrap_or_default().trim().to_owned();
                (half(0..self.cut.start), half(self.cut.end..self.raw.time.len()))
            }
            SlotForm::Clock => {
                let clock = |told: Told| told.wall().date_time().time().to_string();
                (clock(self.start), clock(self.end))
            }
        }
    }

    /// The start as the slot's own clock shows it: `10:00` for `10:00 MST - 10:30 MST`.
    #[must_use]
    pub fn local_start(&self) -> NaiveDateTime {
        self.start.wall().date_time()
    }

    /// The day of the raw `tourDate`, whatever day it is where the slot is shown.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.start.wall().date_time().date()
    }

    /// The raw `tourDate` as a lead sends it: `MM/DD/YYYY`.
    #[must_use]
    pub fn appointment_date(&self) -> String {
        zone::entrata_date(self.date())
    }

    /// The slot for a person whose clock shows the time of this zone.
    #[must_use]
    pub fn shown(&self, tz: Tz) -> ShownSlot {
        Board::of(tz).show(self).into()
    }

    /// Its start and its end, each with the offset that its text names.
    pub(super) fn ends(&self) -> [Told; 2] {
        [self.start, self.end]
    }
}

fn instants(midnight: Wall, written: &Written) -> Result<(Told, Told), Problem> {
    let now = midnight.at(written.start);
    let start = written.start_zone.instant(now)?;
    let now = if written.end_zone == written.start_zone { now } else { written.end_zone.wall(start.at) };
    let end = written.end_zone.instant(next_time(now, written.end))?;
    let seconds = end.at.seconds_since(start.at);
    if seconds == 0 {
        return Err(Problem::Empty);
    }
    // Only in the night in which the clocks go back.
    if seconds > 24 * 3600 {
        return Err(Problem::TooLong);
    }
    Ok((start, end))
}

/// The next time that a zone's clocks, which show `now`, show a clock time, or this very time. Counted by those clocks,
/// so that two ends in different zones need no rule of their own.
fn next_time(now: Wall, clock: NaiveTime) -> Wall {
    let then = now.at(clock);
    if then < now { then.day_after() } else { then }
}

/// `YYYY-MM-DD` or `MM/DD/YYYY`. Only years whose zone rules are known and that RFC 3339 can write.
pub(super) fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let (year, month, day) = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => (text.get(0..4)?, text.get(5..7)?, text.get(8..10)?),
        [_, _, b'/', _, _, b'/', _, _, _, _] => (text.get(6..10)?, text.get(0..2)?, text.get(3..5)?),
        _ => return None,
    };
    let number = |digits: &str| -> Option<u32> {
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let day = NaiveDate::from_ymd_opt(number(year)?.try_into().ok()?, number(month)?, number(day)?)?;
    (2000..2100).contains(&day.year()).then_some(day)
}
