//! getPropertyUnits.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::flags::with_flags;
use super::mits::PetPolicy;
use super::term_rent::TermRent;
use crate::api::properties::{Range, comma_list, only};
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// The units of properties, with their status.
///
/// Source: Entrata's OpenAPI document and production code, whose names differ; both are read.
///
/// ```no_run
/// use entrata::api::units::GetPropertyUnits;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for property in company.send(&GetPropertyUnits::new("739076".parse()?)).await? {
///     for unit in property.units {
///         println!("{}: {}", unit.number, unit.status);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetPropertyUnits {
    /// The properties.
    pub properties: Vec<PropertyId>,
    /// Whether only units come that can be rented.
    pub available_only: bool,
}

impl GetPropertyUnits {
    /// All units of one property.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { properties: vec![property], available_only: false }
    }

    /// Sets whether only units come that can be rented.
    #[must_use]
    pub fn available_only(self, available_only: bool) -> Self {
        Self { available_only, ..self }
    }
}

impl Method for GetPropertyUnits {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getPropertyUnits";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<UnitsOfProperty>;

    fn params(&self) -> Value {
        let params = Map::from_iter([("propertyIds".to_owned(), comma_list(&self.properties).into())]);
        with_flags(params, self.available_only, false)
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        records(&result.tree()?, &["properties", "property"], "property", UnitsOfProperty::read)
    }
}

/// One property's units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnitsOfProperty {
    /// The property.
    pub property: PropertyId,
    /// Its name.
    pub name: String,
    /// The page that shows its availability.
    pub availability_url: Option<String>,
    /// Its units, one row for each space.
    pub units: Vec<PropertyUnit>,
}

/// One space of a unit. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PropertyUnit {
    /// Entrata's id of the space.
    pub space: String,
    /// Entrata's id of the unit.
    pub unit: String,
    /// The unit's number.
    pub number: String,
    /// Its building.
    pub building: String,
    /// Its floor.
    pub floor: String,
    /// Its floor plan.
    pub floor_plan: Option<FloorPlanId>,
    /// Its floor plan's name.
    pub floor_plan_name: String,
    /// Its area in square feet.
    pub square_feet: Option<Decimal>,
    /// Its bedrooms; 0 is a studio.
    pub bedrooms: Option<Decimal>,
    /// Its bathrooms, with halves.
    pub bathrooms: Option<Decimal>,
    /// Its status in Entrata's words, such as `Vacant Unrented Ready`.
    pub status: String,
    /// Why it is not offered, if Entrata says so.
    pub excluded_reason: String,
    /// The first day on which it can be rented.
    pub available_on: Option<NaiveDate>,
    /// Its rent a month in dollars.
    pub rent: Range,
    /// Its rents by lease term.
    pub term_rents: Vec<TermRent>,
    /// Its deposit in dollars.
    pub deposit: Range,
    /// Whether it is income-restricted, if Entrata says so.
    pub is_affordable: Option<bool>,
    /// The page that shows its availability.
    pub availability_url: Option<String>,
    /// What it has.
    pub amenities: Vec<String>,
    /// Which pets it allows, and what they cost.
    pub pets: Vec<PetPolicy>,
}

impl UnitsOfProperty {
    fn read(node: &Node<'_>, skips: &mut Skips) -> Result<Self, String> {
        let units = node.each(&["units", "unit"]).into_iter();
        let spaces = units.flat_map(|unit| {
            unit.each(&["unitSpaces", "unitSpace"]).into_iter().map(move |space| (unit, space))
        });
        let (units, spaces): (Vec<_>, Vec<_>) = spaces.unzip();
        let mut units = units.into_iter();
        let read = |space: &Node<'_>, _: &mut Skips| {
            let unit = units.next().map(|unit| PropertyUnit::read(unit, space)).unwrap_or_default();
            if unit.space.is_empty() && unit.unit.is_empty() { Err("has no id".to_owned()) } else { Ok(unit) }
        };
        Ok(Self {
            property: node.any(&["propertyId", "id"]).required_id()?,
            name: node.any(&["propertyName", "name"]).text(),
            availability_url: node.at("propertyAvailabilityURL").url(),
            units: skips.read("unit space", spaces, read),
        })
    }
}

impl PropertyUnit {
    fn read(unit: &Node<'_>, space: &Node<'_>) -> Self {
        let rent = space.at("rent");
        let term_rents = TermRent::read_all(rent);
        let by_term = || term_rents.iter().map(|term| term.rent);
        let listed = Range::rents(rent);
        let amenities = space.each(&["amenities", "amenity"]).into_iter();
        Self {
            space: space.any(&["unitSpaceId", "id"]).word(),
            unit: unit.at("id").word(),
            number: unit.at("unitNumber").text(),
            building: unit.at("buildingName").text(),
            floor: unit.at("floorNumber").text(),
            floor_plan: unit.at("floorplanId").id(),
            floor_plan_name: unit.at("floorplanName").text(),
            square_feet: unit.at("squareFeet").area().filter(|area| *area > Decimal::ONE),
            bedrooms: unit.any(&["numberOfBedrooms", "noOfBedrooms"]).amount(),
            bathrooms: unit.any(&["numberOfBathrooms", "noOfBathrooms"]).amount(),
            status: space.at("availabilityStatus").text(),
            excluded_reason: space.at("excludedReason").text(),
            available_on: space.at("availableDate").date(),
            rent: Range::new(listed.min.or_else(|| by_term().min()), listed.max.or_else(|| by_term().max())),
            deposit: Range::amounts(space),
            is_affordable: space.at("isAffordable").flag(),
            availability_url: space
                .at("unitAvailabilityURL")
                .url()
                .or_else(|| unit.at("unitAvailabilityURL").url()),
            amenities: amenities
                .map(|amenity| amenity.any(&["name", "description"]).text())
                .filter(|text| !text.is_empty())
                .collect(),
            pets: space.each(&["pets", "pet"]).into_iter().filter_map(PetPolicy::read).collect(),
            term_rents,
        }
    }
}
