//! `getSpecials` r4.

use super::super::world::{Property, Special, World};
use super::format::{mountain_day, us};
use super::{Answer, Call, Refusal, lookup};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// `getSpecials` r4: all specials of a property, the ended and the hidden ones too.
pub(super) fn get_specials(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    if call.version != "r4" {
        return Err(Refusal::bad("This sandbox has getSpecials r4 only."));
    }
    let property = lookup::property(world, call)?;
    let today = mountain_day(call.now);
    let groups: Vec<_> = property.specials.iter().map(|special| group(property, special, today)).collect();
    Ok(json!({ "specialGroups": groups }).into())
}

fn group(property: &Property, special: &Special, today: NaiveDate) -> Value {
    let flag = |flag: bool| u8::from(flag).to_string();
    let [start, end] = special.period(today).map(|day| day.map_or_else(String::new, us));
    let plans = special.floor_plans.iter().filter_map(|id| property.floor_plan(*id));
    let references: Vec<_> =
        plans.map(|plan| json!({ "id": plan.id.to_string(), "name": plan.name })).collect();
    let level = if references.is_empty() { ("1", "Property") } else { ("2", "Floorplan") };
    json!({
        "specialGroupId": special.id.to_string(), "specialGroupName": special.name,
        "quantityBudgeted": "", "quantityRemaining": "",
        "isActive": flag(special.active), "isAdvertised": flag(special.on_website),
        "showOnWebsite": flag(special.on_website),
        "startDate": start, "endDate": end,
        "description": special.description, "internalDescription": "", "couponCode": "",
        "limitQuantity": "0", "termsAndConditions": special.terms,
        "associations": { "levelId": level.0, "levelName": level.1, "references": references },
        "specials": [{
            "specialId": (special.id + 1000).to_string(), "specialTypeId": "1",
            "specialName": special.name, "giftValue": format!("{}.00", special.value),
        }],
    })
}
