//! `sendLeads`: new leads, with the tours they book.

use super::super::world::{Event, Lead, Person, World};
use super::context::Params;
use super::event::{self, DUPLICATE_LEAD};
use super::format::set;
use super::{Answer, Call, Refusal, lookup};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// `sendLeads` r1.
pub(super) fn send_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property_id = lookup::property(world, call)?.id;
    let prospects = call.params.inside("prospects").list("prospect");
    if prospects.is_empty() {
        return Err(Refusal::bad("prospects.prospect is required."));
    }
    let mut answers = Vec::new();
    for (at, prospect) in prospects.into_iter().enumerate() {
        let answer = match add_lead(world, call, property_id, prospect) {
            Ok(lead) => accepted(at, lead),
            Err(message) => verdict(at, "Failed", &message),
        };
        answers.push(answer);
    }
    Ok(json!({ "prospects": { "prospect": answers } }).into())
}

/// Checks a prospect, keeps the lead and takes its slots: all of it or nothing.
pub(super) fn add_lead<'w>(
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
    let preferences = prospect.inside("customerPreferences");
    Ok(world.ledger.add(Lead {
        application_id: 0,
        cid: call.cid,
        property_id,
        person,
        lead_source_id,
        move_in: preferences.text("desiredMoveInDate"),
        comment: preferences.text("comment"),
        created_at,
        updated_at: call.now,
        duplicate,
        archived: false,
        events,
    }))
}

/// The first customer, who is the lead's person.
fn person(prospect: Params<'_>) -> Result<Person, String> {
    let customers = prospect.inside("customers").list("customer");
    let customer = customers.first().ok_or("customers.customer is required.")?;
    let (name, phone) = (customer.inside("name"), customer.inside("phone"));
    let numbers = ["personalPhoneNumber", "cellPhoneNumber", "officePhoneNumber"];
    let numbers = numbers.map(|kind| phone.text(kind));
    let person = Person {
        first_name: name.text("firstName"),
        last_name: name.text("lastName"),
        email: customer.text("email"),
        phone: numbers.into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
    };
    if person.first_name.trim().is_empty() || person.last_name.trim().is_empty() {
        return Err("firstName and lastName are required.".to_owned());
    }
    if !person.email.contains('@') {
        return Err("A valid email is required.".to_owned());
    }
    Ok(person)
}

/// The lead source, by its id or its name. A source of another company is unknown.
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

fn duplicate_lead(at: DateTime<Utc>) -> Event {
    Event {
        id: 0,
        type_id: DUPLICATE_LEAD,
        kind: "Duplicate Lead".to_owned(),
        subtype_id: None,
        at,
        slot: None,
        cancelled: false,
        time_from: String::new(),
        time_to: String::new(),
        reasons: String::new(),
        comments: "A lead with this email exists already.".to_owned(),
    }
}

fn accepted(at: usize, lead: &Lead) -> Value {
    let mut answer = verdict(at, "Success", "Lead inserted successfully.");
    let applicant = lead.applicant_id().to_string();
    set(&mut answer, "applicationId", lead.application_id.to_string());
    set(&mut answer, "applicantId", applicant.clone());
    let names =
        json!({ "id": applicant, "firstName": lead.person.first_name, "lastName": lead.person.last_name });
    set(&mut answer, "applicants", json!({ "applicant": [names] }));
    answer
}

/// The outcome of a prospect. Nodes count from 1.
pub(super) fn verdict(at: usize, status: &str, message: &str) -> Value {
    json!({ "node": (at + 1).to_string(), "status": status, "message": message })
}
