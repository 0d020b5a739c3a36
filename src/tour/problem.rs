//! Why a slot could not be read.

use super::RawSlot;
use std::fmt;

/// A slot that could not be read: its raw text, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotError {
    /// What Entrata sent, byte for byte.
    pub raw: RawSlot,
    /// Why it says no two instants.
    pub problem: Problem,
}

/// Why a slot's text says no two instants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The date is neither `YYYY-MM-DD` nor `MM/DD/YYYY`, not in the calendar, or not of this century.
    #[error("its date is not a day of this century")]
    Date,
    /// The time is not two clock times with a hyphen or an en dash between them.
    #[error("its time is not a start and an end")]
    Form,
    /// One end has AM or PM and the other has not: `1:00 - 2:00 PM` may be one hour or thirteen.
    #[error("only one of its ends has AM or PM")]
    MixedClocks,
    /// The end names no zone.
    #[error("its end names no time zone")]
    NoZone,
    /// A zone that we do not know or, as [`zone::place`](super::zone::place) tells, no longer know; as it is written.
    #[error("its time zone {0:?} is not known")]
    UnknownZone(String),
    /// The clocks of the named place skip this time on this day.
    #[error("its time does not exist on that day, the clocks skip it")]
    Skipped,
    /// The clocks of the named place show this time twice on this day.
    #[error("its time comes twice on that day, the clocks go back")]
    Twice,
    /// The end is the start.
    #[error("it ends when it starts")]
    Empty,
    /// It would last longer than 24 hours.
    #[error("it lasts longer than 24 hours")]
    TooLong,
}

impl fmt::Display for SlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RawSlot { date, time } = &self.raw;
        write!(f, "tour slot {:?} on {:?}: {}", shortened(time), shortened(date), self.problem)
    }
}

/// Enough of a raw text to find it again.
fn shortened(text: &str) -> &str {
    text.char_indices().nth(80).map_or(text, |(end, _)| &text[..end])
}

impl std::error::Error for SlotError {}
