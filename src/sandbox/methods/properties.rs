//! `getStatus` and `getProperties`.

use super::super::world::{Property, World};
use super::format::set;
use super::{Answer, Call, Refusal, lookup};
use serde_json::{Value, json};

/// `getStatus` r1.
pub(super) fn get_status(_: &mut World, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(json!({ "status": "Success", "message": "The sandbox is up." }).into())
}

/// `getProperties` r1.
pub(super) fn get_properties(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let disabled_too = call.params.flag("showAllStatus");
    let found = lookup::properties(world, call)?;
    let shown = found.into_iter().filter(|property| disabled_too || !property.disabled);
    let shown: Vec<_> = shown.map(described).collect();
    Ok(json!({ "PhysicalProperty": { "Property": shown } }).into())
}

fn described(property: &Property) -> Value {
    let terms: Vec<_> = property.lease_terms.iter().enumerate().map(lease_term).collect();
    let mut value = json!({
        "PropertyID": property.id,
        "MarketingName": property.name,
        "Type": property.kind,
        "YearBuilt": property.year_built.to_string(),
        "webSite": property.website,
        "Address": {
            "@attributes": { "AddressType": "property" },
            "Address": property.street, "City": property.city, "State": property.state,
            "PostalCode": property.postal_code, "Country": "US", "Email": property.email,
        },
        "Addresses": { "Address": [{
            "AddressType": "Primary", "Address": property.street, "City": property.city,
            "StateCode": property.state, "PostalCode": property.postal_code, "Country": "US",
        }] },
        "Phone": {
            "PhoneNumber": property.phone, "@attributes": { "PhoneType": "primary" },
            "PhoneDescription": "Primary",
        },
        "PropertyHours": { "OfficeHours": { "OfficeHour": office_hours() } },
        "IsDisabled": u8::from(property.disabled),
        "IsFeaturedProperty": 0,
        "SpaceOptions": { "SpaceOption": [{ "Id": "2", "Name": "Standard" }] },
        "LeaseTerms": { "LeaseTerm": terms },
    });
    for (name, text) in
        [("ShortDescription", &property.short_description), ("LongDescription", &property.long_description)]
    {
        if !text.is_empty() {
            set(&mut value, name, text.clone());
        }
    }
    value
}

/// A lease term. Each can be renewed, except for the usual one in the recorded example.
fn lease_term((at, months): (usize, &u32)) -> Value {
    json!({
        "Id": 10 + at, "Name": format!("{months} months"), "TermMonths": months, "IsProspect": true,
        "IsRenewal": at > 0,
    })
}

/// As recorded: the days in no order, closed days missing, no times for an appointment day.
fn office_hours() -> Value {
    let open = |day| json!({ "Day": day, "AvailabilityType": "Open", "OpenTime": "9:00 AM", "CloseTime": "5:30 PM" });
    let mut days: Vec<_> = ["Tuesday", "Monday", "Friday", "Thursday", "Wednesday"].map(open).into();
    days.push(json!({ "Day": "Saturday", "AvailabilityType": "By Appointment Only" }));
    days.into()
}
