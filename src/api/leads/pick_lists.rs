//! getLeadPickLists r1, the only answer with lead sources.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::properties::{comma_list, only};
use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{LeadSourceId, PropertyId};

/// The numbers and names that leads use.
#[derive(Debug, Clone)]
pub struct GetLeadPickLists {
    /// The properties.
    pub properties: Vec<PropertyId>,
}

/// The types of events, and each property's lead sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct LeadPickLists {
    /// The types of events.
    pub event_types: Vec<Named>,
    /// Each property's lead sources.
    pub properties: Vec<LeadSources>,
}

/// A number and its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Entrata's number.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One property's lead sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadSources {
    /// The property.
    pub property: Option<PropertyId>,
    /// Its lead sources with their names.
    pub sources: Vec<(LeadSourceId, String)>,
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
        result.typed_or_none()
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    #[serde(deserialize_with = "wire::one_or_default")]
    event_types: EventTypes,
    #[serde(deserialize_with = "wire::many")]
    property: Vec<PropertyWire>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct EventTypes {
    #[serde(deserialize_with = "wire::many")]
    event_type: Vec<Item>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyWire {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: PropertyAttributes,
    #[serde(deserialize_with = "wire::one_or_default")]
    lead_sources: LeadSourcesWire,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyAttributes {
    #[serde(deserialize_with = "wire::id")]
    id: Option<PropertyId>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct LeadSourcesWire {
    #[serde(deserialize_with = "wire::many")]
    lead_source: Vec<Item>,
}

/// Within one answer some items have `@attributes`, and others have the same names without them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    #[serde(rename = "@attributes", deserialize_with = "wire::one")]
    attributes: Option<ItemAttributes>,
    #[serde(rename = "Id", alias = "id", deserialize_with = "wire::text")]
    id: String,
    #[serde(deserialize_with = "wire::text")]
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ItemAttributes {
    #[serde(rename = "Id", alias = "id", deserialize_with = "wire::text")]
    id: String,
    #[serde(deserialize_with = "wire::text")]
    name: String,
}

impl From<Item> for Named {
    fn from(item: Item) -> Self {
        match item.attributes {
            Some(attributes) => Self { id: attributes.id, name: attributes.name },
            None => Self { id: item.id, name: item.name },
        }
    }
}

impl From<Wire> for LeadPickLists {
    fn from(wire: Wire) -> Self {
        Self {
            event_types: wire.event_types.event_type.into_iter().map(Named::from).collect(),
            properties: wire.property.into_iter().map(LeadSources::from).collect(),
        }
    }
}

impl From<PropertyWire> for LeadSources {
    fn from(wire: PropertyWire) -> Self {
        let sources = wire.lead_sources.lead_source.into_iter().map(Named::from);
        let sources = sources.filter_map(|source| Some((source.id.parse().ok()?, source.name))).collect();
        Self { property: wire.attributes.id, sources }
    }
}
