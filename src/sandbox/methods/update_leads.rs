//! `updateLeads` r2: another tour, or other wishes, for a lead that is there.

use super::super::world::{Event, World};
use super::context::{Answer, Call, Params, Refusal};
use super::event;
use super::property;
use super::send_leads::{failed, lead_source, verdict};
use serde_json::json;

/// `updateLeads` r2. Its answer is a list without the usual level in between.
pub(super) fn update_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    if call.version != "r2" {
        return Err(Refusal::bad("This sandbox knows updateLeads r2 only."));
    }
    let property_id = property(world, call)?.id;
    let prospects = call.params.inside("prospects").list("prospect");
    if prospects.is_empty() {
        return Err(Refusal::bad("prospects.prospect is required."));
    }
    let mut answers = Vec::new();
    for (node, prospect) in prospects.into_iter().enumerate() {
        answers.push(match update(world, call, property_id, prospect) {
            Ok(()) => verdict(node, "Success", "Lead updated."),
            Err(message) => failed(node, &message),
        });
    }
    Ok(json!({ "prospects": answers }).into())
}

fn update(world: &mut World, call: &Call<'_>, property_id: u64, prospect: Params<'_>) -> Result<(), String> {
    let id = prospect.number("applicationId").or_else(|| call.params.number("applicationId"));
    let id = id.ok_or("applicationId is required.")?;
    let known = world.ledger.lead_mut(id).filter(|lead| lead.property_id == property_id);
    known.ok_or_else(|| format!("The application {id} was not found at this property."))?;
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
    let wishes = prospect.inside("customerPreferences");
    if let Some(lead) = world.ledger.lead_mut(id) {
        for (field, name) in [(&mut lead.move_in, "desiredMoveInDate"), (&mut lead.comment, "comment")] {
            let wish = wishes.text(name);
            if !wish.is_empty() {
                *field = wish;
            }
        }
        lead.lead_source_id = lead.lead_source_id.or(source);
        lead.updated_at = call.now;
    }
    Ok(())
}

/// A new event, or a new form of one that is there: then its old slot becomes free.
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
            if let Some(slot) = old.slot {
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
