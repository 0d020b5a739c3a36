//! getMitsLeads.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::event::{LeadEvent, tour_types};
use super::leads_by::LeadsBy;
use super::person::Person;
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method, Paging};
use crate::id::PropertyId;

/// The leads of a property in the form of listing services.
///
/// Source: Entrata's OpenAPI document with values; no production code is known. The response lacks the lead's application
/// id, which [`GetLeads`](super::GetLeads) has.
///
/// ```no_run
/// use entrata::api::leads::{LeadsBy, GetMitsLeads};
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let by = LeadsBy::Email("riley@example.com".parse()?);
/// for lead in company.send(&GetMitsLeads::new("739076".parse()?, by)).await? {
///     println!("{}: {}", lead.lead_number, lead.status);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetMitsLeads {
    /// The property.
    pub property: PropertyId,
    /// Which leads.
    pub by: LeadsBy,
    /// Entrata's ids of the event types that come with them.
    pub event_types: Vec<u32>,
}

impl GetMitsLeads {
    /// The leads of a property that `by` selects, with their tours.
    #[must_use]
    pub fn new(property: PropertyId, by: LeadsBy) -> Self {
        Self { property, by, event_types: tour_types() }
    }
}

/// A lead in the form of listing services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MitsLead {
    /// Entrata's number of the lead, such as `19760815_17390875`.
    pub lead_number: String,
    /// Entrata's status of it, such as `Guest Card Completed`.
    pub status: String,
    /// When it last changed, as sent: `2019-02-20T08:07:53`, in Mountain Time.
    pub updated_at: String,
    /// Its people.
    pub people: Vec<Person>,
    /// The day on which they want to move in.
    pub move_in_on: Option<NaiveDate>,
    /// Its events, of the types that were requested.
    pub events: Vec<LeadEvent>,
}

impl MitsLead {
    fn read(node: &Node<'_>, skips: &mut Skips) -> Result<Self, String> {
        let ids = node.at("TransactionData").each(&["Identification"]);
        let is_lead = |id: &&&Node<'_>| id.at("IDType").word().to_ascii_lowercase().contains("lead");
        let id = ids.iter().find(is_lead).or(ids.first()).ok_or("has no Identification")?;
        let lead_number = id.at("IDValue").word();
        if lead_number.is_empty() {
            return Err("has no id".to_owned());
        }
        Ok(Self {
            lead_number,
            status: id.at("Status").text(),
            updated_at: node.at("LastUpdateDate").text(),
            people: Person::read_all(node),
            move_in_on: node.at("CustomerPreferences").at("TargetMoveInDate").date(),
            events: skips.read("event", node.each(&["Events", "Event"]), LeadEvent::read),
        })
    }
}

impl Method for GetMitsLeads {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "getMitsLeads";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::RECORDS);
    type Response = Records<MitsLead>;

    fn params(&self) -> Value {
        self.by.params(self.property, ["fromDateTime", "toDateTime"], &self.event_types)
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        records(&result.tree()?, &["LeadManagement", "Prospects", "Prospect"], "lead", MitsLead::read)
    }
}
