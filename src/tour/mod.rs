//! Tour slots: parses Entrata's texts and shows them in another time zone. No HTTP, JSON or SQL; only [`zone`] reads files,
//! those of the system's time-zone database.
#![doc = include_str!("../../docs/explanation/tour-times.md")]

mod availability;
mod clock_time;
mod contradiction;
pub mod event_text;
mod instant;
mod problem;
mod property_zone;
mod raw;
mod region;
mod shown;
mod slot;
mod slot_text;
mod tour_type;
mod window;
mod written_date;
mod written_zone;
pub mod zone;

pub use availability::{Availability, Day, Schedule};
pub use contradiction::{Contradiction, contradiction};
pub use problem::{Problem, SlotError};
pub use property_zone::property_zone;
pub use raw::RawSlot;
pub use shown::ShownSlot;
#[cfg(feature = "portal")]
pub(crate) use shown::SlotView;
pub use slot::{Slot, SlotForm, SlotTimes};
pub use tour_type::{TourType, UnknownTourType};
pub use window::{Month, MonthError, Window};

#[cfg(test)]
mod tests;
