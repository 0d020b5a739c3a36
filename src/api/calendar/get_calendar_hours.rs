//! getCalendarAvailability r1.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::wire::{Node, RawResult, Unreadable, us_date};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// The hours in which appointments can be made at a property: getCalendarAvailability r1.
///
/// Source: Entrata's OpenAPI document with values, and production code.
///
/// ```no_run
/// use entrata::api::calendar::GetCalendarHours;
/// use entrata::chrono::{Days, Utc};
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let today = Utc::now().date_naive();
/// let method = GetCalendarHours::new("739076".parse()?, today, today + Days::new(6));
/// for hours in company.send(&method).await?.hours {
///     println!("{}: {} to {}", hours.date, hours.start_time, hours.end_time);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetCalendarHours {
    /// The property.
    pub property: PropertyId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, inclusive. Entrata accepts at most 7 days.
    pub to: NaiveDate,
}

impl GetCalendarHours {
    /// The free hours of a property, from the first to the last day, inclusive.
    #[must_use]
    pub fn new(property: PropertyId, from: NaiveDate, to: NaiveDate) -> Self {
        Self { property, from, to }
    }
}

/// The free hours, and the settings of the property's calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CalendarHours {
    /// How many minutes an appointment lasts.
    pub appointment_minutes: Option<u32>,
    /// How many minutes a self-guided tour lasts.
    pub self_guided_minutes: Option<u32>,
    /// How long before a tour it must be booked, in Entrata's words: `8 Hours`.
    pub min_lead_time: String,
    /// The same for a self-guided tour.
    pub self_guided_min_lead_time: String,
    /// The free intervals.
    pub hours: Vec<Hours>,
}

/// One free interval, as sent: in Mountain Time, with a zone word behind the time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Hours {
    /// The day, such as `08/01/2030`.
    pub date: String,
    /// The start, such as `09:00:00MDT`.
    pub start_time: String,
    /// The end, such as `12:00:00MDT`.
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
        let tree = result.tree()?;
        let settings = tree.at("propertyCalendarSettings");
        let hours = match settings.is_nothing() {
            true => tree.list(&["propertyCalendarAvailability", "availableHours", "availableHour"])?,
            false => tree.each(&["propertyCalendarAvailability", "availableHours", "availableHour"]),
        };
        let read = |hours: &Node<'_>| {
            let [date, start_time, end_time] =
                ["date", "startTime", "endTime"].map(|name| hours.at(name).verbatim());
            Hours { date, start_time, end_time }
        };
        Ok(CalendarHours {
            appointment_minutes: settings.at("appointmentLength").count(),
            self_guided_minutes: settings.at("selfGuidedTourAppointmentLength").count(),
            min_lead_time: settings.at("minLeadTimeTour").text(),
            self_guided_min_lead_time: settings.at("selfGuidedTourMinLeadTime").text(),
            hours: hours.into_iter().map(read).collect(),
        })
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        super::no_tours(rejection.code)
    }
}
