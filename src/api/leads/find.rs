//! getLeads.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::lead::APPOINTMENT;
use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method, Paging};
use crate::id::{ApplicationId, PropertyId};

/// The leads of a property with an e-mail address, and their appointments.
#[derive(Debug, Clone)]
pub struct GetLeads {
    /// The property.
    pub property: PropertyId,
    /// The e-mail address.
    pub email: String,
}

impl Method for GetLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "getLeads";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::LIST);
    type Response = Vec<FoundLead>;

    fn params(&self) -> Value {
        Map::from_iter([
            ("propertyId".to_owned(), self.property.to_string().into()),
            ("email".to_owned(), self.email.clone().into()),
            // Without it no events come back, and what is booked already would not be seen.
            ("eventTypeIds".to_owned(), APPOINTMENT.into()),
        ])
        .into()
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["prospects", "prospect"])
    }
}

/// A lead that Entrata has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, from = "ProspectWire")]
pub struct FoundLead {
    /// Entrata's id of it.
    pub application_id: Option<ApplicationId>,
    /// Entrata's word for how far it has come.
    pub status: String,
    /// The day on which it came.
    pub created_on: Option<NaiveDate>,
    /// The e-mail addresses of its people.
    pub emails: Vec<String>,
    /// Its events, of the types that were asked for.
    pub events: Vec<FoundEvent>,
}

/// An event of a lead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FoundEvent {
    /// Entrata's id of it.
    #[serde(deserialize_with = "wire::text")]
    pub event_id: String,
    /// Its type's number: 17 is an appointment.
    #[serde(deserialize_with = "wire::text")]
    pub type_id: String,
    /// Its type's name.
    #[serde(deserialize_with = "wire::text")]
    pub r#type: String,
    /// The appointment's day.
    #[serde(deserialize_with = "wire::date")]
    pub appointment_date: Option<NaiveDate>,
    /// The appointment's start, as Entrata writes it.
    #[serde(deserialize_with = "wire::text")]
    pub time_from: String,
    /// The appointment's end, as Entrata writes it.
    #[serde(deserialize_with = "wire::text")]
    pub time_to: String,
    /// Its title.
    #[serde(alias = "eventReason", deserialize_with = "wire::text")]
    pub event_reasons: String,
    /// What came of it.
    #[serde(deserialize_with = "wire::text")]
    pub event_result: String,
    /// Its comment.
    #[serde(deserialize_with = "wire::text")]
    pub comments: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ProspectWire {
    #[serde(deserialize_with = "wire::id")]
    application_id: Option<ApplicationId>,
    #[serde(deserialize_with = "wire::text")]
    status: String,
    #[serde(deserialize_with = "wire::date")]
    created_on: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::one_or_default")]
    customers: Customers,
    #[serde(deserialize_with = "wire::one_or_default")]
    events: Events,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Customers {
    #[serde(deserialize_with = "wire::many")]
    customer: Vec<Customer>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Customer {
    #[serde(deserialize_with = "wire::text")]
    email: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Events {
    #[serde(deserialize_with = "wire::many")]
    pub(super) event: Vec<FoundEvent>,
}

impl From<ProspectWire> for FoundLead {
    fn from(wire: ProspectWire) -> Self {
        let emails = wire.customers.customer.into_iter().map(|customer| customer.email);
        Self {
            application_id: wire.application_id,
            status: wire.status,
            created_on: wire.created_on,
            emails: emails.filter(|email| !email.is_empty()).collect(),
            events: wire.events.event,
        }
    }
}
