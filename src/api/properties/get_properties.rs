//! getProperties.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::address::{Address, OfficeHours, Phone, office_email};
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method};
use crate::email::EmailAddress;
use crate::id::PropertyId;

/// The properties that the credentials may see.
///
/// ```no_run
/// use entrata::api::properties::GetProperties;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for property in company.send(&GetProperties::all()).await? {
///     println!("{}: {}", property.id, property.marketing_name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetProperties {
    /// Only these properties; all if empty.
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

    /// All properties.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Sets whether disabled properties come too.
    #[must_use]
    pub fn show_all_status(self, show_all_status: bool) -> Self {
        Self { show_all_status, ..self }
    }
}

impl Method for GetProperties {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getProperties";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<Property>;

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
        records(&result.tree()?, &["PhysicalProperty", "Property"], "property", Property::read)
    }
}

/// Joins ids with commas, as Entrata expects.
pub(crate) fn comma_list(ids: &[PropertyId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The property of a call, if it is about a single one.
pub(crate) fn only(ids: &[PropertyId]) -> Option<PropertyId> {
    match ids {
        [one] => Some(*one),
        _ => None,
    }
}

/// A property. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Property {
    /// Its id.
    pub id: PropertyId,
    /// The property that it is a part of.
    pub parent: Option<PropertyId>,
    /// The name that renters know.
    pub marketing_name: String,
    /// What it is, such as `Apartment` or `Student`.
    pub property_type: String,
    /// The year in which it was built.
    pub year_built: Option<u16>,
    /// A short description, as plain text.
    pub short_description: String,
    /// A long description, as plain text.
    pub long_description: String,
    /// Its web site.
    pub website: Option<String>,
    /// Where it is.
    pub address: Address,
    /// The office's e-mail address.
    pub email: Option<EmailAddress>,
    /// Its telephones; often empty. [`Phone::preferred`] is the one to call.
    pub phones: Vec<Phone>,
    /// When its office is open.
    pub office_hours: Vec<OfficeHours>,
    /// Whether it is disabled.
    pub disabled: bool,
}

impl Property {
    fn read(node: &Node<'_>, skips: &mut Skips) -> Result<Self, String> {
        let id = node.at("PropertyID").required_id()?;
        let address = node.at("Address");
        let all_addresses = node.each(&["Addresses", "Address"]);
        // The order varies, and the list has a mailing address too.
        let is_primary =
            |address: &&&Node<'_>| address.at("AddressType").word().eq_ignore_ascii_case("primary");
        let listed = all_addresses.iter().find(is_primary).or(all_addresses.first());
        let has_street = !address.at("Address").is_nothing();
        let street_address = listed.filter(|_| !has_street).map_or(address, |listed| *listed);
        Ok(Self {
            id,
            parent: node.at("ParentPropertyID").id(),
            marketing_name: node.at("MarketingName").text(),
            property_type: node.at("Type").text(),
            year_built: year(node.at("YearBuilt")),
            short_description: node.at("ShortDescription").paragraphs(),
            long_description: node.at("LongDescription").paragraphs(),
            website: node.at("webSite").url(),
            address: Address::read(street_address),
            email: office_email(address, skips),
            phones: skips.read("phone", node.each(&["Phone"]), Phone::read),
            office_hours: skips.read(
                "office hours",
                node.at("PropertyHours").each(&["OfficeHours", "OfficeHour"]),
                OfficeHours::read,
            ),
            disabled: node.at("IsDisabled").flag().unwrap_or(false),
        })
    }
}

/// A plausible year of construction; other numbers are placeholders.
pub(crate) fn year(node: &Node<'_>) -> Option<u16> {
    node.count().and_then(|year| u16::try_from(year).ok()).filter(|year| (1600..2200).contains(year))
}
