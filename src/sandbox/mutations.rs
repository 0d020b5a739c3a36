//! Changes that a property's staff or another renter makes.

use super::variants::CancelledTours;
use super::world::{Property, TourSlot, Tours, Unit, World};
use chrono::{DateTime, NaiveDate, Utc};
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
            property.units.iter_mut().for_each(Unit::lease);
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
    pub(super) fn apply(&self, world: &mut World, now: DateTime<Utc>) -> Result<(), String> {
        let slot = offered(world, self.property_id, (&self.date, &self.time), now)?;
        let tours = world.properties.get(&self.property_id).and_then(|property| property.tours.as_ref());
        let capacity = tours.map_or(0, |tours| tours.capacity);
        for _ in world.ledger.taken(self.property_id, &slot)..capacity {
            world.ledger.take(self.property_id, &slot);
        }
        Ok(())
    }
}

/// Cancels an appointment. Its slot is free again, and its event is marked or removed.
pub(super) fn cancel(world: &mut World, event_id: u64, remains: CancelledTours) -> bool {
    let Some((lead, at)) = world.ledger.appointment_mut(event_id) else { return false };
    let property_id = lead.property_id;
    let slot = lead.events[at].slot;
    match remains {
        CancelledTours::Marked => lead.events[at].cancelled = true,
        CancelledTours::Removed => drop(lead.events.remove(at)),
    }
    if let Some(slot) = slot {
        world.ledger.free(property_id, &slot);
    }
    true
}

/// The slot to which the property's staff moves an appointment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSlot {
    date: String,
    /// As the calendar writes it: `10:00 MST - 10:30 MST`.
    time: String,
}

impl NewSlot {
    pub(super) fn apply(&self, world: &mut World, event_id: u64, now: DateTime<Utc>) -> Result<(), String> {
        let (lead, _) = world
            .ledger
            .appointment_mut(event_id)
            .ok_or_else(|| format!("there is no appointment {event_id}"))?;
        let property_id = lead.property_id;
        let slot = offered(world, property_id, (&self.date, &self.time), now)?;
        let zone = world.properties.get(&property_id).map(|property| property.zone);
        let (from, to) = zone.map(|zone| slot.words(zone)).unwrap_or_default();
        let Some((lead, at)) = world.ledger.appointment_mut(event_id) else { return Ok(()) };
        let event = &mut lead.events[at];
        let old = event.slot.replace(slot);
        (event.time_from, event.time_to) = (from, to);
        if let Some(old) = old {
            world.ledger.free(property_id, &old);
        }
        world.ledger.take(property_id, &slot);
        Ok(())
    }
}

/// Archives a lead, so that it can no longer be updated.
pub(super) fn archive(world: &mut World, application_id: u64) -> bool {
    let Some(lead) = world.ledger.lead_mut(application_id) else { return false };
    lead.archived = true;
    true
}

/// Changes of a company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompanyChange {
    /// The methods that it does not grant, each with Entrata's code: 311 or 1403.
    denied: BTreeMap<String, u16>,
}

impl CompanyChange {
    pub(super) fn apply(self, world: &mut World, cid: u64) -> bool {
        let Some(company) = world.companies.iter_mut().find(|company| company.cid == cid) else {
            return false;
        };
        company.denied = self.denied;
        true
    }
}

/// A slot that a property offers.
fn offered(
    world: &World,
    property_id: u64,
    (date, time): (&str, &str),
    now: DateTime<Utc>,
) -> Result<TourSlot, String> {
    let nothing = || format!("property {property_id} does not offer {time} on {date}");
    let property = world.properties.get(&property_id).ok_or_else(nothing)?;
    let tours = property.tours.as_ref().ok_or_else(nothing)?;
    let day = date.parse().map_err(|_| nothing())?;
    let (from, to) = time.split_once(" - ").ok_or_else(nothing)?;
    let mut slots = tours.slots(day, property.zone, now).into_iter();
    slots.find(|slot| slot.is_named(from, to, property.zone)).ok_or_else(nothing)
}
