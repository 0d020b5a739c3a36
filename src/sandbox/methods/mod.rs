//! Entrata's methods, one file a subject.

mod calendar;
mod context;
mod event;
mod floor_plans;
mod lead_events;
mod lead_pick_lists;
mod media;
mod mits;
mod mits_leads;
mod pricing;
mod properties;
mod property_units;
mod read_leads;
mod send_leads;
mod update_leads;

use super::world::{Property, World};
use chrono::NaiveDate;
pub(super) use context::{Answer, Call, Params, Refusal};
use serde_json::{Value, json};

/// One method of a service.
pub(super) type Method = fn(&mut World, &Call<'_>) -> Result<Answer, Refusal>;

/// The method that a call names.
pub(super) fn find(service: &str, method: &str) -> Result<Method, Refusal> {
    let found: Method = match (service, method) {
        ("status", "getStatus") => properties::get_status,
        ("properties", "getProperties") => properties::get_properties,
        ("properties", "getFloorPlans") => floor_plans::get_floor_plans,
        ("properties", "getCalendarAvailability") => calendar::get_calendar_availability,
        ("properties", "getPropertyMedia") => media::get_property_media,
        ("properties", "getPropertyPickLists") => media::get_property_pick_lists,
        ("propertyunits", "getMitsPropertyUnits") => mits::get_mits_property_units,
        ("propertyunits", "getUnitsAvailabilityAndPricing") => pricing::get_units_availability_and_pricing,
        ("propertyunits", "getPropertyUnits") => property_units::get_property_units,
        ("leads", "sendLeads") => send_leads::send_leads,
        ("leads", "updateLeads") => update_leads::update_leads,
        ("leads", "sendMitsLeads") => mits_leads::send_mits_leads,
        ("leads", "getLeads") => read_leads::get_leads,
        ("leads", "getLeadEvents") => lead_events::get_lead_events,
        ("leads", "getLeadPickLists") => lead_pick_lists::get_lead_pick_lists,
        ("status" | "properties" | "propertyunits" | "leads", _) => {
            return Err(Refusal::bad(format!("The service {service} has no method {method}.")));
        }
        _ => return Err(Refusal::gate(404, format!("The service {service} was not found."))),
    };
    Ok(found)
}

/// The property that a call's `propertyId` names, if its company may see it.
fn property<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Property, Refusal> {
    let id = call.params.required("propertyId", call.params.number("propertyId"))?;
    visible(world, call.cid, id)
}

/// The properties that a call's `propertyIds` names, or all that its company may see.
fn properties<'w>(world: &'w World, call: &Call<'_>) -> Result<Vec<&'w Property>, Refusal> {
    let ids = call.params.numbers("propertyIds")?;
    if ids.is_empty() {
        return Ok(world.properties_of(call.cid).collect());
    }
    ids.into_iter().map(|id| visible(world, call.cid, id)).collect()
}

fn visible(world: &World, cid: u64, id: u64) -> Result<&Property, Refusal> {
    world
        .properties
        .get(&id)
        .filter(|property| property.cid == cid)
        .ok_or_else(|| Refusal::business(311, format!("The application has no permission to property {id}.")))
}

/// `08/01/2030`.
fn us(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}

/// `1,234.00`.
fn money(dollars: u32) -> String {
    let digits = dollars.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + ".00"
}

/// `@attributes` with the lowest and highest of something.
fn range(low: u32, high: u32) -> Value {
    json!({ "@attributes": { "Min": low.to_string(), "Max": high.to_string() } })
}

/// Sets a field only where there is something to say: Entrata leaves unknown fields out.
fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value.into());
    }
}
