//! The properties that a call names, if its company has access to them.

use super::super::world::{Property, World};
use super::{Call, Refusal};

/// The property of a call's `propertyId`.
pub(super) fn property<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Property, Refusal> {
    let id = call.params.required("propertyId", call.params.number("propertyId"))?;
    visible(world, call.cid, id)
}

/// The properties of a call's `propertyIds`, or all of its company.
pub(super) fn properties<'w>(world: &'w World, call: &Call<'_>) -> Result<Vec<&'w Property>, Refusal> {
    let ids = call.params.numbers("propertyIds")?;
    if ids.is_empty() {
        return Ok(world.properties_of(call.cid).collect());
    }
    ids.into_iter().map(|id| visible(world, call.cid, id)).collect()
}

/// A property of the company.
pub(super) fn visible(world: &World, cid: u64, id: u64) -> Result<&Property, Refusal> {
    let property = world.properties.get(&id).filter(|property| property.cid == cid);
    property
        .ok_or_else(|| Refusal::no_permission(format!("The application has no permission to property {id}.")))
}
