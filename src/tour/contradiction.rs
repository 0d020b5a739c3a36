//! Where a slot's zone word and the clocks at the property disagree.

use super::clock::Clock;
use super::{RawSlot, Slot};
use chrono::FixedOffset;
use chrono_tz::Tz;
use std::fmt;

/// A slot whose zone word says another time than the clocks at the property.
///
/// The word is believed and the contradiction told: whichever of the two is wrong, a person must find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The slot as Entrata sent it.
    pub raw: RawSlot,
    /// The property's own zone.
    pub property_zone: Tz,
    /// The offset that the slot names.
    pub written: FixedOffset,
    /// The offset of the property's clocks at that instant.
    pub at_property: FixedOffset,
}

/// Whether a slot's zone word contradicts the clocks at the property, at its start or at its end.
#[must_use]
pub fn contradiction(slot: &Slot, property_zone: Tz) -> Option<Contradiction> {
    contradiction_by(slot, &mut Clock::of(property_zone))
}

/// [`contradiction`] by a clock that many slots share.
pub(super) fn contradiction_by(slot: &Slot, clock: &mut Clock) -> Option<Contradiction> {
    slot.ends().into_iter().find_map(|told| {
        let at_property = clock.setting(told.at).ahead;
        (at_property != told.ahead).then(|| Contradiction {
            raw: slot.raw().clone(),
            property_zone: clock.zone(),
            written: told.ahead,
            at_property,
        })
    })
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "tour slot {:?} on {:?} says UTC{}, but the clocks of {} then are at UTC{}",
            self.raw.time, self.raw.date, self.written, self.property_zone, self.at_property
        )
    }
}
