//! getPropertyUnits.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::narrowed;
use crate::api::properties::{comma_list, only};
use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// The units of properties, with their status.
#[derive(Debug, Clone)]
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
}

impl Method for GetPropertyUnits {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getPropertyUnits";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Vec<UnitsOfProperty>;

    fn params(&self) -> Value {
        let params = Map::from_iter([("propertyIds".to_owned(), comma_list(&self.properties).into())]);
        narrowed(params, self.available_only, false)
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["properties", "property"])
    }
}

/// One property's units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "PropertyWire")]
pub struct UnitsOfProperty {
    /// The property.
    pub property: Option<PropertyId>,
    /// Its name.
    pub name: String,
    /// Its units, one row for each space.
    pub units: Vec<UnitRow>,
}

/// One space of one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitRow {
    /// Entrata's id of the space.
    pub space: String,
    /// Entrata's id of the unit.
    pub unit: String,
    /// The unit's number.
    pub number: String,
    /// Its floor plan.
    pub floor_plan: Option<FloorPlanId>,
    /// Its floor plan's name.
    pub floor_plan_name: String,
    /// Its square feet.
    pub square_feet: Option<Decimal>,
    /// Its bedrooms.
    pub bedrooms: Option<Decimal>,
    /// In Entrata's words, such as `Vacant Unrented Ready`.
    pub status: String,
    /// From when on it can be rented.
    pub available_on: Option<NaiveDate>,
    /// The lowest rent.
    pub rent: Option<Decimal>,
    /// The lowest deposit.
    pub deposit: Option<Decimal>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PropertyWire {
    #[serde(deserialize_with = "wire::id")]
    property_id: Option<PropertyId>,
    #[serde(deserialize_with = "wire::text")]
    property_name: String,
    #[serde(deserialize_with = "wire::one_or_default")]
    units: Units,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Units {
    #[serde(deserialize_with = "wire::many")]
    unit: Vec<UnitWire>,
}

/// The documented names and those of production differ: both are read.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct UnitWire {
    #[serde(deserialize_with = "wire::text")]
    id: String,
    #[serde(deserialize_with = "wire::text")]
    unit_number: String,
    #[serde(alias = "floorplanId", deserialize_with = "wire::id")]
    floor_plan_id: Option<FloorPlanId>,
    #[serde(alias = "floorPlanName", deserialize_with = "wire::text")]
    floorplan_name: String,
    #[serde(alias = "SquareFeet", deserialize_with = "wire::amount")]
    square_feet: Option<Decimal>,
    #[serde(alias = "noOfBedrooms", deserialize_with = "wire::amount")]
    number_of_bedrooms: Option<Decimal>,
    #[serde(deserialize_with = "wire::one_or_default")]
    unit_spaces: Spaces,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spaces {
    #[serde(deserialize_with = "wire::many")]
    unit_space: Vec<Space>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Space {
    #[serde(deserialize_with = "wire::text")]
    unit_space_id: String,
    #[serde(deserialize_with = "wire::text")]
    availability_status: String,
    #[serde(deserialize_with = "wire::date")]
    available_date: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::one_or_default")]
    rent: Rent,
    #[serde(deserialize_with = "wire::amount")]
    min_deposit: Option<Decimal>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Rent {
    #[serde(deserialize_with = "wire::amount")]
    min_rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::many")]
    term_rent: Vec<TermRent>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TermRent {
    #[serde(alias = "amount", deserialize_with = "wire::amount")]
    rent: Option<Decimal>,
}

impl From<PropertyWire> for UnitsOfProperty {
    fn from(wire: PropertyWire) -> Self {
        Self {
            property: wire.property_id,
            name: wire.property_name,
            units: wire.units.unit.into_iter().flat_map(rows).collect(),
        }
    }
}

fn rows(unit: UnitWire) -> impl Iterator<Item = UnitRow> {
    let UnitWire { id, unit_number, floor_plan_id, floorplan_name, square_feet, number_of_bedrooms, .. } =
        unit;
    unit.unit_spaces.unit_space.into_iter().map(move |space| {
        let of_terms = space.rent.term_rent.iter().filter_map(|term| term.rent).min();
        UnitRow {
            space: space.unit_space_id,
            unit: id.clone(),
            number: unit_number.clone(),
            floor_plan: floor_plan_id,
            floor_plan_name: floorplan_name.clone(),
            square_feet,
            bedrooms: number_of_bedrooms,
            status: space.availability_status,
            available_on: space.available_date,
            rent: space.rent.min_rent.or(of_terms),
            deposit: space.min_deposit,
        }
    })
}
