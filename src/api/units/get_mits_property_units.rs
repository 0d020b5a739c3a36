//! getMitsPropertyUnits: the only response with coordinates, time zone and photos of the property.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::flags::with_flags;
use super::mits::{Amenity, Concession, Fee, MitsUnit, PetPolicy};
use crate::api::properties::{
    Address, FloorPlan, MediaFile, MediaKind, OfficeHours, Phone, comma_list, office_email, only, year,
};
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method};
use crate::email::EmailAddress;
use crate::id::PropertyId;

/// Properties as listing services know them.
///
/// ```no_run
/// use entrata::api::units::GetMitsPropertyUnits;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for property in company.send(&GetMitsPropertyUnits::new("739076".parse()?)).await? {
///     println!("{}: {} amenities", property.marketing_name, property.amenities.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetMitsPropertyUnits {
    /// The properties.
    pub properties: Vec<PropertyId>,
    /// Whether only units come that can be rented.
    pub available_only: bool,
    /// Whether each leasable bedroom is a unit of its own.
    pub unit_spaces: bool,
}

impl GetMitsPropertyUnits {
    /// One property with all its units.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { properties: vec![property], available_only: false, unit_spaces: false }
    }

    /// Sets whether only units come that can be rented.
    #[must_use]
    pub fn available_only(self, available_only: bool) -> Self {
        Self { available_only, ..self }
    }

    /// Sets whether each leasable bedroom is a unit of its own.
    #[must_use]
    pub fn unit_spaces(self, unit_spaces: bool) -> Self {
        Self { unit_spaces, ..self }
    }
}

impl Method for GetMitsPropertyUnits {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getMitsPropertyUnits";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<MitsProperty>;

    fn params(&self) -> Value {
        let params = Map::from_iter([("propertyIds".to_owned(), comma_list(&self.properties).into())]);
        with_flags(params, self.available_only, self.unit_spaces)
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        let tree = result.tree()?;
        let around = tree.at("PhysicalProperty");
        // What stands beside the only property belongs to it.
        let beside = (around.each(&["Property"]).len() == 1).then_some(around);
        records(&tree, &["PhysicalProperty", "Property"], "property", |node, skips| {
            MitsProperty::read(node, beside, skips)
        })
    }
}

/// A property as listing services know it. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MitsProperty {
    /// Its id. Only Entrata's published example has none.
    pub id: Option<PropertyId>,
    /// The name that renters know.
    pub marketing_name: String,
    /// What it is, such as `Apartment` or `Garden Style`.
    pub property_type: String,
    /// The year in which it was built.
    pub year_built: Option<u16>,
    /// How many units it has.
    pub unit_count: Option<u32>,
    /// Its web site.
    pub website: Option<String>,
    /// Where it is.
    pub address: Address,
    /// The office's e-mail address.
    pub email: Option<EmailAddress>,
    /// Its telephones. [`Phone::preferred`] is the one to call.
    pub phones: Vec<Phone>,
    /// Its latitude in degrees; often absent.
    pub latitude: Option<Decimal>,
    /// Its longitude in degrees; often absent.
    pub longitude: Option<Decimal>,
    /// Its time zone in Entrata's words: `Eastern Time (GMT -0500)`. Mountain Time is what properties have that never set it.
    pub time_zone: String,
    /// The page that shows its availability.
    pub availability_url: Option<String>,
    /// Its lease terms in its own words: `6 months, 12 months`.
    pub lease_terms: String,
    /// A short description, as plain text.
    pub short_description: String,
    /// A long description, as plain text.
    pub long_description: String,
    /// When its office is open.
    pub office_hours: Vec<OfficeHours>,
    /// Whether it is disabled.
    pub disabled: bool,
    /// Which pets are allowed, and what they cost.
    pub pets: Vec<PetPolicy>,
    /// Its fees, such as the application fee, each once.
    pub fees: Vec<Fee>,
    /// Its active concessions.
    pub concessions: Vec<Concession>,
    /// What it publishes that it and its homes have, each once.
    pub amenities: Vec<Amenity>,
    /// Its photos and documents, in Entrata's order.
    pub files: Vec<MediaFile>,
    /// Its floor plans.
    pub floor_plans: Vec<FloorPlan>,
    /// Its units.
    pub units: Vec<MitsUnit>,
}

impl MitsProperty {
    /// Source: recorded feeds of 2014 and 2015, and production code of today. Entrata's OpenAPI document puts some parts
    /// beside the property; production has them inside.
    fn read(node: &Node<'_>, beside: Option<&Node<'_>>, skips: &mut Skips) -> Result<Self, String> {
        let part = |name: &str| {
            let inside = node.at(name);
            let is_inside = beside.is_none() || !inside.is_nothing();
            if is_inside { node } else { beside.unwrap_or(node) }
        };
        let (named, place, information) =
            (node.at("PropertyID"), node.at("ILS_Identification"), node.at("Information"));
        let address = named.at("Address");
        let ids = [node.at("Identification"), named.at("Identification")].map(|ids| ids.at("IDValue"));
        let id = ids.into_iter().find_map(Node::id);
        if id.is_none() && named.is_nothing() {
            return Err("has no id".to_owned());
        }
        let degrees = |name: &str, most: u32| {
            place.at(name).amount().filter(|degrees| degrees.abs() <= Decimal::from(most))
        };
        // Nowhere on land: what is not set.
        let is_set = [degrees("Latitude", 90), degrees("Longitude", 180)]
            .iter()
            .flatten()
            .any(|degrees| !degrees.is_zero());
        let types = [named.at("Type"), information.at("StructureType"), place.at("ILS_IdentificationType")];
        let mut types = types
            .map(Node::text)
            .into_iter()
            .filter(|text| !text.is_empty() && !text.eq_ignore_ascii_case("unspecified"));
        Ok(Self {
            id,
            marketing_name: named.at("MarketingName").text(),
            property_type: types.next().unwrap_or_default(),
            year_built: year(information.at("YearBuilt")),
            unit_count: information.at("UnitCount").count(),
            website: named.at("WebSite").url(),
            address: Address::read(address),
            email: office_email(address, skips),
            phones: skips.read("phone", named.each(&["Phone"]), Phone::read),
            latitude: degrees("Latitude", 90).filter(|_| is_set),
            longitude: degrees("Longitude", 180).filter(|_| is_set),
            time_zone: place.at("TimeZone").text(),
            availability_url: information.at("PropertyAvailabilityURL").url(),
            lease_terms: information.at("LeaseLength").text(),
            short_description: information.at("ShortDescription").paragraphs(),
            long_description: information.at("LongDescription").paragraphs(),
            office_hours: skips.read("office hours", information.each(&["OfficeHour"]), OfficeHours::read),
            disabled: named.at("IsDisabled").flag().unwrap_or(false),
            pets: part("Policy")
                .at("Policy")
                .each(&["Pet"])
                .into_iter()
                .filter_map(PetPolicy::read)
                .collect(),
            fees: Fee::read_all(part("Fee")),
            concessions: Concession::read_all(part("Concession")),
            amenities: Amenity::read_all(if node.has("Amenities") { node } else { part("Amenity") }),
            files: MediaFile::read_all(&part("File").each(&["File"]), MediaKind::Photo, skips),
            floor_plans: skips.read("floor plan", part("Floorplan").each(&["Floorplan"]), FloorPlan::read),
            units: skips.read("unit", part("ILS_Unit").each(&["ILS_Unit"]), MitsUnit::read),
        })
    }
}
