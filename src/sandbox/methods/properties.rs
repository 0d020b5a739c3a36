//! `getStatus` and `getProperties`.

use super::super::world::{Property, World};
use super::context::{Answer, Call, Refusal};
use super::{properties, set};
use serde_json::{Value, json};

/// `getStatus` r1.
pub(super) fn get_status(_: &mut World, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(json!({ "status": "Success", "message": "The sandbox is up." }).into())
}

/// `getProperties` r1.
pub(super) fn get_properties(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let disabled_too = call.params.flag("showAllStatus");
    let found = properties(world, call)?;
    let shown: Vec<_> =
        found.into_iter().filter(|one| disabled_too || !one.disabled).map(described).collect();
    Ok(json!({ "PhysicalProperty": { "Property": shown } }).into())
}

fn described(property: &Property) -> Value {
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
        "LeaseTerms": { "LeaseTerm": [
            { "Id": 10, "Name": "12 months", "TermMonths": 12, "IsProspect": true, "IsRenewal": false },
            { "Id": 11, "Name": "6 months", "TermMonths": 6, "IsProspect": true, "IsRenewal": true },
        ] },
    });
    if !property.short_description.is_empty() {
        set(&mut value, "ShortDescription", property.short_description.clone());
    }
    if !property.long_description.is_empty() {
        set(&mut value, "LongDescription", property.long_description.clone());
    }
    value
}

/// As recorded: days in no order, closed days left out, no times for an appointment day.
fn office_hours() -> Value {
    let open = |day| json!({ "Day": day, "AvailabilityType": "Open", "OpenTime": "9:00 AM", "CloseTime": "5:30 PM" });
    let mut days: Vec<_> = ["Tuesday", "Monday", "Friday", "Thursday", "Wednesday"].map(open).into();
    days.push(json!({ "Day": "Saturday", "AvailabilityType": "By Appointment Only" }));
    days.into()
}
