//! Changes that a property's staff or another renter makes.

use super::world::{Property, Tours, World};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Changes of a property.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Change {
    name: Option<String>,
    disabled: Option<bool>,
    tours: Option<bool>,
    capacity: Option<u32>,
    closed: Vec<NaiveDate>,
    remove_floor_plans: Vec<u64>,
    remove_units: bool,
    lease_all_units: bool,
    /// The lowest and highest rent of floor plans. Their units follow.
    rent: BTreeMap<u64, [u32; 2]>,
}

impl Change {
    pub(super) fn apply(self, property: &mut Property) {
        if let Some(name) = self.name {
            property.name = name;
        }
        property.disabled = self.disabled.unwrap_or(property.disabled);
        match self.tours {
            Some(true) => drop(property.tours.get_or_insert_with(Tours::default)),
            Some(false) => property.tours = None,
            None => {}
        }
        if let Some(tours) = &mut property.tours {
            tours.capacity = self.capacity.unwrap_or(tours.capacity);
            tours.closed.extend(self.closed);
        }
        property.floor_plans.retain(|plan| !self.remove_floor_plans.contains(&plan.id));
        property
            .units
            .retain(|unit| !self.remove_units && !self.remove_floor_plans.contains(&unit.floor_plan_id));
        if self.lease_all_units {
            property.units.iter_mut().for_each(|unit| unit.available_on = None);
        }
        for plan in &mut property.floor_plans {
            if let Some(rent) = self.rent.get(&plan.id) {
                plan.rent = *rent;
                let units = property.units.iter_mut().filter(|unit| unit.floor_plan_id == plan.id);
                units.for_each(|unit| unit.rent = unit.rent.clamp(rent[0], rent[1].max(rent[0])));
            }
        }
    }
}

/// A slot that another renter takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Taking {
    pub(super) property_id: u64,
    pub(super) date: String,
    /// As the calendar writes it: `10:00 MST - 10:30 MST`.
    pub(super) time: String,
}

impl Taking {
    pub(super) fn apply(&self, world: &mut World, now: chrono::DateTime<chrono::Utc>) -> Result<(), String> {
        let nothing =
            || format!("property {} does not offer {} on {}", self.property_id, self.time, self.date);
        let property = world.properties.get(&self.property_id).ok_or_else(nothing)?;
        let tours = property.tours.as_ref().ok_or_else(nothing)?;
        let day = self.date.parse().map_err(|_| nothing())?;
        let (from, to) = self.time.split_once(" - ").ok_or_else(nothing)?;
        let mut slots = tours.slots(day, property.zone, now).into_iter();
        let slot = slots.find(|slot| slot.is_named(from, to, property.zone)).ok_or_else(nothing)?;
        for _ in world.ledger.taken(self.property_id, &slot)..tours.capacity {
            world.ledger.take(self.property_id, &slot);
        }
        Ok(())
    }
}

/// Cancels an appointment. Its slot is free again.
pub(super) fn cancel(world: &mut World, event_id: u64) -> bool {
    let mut freed = None;
    for lead in &mut world.ledger.leads {
        if let Some(at) = lead.events.iter().position(|event| event.id == event_id && event.slot.is_some()) {
            freed = lead.events.remove(at).slot.map(|slot| (lead.property_id, slot));
        }
    }
    if let Some((property, slot)) = &freed {
        world.ledger.free(*property, slot);
    }
    freed.is_some()
}
