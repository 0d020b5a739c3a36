//! getLeads.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::{LeadEvent, tour_types};
use super::leads_by::LeadsBy;
use super::person::Person;
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method, Paging};
use crate::email::EmailAddress;
use crate::id::{ApplicationId, PropertyId};

/// The leads of a property, with their tours.
///
/// Source: Entrata's OpenAPI document and production code.
///
/// ```no_run
/// use entrata::api::leads::GetLeads;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let method = GetLeads::by_email("739076".parse()?, "riley@example.com".parse()?);
/// for lead in company.send(&method).await? {
///     println!("{}: {}", lead.application_id, lead.status);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetLeads {
    /// The property.
    pub property: PropertyId,
    /// Which leads.
    pub by: LeadsBy,
    /// Entrata's ids of the event types that come with them, at most five. Without any, no events come.
    pub event_types: Vec<u32>,
}

impl GetLeads {
    /// The leads of a property that `by` selects, with their tours.
    #[must_use]
    pub fn new(property: PropertyId, by: LeadsBy) -> Self {
        Self { property, by, event_types: tour_types() }
    }

    /// The leads of a property with this e-mail address, with their tours.
    #[must_use]
    pub fn by_email(property: PropertyId, email: EmailAddress) -> Self {
        Self::new(property, LeadsBy::Email(email))
    }

    /// Sets which types of events come with the leads, by Entrata's ids; at most five.
    #[must_use]
    pub fn event_types(self, event_types: impl IntoIterator<Item = u32>) -> Self {
        Self { event_types: event_types.into_iter().collect(), ..self }
    }
}

impl Method for GetLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "getLeads";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::RECORDS);
    type Response = Records<FoundLead>;

    fn params(&self) -> Value {
        self.by.params(self.property, ["fromDate", "toDate"], &self.event_types)
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        records(&result.tree()?, &["prospects", "prospect"], "lead", FoundLead::read)
    }
}

/// A lead at Entrata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FoundLead {
    /// Entrata's id of it.
    pub application_id: ApplicationId,
    /// Entrata's status of it, such as `Guest Card Completed`.
    pub status: String,
    /// The day on which it was created.
    pub created_on: Option<NaiveDate>,
    /// Its people.
    pub people: Vec<Person>,
    /// Its events, of the types that were requested.
    pub events: Vec<LeadEvent>,
}

impl FoundLead {
    /// The e-mail addresses of its people.
    pub fn emails(&self) -> impl Iterator<Item = &EmailAddress> {
        self.people.iter().filter_map(|person| person.email.as_ref())
    }

    fn read(node: &Node<'_>, skips: &mut Skips) -> Result<Self, String> {
        Ok(Self {
            application_id: node.at("applicationId").required_id()?,
            status: node.at("status").text(),
            created_on: node.at("createdOn").date(),
            people: Person::read_all(node),
            events: skips.read("event", node.each(&["events", "event"]), LeadEvent::read),
        })
    }
}
