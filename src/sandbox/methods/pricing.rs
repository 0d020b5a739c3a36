//! `getUnitsAvailabilityAndPricing`: two layouts, told apart by `showUnitSpaces`.

use super::super::world::{Property, Unit, World};
use super::context::{Answer, Call, Refusal};
use super::{floor_plans, money, property, set, us};
use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

/// `getUnitsAvailabilityAndPricing` r1.
pub(super) fn get_units_availability_and_pricing(
    world: &mut World,
    call: &Call<'_>,
) -> Result<Answer, Refusal> {
    let property = property(world, call)?;
    let units = asked(property, call)?;
    if units.is_empty() {
        return Ok(json!("No records found for the given criteria.").into());
    }
    let plans: Vec<_> = property.floor_plans.iter().filter(|plan| !plan.disabled).collect();
    let plans: Vec<_> = plans.into_iter().map(|plan| floor_plans::in_brief(property, plan)).collect();
    let mut result = json!({ "Properties": { "Property": [{
        "PropertyId": property.id.to_string(), "MarketingName": property.name,
        "Floorplans": { "Floorplan": plans },
    }] } });
    if call.params.flag("showUnitSpaces") {
        let listed: Vec<_> = units.iter().map(|unit| with_spaces(property, unit, call)).collect();
        set(&mut result, "PropertyUnits", json!({ "PropertyUnit": listed }));
    } else {
        let keyed: Map<_, _> =
            units.iter().map(|unit| (unit.id.to_string(), priced(property, unit, call))).collect();
        set(&mut result, "ILS_Units", json!({ "Unit": keyed }));
    }
    Ok(result.into())
}

fn asked<'p>(property: &'p Property, call: &Call<'_>) -> Result<Vec<&'p Unit>, Refusal> {
    let plan = call.params.number("floorplanId");
    let id = call.params.number("propertyUnitId");
    let free_only = call.params.flag("availableUnitsOnly");
    let leased_only = call.params.flag("unavailableUnitsOnly");
    let from = call.params.date("moveInStartDate")?;
    let to = call.params.date("moveInEndDate")?;
    let in_time = |unit: &Unit| match unit.available_on {
        Some(day) => to.is_none_or(|to| day <= to),
        None => from.is_none() && to.is_none(),
    };
    let all = property.units.iter();
    Ok(all
        .filter(|unit| {
            plan.is_none_or(|plan| unit.floor_plan_id == plan) && id.is_none_or(|id| unit.id == id)
        })
        .filter(|unit| !free_only || unit.available_on.is_some())
        .filter(|unit| !leased_only || unit.available_on.is_none())
        .filter(|unit| in_time(unit))
        .collect())
}

/// Layout A: one value a unit.
fn priced(property: &Property, unit: &Unit, call: &Call<'_>) -> Value {
    let plan = property.floor_plan(unit.floor_plan_id).map_or("", |plan| plan.name.as_str());
    let mut value = json!({
        "@attributes": {
            "Id": unit.space_id().to_string(), "PropertyUnitId": unit.id.to_string(),
            "PropertyId": property.id.to_string(), "FloorplanId": unit.floor_plan_id.to_string(),
            "FloorPlanName": plan, "UnitTypeId": (unit.floor_plan_id + 20_000).to_string(),
            "UnitNumber": unit.number.to_string(), "BuildingName": "1", "FloorNumber": unit.floor().to_string(),
            "Area": format!("{} SquareFeet", unit.square_feet),
        },
        "Deposit": { "@attributes": { "MinDeposit": money(unit.deposit), "MaxDeposit": money(unit.deposit) } },
    });
    add_availability(&mut value, unit, call);
    value
}

/// Layout B: a unit and its spaces, keyed by id.
fn with_spaces(property: &Property, unit: &Unit, call: &Call<'_>) -> Value {
    let mut space = json!({ "@attributes": {
        "Id": unit.space_id().to_string(), "UnitNumber": "A", "PropertyId": property.id.to_string(),
    } });
    add_availability(&mut space, unit, call);
    let spaces = Map::from_iter([(unit.space_id().to_string(), space)]);
    json!({
        "@attributes": {
            "Id": unit.id.to_string(), "UnitNumber": unit.number.to_string(),
            "FloorplanId": unit.floor_plan_id.to_string(), "PropertyId": property.id.to_string(),
        },
        "UnitSpace": spaces,
    })
}

fn add_availability(value: &mut Value, unit: &Unit, call: &Call<'_>) {
    let attributes = &mut value["@attributes"];
    set(attributes, "Availability", if unit.available_on.is_some() { "Available" } else { "Not Available" });
    if let Some(day) = unit.available_on {
        set(attributes, "AvailableOn", us(day));
    }
    if !call.params.flag("skipPricing") {
        set(value, "Rent", rent(unit, call.now.date_naive()));
    }
}

/// The same money in three spellings, as it comes.
fn rent(unit: &Unit, today: NaiveDate) -> Value {
    let start = unit.available_on.unwrap_or(today);
    let mut term = json!({ "LeaseTerm": "12 Months", "Rent": money(unit.rent), "IsBestPrice": "true", "StartDate": us(start) });
    if let Some(end) = start.checked_add_days(Days::new(364)) {
        set(&mut term, "EndDate", us(end));
    }
    json!({
        "@attributes": { "MinRent": format!("${}", money(unit.rent)), "MaxRent": money(unit.rent) },
        "TermRent": [{ "@attributes": term }],
    })
}
