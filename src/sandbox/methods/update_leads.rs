//! `updateLeads`: another tour, or other preferences, for an existing lead.

use super::super::world::{Event, World};
use super::context::Params;
use super::send_leads::{lead_source, verdict};
use super::{Answer, Call, Refusal, event, lookup};
use serde_json::{Value, json};

/// `updateLeads` r1 and r2. Its r2 reply is a list without the usual level in between, its r1 reply is in the words
/// of the MITS standard.
pub(super) fn update_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property_id = lookup::property(world, call)?.id;
    let prospects = call.params.inside("prospects").list("prospect");
    if prospects.is_empty() {
        return Err(Refusal::bad("prospects.prospect is required."));
    }
    let mut answers = Vec::new();
    for (at, prospect) in prospects.into_iter().enumerate() {
        answers.push(match update(world, call, property_id, prospect) {
            Ok(()) => verdict(at, "Success", "Lead updated successfully."),
            Err(message) => verdict(at, "Failed", &message),
        });
    }
    if call.version == "r2" {
        return Ok(json!({ "prospects": answers }).into());
    }
    let attributes: Vec<Value> = answers.into_iter().map(|one| json!({ "@attributes": one })).collect();
    Ok(json!({ "Prospects": { "Prospect": attributes } }).into())
}

fn update(world: &mut World, call: &Call<'_>, property_id: u64, prospect: Params<'_>) -> Result<(), String> {
    let id = prospect.number("applicationId").or_else(|| call.params.number("applicationId"));
    let id = id.ok_or("applicationId is required.")?;
    let known = world.ledger.lead_mut(id).filter(|lead| lead.property_id == property_id);
    let known = known.ok_or_else(|| format!("The application {id} was not found at this property."))?;
    if known.archived {
        return Err("Lead is archived and cannot be updated.".to_owned());
    }
    for sent in prospect.inside("events").list("event") {
        for field in ["typeId", "title", "comments"] {
            if sent.text(field).trim().is_empty() {
                return Err(format!("The event's {field} is required."));
            }
        }
    }
    let source = lead_source(world, call.cid, prospect)?;
    let property = world.properties.get(&property_id).ok_or("The property is gone.")?;
    let events = event::read_all(world, property, prospect, call.now)?;
    for (replaced, event) in events {
        keep(world, property_id, id, replaced, event)?;
    }
    let preferences = prospect.inside("customerPreferences");
    if let Some(lead) = world.ledger.lead_mut(id) {
        for (field, name) in [(&mut lead.move_in, "desiredMoveInDate"), (&mut lead.comment, "comment")] {
            let preference = preferences.text(name);
            if !preference.is_empty() {
                *field = preference;
            }
        }
        lead.lead_source_id = lead.lead_source_id.or(source);
        lead.updated_at = call.now;
    }
    Ok(())
}

/// Keeps a new event, or replaces an existing one, whose slot is free again.
fn keep(
    world: &mut World,
    property_id: u64,
    lead: u64,
    replaced: Option<u64>,
    mut event: Event,
) -> Result<(), String> {
    event.id = match replaced {
        Some(id) => {
            let lead = world.ledger.lead_mut(lead).ok_or("The application is gone.")?;
            let place = lead.events.iter().position(|known| known.id == id);
            let old = lead.events.remove(place.ok_or_else(|| format!("The event {id} was not found."))?);
            if let Some(slot) = old.slot.filter(|_| !old.cancelled) {
                world.ledger.free(property_id, &slot);
            }
            id
        }
        None => world.ledger.next_event_id(),
    };
    if let Some(slot) = event.slot {
        world.ledger.take(property_id, &slot);
    }
    if let Some(lead) = world.ledger.lead_mut(lead) {
        lead.events.push(event);
    }
    Ok(())
}
