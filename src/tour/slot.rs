//! A tour slot: Entrata's text and its two instants.

use super::instant::{DAY, ZonedInstant, midnight};
use super::problem::{LONGEST_HOURS, Problem, SlotError};
use super::raw::RawSlot;
use super::slot_text::{End, SlotText, without_from};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use serde::Serialize;
use std::ops::Range;

/// How the two times of a slot are sent back to Entrata.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotForm {
    /// The two halves of the raw slot, untouched: `10:00 MST`, `10:30 MST`.
    #[default]
    Verbatim,
    /// The times of the slot's own clock as `HH:MM:SS`.
    Clock,
}

/// A slot that has been parsed: it starts before it ends, and lasts at most 12 hours.
///
/// ```
/// use entrata::tour::Slot;
///
/// let slot = Slot::parse("2026-12-01", "10:00 MST - 10:30 MST")?;
/// assert_eq!(slot.start().to_string(), "2026-12-01 17:00:00 UTC");
/// assert_eq!(slot.raw().time(), "10:00 MST - 10:30 MST");
/// # Ok::<_, entrata::tour::SlotError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    raw: RawSlot,
    #[serde(skip)]
    text: SlotText,
    start: ZonedInstant,
    end: ZonedInstant,
}

impl Slot {
    /// Parses one of the `tourTime`s of a `tourDate`.
    ///
    /// The date is `YYYY-MM-DD` or `MM/DD/YYYY`: the day on which the slot starts. The time has a 24-hour or a 12-hour
    /// clock, a zone at one end or at both, and a hyphen, a dash or `to` between them. The end is the
    /// first such time after the start, so it may be on the next day.
    ///
    /// # Errors
    ///
    /// [`SlotError`] with the raw text and the [`Problem`]. Nothing is guessed: a zone that may mean several, or a time that
    /// the clocks of a place skip or show twice, is an error.
    pub fn parse(date: &str, time: &str) -> Result<Self, SlotError> {
        Self::from_raw(RawSlot::new(date, time))
    }

    /// Like [`Slot::parse`], but takes an existing [`RawSlot`].
    ///
    /// # Errors
    ///
    /// As [`Slot::parse`].
    pub fn from_raw(raw: RawSlot) -> Result<Self, SlotError> {
        let parse = || {
            let text = SlotText::parse(raw.time())?;
            let (start, end) = instants(midnight(parse_date(raw.date())?), text.start, text.end)?;
            Ok((text, start, end))
        };
        match parse() {
            Ok((text, start, end)) => Ok(Self { raw, text, start, end }),
            Err(problem) => Err(SlotError { raw, problem }),
        }
    }

    /// A slot from its parsed parts.
    pub(super) fn from_parts(raw: RawSlot, text: SlotText, start: ZonedInstant, end: ZonedInstant) -> Self {
        Self { raw, text, start, end }
    }

    /// What Entrata sent, byte for byte.
    #[must_use]
    pub fn raw(&self) -> &RawSlot {
        &self.raw
    }

    /// When it starts.
    #[must_use]
    pub fn start(&self) -> DateTime<Utc> {
        self.start.utc()
    }

    /// When it ends.
    #[must_use]
    pub fn end(&self) -> DateTime<Utc> {
        self.end.utc()
    }

    /// The start as the slot's own clock shows it: `10:00` for `10:00 MST - 10:30 MST`.
    #[must_use]
    pub fn local_start(&self) -> NaiveDateTime {
        self.start.local()
    }

    /// Its two times as a lead sends them.
    #[must_use]
    pub fn times(&self, form: SlotForm) -> SlotTimes {
        match form {
            SlotForm::Verbatim => {
                let half =
                    |range: Range<usize>| self.raw.time().get(range).unwrap_or_default().trim().to_owned();
                let Range { start, end } = self.text.separator;
                SlotTimes {
                    from: without_from(&half(0..start)).to_owned(),
                    to: half(end..self.raw.time().len()),
                }
            }
            SlotForm::Clock => {
                let clock = |end: ZonedInstant| end.local().format("%H:%M:%S").to_string();
                SlotTimes { from: clock(self.start), to: clock(self.end) }
            }
        }
    }

    /// The day of the raw `tourDate`, which may differ from the day in the shown zone.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.start.date()
    }

    /// The raw `tourDate` as a lead sends it: `MM/DD/YYYY`.
    #[must_use]
    pub fn appointment_date(&self) -> String {
        self.date().format("%m/%d/%Y").to_string()
    }

    /// Its parsed text.
    pub(super) fn text(&self) -> &SlotText {
        &self.text
    }

    /// Its start and its end, each with the offset that its text names.
    pub(super) fn ends(&self) -> [ZonedInstant; 2] {
        [self.start, self.end]
    }
}

/// The two times of a slot as a lead sends them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SlotTimes {
    /// Entrata's `timeFrom`.
    pub from: String,
    /// Entrata's `timeTo`.
    pub to: String,
}

/// The start and the end of a slot that starts on the day that begins at a midnight.
pub(super) fn instants(
    midnight: i64,
    first: End,
    last: End,
) -> Result<(ZonedInstant, ZonedInstant), Problem> {
    let start = first.zone.instant(midnight + first.clock.seconds())?;
    // Uses the zone of the end, so two ends in different zones need no special rule.
    let now = last.zone.local(start.unix);
    let then = now - now.rem_euclid(DAY) + last.clock.seconds();
    let end = last.zone.instant(if then < now { then + DAY } else { then })?;
    match end.unix - start.unix {
        0 => Err(Problem::Empty),
        seconds if seconds > LONGEST_HOURS * 3600 => Err(Problem::TooLong),
        _ => Ok((start, end)),
    }
}

/// Parses `YYYY-MM-DD` or `MM/DD/YYYY`. Only years whose zone rules are known and that RFC 3339 can write.
pub(super) fn parse_date(text: &str) -> Result<NaiveDate, Problem> {
    let text = text.trim();
    let number = |range: Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let (year, month, day) = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => (number(0..4), number(5..7), number(8..10)),
        [_, _, b'/', _, _, b'/', _, _, _, _] => (number(6..10), number(0..2), number(3..5)),
        _ => return Err(Problem::DateForm),
    };
    let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(Problem::DateForm) };
    let year = i32::try_from(year).map_err(|_| Problem::Year)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(Problem::NoSuchDay)?;
    if (2000..2100).contains(&date.year()) { Ok(date) } else { Err(Problem::Year) }
}
