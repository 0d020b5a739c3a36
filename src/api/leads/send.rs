//! sendLeads and updateLeads.

use serde_json::{Value, json};

use super::answers::{self, SentLead};
use super::lead::Lead;
use crate::api::wire::{RawResult, Unreadable};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::{ApplicationId, PropertyId};

/// A new lead, with its tour if it wants one.
#[derive(Debug, Clone)]
pub struct SendLeads {
    /// The property.
    pub property: PropertyId,
    /// The lead.
    pub lead: Lead,
    /// Whether Entrata writes to the prospect and the property.
    pub confirmation_email: bool,
}

impl Method for SendLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "sendLeads";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;
    type Response = SentLead;

    fn params(&self) -> Value {
        sending(self.property, self.confirmation_email, &json!([self.lead.prospect(None)]))
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<SentLead, Unreadable> {
        answers::first(result.list(&["prospects", "prospect"])?)
    }

    fn failure(answer: &SentLead) -> Option<String> {
        answer.failure()
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        answers::slot_is_gone(rejection.message)
    }
}

/// Something new about a lead that Entrata has already, such as a tour.
#[derive(Debug, Clone)]
pub struct UpdateLeads {
    /// The property.
    pub property: PropertyId,
    /// Entrata's id of the lead.
    pub application: ApplicationId,
    /// The lead.
    pub lead: Lead,
    /// Whether Entrata writes to the prospect and the property.
    pub confirmation_email: bool,
}

impl Method for UpdateLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "updateLeads";
    const VERSION: Option<&'static str> = Some("r2");
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;
    type Response = SentLead;

    fn params(&self) -> Value {
        sending(self.property, self.confirmation_email, &self.lead.prospect(Some(self.application)))
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<SentLead, Unreadable> {
        answers::first(result.list(&["prospects"])?)
    }

    fn failure(answer: &SentLead) -> Option<String> {
        answer.failure()
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        answers::slot_is_gone(rejection.message)
    }
}

/// What both methods are told: sendLeads takes a list of prospects, updateLeads one.
fn sending(property: PropertyId, confirmation_email: bool, prospect: &Value) -> Value {
    json!({
        "propertyId": property,
        "doNotSendConfirmationEmail": if confirmation_email { "0" } else { "1" },
        "isWaitList": "0",
        "prospects": { "prospect": prospect },
    })
}
