//! sendLeads: creates a lead, with its tour.

use serde_json::{Value, json};

use super::lead::{Lead, sending_params};
use super::sent_lead::SentLead;
use super::slot_gone;
use crate::api::wire::{RawResult, Unreadable};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// A new lead, with its tour if it requests one.
///
/// Source: production code and Entrata's OpenAPI document.
///
/// ```no_run
/// use entrata::api::leads::{Lead, SendLeads};
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let lead = Lead::new("Riley", "Renter", "riley@example.com".parse()?).message("Is a corner home free?");
/// let sent = company.send(&SendLeads::new("739076".parse()?, lead)).await?;
/// println!("{:?}: {:?}", sent.status, sent.application_id);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendLeads {
    /// The property.
    pub property: PropertyId,
    /// The lead.
    pub lead: Lead,
    /// Whether Entrata sends its e-mails to the prospect and the property.
    pub confirmation_email: bool,
}

impl SendLeads {
    /// A new lead of a property. Entrata confirms it by e-mail.
    #[must_use]
    pub fn new(property: PropertyId, lead: Lead) -> Self {
        Self { property, lead, confirmation_email: true }
    }

    /// Sets whether Entrata sends its e-mails to the prospect and the property.
    #[must_use]
    pub fn confirmation_email(self, confirmation_email: bool) -> Self {
        Self { confirmation_email, ..self }
    }
}

impl Method for SendLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "sendLeads";
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;
    type Response = SentLead;

    fn params(&self) -> Value {
        let prospects = json!({ "prospect": [self.lead.prospect(None)] });
        sending_params(self.property, self.confirmation_email, ("prospects", prospects))
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
