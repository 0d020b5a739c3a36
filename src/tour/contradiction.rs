//! Detects that the zone in a slot's text contradicts the clocks at the property.

use super::raw::RawSlot;
use super::slot::Slot;
use super::zone::TimeZone;
use chrono::FixedOffset;
use std::fmt;

/// A slot whose text has another offset than the clocks at the property.
///
/// The text counts and the contradiction is reported: either may be wrong, and a person must find out which.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contradiction {
    /// The slot as Entrata sent it.
    pub raw: RawSlot,
    /// The property's own zone.
    pub property_zone: TimeZone,
    /// The offset that the slot names.
    pub written: FixedOffset,
    /// The offset of the property's clocks at that instant.
    pub at_property: FixedOffset,
}

/// Compares the offsets that a slot names with those of the clocks at the property, at its start and at its end.
///
/// ```
/// use entrata::tour::{Slot, contradiction};
///
/// let slot = Slot::parse("2026-07-01", "10:00 MST - 10:30 MST")?;
/// assert!(contradiction(&slot, "America/Phoenix".parse()?).is_none());
/// assert!(contradiction(&slot, "America/Denver".parse()?).is_some());
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn contradiction(slot: &Slot, property_zone: TimeZone) -> Option<Contradiction> {
    slot.ends().into_iter().find_map(|end| {
        let at_property = property_zone.period_at(end.unix).offset;
        (at_property != end.offset).then(|| Contradiction {
            raw: slot.raw().clone(),
            property_zone,
            written: end.offset,
            at_property,
        })
    })
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "tour slot {:?} on {:?} says UTC{}, but the clocks of {} are at UTC{} then",
            self.raw.time(),
            self.raw.date(),
            self.written,
            self.property_zone,
            self.at_property
        )
    }
}
