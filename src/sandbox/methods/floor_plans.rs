//! `getFloorPlans`, and the floor plan in the other methods' words.

use super::super::world::{FloorPlan, Property, World};
use super::context::{Answer, Call, Refusal};
use super::{property, range, set};
use serde_json::{Value, json};

/// `getFloorPlans` r1.
pub(super) fn get_floor_plans(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = property(world, call)?;
    let asked = call.params.numbers("propertyFloorPlanIds")?;
    let disabled_too = call.params.flag("includeDisabledFloorplans");
    let shown: Vec<_> = property
        .floor_plans
        .iter()
        .filter(|plan| asked.is_empty() || asked.contains(&plan.id))
        .filter(|plan| disabled_too || !plan.disabled)
        .map(|plan| described(property, plan, call.base_url))
        .collect();
    Ok(json!({ "FloorPlans": { "FloorPlan": shown } }).into())
}

/// A floor plan as `getFloorPlans` writes it.
fn described(property: &Property, plan: &FloorPlan, base_url: &str) -> Value {
    let mut value = in_brief(property, plan);
    set(&mut value, "PropertyId", property.id);
    set(&mut value, "Comment", plan.comment.clone());
    set(&mut value, "IsDisabled", plan.disabled);
    set(
        &mut value,
        "UnitTypes",
        json!({ "UnitType": [{
            "@value": format!("{}-R", plan.name), "@attributes": { "Id": (plan.id + 20_000).to_string() },
        }] }),
    );
    set(&mut value, "Deposit", deposit(plan));
    set(
        &mut value,
        "Amenity",
        json!([{ "@attributes": { "AmenityType": "WD_Hookup" }, "Description": "Washer &amp; dryer" }]),
    );
    set(&mut value, "File", json!([picture(property, plan, base_url)]));
    value
}

/// What `getMitsPropertyUnits` and `getUnitsAvailabilityAndPricing` say of a floor plan too.
pub(super) fn in_brief(property: &Property, plan: &FloorPlan) -> Value {
    let free = property.units_of(plan.id).filter(|unit| unit.available_on.is_some()).count();
    let total = property.units_of(plan.id).count();
    json!({
        "Identification": {
            "IDValue": plan.id.to_string(),
            "@attributes": { "IDRank": "primary", "IDScopeType": "sender", "IDType": "FloorplanID" },
        },
        "Name": plan.name,
        "UnitCount": total.to_string(),
        "UnitsAvailable": free.to_string(),
        "DisplayedUnitsAvailable": free.to_string(),
        "Room": [
            { "Count": plan.bathrooms.to_string(), "@attributes": { "RoomType": "Bathroom" } },
            { "Count": plan.bedrooms.to_string(), "@attributes": { "RoomType": "Bedroom" } },
        ],
        "SquareFeet": range(plan.square_feet[0], plan.square_feet[1]),
        "MarketRent": range(plan.rent[0], plan.rent[1]),
    })
}

fn deposit(plan: &FloorPlan) -> Value {
    json!({
        "@attributes": { "DepositType": "Security Deposit" },
        "Amount": { "AmountType": "Actual", "ValueRange": range(plan.deposit, plan.deposit) },
    })
}

fn picture(property: &Property, plan: &FloorPlan, base_url: &str) -> Value {
    json!({
        "FileType": "Floorplan",
        "Src": format!("{base_url}/pictures/{}/{}.svg", property.id, plan.id),
        "Name": plan.name, "Caption": format!("{} floor plan", plan.name),
        "Format": "image/svg+xml", "Width": "800", "Height": "600",
        "@attributes": { "FileID": plan.id.to_string(), "Active": "true", "IsDefault": "true" },
    })
}
