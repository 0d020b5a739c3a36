//! When tours can be taken.

mod hours;

pub use hours::{CalendarHours, GetCalendarHours, Hours};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::{self, RawResult, Unreadable, us_date};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// Entrata's number for a property that offers no tours.
const NO_TOURS: i64 = 314;

/// The tours that can be booked at a property: getCalendarAvailability r2.
#[derive(Debug, Clone)]
pub struct GetCalendarAvailability {
    /// The property.
    pub property: PropertyId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day: it counts too, and Entrata takes at most 60 days.
    pub to: NaiveDate,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: String,
}

/// One day's tours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TourDay {
    /// The day as it was sent, such as `2030-08-01`.
    #[serde(rename = "tourDate", deserialize_with = "wire::verbatim")]
    pub date: String,
    /// The tours as they were sent, such as `10:00 MST - 10:30 MST`.
    #[serde(rename = "tourTime", deserialize_with = "wire::verbatims")]
    pub times: Vec<String>,
}

impl Method for GetCalendarAvailability {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getCalendarAvailability";
    const VERSION: Option<&'static str> = Some("r2");
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Vec<TourDay>;

    fn params(&self) -> Value {
        json!({
            "propertyId": self.property,
            "fromDate": us_date(self.from),
            "toDate": us_date(self.to),
            "tourType": self.tour_type,
        })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["availableTours", "availableTour"])
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        no_tours(rejection.code)
    }
}

fn no_tours(code: Option<i64>) -> Option<ErrorKind> {
    (code == Some(NO_TOURS)).then_some(ErrorKind::ToursNotSupported)
}
