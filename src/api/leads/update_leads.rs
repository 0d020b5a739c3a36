//! updateLeads: adds a tour to a lead that Entrata already has.

use serde_json::{Value, json};

use super::lead::{Lead, sending_params};
use super::sent_lead::SentLead;
use super::slot_gone;
use crate::api::wire::{RawResult, Unreadable};
use crate::api::{Idempotency, Method, Rejection};
use crate::error::ErrorKind;
use crate::id::{ApplicationId, PropertyId};

/// An addition to a lead that Entrata has, such as a tour: updateLeads r2.
///
/// Source: production code and Entrata's OpenAPI document.
///
/// ```no_run
/// use entrata::api::leads::{Lead, TourEvent, UpdateLeads};
/// use entrata::tour::{Slot, TourType};
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let slot = Slot::parse("2030-12-03", "10:00 MST - 10:30 MST")?;
/// let lead = Lead::new("Riley", "Renter", "riley@example.com".parse()?)
///     .tour(TourEvent::new(&slot, TourType::SelfGuided));
/// let sent = company.send(&UpdateLeads::new("739076".parse()?, "30001".parse()?, lead)).await?;
/// println!("{:?}", sent.status);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UpdateLeads {
    /// The property.
    pub property: PropertyId,
    /// Entrata's id of the lead.
    pub application: ApplicationId,
    /// The lead.
    pub lead: Lead,
    /// Whether Entrata sends its e-mails to the prospect and the property.
    pub confirmation_email: bool,
}

impl UpdateLeads {
    /// An addition to a lead of a property. Entrata confirms it by e-mail.
    #[must_use]
    pub fn new(property: PropertyId, application: ApplicationId, lead: Lead) -> Self {
        Self { property, application, lead, confirmation_email: true }
    }

    /// Sets whether Entrata sends its e-mails to the prospect and the property.
    #[must_use]
    pub fn confirmation_email(self, confirmation_email: bool) -> Self {
        Self { confirmation_email, ..self }
    }
}

impl Method for UpdateLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "updateLeads";
    const VERSION: Option<&'static str> = Some("r2");
    const IDEMPOTENCY: Idempotency = Idempotency::Unsafe;
    type Response = SentLead;

    fn params(&self) -> Value {
        let prospects = json!({ "prospect": self.lead.prospect(Some(self.application)) });
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
