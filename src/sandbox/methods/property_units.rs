//! `getPropertyUnits`: units and their spaces, in camel case with its exceptions.

use super::super::world::{Property, Unit, World};
use super::context::{Answer, Call, Refusal};
use super::{money, properties, set, us};
use serde_json::{Value, json};

/// `getPropertyUnits` r1, with the names that production reads where they differ from the published ones.
pub(super) fn get_property_units(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.required("propertyIds", call.params.get("propertyIds"))?;
    let free_only = call.params.flag("availableUnitsOnly");
    let described = |property: &Property| {
        let units = property.units.iter().filter(|unit| !free_only || unit.available_on.is_some());
        let units: Vec<_> = units.map(|unit| unit_of(property, unit)).collect();
        json!({ "propertyId": property.id, "propertyName": property.name, "units": { "unit": units } })
    };
    let listed: Vec<_> = properties(world, call)?.into_iter().map(described).collect();
    Ok(json!({ "properties": { "property": listed } }).into())
}

fn unit_of(property: &Property, unit: &Unit) -> Value {
    let plan = property.floor_plan(unit.floor_plan_id);
    json!({
        "id": unit.id.to_string(), "unitNumber": unit.number.to_string(),
        "buildingId": "1", "buildingName": "1", "floorNumber": unit.floor().to_string(),
        "floorPlanId": unit.floor_plan_id.to_string(),
        "floorplanName": plan.map_or("", |plan| plan.name.as_str()),
        "unitTypeId": (unit.floor_plan_id + 20_000).to_string(),
        "SquareFeet": unit.square_feet.to_string(),
        "numberOfBedrooms": plan.map_or(0, |plan| plan.bedrooms).to_string(),
        "numberOfBathrooms": plan.map_or(0.0, |plan| plan.bathrooms).to_string(),
        "isFurnished": "0", "isCorportateRented": "0",
        "unitAddress": {
            "address": property.street, "city": property.city, "state": property.state,
            "postalCode": property.postal_code, "country": "US",
        },
        "unitSpaces": { "unitSpace": space_of(unit) },
    })
}

/// One space: an object, not a list of one.
fn space_of(unit: &Unit) -> Value {
    let rent = format!("{}.00", unit.rent);
    let status = if unit.available_on.is_some() { "Vacant Unrented Ready" } else { "Occupied No Notice" };
    let mut space = json!({
        "unitSpaceId": unit.space_id().to_string(), "unitNumber": unit.number.to_string(),
        "availabilityStatus": status, "hasPricing": "1", "isAffordable": "0",
        "minDeposit": money(unit.deposit), "maxDeposit": money(unit.deposit),
        "rent": {
            "minRent": rent, "maxRent": rent,
            "termRent": [{ "leaseTermName": "12 Months", "rent": rent, "isBestPrice": "1" }],
        },
    });
    if let Some(day) = unit.available_on {
        set(&mut space, "availableDate", us(day));
        set(&mut space, "makeReadyDate", us(day));
    }
    space
}
