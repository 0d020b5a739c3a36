//! `getUnitsAvailabilityAndPricing`: two layouts, selected by `showUnitSpaces`.

use super::super::variants::Pricing;
use super::super::world::{Property, Unit, UnitState, World};
use super::format::{money, set, us};
use super::{Answer, Call, Refusal, floor_plans, lookup};
use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

/// `getUnitsAvailabilityAndPricing` r1.
pub(super) fn get_units_availability_and_pricing(
    world: &mut World,
    call: &Call<'_>,
) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let units = asked(property, call)?;
    if units.is_empty() {
        return Ok(json!("No records found for the given criteria.").into());
    }
    let plans = property.floor_plans.iter().filter(|plan| !plan.disabled);
    let plans: Vec<_> = plans.map(|plan| floor_plans::in_brief(property, plan)).collect();
    let mut result = json!({ "Properties": { "Property": [{
        "PropertyId": property.id.to_string(), "MarketingName": property.name,
        "Floorplans": { "Floorplan": plans },
    }] } });
    let spaces = call.params.flag("showUnitSpaces");
    match (call.variants.pricing, spaces) {
        (Pricing::NoUnitBlocks, _) => {}
        (Pricing::NoUnits, true) => set(&mut result, "PropertyUnits", json!({})),
        (Pricing::NoUnits, false) => set(&mut result, "ILS_Units", json!({})),
        (_, true) => {
            let listed: Vec<_> = units.iter().map(|unit| with_spaces(property, unit, call)).collect();
            set(&mut result, "PropertyUnits", json!({ "PropertyUnit": listed }));
        }
        (_, false) => {
            let keyed = units.iter().map(|unit| (unit.id.to_string(), priced(property, unit, call)));
            set(&mut result, "ILS_Units", json!({ "Unit": keyed.collect::<Map<_, _>>() }));
        }
    }
    Ok(result.into())
}

fn asked<'p>(property: &'p Property, call: &Call<'_>) -> Result<Vec<&'p Unit>, Refusal> {
    let plan = call.params.number("floorplanId");
    let id = call.params.number("propertyUnitId");
    let available_only = call.params.flag("availableUnitsOnly");
    let unavailable_only = call.params.flag("unavailableUnitsOnly");
    let from = call.params.date("moveInStartDate")?;
    let to = call.params.date("moveInEndDate")?;
    let in_time = |unit: &Unit| match unit.available_on {
        Some(day) => to.is_none_or(|to| day <= to),
        None => from.is_none() && to.is_none(),
    };
    let units = property.units.iter();
    let units = units
        .filter(|unit| plan.is_none_or(|plan| unit.floor_plan_id == plan))
        .filter(|unit| id.is_none_or(|id| unit.id == id))
        .filter(|unit| !available_only || unit.is_available())
        .filter(|unit| !unavailable_only || !unit.is_available())
        .filter(|unit| in_time(unit));
    Ok(units.collect())
}

/// Layout A: one value for each unit.
fn priced(property: &Property, unit: &Unit, call: &Call<'_>) -> Value {
    let plan = property.floor_plan(unit.floor_plan_id).map_or("", |plan| plan.name.as_str());
    let deposit = money(unit.deposit);
    let mut value = json!({
        "@attributes": {
            "Id": unit.space_id().to_string(), "PropertyId": property.id.to_string(),
            "FloorplanId": unit.floor_plan_id.to_string(), "FloorPlanName": plan,
            "UnitTypeId": floor_plans::unit_type_id(unit.floor_plan_id).to_string(),
            "UnitNumber": unit.number.to_string(), "BuildingName": unit.building.to_string(),
            "FloorNumber": unit.floor().to_string(), "Area": format!("{} SquareFeet", unit.square_feet),
            "IsAffordable": "0",
        },
        "Deposit": { "@attributes": { "MinDeposit": deposit, "MaxDeposit": deposit } },
    });
    if call.variants.pricing != Pricing::NoUnitIds {
        set(&mut value["@attributes"], "PropertyUnitId", unit.id.to_string());
    }
    add_availability(&mut value, property, unit, call);
    value
}

/// Layout B: a unit and its spaces, keyed by id.
fn with_spaces(property: &Property, unit: &Unit, call: &Call<'_>) -> Value {
    let mut space = json!({ "@attributes": {
        "Id": unit.space_id().to_string(), "UnitNumber": "A", "PropertyId": property.id.to_string(),
    } });
    add_availability(&mut space, property, unit, call);
    let spaces = Map::from_iter([(unit.space_id().to_string(), space)]);
    let mut value = json!({
        "@attributes": {
            "UnitNumber": unit.number.to_string(), "FloorplanId": unit.floor_plan_id.to_string(),
            "PropertyId": property.id.to_string(),
        },
        "UnitSpace": spaces,
    });
    if call.variants.pricing != Pricing::NoUnitIds {
        set(&mut value["@attributes"], "Id", unit.id.to_string());
    }
    value
}

fn add_availability(value: &mut Value, property: &Property, unit: &Unit, call: &Call<'_>) {
    let (availability, status) = match unit.state {
        UnitState::Available | UnitState::Hidden => ("Available", "Vacant Ready (Available)"),
        UnitState::OnNotice => ("On Notice", "Notice Unrented (Available)"),
        UnitState::Leased => ("Not Available", "Vacant Rented Ready"),
        UnitState::Occupied => ("Not Available", "Occupied No Notice"),
    };
    let attributes = &mut value["@attributes"];
    set(attributes, "Availability", availability);
    set(attributes, "Status", status);
    set(attributes, "WebVisible", if unit.state == UnitState::Hidden { "0" } else { "1" });
    if let Some(day) = unit.available_on {
        set(attributes, "AvailableOn", us(day));
    }
    if !call.params.flag("skipPricing") {
        set(value, "Rent", rent(property, unit, call.now.date_naive()));
    }
}

/// The same money in three spellings, as in live replies.
fn rent(property: &Property, unit: &Unit, today: NaiveDate) -> Value {
    let start = unit.available_on.unwrap_or(today);
    let rents: Vec<_> =
        property.lease_terms.iter().map(|months| (*months, term_rent(unit, *months))).collect();
    let lowest = rents.iter().map(|(_, rent)| *rent).min().unwrap_or(unit.rent);
    let highest = rents.iter().map(|(_, rent)| *rent).max().unwrap_or(unit.rent);
    let best = rents.iter().position(|(_, rent)| *rent == lowest);
    let mut terms = Vec::new();
    for (at, (months, rent)) in rents.iter().enumerate() {
        let mut term = json!({
            "LeaseTerm": format!("{months} Months"), "Rent": money(*rent), "StartDate": us(start),
            "IsBestPrice": (best == Some(at)).to_string(),
        });
        if let Some(end) = start.checked_add_days(Days::new(u64::from(*months) * 365 / 12 - 1)) {
            set(&mut term, "EndDate", us(end));
        }
        terms.push(json!({ "@attributes": term }));
    }
    json!({
        "@attributes": { "MinRent": format!("${}", money(lowest)), "MaxRent": money(highest) },
        "TermRent": terms,
    })
}

/// The rent of a lease term: 1 % more for each month below a year.
pub(super) fn term_rent(unit: &Unit, months: u32) -> u32 {
    unit.rent + unit.rent * 12_u32.saturating_sub(months) / 100
}
