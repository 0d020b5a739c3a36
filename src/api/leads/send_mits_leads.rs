//! sendMitsLeads: a lead in the form of listing services, with the names of its sources instead of their ids.

use serde_json::{Value, json};

use super::lead::{Lead, sending_params};
use super::sent_lead::SentLead;
use super::slot_gone;
use crate::api::wire::{RawResult, Unreadable, mountain_time_iso};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// A new lead as listing services send it. It does not book a tour; use [`SendLeads`](super::SendLeads) for that.
///
/// Source: production code and Entrata's OpenAPI document.
///
/// ```no_run
/// use entrata::api::leads::{Lead, SendMitsLeads};
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let lead = Lead::new("Riley", "Renter", "riley@example.com".parse()?);
/// let sent = company.send(&SendMitsLeads::new("739076".parse()?, lead, "90001")).await?;
/// println!("{:?}: {}", sent.status, sent.message);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendMitsLeads {
    /// The property.
    pub property: PropertyId,
    /// The lead; its lead source and tour are not sent.
    pub lead: Lead,
    /// The name of the lead's source.
    pub originating_lead_source: String,
    /// Whether Entrata sends its e-mails to the prospect and the property.
    pub confirmation_email: bool,
}

impl SendMitsLeads {
    /// A new lead of a property from a named source. Entrata confirms it by e-mail.
    #[must_use]
    pub fn new(property: PropertyId, lead: Lead, originating_lead_source: impl Into<String>) -> Self {
        Self {
            property,
            lead,
            originating_lead_source: originating_lead_source.into(),
            confirmation_email: true,
        }
    }

    /// Sets whether Entrata sends its e-mails to the prospect and the property.
    #[must_use]
    pub fn confirmation_email(self, confirmation_email: bool) -> Self {
        Self { confirmation_email, ..self }
    }
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
        if let Some(phone) = &lead.phone {
            customer["Phone"] = json!([{ "@attributes": { "PhoneType": "personal" }, "PhoneNumber": phone }]);
        }
        let mut prospect = json!({
            "TransactionData": { "OriginatingLeadSource": self.originating_lead_source },
            "LastUpdateDate": mountain_time_iso(lead.created_at),
            "Customers": { "Customer": customer },
        });
        let preferences = lead.preferences();
        if !preferences.is_empty() {
            prospect["customerPreferences"] = preferences.into();
        }
        let prospects = json!({ "Prospect": [prospect] });
        sending_params(self.property, self.confirmation_email, ("Prospects", prospects))
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<SentLead, Unreadable> {
        SentLead::read(result)
    }

    fn failure(response: &SentLead) -> Option<String> {
        response.failure()
    }

    fn classify_rejection(rejection: &Rejection<'_>) -> Option<ErrorKind> {
        slot_gone::classify(rejection.message)
    }
}
