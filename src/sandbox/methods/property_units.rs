//! `getPropertyUnits`: units and their spaces, in camel case with its exceptions.

use super::super::world::{Property, Unit, UnitState, World};
use super::format::{money, set, us};
use super::{Answer, Call, Refusal, floor_plans, lookup, pricing, urls};
use serde_json::{Value, json};

/// `getPropertyUnits` r1. Where production code and the published description differ, it has production's names.
pub(super) fn get_property_units(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.required("propertyIds", call.params.get("propertyIds"))?;
    let available_only = call.params.flag("availableUnitsOnly");
    let described = |property: &Property| {
        let units = property.units.iter().filter(|unit| !available_only || unit.is_available());
        let units: Vec<_> = units.map(|unit| unit_of(property, unit)).collect();
        json!({ "propertyId": property.id, "propertyName": property.name, "units": { "unit": units } })
    };
    let listed: Vec<_> = lookup::properties(world, call)?.into_iter().map(described).collect();
    Ok(json!({ "properties": { "property": listed } }).into())
}

fn unit_of(property: &Property, unit: &Unit) -> Value {
    let plan = property.floor_plan(unit.floor_plan_id);
    json!({
        "id": unit.id.to_string(), "unitNumber": unit.number.to_string(),
        "buildingId": property.building_id(unit.building).to_string(), "buildingName": unit.building.to_string(),
        "floorNumber": unit.floor().to_string(), "floorPlanId": unit.floor_plan_id.to_string(),
        "floorplanName": plan.map_or("", |plan| plan.name.as_str()),
        "unitTypeId": floor_plans::unit_type_id(unit.floor_plan_id).to_string(),
        "SquareFeet": unit.square_feet.to_string(),
        "numberOfBedrooms": plan.map_or(0, |plan| plan.bedrooms).to_string(),
        "numberOfBathrooms": plan.map_or(0.0, |plan| plan.bathrooms).to_string(),
        "isFurnished": "0", "isCorportateRented": "0",
        "unitAddress": {
            "address": property.street, "city": property.city, "state": property.state,
            "postalCode": property.postal_code, "country": "US",
        },
        "unitSpaces": { "unitSpace": space_of(property, unit) },
    })
}

/// The unit's one space: an object, not a list of one.
fn space_of(property: &Property, unit: &Unit) -> Value {
    let status = match unit.state {
        UnitState::Available | UnitState::Hidden => "Vacant Unrented Ready",
        UnitState::OnNotice => "Notice Unrented",
        UnitState::Leased => "Vacant Rented Ready",
        UnitState::Occupied => "Occupied No Notice",
    };
    let rents = property.lease_terms.iter().map(|months| (*months, pricing::term_rent(unit, *months)));
    let rents: Vec<_> = rents.collect();
    let lowest = rents.iter().map(|(_, rent)| *rent).min().unwrap_or(unit.rent);
    let highest = rents.iter().map(|(_, rent)| *rent).max().unwrap_or(unit.rent);
    let terms: Vec<_> = rents
        .iter()
        .map(|(months, rent)| {
            json!({
                "leaseTermName": format!("{months} Months"), "rent": format!("{rent}.00"),
                "isBestPrice": u8::from(*rent == lowest).to_string(),
            })
        })
        .collect();
    let mut space = json!({
        "unitSpaceId": unit.space_id().to_string(), "unitNumber": unit.number.to_string(),
        "availabilityStatus": status, "hasPricing": "1", "isAffordable": "0",
        "unitAvailabilityURL": urls::unit(property, unit.floor_plan_id, unit.id),
        "minDeposit": money(unit.deposit), "maxDeposit": money(unit.deposit),
        "rent": {
            "minRent": format!("{lowest}.00"), "maxRent": format!("{highest}.00"), "termRent": terms,
        },
    });
    if let Some(day) = unit.available_on {
        set(&mut space, "availableDate", us(day));
        set(&mut space, "makeReadyDate", us(day));
    }
    space
}
