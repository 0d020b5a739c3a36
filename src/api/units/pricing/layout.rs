//! The two layouts of the answer, and how they become one list.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use smol_str::SmolStr;

use super::{Availability, AvailabilityAndPricing, TermRent, Unit};
use crate::api::properties::{FloorPlanWire, Range};
use crate::api::wire::{self, Unread};
use crate::id::{FloorPlanId, PropertyId};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Layouts {
    #[serde(rename = "Properties")]
    properties: Unread,
    #[serde(rename = "ILS_Units", deserialize_with = "present")]
    ils_units: Option<IlsUnits>,
    #[serde(rename = "PropertyUnits", deserialize_with = "present")]
    property_units: Option<PropertyUnits>,
}

/// Tells a block that is there and empty from one that is missing.
fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de> + Default,
    D: serde::Deserializer<'de>,
{
    wire::one_or_default(deserializer).map(Some)
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Properties {
    #[serde(deserialize_with = "wire::many")]
    property: Vec<PropertyBlock>,
}

impl Properties {
    pub(super) fn floor_plans(self) -> impl Iterator<Item = FloorPlanWire> {
        self.property.into_iter().flat_map(|property| property.floorplans.floorplan)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyBlock {
    #[serde(deserialize_with = "wire::one_or_default")]
    floorplans: Floorplans,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Floorplans {
    #[serde(deserialize_with = "wire::many")]
    floorplan: Vec<FloorPlanWire>,
}

/// Layout A: units keyed by their ids.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct IlsUnits {
    #[serde(deserialize_with = "wire::many")]
    unit: Vec<Row>,
}

/// Layout B: units, each with spaces keyed by their ids.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyUnits {
    #[serde(deserialize_with = "wire::many")]
    property_unit: Vec<PropertyUnit>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PropertyUnit {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: Attributes,
    #[serde(deserialize_with = "wire::many")]
    unit_space: Vec<Row>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Row {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: Attributes,
    #[serde(deserialize_with = "wire::one_or_default")]
    rent: Rent,
    #[serde(deserialize_with = "wire::one_or_default")]
    deposit: Range,
}

/// Entrata mixes the case of its names within one object.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Attributes {
    #[serde(deserialize_with = "wire::text")]
    id: SmolStr,
    #[serde(deserialize_with = "wire::text")]
    property_unit_id: SmolStr,
    #[serde(deserialize_with = "wire::id")]
    property_id: Option<PropertyId>,
    #[serde(rename = "FloorplanId", alias = "FloorPlanId", deserialize_with = "wire::id")]
    floor_plan_id: Option<FloorPlanId>,
    #[serde(alias = "FloorplanName", deserialize_with = "wire::text")]
    floor_plan_name: SmolStr,
    #[serde(deserialize_with = "wire::text")]
    unit_number: SmolStr,
    #[serde(deserialize_with = "wire::text")]
    building_name: SmolStr,
    #[serde(deserialize_with = "wire::text")]
    floor_number: SmolStr,
    #[serde(deserialize_with = "wire::text")]
    availability: SmolStr,
    #[serde(deserialize_with = "wire::date")]
    available_on: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::amount")]
    area: Option<Decimal>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Rent {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    range: RentRange,
    #[serde(deserialize_with = "wire::many")]
    term_rent: Vec<TermRentRow>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct RentRange {
    #[serde(deserialize_with = "wire::amount")]
    min_rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::amount")]
    max_rent: Option<Decimal>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TermRentRow {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: TermRentAttributes,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct TermRentAttributes {
    #[serde(deserialize_with = "wire::text")]
    lease_term: SmolStr,
    #[serde(deserialize_with = "wire::amount")]
    rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::date")]
    start_date: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::date")]
    end_date: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::flag")]
    is_best_price: bool,
}

impl TryFrom<Layouts> for AvailabilityAndPricing {
    type Error = &'static str;

    fn try_from(layouts: Layouts) -> Result<Self, Self::Error> {
        let no_properties = layouts.properties.result().says_none();
        if no_properties && layouts.ils_units.is_none() && layouts.property_units.is_none() {
            return Err("it has neither Properties nor ILS_Units nor PropertyUnits");
        }
        // Some rows of layout A are malformed and lack their unit's id.
        let whole = layouts.ils_units.unwrap_or_default().unit.into_iter();
        let whole = whole.filter(|row| !row.attributes.property_unit_id.is_empty()).map(Unit::from);
        let of_spaces = layouts.property_units.unwrap_or_default().property_unit.into_iter();
        let units = whole.chain(of_spaces.flat_map(spaces)).collect();
        Ok(Self { units, properties: layouts.properties })
    }
}

/// A unit's spaces; what a space does not say, its unit says.
fn spaces(unit: PropertyUnit) -> impl Iterator<Item = Unit> {
    let PropertyUnit { attributes, unit_space } = unit;
    unit_space.into_iter().map(move |space| {
        let mut space = Unit::from(space);
        space.unit.clone_from(&attributes.id);
        space.property = space.property.or(attributes.property_id);
        space.floor_plan = space.floor_plan.or(attributes.floor_plan_id);
        space.area = space.area.or(attributes.area);
        for (own, inherited) in [
            (&mut space.floor_plan_name, &attributes.floor_plan_name),
            (&mut space.number, &attributes.unit_number),
            (&mut space.building, &attributes.building_name),
            (&mut space.floor, &attributes.floor_number),
        ] {
            if own.is_empty() {
                own.clone_from(inherited);
            }
        }
        space
    })
}

fn availability(said: &str) -> Availability {
    match said {
        "" => Availability::Unsaid,
        said if said.eq_ignore_ascii_case("available") => Availability::Available,
        said if said.eq_ignore_ascii_case("not available") => Availability::NotAvailable,
        said => Availability::Other(said.to_owned()),
    }
}

impl From<Row> for Unit {
    fn from(row: Row) -> Self {
        let Row { attributes, rent, deposit } = row;
        Self {
            space: attributes.id,
            unit: attributes.property_unit_id,
            property: attributes.property_id,
            floor_plan: attributes.floor_plan_id,
            floor_plan_name: attributes.floor_plan_name,
            number: attributes.unit_number,
            building: attributes.building_name,
            floor: attributes.floor_number,
            availability: availability(&attributes.availability),
            available_on: attributes.available_on,
            area: attributes.area,
            rent: Range { min: rent.range.min_rent, max: rent.range.max_rent },
            deposit,
            term_rents: rent.term_rent.into_iter().map(|row| row.attributes.into()).collect(),
        }
    }
}

impl From<TermRentAttributes> for TermRent {
    fn from(row: TermRentAttributes) -> Self {
        Self {
            lease_term: row.lease_term,
            rent: row.rent,
            start: row.start_date,
            end: row.end_date,
            best_price: row.is_best_price,
        }
    }
}
