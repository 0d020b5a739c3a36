//! Tour slots: reading what Entrata writes, and showing it in a person's zone. Pure: no I/O, no JSON, no SQL.
//!
//! ```
//! use entrata::tour::{Slot, SlotForm};
//!
//! let slot = Slot::read("2026-12-01", "10:00 MST - 10:30 MST")?;
//! let shown = slot.shown(chrono_tz::America::Chicago);
//! assert_eq!(shown.start, "2026-12-01T11:00:00-06:00");
//! assert_eq!(shown.label, "11:00 AM - 11:30 AM CST");
//! // What goes back is what came, never a text made anew.
//! assert_eq!(slot.times(SlotForm::Verbatim), ("10:00 MST".to_owned(), "10:30 MST".to_owned()));
//! # Ok::<_, entrata::tour::SlotError>(())
//! ```

mod contradiction;
mod problem;
mod schedule;
mod shown;
mod slot;
mod text;
mod tour_type;
mod window;
pub mod zone;

pub use problem::{Problem, SlotError};
pub use schedule::{Day, Offer, Schedule};
pub use shown::Shown;
pub use slot::{RawSlot, Slot, SlotForm};
pub use tour_type::{NotATourType, TourType};
pub use window::{Month, MonthError, Window};

#[cfg(test)]
mod tests;
