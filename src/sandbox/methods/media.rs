//! `getPropertyMedia` and `getPropertyPickLists`.

use super::super::world::{Property, World};
use super::{Answer, Call, Refusal, floor_plans, lookup};
use serde_json::{Value, json};

/// `getPropertyMedia` r1. The ids of media types are not published, so every id is accepted.
pub(super) fn get_property_media(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    for name in ["mediaTypeId", "mediaSubTypeId"] {
        call.params.required(name, call.params.get(name))?;
    }
    let media: Vec<_> = (1..=property.pictures)
        .map(|n| {
            json!({
                "id": (property.id * 100 + u64::from(n)).to_string(),
                "mediaTypeId": call.params.text("mediaTypeId"), "mediaTypeName": "Photo",
                "mediaSubTypeId": call.params.text("mediaSubTypeId"), "mediaSubTypeName": "Property",
                "referenceId": property.id.to_string(), "mediaProvider": "Entrata",
                "mediaUrl": format!("{}/pictures/{}/{n}.svg", call.base_url, property.id),
                "mediaAltText": format!("{} {n}", property.name), "height": "600", "width": "800",
            })
        })
        .collect();
    let result = json!({ "propertyId": property.id, "media": media });
    Ok(Answer { result, pages: Some(&["media"]) })
}

/// `getPropertyPickLists` r2. The recording has a comma list under the singular name; both names are accepted.
pub(super) fn get_property_pick_lists(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut ids = call.params.numbers("propertyId")?;
    ids.extend(call.params.numbers("propertyIds")?);
    let asked = if ids.is_empty() {
        world.properties_of(call.cid).collect()
    } else {
        ids.into_iter().map(|id| lookup::visible(world, call.cid, id)).collect::<Result<Vec<_>, _>>()?
    };
    let listed: Vec<_> = asked.into_iter().map(lists).collect();
    Ok(json!({ "properties": { "property": listed } }).into())
}

/// As recorded: ids as text and as numbers, and one list in Pascal case.
fn lists(property: &Property) -> Value {
    let plans = &property.floor_plans;
    let unit_types: Vec<_> = plans
        .iter()
        .map(|plan| json!({ "id": floor_plans::unit_type_id(plan.id).to_string(), "name": format!("{}-R", plan.name) }))
        .collect();
    let floor_plans: Vec<_> =
        plans.iter().map(|plan| json!({ "id": plan.id.to_string(), "name": plan.name })).collect();
    json!({
        "id": property.id, "name": property.name,
        "unitTypes": { "unitType": unit_types },
        "propertyFloorplans": { "propertyFloorplan": floor_plans },
        "addOnCategories": { "addOnCategory": [{ "id": 308, "name": "Garage" }, { "id": 313, "name": "Parking" }] },
        "moveOutTypes": { "moveOutType": [{ "id": 1, "name": "Eviction" }, { "id": 4, "name": "Move Out" }] },
        "leaseTerms": { "leaseTerm": [{
            "leaseTermId": "10", "leaseTermName": "12 months", "leaseTermStructureId": "1",
            "leaseTermStructureName": "Standard", "webVisible": 1,
        }] },
        "SpaceConfigurations": { "SpaceConfiguration": [{ "id": "2", "name": "Private" }] },
    })
}
