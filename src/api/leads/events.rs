//! getLeadEvents.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::find::{Events, FoundEvent};
use crate::api::wire::{self, RawResult, Unreadable, us_date};
use crate::api::{Idempotency, Method, Paging};
use crate::id::{ApplicationId, PropertyId};

/// The events of one lead, or of all leads of a property in some days.
#[derive(Debug, Clone)]
pub struct GetLeadEvents {
    /// The property.
    pub property: PropertyId,
    /// Whose events.
    pub of: EventsOf,
}

/// Entrata takes a lead, or types and days: without either it refuses the call.
#[derive(Debug, Clone)]
pub enum EventsOf {
    /// All events of one lead.
    Lead(ApplicationId),
    /// The events of all leads.
    Days {
        /// At most five numbers of event types, such as 17 for appointments.
        types: Vec<u32>,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
}

/// One lead's events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "ProspectWire")]
pub struct LeadEvents {
    /// The lead.
    pub application_id: Option<ApplicationId>,
    /// Its events.
    pub events: Vec<FoundEvent>,
}

impl Method for GetLeadEvents {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "getLeadEvents";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::LIST);
    type Response = Vec<LeadEvents>;

    fn params(&self) -> Value {
        let mut params = Map::from_iter([("propertyId".to_owned(), self.property.to_string().into())]);
        match &self.of {
            EventsOf::Lead(application) => {
                params.insert("applicationId".to_owned(), application.to_string().into());
            }
            EventsOf::Days { types, from, to } => {
                let types: Vec<_> = types.iter().map(ToString::to_string).collect();
                params.insert("eventTypeIds".to_owned(), types.join(",").into());
                params.insert("eventDateFrom".to_owned(), us_date(*from).into());
                params.insert("eventDateTo".to_owned(), us_date(*to).into());
            }
        }
        params.into()
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["prospects", "prospect"])
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ProspectWire {
    #[serde(deserialize_with = "wire::id")]
    application_id: Option<ApplicationId>,
    #[serde(deserialize_with = "wire::one_or_default")]
    events: Events,
}

impl From<ProspectWire> for LeadEvents {
    fn from(wire: ProspectWire) -> Self {
        Self { application_id: wire.application_id, events: wire.events.event }
    }
}
