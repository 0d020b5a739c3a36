//! getCalendarAvailability r1: when the office takes appointments, not cut into tours.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::wire::{self, RawResult, Unreadable, us_date};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// The hours in which appointments can be made at a property: getCalendarAvailability r1.
#[derive(Debug, Clone)]
pub struct GetCalendarHours {
    /// The property.
    pub property: PropertyId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day: it counts too, and Entrata takes at most 7 days.
    pub to: NaiveDate,
}

/// The free hours, and what the property's calendar is set to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "HoursWire")]
pub struct CalendarHours {
    /// The minutes of an appointment, where Entrata says so.
    pub appointment_length: Option<u32>,
    /// The minutes of a tour alone, where Entrata says so.
    pub self_guided_length: Option<u32>,
    /// The free intervals.
    pub hours: Vec<Hours>,
}

/// One free interval, as it was sent: in Mountain Time, with a zone word behind the time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hours {
    /// Such as `08/01/2030`.
    #[serde(deserialize_with = "wire::verbatim")]
    pub date: String,
    /// Such as `09:00:00MDT`.
    #[serde(deserialize_with = "wire::verbatim")]
    pub start_time: String,
    /// Such as `12:00:00MDT`.
    #[serde(deserialize_with = "wire::verbatim")]
    pub end_time: String,
}

impl Method for GetCalendarHours {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getCalendarAvailability";
    const VERSION: Option<&'static str> = Some("r1");
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = CalendarHours;

    fn params(&self) -> Value {
        json!({
            "propertyId": self.property,
            "fromDate": us_date(self.from),
            "toDate": us_date(self.to),
        })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.typed_or_none()
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        super::no_tours(rejection.code)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct HoursWire {
    #[serde(deserialize_with = "wire::one_or_default")]
    property_calendar_settings: Settings,
    #[serde(deserialize_with = "wire::one_or_default")]
    property_calendar_availability: Available,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Settings {
    #[serde(deserialize_with = "wire::count")]
    appointment_length: Option<u32>,
    #[serde(deserialize_with = "wire::count")]
    self_guided_tour_appointment_length: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Available {
    #[serde(deserialize_with = "wire::one_or_default")]
    available_hours: AvailableHours,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct AvailableHours {
    #[serde(deserialize_with = "wire::many")]
    available_hour: Vec<Hours>,
}

impl From<HoursWire> for CalendarHours {
    fn from(wire: HoursWire) -> Self {
        Self {
            appointment_length: wire.property_calendar_settings.appointment_length,
            self_guided_length: wire.property_calendar_settings.self_guided_tour_appointment_length,
            hours: wire.property_calendar_availability.available_hours.available_hour,
        }
    }
}
