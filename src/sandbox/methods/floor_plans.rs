//! `getFloorPlans`, and the floor plan in the other methods.

use super::super::variants::Deposits;
use super::super::world::{FloorPlan, Property, UnitState, World};
use super::format::{money, range, set, text_or_empty};
use super::{Answer, Call, Refusal, files, lookup};
use serde_json::{Value, json};

/// `getFloorPlans` r1.
pub(super) fn get_floor_plans(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let asked = call.params.numbers("propertyFloorPlanIds")?;
    let disabled_too = call.params.flag("includeDisabledFloorplans");
    let plans = property.floor_plans.iter().filter(|plan| asked.is_empty() || asked.contains(&plan.id));
    let plans = plans.filter(|plan| disabled_too || !plan.disabled);
    let described: Vec<_> = plans.map(|plan| described(property, plan, call)).collect();
    Ok(json!({ "FloorPlans": { "FloorPlan": described } }).into())
}

/// A floor plan as `getFloorPlans` writes it.
fn described(property: &Property, plan: &FloorPlan, call: &Call<'_>) -> Value {
    let mut value = in_brief(property, plan);
    set(&mut value, "PropertyId", property.id);
    set(&mut value, "Comment", text_or_empty(&plan.comment));
    set(&mut value, "IsDisabled", plan.disabled);
    let unit_type = json!({
        "@value": format!("{}-R", plan.name), "@attributes": { "Id": unit_type_id(plan.id).to_string() },
    });
    set(&mut value, "UnitTypes", json!({ "UnitType": [unit_type] }));
    set(&mut value, "Deposit", deposit(plan, call));
    let amenity =
        json!({ "@attributes": { "AmenityType": "WD_Hookup" }, "Description": "Washer &amp; dryer" });
    set(&mut value, "Amenity", json!([amenity]));
    set(&mut value, "File", files::of_floor_plan(property, plan, call));
    value
}

/// The fields of a floor plan that `getMitsPropertyUnits` and `getUnitsAvailabilityAndPricing` have too.
pub(super) fn in_brief(property: &Property, plan: &FloorPlan) -> Value {
    let total = property.units_of(plan.id).count();
    let available = property.units_of(plan.id).filter(|unit| unit.is_available()).count();
    let displayed = property.units_of(plan.id).filter(|unit| unit.state == UnitState::Available).count();
    json!({
        "Identification": {
            "IDValue": plan.id.to_string(),
            "@attributes": { "IDRank": "primary", "IDScopeType": "sender", "IDType": "FloorplanID" },
        },
        "Name": plan.name,
        "UnitCount": total.to_string(),
        "UnitsAvailable": available.to_string(),
        "DisplayedUnitsAvailable": displayed.to_string(),
        "Room": [
            { "Count": plan.bathrooms.to_string(), "@attributes": { "RoomType": "Bathroom" } },
            { "Count": plan.bedrooms.to_string(), "@attributes": { "RoomType": "Bedroom" } },
        ],
        "SquareFeet": range(plan.square_feet[0], plan.square_feet[1]),
        "MarketRent": range(plan.rent[0], plan.rent[1]),
    })
}

/// The deposit, in dollars in every form.
pub(super) fn deposit(plan: &FloorPlan, call: &Call<'_>) -> Value {
    let amount = match call.variants.deposits {
        Deposits::MonthMultiple => {
            let dollars = format!("${}", money(plan.deposit));
            json!({
                "@attributes": { "AmountType": "MonthMultiple" },
                "ValueRange": { "@attributes": { "Max": dollars, "Min": dollars } },
            })
        }
        Deposits::Actual => {
            json!({ "AmountType": "Actual", "ValueRange": range(plan.deposit, plan.deposit) })
        }
    };
    json!({ "@attributes": { "DepositType": "security deposit" }, "Amount": amount })
}

/// The id of the unit type of a floor plan's units.
pub(super) fn unit_type_id(floor_plan: u64) -> u64 {
    floor_plan + 20_000
}
