//! getProperties.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::place::{Address, OfficeHour, Phone};
use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::PropertyId;

/// The properties that the credentials may see.
#[derive(Debug, Clone, Default)]
pub struct GetProperties {
    /// Only these; all when empty.
    pub properties: Vec<PropertyId>,
    /// Whether disabled ones come too.
    pub show_all_status: bool,
}

impl GetProperties {
    /// One property.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { properties: vec![property], show_all_status: false }
    }
}

impl Method for GetProperties {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getProperties";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Vec<Property>;

    fn params(&self) -> Value {
        let mut params = Map::new();
        if !self.properties.is_empty() {
            params.insert("propertyIds".into(), comma_list(&self.properties).into());
        }
        if self.show_all_status {
            params.insert("showAllStatus".into(), "1".into());
        }
        params.into()
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["PhysicalProperty", "Property"])
    }
}

/// Entrata takes several ids as one text.
pub(crate) fn comma_list(ids: &[PropertyId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The property that a call is about, when it is about one.
pub(crate) fn only(ids: &[PropertyId]) -> Option<PropertyId> {
    match ids {
        [one] => Some(*one),
        _ => None,
    }
}

/// One property.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PropertyWire")]
pub struct Property {
    /// Entrata's id of it.
    pub id: PropertyId,
    /// The property that it is a part of.
    pub parent: Option<PropertyId>,
    /// The name that renters know.
    pub marketing_name: String,
    /// What it is, such as `Apartment` or `Student`.
    pub kind: String,
    /// The year, as Entrata writes it.
    pub year_built: String,
    /// A short description, as plain text.
    pub short_description: String,
    /// A long description, as plain text.
    pub long_description: String,
    /// Its web site.
    pub website: String,
    /// Where it lies; the office's e-mail address is here too.
    pub address: Address,
    /// Its telephones; often none.
    pub phones: Vec<Phone>,
    /// When its office is open.
    pub office_hours: Vec<OfficeHour>,
    /// Whether it is switched off.
    pub disabled: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyWire {
    #[serde(
        rename = "PropertyID",
        alias = "PropertyId",
        alias = "propertyId",
        deserialize_with = "wire::id"
    )]
    id: Option<PropertyId>,
    #[serde(rename = "ParentPropertyID", deserialize_with = "wire::id")]
    parent: Option<PropertyId>,
    #[serde(deserialize_with = "wire::text")]
    marketing_name: String,
    #[serde(deserialize_with = "wire::text")]
    r#type: String,
    #[serde(deserialize_with = "wire::text")]
    year_built: String,
    #[serde(deserialize_with = "wire::plain_text")]
    short_description: String,
    #[serde(deserialize_with = "wire::plain_text")]
    long_description: String,
    #[serde(rename = "webSite", alias = "WebSite", deserialize_with = "wire::text")]
    website: String,
    #[serde(deserialize_with = "wire::one")]
    address: Option<Address>,
    #[serde(deserialize_with = "wire::one_or_default")]
    addresses: Addresses,
    #[serde(deserialize_with = "wire::many")]
    phone: Vec<Phone>,
    #[serde(deserialize_with = "wire::one_or_default")]
    property_hours: PropertyHours,
    #[serde(deserialize_with = "wire::flag")]
    is_disabled: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Addresses {
    #[serde(deserialize_with = "wire::many")]
    address: Vec<TypedAddress>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct TypedAddress {
    #[serde(deserialize_with = "wire::text")]
    address_type: String,
    #[serde(deserialize_with = "wire::text")]
    address: String,
    #[serde(deserialize_with = "wire::text")]
    city: String,
    #[serde(alias = "State", deserialize_with = "wire::text")]
    state_code: String,
    #[serde(deserialize_with = "wire::text")]
    postal_code: String,
    #[serde(deserialize_with = "wire::text")]
    country: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyHours {
    #[serde(deserialize_with = "wire::one_or_default")]
    office_hours: OfficeHours,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct OfficeHours {
    #[serde(deserialize_with = "wire::many")]
    office_hour: Vec<OfficeHour>,
}

impl Addresses {
    /// The list's order varies: the primary one is wanted, not the one for mail.
    fn primary(self) -> Option<Address> {
        let mut list = self.address;
        let place = list.iter().position(|one| one.address_type.eq_ignore_ascii_case("primary")).unwrap_or(0);
        if list.is_empty() {
            return None;
        }
        let one = list.swap_remove(place);
        Some(Address {
            street: one.address,
            city: one.city,
            state: one.state_code,
            postal_code: one.postal_code,
            country: one.country,
            email: String::new(),
        })
    }
}

impl TryFrom<PropertyWire> for Property {
    type Error = &'static str;

    fn try_from(wire: PropertyWire) -> Result<Self, Self::Error> {
        Ok(Self {
            id: wire.id.ok_or("a property has no PropertyID")?,
            parent: wire.parent,
            marketing_name: wire.marketing_name,
            kind: wire.r#type,
            year_built: wire.year_built,
            short_description: wire.short_description,
            long_description: wire.long_description,
            website: wire.website,
            address: wire.address.or_else(|| wire.addresses.primary()).unwrap_or_default(),
            phones: wire.phone,
            office_hours: wire.property_hours.office_hours.office_hour,
            disabled: wire.is_disabled,
        })
    }
}
