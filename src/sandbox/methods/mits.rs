//! `getMitsPropertyUnits`: coordinates, files, terms and units in the words of the MITS standard.

use super::super::variants::{Fax, MitsPropertyId, TimeZones};
use super::super::world::{FloorPlan, Property, World};
use super::format::{range, set, text_or_empty};
use super::{Answer, Call, Refusal, files, floor_plans, lookup, mits_terms, mits_units, urls};
use chrono::{Offset, TimeZone};
use serde_json::{Value, json};

/// `getMitsPropertyUnits` r1.
pub(super) fn get_mits_property_units(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.params.required("propertyIds", call.params.get("propertyIds"))?;
    let found = lookup::properties(world, call)?;
    let described: Vec<_> = found.into_iter().map(|property| described(property, call)).collect();
    Ok(json!({ "PhysicalProperty": { "Property": described } }).into())
}

fn described(property: &Property, call: &Call<'_>) -> Value {
    let disabled_too = call.params.flag("includeDisabledFloorplans");
    let plans = property.floor_plans.iter().filter(|plan| disabled_too || !plan.disabled);
    let plans: Vec<_> = plans.map(|plan| floor_plan(property, plan, call)).collect();
    let mut value = json!({
        "PropertyID": identity(property, call),
        "ILS_Identification": listing(property, call),
        "Information": information(property),
        "Floorplan": plans,
    });
    if call.variants.mits_property_id != MitsPropertyId::Inside {
        set(&mut value, "Identification", json!({ "IDValue": property.id.to_string() }));
    }
    mits_terms::add(&mut value, property, call);
    let files = files::of_property(property, call);
    if !files.is_empty() {
        set(&mut value, "File", files);
    }
    let units = mits_units::of(property, call);
    if !units.is_empty() {
        set(&mut value, "ILS_Unit", units);
    }
    value
}

fn identity(property: &Property, call: &Call<'_>) -> Value {
    let mut value = json!({
        "MarketingName": property.name, "LegalName": format!("{} LLC", property.name),
        "Type": property.kind, "WebSite": property.website,
        "Address": {
            "@attributes": { "AddressType": "property" },
            "Address": property.street, "City": property.city, "State": property.state,
            "PostalCode": property.postal_code, "Country": "US", "Email": property.email,
        },
        "IsDisabled": u8::from(property.disabled).to_string(),
        "Phone": phones(property, call),
    });
    if call.variants.mits_property_id != MitsPropertyId::Outside {
        let identification = json!({
            "@attributes": { "IDScopeType": "sender", "IDRank": "primary" }, "IDValue": property.id.to_string(),
        });
        set(&mut value, "Identification", identification);
    }
    value
}

fn phones(property: &Property, call: &Call<'_>) -> Vec<Value> {
    let phone = |kind: &str, number: &str| json!({ "@attributes": { "PhoneType": kind }, "PhoneDescription": kind, "PhoneNumber": number });
    let mut phones = vec![phone("office", &property.phone)];
    if !property.fax.is_empty() {
        match call.variants.fax {
            Fax::Last => phones.push(phone("fax", &property.fax)),
            Fax::First => phones.insert(0, phone("fax", &property.fax)),
            Fax::None => {}
        }
    }
    phones
}

fn listing(property: &Property, call: &Call<'_>) -> Value {
    let mut value = json!({
        "@attributes": { "ILS_IdentificationType": "Apartment", "RentalType": "Unspecified" },
        "Latitude": property.latitude.to_string(), "Longitude": property.longitude.to_string(),
        // `0` for every recorded property, also where clocks change: it says nothing.
        "DaylightSaving": "0",
    });
    let time_zone = match call.variants.time_zones {
        TimeZones::Set => property.time_zone.clone().unwrap_or_else(|| time_zone_words(property, "Time")),
        TimeZones::Unset => "Mountain Time (GMT -0700)".to_owned(),
        TimeZones::Standard => time_zone_words(property, "Standard Time"),
        TimeZones::Missing => return value,
    };
    set(&mut value, "TimeZone", time_zone);
    value
}

/// `Central Time (GMT -0600)`: the zone's US name and its standard offset.
fn time_zone_words(property: &Property, time: &str) -> String {
    let name = match property.zone.name() {
        "America/New_York" => "Eastern",
        "America/Chicago" => "Central",
        "America/Los_Angeles" => "Pacific",
        "America/Anchorage" => "Alaska",
        "Pacific/Honolulu" => "Hawaii",
        _ => "Mountain",
    };
    let winter =
        chrono::NaiveDate::from_ymd_opt(2030, 1, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN);
    let offset = property.zone.offset_from_utc_datetime(&winter).fix();
    format!("{name} {time} (GMT {})", offset.to_string().replace(':', ""))
}

fn information(property: &Property) -> Value {
    let hours: Vec<_> = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
        .map(|day| json!({ "OpenTime": "9:00 AM", "CloseTime": "5:30 PM", "Day": day }))
        .into();
    let terms: Vec<_> = property.lease_terms.iter().map(|months| format!("{months} months")).collect();
    json!({
        "StructureType": "Unspecified", "UnitCount": property.units.len().to_string(),
        "YearBuilt": property.year_built.to_string(), "OfficeHour": hours,
        "ShortDescription": text_or_empty(&property.short_description),
        "LongDescription": text_or_empty(&property.long_description),
        "LeaseLength": terms.join(", "),
        "PropertyAvailabilityURL": urls::availability(property),
    })
}

fn floor_plan(property: &Property, plan: &FloorPlan, call: &Call<'_>) -> Value {
    let mut value = floor_plans::in_brief(property, plan);
    // In recordings, a plan without available units has no rent.
    if property.units_of(plan.id).all(|unit| unit.available_on.is_none()) {
        set(&mut value, "MarketRent", range(0, 0));
    }
    set(&mut value, "Comment", text_or_empty(&plan.comment));
    set(&mut value, "FloorplanAvailabilityURL", urls::floor_plan(property, plan.id));
    set(&mut value, "Deposit", floor_plans::deposit(plan, call));
    set(&mut value, "File", files::of_floor_plan(property, plan, call));
    value
}
