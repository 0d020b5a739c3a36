//! The units in `getMitsPropertyUnits`.

use super::super::world::{Property, Unit, UnitState};
use super::Call;
use super::format::set;
use super::mits_terms::listed_amenities;
use super::urls;
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

/// The units that a call asks for.
pub(super) fn of(property: &Property, call: &Call<'_>) -> Vec<Value> {
    let available_only = call.params.flag("availableUnitsOnly");
    let spaces = call.params.flag("showUnitSpaces");
    let units = property.units.iter().filter(|unit| !available_only || unit.is_available());
    units.map(|unit| described(property, unit, spaces)).collect()
}

fn described(property: &Property, unit: &Unit, spaces: bool) -> Value {
    let (id, id_type) = if spaces { (unit.space_id(), "UnitSpaceID") } else { (unit.id, "UnitID") };
    let mut value = json!({
        "Identification": {
            "IDValue": id.to_string(), "OrganizationName": format!("{}~..~{}~..~a", property.id, unit.id),
            "@attributes": { "IDType": id_type, "IDScopeType": "sender", "IDRank": "primary" },
        },
        "Units": { "Unit": details(property, unit) },
        "FloorLevel": unit.floor().to_string(),
        "EffectiveRent": unit.rent.to_string(),
        "Availability": availability(property, unit),
    });
    let amenities = listed_amenities(&property.unit_amenities);
    if !amenities.is_empty() {
        set(&mut value, "Amenity", amenities);
    }
    value
}

fn details(property: &Property, unit: &Unit) -> Value {
    let plan = property.floor_plan(unit.floor_plan_id);
    let plan_name = plan.map_or("", |plan| plan.name.as_str());
    // An unknown smallest area is 0 for the unit too.
    let smallest = plan.map_or(0, |plan| if plan.square_feet[0] == 0 { 0 } else { unit.square_feet });
    json!({
        "@attributes": {
            "BuildingId": property.building_id(unit.building).to_string(),
            "FloorPlanId": unit.floor_plan_id.to_string(),
        },
        "Identification": { "IDValue": unit.id.to_string() },
        "MarketingName": unit.number.to_string(), "UnitType": plan_name,
        "UnitBedrooms": plan.map_or(0, |plan| plan.bedrooms).to_string(),
        "UnitBathrooms": plan.map_or(0.0, |plan| plan.bathrooms).to_string(),
        "MinSquareFeet": smallest.to_string(), "MaxSquareFeet": unit.square_feet.to_string(),
        "SquareFootType": "internal",
        "UnitRent": unit.rent.to_string(), "MarketRent": unit.rent.to_string(),
        "UnitOccupancyStatus": if unit.is_vacant() { "vacant" } else { "occupied" },
        "UnitLeasedStatus": match unit.state {
            UnitState::Available | UnitState::Hidden => "available",
            UnitState::OnNotice => "on_notice",
            UnitState::Leased | UnitState::Occupied => "leased",
        },
        "FloorplanName": plan_name, "BuildingName": unit.building.to_string(),
    })
}

fn availability(property: &Property, unit: &Unit) -> Value {
    let mut value = json!({
        "VacancyClass": if unit.is_vacant() { "Unoccupied" } else { "Occupied" },
        "UnitAvailabilityURL": urls::unit(property, unit.floor_plan_id, unit.id),
    });
    if let Some(day) = unit.available_on {
        let name = if unit.state == UnitState::OnNotice { "VacateDate" } else { "MadeReadyDate" };
        set(&mut value, name, json!({ "@attributes": parts(day) }));
    }
    value
}

fn parts(day: NaiveDate) -> Value {
    json!({
        "Year": day.year().to_string(), "Month": format!("{:02}", day.month()), "Day": format!("{:02}", day.day()),
    })
}
