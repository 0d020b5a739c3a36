//! When tours can be taken: both versions of getCalendarAvailability.

mod get_calendar_availability;
mod get_calendar_hours;

pub use get_calendar_availability::{GetCalendarAvailability, TourDay};
pub use get_calendar_hours::{CalendarHours, GetCalendarHours, Hours};

use crate::error::ErrorKind;

/// Entrata's code for a property that offers no tours.
///
/// Source: the documentation of the portal that this crate was written for.
const NO_TOURS: i64 = 314;

fn no_tours(code: Option<i64>) -> Option<ErrorKind> {
    (code == Some(NO_TOURS)).then_some(ErrorKind::ToursNotSupported)
}
