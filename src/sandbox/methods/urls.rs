//! The addresses of a property's pages for applicants, in the form of recorded replies.

use super::super::world::Property;

/// The property's own page.
pub(super) fn availability(property: &Property) -> String {
    format!("{}Apartments/module/property_info/property[id]/{}", property.website, property.id)
}

/// A floor plan's page.
pub(super) fn floor_plan(property: &Property, plan: u64) -> String {
    format!("{}/launch_guest_card/1/property_floorplan[id]/{plan}", availability(property))
}

/// A unit's page.
pub(super) fn unit(property: &Property, plan: u64, unit: u64) -> String {
    format!("{}/property_unit[id]/{unit}", floor_plan(property, plan))
}
