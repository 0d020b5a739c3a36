//! What a property charges, offers and allows, in `getMitsPropertyUnits`.

use super::super::variants::MitsAmenities;
use super::super::world::{Amenity, Property};
use super::Call;
use super::format::{empty, mountain_day, set, text_or_empty};
use serde_json::{Value, json};

/// Adds fees, concessions, amenities, policy and buildings to a property.
pub(super) fn add(value: &mut Value, property: &Property, call: &Call<'_>) {
    let fees: Vec<_> = property.fees.iter().filter(|fee| fee.timing == "Application").map(fee).collect();
    if !fees.is_empty() {
        // Production code removes duplicates: each fee is there twice.
        let twice: Vec<_> = fees.iter().chain(&fees).cloned().collect();
        set(value, "Fee", json!({ "ApplicationFee": twice }));
    }
    let concessions = concessions(property, call);
    if !concessions.is_empty() {
        set(value, "Concession", concessions);
    }
    match call.variants.mits_amenities {
        MitsAmenities::Grouped => set(value, "Amenities", grouped_amenities(property)),
        MitsAmenities::Listed => set(value, "Amenity", listed_amenities(&property.amenities)),
    }
    set(value, "Policy", policy(property));
    let buildings: Vec<_> = (1..=property.buildings.max(1)).map(|n| building(property, n)).collect();
    set(value, "Building", buildings);
}

fn fee(fee: &super::super::world::Fee) -> Value {
    json!({ "@attributes": { "Type": fee.name, "Amount": format!("{}.00", fee.amount) } })
}

/// The specials of the website, as concessions.
fn concessions(property: &Property, call: &Call<'_>) -> Vec<Value> {
    let today = mountain_day(call.now);
    let offered = property.specials.iter().filter(|special| special.is_offered(today));
    offered
        .map(|special| {
            json!({
                "@attributes": { "Active": "true" },
                "Value": format!("{}.00", special.value),
                "DescriptionHeader": special.name, "DescriptionBody": text_or_empty(&special.description),
                "DescriptionFooter": text_or_empty(&special.terms),
            })
        })
        .collect()
}

fn grouped_amenities(property: &Property) -> Value {
    let group = |amenities: &[Amenity]| {
        let amenities: Vec<_> = amenities
            .iter()
            .map(|amenity| {
                json!({
                    "@attributes": {
                        "IsPublished": u8::from(amenity.published).to_string(),
                        "IsFeatured": u8::from(amenity.featured).to_string(),
                    },
                    "Name": amenity.name,
                })
            })
            .collect();
        if amenities.is_empty() { empty() } else { json!({ "Amenity": amenities }) }
    };
    json!({
        "PropertyAmenities": group(&property.amenities), "UnitAmenities": group(&property.unit_amenities),
    })
}

/// The published amenities. This form has no other ones.
pub(super) fn listed_amenities(amenities: &[Amenity]) -> Vec<Value> {
    let published = amenities.iter().filter(|amenity| amenity.published);
    published
        .map(|amenity| json!({ "@attributes": { "AmenityType": "Other" }, "Description": amenity.name }))
        .collect()
}

fn policy(property: &Property) -> Value {
    let pets: Vec<_> = property
        .pets
        .iter()
        .map(|pet| {
            let rent = if pet.rent > 0 { json!(pet.rent.to_string()) } else { empty() };
            json!({
                // `true` for every recorded property, also beside "No Pets".
                "@attributes": { "Allowed": "true" },
                "Pets": { "@attributes": {
                    "Count": "0", "Description": pet.description, "PetType": pet.kind, "Weight": "",
                } },
                "Rent": rent, "Restrictions": text_or_empty(&pet.restrictions),
            })
        })
        .collect();
    if pets.is_empty() && property.policy.is_empty() {
        return empty();
    }
    let mut value = json!({});
    match &pets[..] {
        [] => {}
        [one] => set(&mut value, "Pet", one.clone()),
        many => set(&mut value, "Pet", many.to_vec()),
    }
    if !property.policy.is_empty() {
        set(&mut value, "General", property.policy.clone());
    }
    value
}

fn building(property: &Property, n: u8) -> Value {
    let units = property.units.iter().filter(|unit| unit.building == n).count();
    let id = property.building_id(n);
    json!({
        "Identification": {
            "@attributes": { "IDScopeType": "sender", "IDRank": "primary" },
            "IDValue": id.to_string(), "OrganizationName": n.to_string(),
        },
        "Name": n.to_string(), "Description": format!("{n}, {}<br>NOTES:<br>", property.street),
        "UnitCount": units.to_string(), "SquareFeet": "0",
    })
}
