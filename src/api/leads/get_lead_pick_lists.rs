//! getLeadPickLists r1, the only response with lead sources.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::properties::{comma_list, only};
use crate::api::wire::{Node, RawResult, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{LeadSourceId, PropertyId};

/// The ids and names that leads use.
///
/// Source: Entrata's OpenAPI document. Version r2, which has no lead sources, is read too.
///
/// ```no_run
/// use entrata::api::leads::GetLeadPickLists;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for property in company.send(&GetLeadPickLists::new("739076".parse()?)).await?.properties {
///     for source in property.sources {
///         println!("{}: {}", source.id, source.name);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetLeadPickLists {
    /// The properties.
    pub properties: Vec<PropertyId>,
}

impl GetLeadPickLists {
    /// The pick lists of one property.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { properties: vec![property] }
    }
}

/// Event types, results and statuses, and each property's lead sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LeadPickLists {
    /// The types of events.
    pub event_types: Vec<Named>,
    /// The results of events.
    pub event_results: Vec<Named>,
    /// The statuses of leads.
    pub lead_statuses: Vec<Named>,
    /// Each property's lead sources.
    pub properties: Vec<LeadSources>,
}

/// An id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Named {
    /// Entrata's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One property's lead sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LeadSources {
    /// The property.
    pub property: Option<PropertyId>,
    /// Its lead sources.
    pub sources: Vec<LeadSource>,
}

/// A lead source of a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeadSource {
    /// Its id.
    pub id: LeadSourceId,
    /// Its name.
    pub name: String,
}

impl Method for GetLeadPickLists {
    const SERVICE: &'static str = "leads";
    const NAME: &'static str = "getLeadPickLists";
    const VERSION: Option<&'static str> = Some("r1");
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = LeadPickLists;

    fn params(&self) -> Value {
        json!({ "propertyIds": comma_list(&self.properties) })
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        let tree = result.tree()?;
        let event_types = match tree.has("Property") || tree.has("LeadStatuses") || tree.has("EventResults") {
            true => tree.each(&["EventTypes", "EventType"]),
            false => tree.list(&["EventTypes", "EventType"])?,
        };
        let properties = tree.at("Property").keyed_items().into_iter();
        Ok(LeadPickLists {
            event_types: event_types.into_iter().filter_map(Named::read).collect(),
            event_results: tree
                .each(&["EventResults", "EventResult"])
                .into_iter()
                .filter_map(Named::read)
                .collect(),
            lead_statuses: tree
                .each(&["LeadStatuses", "LeadStatus"])
                .into_iter()
                .filter_map(Named::read)
                .collect(),
            properties: properties.map(|(key, property)| LeadSources::read(key, property)).collect(),
        })
    }
}

impl Named {
    fn read(node: &Node<'_>) -> Option<Self> {
        let (id, name) = (node.at("Id").word(), node.at("name").text());
        (!id.is_empty()).then_some(Self { id, name })
    }
}

impl LeadSources {
    /// A property is named by its key, by its attributes, or by both.
    fn read(key: Option<&str>, property: &Node<'_>) -> Self {
        let sources = property.each(&["LeadSources", "LeadSource"]).into_iter();
        let read =
            |node: &Node<'_>| Some(LeadSource { id: node.at("Id").id()?, name: node.at("name").text() });
        Self {
            property: property.at("Id").id().or_else(|| key.and_then(|key| key.parse().ok())),
            sources: sources.filter_map(read).collect(),
        }
    }
}
