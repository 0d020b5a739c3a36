//! `getPropertyMedia` and `getPropertyPickLists`.

use super::super::world::{Property, World};
use super::context::{Answer, Call, Refusal};
use super::{property, visible};
use serde_json::{Value, json};

/// `getPropertyMedia` r1. The media types' real numbers are not published; any are taken.
pub(super) fn get_property_media(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = property(world, call)?;
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

/// `getPropertyPickLists` r2. It was recorded with a comma list under the singular name; both are taken.
pub(super) fn get_property_pick_lists(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let mut ids = call.params.numbers("propertyId")?;
    ids.extend(call.params.numbers("propertyIds")?);
    let asked = if ids.is_empty() {
        world.properties_of(call.cid).collect()
    } else {
        ids.into_iter().map(|id| visible(world, call.cid, id)).collect::<Result<Vec<_>, _>>()?
    };
    let listed: Vec<_> = asked.into_iter().map(lists).collect();
    Ok(json!({ "properties": { "property": listed } }).into())
}

/// Text ids and number ids side by side, and the one list in Pascal case: as recorded.
fn lists(property: &Property) -> Value {
    let plans = &property.floor_plans;
    let unit_types: Vec<_> = plans
        .iter()
        .map(|plan| json!({ "id": (plan.id + 20_000).to_string(), "name": format!("{}-R", plan.name) }))
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
