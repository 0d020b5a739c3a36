//! `getMitsPropertyUnits`: coordinates, pictures and units in the words of the MITS standard.

use super::super::world::{Property, Unit, World};
use super::context::{Answer, Call, Refusal};
use super::{floor_plans, properties, set};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

/// `getMitsPropertyUnits` r1.
pub(super) fn get_mits_property_units(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.required("propertyIds", call.params.get("propertyIds"))?;
    let shown: Vec<_> = properties(world, call)?.into_iter().map(|one| described(one, call)).collect();
    Ok(json!({ "PhysicalProperty": { "Property": shown } }).into())
}

fn described(property: &Property, call: &Call<'_>) -> Value {
    let disabled_too = call.params.flag("includeDisabledFloorplans");
    let free_only = call.params.flag("availableUnitsOnly");
    let spaces = call.params.flag("showUnitSpaces");
    let plans = property.floor_plans.iter().filter(|plan| disabled_too || !plan.disabled);
    let plans: Vec<_> = plans.map(|plan| floor_plans::in_brief(property, plan)).collect();
    let units = property.units.iter().filter(|unit| !free_only || unit.available_on.is_some());
    let units: Vec<_> = units.map(|unit| unit_of(property, unit, spaces)).collect();

    let mut value = json!({
        "Identification": { "IDValue": property.id.to_string() },
        "PropertyID": {
            "MarketingName": property.name, "LegalName": format!("{} LLC", property.name),
            "WebSite": property.website,
            "Address": {
                "Address": property.street, "City": property.city, "State": property.state,
                "PostalCode": property.postal_code, "Country": "US", "Email": property.email,
            },
            "Phone": [{ "PhoneNumber": property.phone, "@attributes": { "PhoneType": "office" } }],
        },
        "ILS_Identification": {
            "@attributes": { "ILS_IdentificationType": "Apartment", "RentalType": "Market Rate" },
            "Latitude": property.latitude.to_string(), "Longitude": property.longitude.to_string(),
            "TimeZone": zone_word(property), "DaylightSaving": daylight_saving(property),
        },
        "Information": {
            "StructureType": "Standard", "UnitCount": property.units.len().to_string(),
            "YearBuilt": property.year_built.to_string(),
            "ShortDescription": property.short_description, "LongDescription": property.long_description,
            "PropertyAvailabilityURL": format!("{}Apartments/module/check_availability/", property.website),
        },
        // Production sees the same fee more than once.
        "Fee": { "ApplicationFee": [
            { "@attributes": { "Type": "Application", "Amount": "50.00" } },
            { "@attributes": { "Type": "Application", "Amount": "50.00" } },
        ] },
        "Policy": { "Pet": [{ "@attributes": { "Allowed": "true" } }] },
        "Amenity": [{ "@attributes": { "AmenityType": "Pool" }, "Description": "Pool" }],
        "Floorplan": plans,
    });
    if property.pictures > 0 {
        let files: Vec<_> = (1..=property.pictures).map(|n| picture(property, n, call.base_url)).collect();
        set(&mut value, "File", files);
    }
    if !units.is_empty() {
        set(&mut value, "ILS_Unit", units);
    }
    value
}

fn unit_of(property: &Property, unit: &Unit, spaces: bool) -> Value {
    let (id, id_type) = if spaces { (unit.space_id(), "UnitSpaceID") } else { (unit.id, "UnitID") };
    let plan = property.floor_plan(unit.floor_plan_id);
    let smallest = plan.map_or(0, |plan| if plan.square_feet[0] == 0 { 0 } else { unit.square_feet });
    let mut availability =
        json!({ "VacancyClass": if unit.available_on.is_some() { "Unoccupied" } else { "Occupied" } });
    if let Some(day) = unit.available_on {
        set(&mut availability, "MadeReadyDate", json!({ "@attributes": parts(day) }));
    }
    json!({
        "Identification": {
            "IDValue": id.to_string(), "OrganizationName": format!("{}~..~{}~..~a", property.id, unit.id),
            "@attributes": { "IDType": id_type },
        },
        "Units": { "Unit": {
            "Identification": { "IDValue": unit.id.to_string() },
            "MarketingName": unit.number.to_string(),
            "FloorplanName": plan.map_or("", |plan| plan.name.as_str()),
            "UnitOccupancyStatus": if unit.available_on.is_some() { "vacant" } else { "occupied" },
            "MinSquareFeet": smallest.to_string(), "MaxSquareFeet": unit.square_feet.to_string(),
            "MarketRent": unit.rent.to_string(),
            "@attributes": { "FloorPlanId": unit.floor_plan_id.to_string(), "BuildingId": "1" },
        } },
        "FloorLevel": unit.floor().to_string(),
        "Availability": availability,
        "Amenity": [{ "@attributes": { "AmenityType": "Other" }, "Description": "Balcony" }],
    })
}

fn parts(day: NaiveDate) -> Value {
    json!({ "Year": day.year().to_string(), "Month": day.month().to_string(), "Day": day.day().to_string() })
}

fn picture(property: &Property, n: u16, base_url: &str) -> Value {
    json!({
        "FileType": "Photo", "Src": format!("{base_url}/pictures/{}/{n}.svg", property.id),
        "Name": format!("{} {n}", property.name), "Caption": "", "Format": "image/svg+xml",
        "Width": "800", "Height": "600", "Rank": n.to_string(),
        "@attributes": { "FileID": (property.id * 100 + u64::from(n)).to_string(), "Active": "true" },
    })
}

/// The real vocabulary is unknown; a word, and surely no IANA name.
fn zone_word(property: &Property) -> &'static str {
    match property.zone.name() {
        "America/New_York" => "Eastern",
        "America/Chicago" => "Central",
        "America/Denver" | "America/Boise" | "America/Phoenix" => "Mountain",
        "America/Los_Angeles" => "Pacific",
        _ => "Other",
    }
}

fn daylight_saving(property: &Property) -> &'static str {
    if property.zone.name() == "America/Phoenix" { "N" } else { "Y" }
}
