//! `sendLeads`: new leads, with the tours they book.

use super::super::world::{Event, Lead, Person, World};
use super::context::{Answer, Call, Params, Refusal};
use super::event::{self, DUPLICATE_LEAD};
use super::{property, set};
use serde_json::{Value, json};

/// `sendLeads` r1.
pub(super) fn send_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property_id = property(world, call)?.id;
    let prospects = call.params.inside("prospects").list("prospect");
    if prospects.is_empty() {
        return Err(Refusal::bad("prospects.prospect is required."));
    }
    let mut answers = Vec::new();
    for (node, prospect) in prospects.into_iter().enumerate() {
        let answer = match take_in(world, call, property_id, prospect) {
            Ok(lead) => accepted(node, lead),
            Err(message) => failed(node, &message),
        };
        answers.push(answer);
    }
    Ok(json!({ "prospects": { "prospect": answers } }).into())
}

/// Checks a prospect, keeps the lead and takes its slots: all of it or nothing.
pub(super) fn take_in<'w>(
    world: &'w mut World,
    call: &Call<'_>,
    property_id: u64,
    prospect: Params<'_>,
) -> Result<&'w Lead, String> {
    let person = person(prospect)?;
    let created_at = match prospect.text("createdDate") {
        text if text.is_empty() => return Err("createdDate is required.".to_owned()),
        text => event::past(&text, "createdDate", call.now)?,
    };
    let lead_source_id = lead_source(world, call.cid, prospect)?;
    let property = world.properties.get(&property_id).ok_or("The property is gone.")?;
    let events = event::read_all(world, property, prospect, call.now)?;
    let mut events: Vec<_> = events.into_iter().map(|(_, event)| event).collect();
    let duplicate = world.ledger.of_address(property_id, &person.email).next().is_some();
    if duplicate {
        events.push(duplicate_lead(created_at));
    }
    for event in &mut events {
        event.id = world.ledger.next_event_id();
        if let Some(slot) = &event.slot {
            world.ledger.take(property_id, slot);
        }
    }
    let wishes = prospect.inside("customerPreferences");
    Ok(world.ledger.add(Lead {
        application_id: 0,
        cid: call.cid,
        property_id,
        person,
        lead_source_id,
        move_in: wishes.text("desiredMoveInDate"),
        comment: wishes.text("comment"),
        created_at,
        updated_at: call.now,
        duplicate,
        events,
    }))
}

/// The first customer: the one whose lead it is.
fn person(prospect: Params<'_>) -> Result<Person, String> {
    let customers = prospect.inside("customers").list("customer");
    let customer = customers.first().ok_or("customers.customer is required.")?;
    let (name, phone) = (customer.inside("name"), customer.inside("phone"));
    let numbers = ["personalPhoneNumber", "cellPhoneNumber", "officePhoneNumber"];
    let person = Person {
        first_name: name.text("firstName"),
        last_name: name.text("lastName"),
        email: customer.text("email"),
        phone: numbers
            .map(|kind| phone.text(kind))
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
    };
    if person.first_name.trim().is_empty() || person.last_name.trim().is_empty() {
        return Err("firstName and lastName are required.".to_owned());
    }
    if !person.email.contains('@') {
        return Err("A valid email is required.".to_owned());
    }
    Ok(person)
}

/// By id or by name; a source of another company is unknown here.
pub(super) fn lead_source(world: &World, cid: u64, prospect: Params<'_>) -> Result<Option<u64>, String> {
    let source = prospect.inside("leadSource");
    let (id, name) = (source.text("originatingLeadSourceId"), source.text("leadSourceName"));
    if id.is_empty() && name.is_empty() {
        return Ok(None);
    }
    let mut known = world.company(cid).into_iter().flat_map(|company| &company.lead_sources);
    let found = known.find(|known| known.id.to_string() == id || (id.is_empty() && known.name == name));
    found.map(|known| Some(known.id)).ok_or_else(|| "The lead source is invalid.".to_owned())
}

fn duplicate_lead(at: chrono::DateTime<chrono::Utc>) -> Event {
    Event {
        id: 0,
        type_id: DUPLICATE_LEAD,
        kind: "Duplicate Lead".to_owned(),
        subtype_id: None,
        at,
        slot: None,
        time_from: String::new(),
        time_to: String::new(),
        reasons: String::new(),
        comments: "A lead with this email exists already.".to_owned(),
    }
}

fn accepted(node: usize, lead: &Lead) -> Value {
    let mut answer = verdict(node, "Success", "Lead inserted.");
    let applicant = lead.applicant_id().to_string();
    set(&mut answer, "applicationId", lead.application_id.to_string());
    set(&mut answer, "applicantId", applicant.clone());
    let names =
        json!({ "id": applicant, "firstName": lead.person.first_name, "lastName": lead.person.last_name });
    set(&mut answer, "applicants", json!({ "applicant": [names] }));
    answer
}

pub(super) fn failed(node: usize, message: &str) -> Value {
    verdict(node, "Failed", message)
}

pub(super) fn verdict(node: usize, status: &str, message: &str) -> Value {
    json!({ "node": node.to_string(), "status": status, "message": message })
}
