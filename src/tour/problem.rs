//! Why a slot could not be parsed.

use super::raw::RawSlot;
use std::fmt;

/// The longest slot. A longer one has an error in one of its times.
pub(super) const LONGEST_HOURS: i64 = 12;

/// A slot that could not be parsed: its raw text and the reason.
///
/// ```
/// use entrata::tour::{Problem, Slot};
///
/// let error = Slot::parse("2026-12-01", "noonish").expect_err("not a slot");
/// assert_eq!(error.problem, Problem::Form);
/// assert_eq!(error.raw.time(), "noonish");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct SlotError {
    /// What Entrata sent, byte for byte.
    pub raw: RawSlot,
    /// Why it could not be parsed.
    pub problem: Problem,
}

/// Why a slot could not be parsed into a start and an end time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The date has neither of the two forms.
    #[error("malformed date (expected YYYY-MM-DD or MM/DD/YYYY)")]
    DateForm,
    /// The date has the right form, but the calendar has no such day: `2026-02-30`.
    #[error("the date is not a day of the calendar")]
    NoSuchDay,
    /// The date is outside the years for which slots are read.
    #[error("the year is out of range (expected 2000 to 2099)")]
    Year,
    /// The text is not two times of day separated by a hyphen, a dash or `to`.
    #[error("malformed time (expected a start and an end such as 10:00 MST - 10:30 MST)")]
    Form,
    /// One end has AM or PM and the other has not: `1:00 - 2:00 PM` may be one hour or thirteen.
    #[error("only one of the two times has AM or PM (expected both or neither)")]
    MixedClocks,
    /// Neither end names a zone.
    #[error("the time names no time zone")]
    NoZone,
    /// The zone, as it is written, is unknown or may mean several zones.
    #[error("unknown time zone {0:?}")]
    UnknownZone(String),
    /// The clocks of the named place skip this time on this day.
    #[error("the clocks skip this time on that day")]
    Skipped,
    /// The clocks of the named place show this time twice on this day.
    #[error("the clocks show this time twice on that day")]
    Twice,
    /// The end is the start.
    #[error("the end is the start")]
    Empty,
    /// It would last longer than any tour, so one of its times is wrong.
    #[error("it lasts longer than {} hours", LONGEST_HOURS)]
    TooLong,
}

impl Problem {
    /// Whether the date is what could not be parsed, rather than the time.
    #[must_use]
    pub fn is_about_date(&self) -> bool {
        matches!(self, Self::DateForm | Self::NoSuchDay | Self::Year)
    }
}

impl fmt::Display for SlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (shortened(self.raw.date()), shortened(self.raw.time()));
        write!(f, "tour slot {time:?} on {date:?}: {}", self.problem)
    }
}

/// The start of a raw text, enough to find it again.
fn shortened(text: &str) -> &str {
    text.char_indices().nth(80).map_or(text, |(end, _)| &text[..end])
}

impl std::error::Error for SlotError {}
