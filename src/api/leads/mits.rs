//! sendMitsLeads: a lead in the form of listing services, with the names of its sources instead of their ids.

use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{self, SentLead};
use super::lead::Lead;
use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// A new lead as listing services send it. It books no tour: for one use [`SendLeads`](super::SendLeads).
#[derive(Debug, Clone)]
pub struct SendMitsLeads {
    /// The property.
    pub property: PropertyId,
    /// The lead; its lead source and tour are not sent.
    pub lead: Lead,
    /// The name of the lead's source.
    pub originating_lead_source: String,
    /// Whether Entrata writes to the prospect and the property.
    pub confirmation_email: bool,
}

impl Method for SendMitsLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "sendMitsLeads";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;
    type Response = SentLead;

    fn params(&self) -> Value {
        let lead = &self.lead;
        let mut customer = json!({
            "Name": { "FirstName": lead.first_name, "LastName": lead.last_name },
            "Email": lead.email,
        });
        if !lead.phone.is_empty() {
            customer["Phone"] =
                json!([{ "@attributes": { "PhoneType": "personal" }, "PhoneNumber": lead.phone }]);
        }
        let mut prospect = json!({
            "TransactionData": { "OriginatingLeadSource": self.originating_lead_source },
            "LastUpdateDate": wire::mountain_iso(lead.created_at),
            "Customers": { "Customer": customer },
        });
        let preferences = lead.preferences();
        if !preferences.is_empty() {
            prospect["customerPreferences"] = preferences.into();
        }
        json!({
            "propertyId": self.property,
            "doNotSendConfirmationEmail": if self.confirmation_email { "0" } else { "1" },
            "isWaitList": "0",
            "Prospects": { "Prospect": [prospect] },
        })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<SentLead, Unreadable> {
        let prospects: Vec<Prospect> = result.list(&["Prospects", "Prospect"])?;
        answers::first(prospects.into_iter().map(|prospect| prospect.attributes).collect())
    }

    fn failure(answer: &SentLead) -> Option<String> {
        answer.failure()
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        answers::slot_is_gone(rejection.message)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Prospect {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: SentLead,
}
