//! getLeadEvents.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::event::{LeadEvent, comma_list, tour_types};
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records, us_date};
use crate::api::{Idempotency, Method, Paging};
use crate::id::{ApplicationId, PropertyId};

/// The events of one lead, or of all leads of a property in a number of days.
///
/// Source: Entrata's OpenAPI document with values, and production code.
///
/// ```no_run
/// use entrata::api::leads::GetLeadEvents;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let method = GetLeadEvents::of_lead("739076".parse()?, "30001".parse()?);
/// for lead in company.send(&method).await? {
///     println!("{}: {} events", lead.application_id, lead.events.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetLeadEvents {
    /// The property.
    pub property: PropertyId,
    /// Which leads' events.
    pub of: EventsOf,
}

/// Entrata requires a lead, or event types and days.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventsOf {
    /// All events of one lead.
    Lead(ApplicationId),
    /// The events of all leads in a number of days.
    Days {
        /// Entrata's ids of event types, at most five.
        types: Vec<u32>,
        /// The first day.
        from: NaiveDate,
        /// The last day, inclusive.
        to: NaiveDate,
    },
}

impl GetLeadEvents {
    /// All events of one lead.
    #[must_use]
    pub fn of_lead(property: PropertyId, lead: ApplicationId) -> Self {
        Self { property, of: EventsOf::Lead(lead) }
    }

    /// The tours of all leads of a property, from the first to the last day, inclusive.
    #[must_use]
    pub fn tours(property: PropertyId, from: NaiveDate, to: NaiveDate) -> Self {
        Self { property, of: EventsOf::Days { types: tour_types(), from, to } }
    }
}

/// One lead's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeadEvents {
    /// The lead.
    pub application_id: ApplicationId,
    /// Its events.
    pub events: Vec<LeadEvent>,
}

impl LeadEvents {
    fn read(node: &Node<'_>, skips: &mut Skips) -> Result<Self, String> {
        Ok(Self {
            application_id: node.at("applicationId").required_id()?,
            events: skips.read("event", node.each(&["events", "event"]), LeadEvent::read),
        })
    }
}

impl Method for GetLeadEvents {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "getLeadEvents";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::RECORDS);
    type Response = Records<LeadEvents>;

    fn params(&self) -> Value {
        let mut params = Map::from_iter([("propertyId".to_owned(), self.property.to_string().into())]);
        match &self.of {
            EventsOf::Lead(application) => {
                params.insert("applicationId".to_owned(), application.to_string().into());
            }
            EventsOf::Days { types, from, to } => {
                params.insert("eventTypeIds".to_owned(), comma_list(types).into());
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
        records(&result.tree()?, &["prospects", "prospect"], "lead", LeadEvents::read)
    }
}
