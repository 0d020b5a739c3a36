//! Tour slots: reading what Entrata writes, and showing it in a person's zone. Pure: no I/O, no JSON, no SQL.
#![doc = include_str!("../../docs/tour-times.md")]

mod clock;
mod clock_time;
mod contradiction;
pub mod event_text;
mod instant;
mod problem;
mod schedule;
mod shown;
mod slot;
mod text;
mod tour_type;
mod window;
pub mod zone;

pub use problem::{Problem, SlotError};
pub use schedule::{Availability, Day, Schedule};
pub(crate) use shown::Sight;
pub use shown::{Label, ShownSlot, Stamp};
pub use slot::{RawSlot, Slot, SlotForm};
pub use tour_type::{NotATourType, TourType};
pub use window::{Month, MonthError, Window};

#[cfg(test)]
mod tests;
