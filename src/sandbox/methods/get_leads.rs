//! `getLeads`: leads and, for the event types that a call asks for, their events.

use super::super::world::{Lead, Property, World};
use super::format::{empty, mountain, mountain_day, set, us};
use super::{Answer, Call, Refusal, appointments, lookup};
use serde_json::{Value, json};

/// `getLeads` r1. Without `eventTypeIds` it returns no events.
pub(super) fn get_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let types = appointments::asked_types(call)?;
    let found = asked_leads(world, property.id, call)?;
    let source = |lead: &Lead| {
        let mut known = world.company(lead.cid).into_iter().flat_map(|company| &company.lead_sources);
        known.find(|source| Some(source.id) == lead.lead_source_id).map(|source| source.name.clone())
    };
    let shown: Vec<_> =
        found.into_iter().map(|lead| described(lead, source(lead), property, &types, call)).collect();
    let result = json!({
        "propertyId": property.id.to_string(), "currencyCode": "USD", "prospects": { "prospect": shown },
    });
    Ok(Answer { result, pages: Some(&["prospects", "prospect"]) })
}

/// The leads of a property that fit a call's parameters.
pub(super) fn asked_leads<'w>(
    world: &'w World,
    property: u64,
    call: &Call<'_>,
) -> Result<Vec<&'w Lead>, Refusal> {
    let email = call.params.text("email");
    let leads: Vec<&Lead> = if email.is_empty() {
        world.ledger.leads.iter().filter(|lead| lead.property_id == property).collect()
    } else {
        world.ledger.of_address(property, &email).collect()
    };
    let mut asked = Vec::new();
    for lead in leads {
        if is_asked(lead, call)? {
            asked.push(lead);
        }
    }
    Ok(asked)
}

fn is_asked(lead: &Lead, call: &Call<'_>) -> Result<bool, Refusal> {
    let params = call.params;
    let person = &lead.person;
    let id = params.number("leadId").or_else(|| params.number("applicationId"));
    let name = params.text("name").to_lowercase();
    let phone = params.text("telephone");
    let full_name = format!("{} {}", person.first_name, person.last_name).to_lowercase();
    let mut asked = id.is_none_or(|id| id == lead.application_id)
        && full_name.contains(&name)
        && digits(&person.phone).contains(&digits(&phone));
    let (created, updated) = (mountain_day(lead.created_at), mountain_day(lead.updated_at));
    for (from, to, day) in
        [("createdOnDateFrom", "createdOnDateTo", created), ("fromDate", "toDate", updated)]
    {
        asked &= params.date(from)?.is_none_or(|from| day >= from);
        asked &= params.date(to)?.is_none_or(|to| day <= to);
    }
    Ok(asked)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The words for a lead's status, with their id.
pub(super) fn status(lead: &Lead) -> (&'static str, &'static str) {
    if lead.archived { ("9", "Archived") } else { ("2", "Guest Card Completed") }
}

fn described(
    lead: &Lead,
    source: Option<String>,
    property: &Property,
    types: &[u64],
    call: &Call<'_>,
) -> Value {
    let person = &lead.person;
    let mut customer = json!({
        "customerId": lead.applicant_id().to_string(),
        "firstName": person.first_name, "lastName": person.last_name, "email": person.email,
    });
    if !person.phone.is_empty() {
        set(&mut customer, "personalPhoneNumber", person.phone.clone());
    }
    let (status_id, status) = status(lead);
    let mut value = json!({
        "applicationId": lead.application_id.to_string(),
        "status": status, "statusId": status_id,
        "createdOn": us(mountain_day(lead.created_at)),
        "lastUpdatedDate": mountain(lead.updated_at),
        "lease": { "leaseId": lead.application_id.to_string(), "expectedMoveOutDate": empty() },
        "customers": { "customer": [customer] },
        "customerPreferences": { "desiredMoveInDate": lead.move_in, "comment": lead.comment },
    });
    if let (Some(id), Some(name)) = (lead.lead_source_id, source) {
        set(&mut value, "leadSourceId", id.to_string());
        set(&mut value, "leadSource", name);
    }
    let events = lead.events.iter().filter(|event| types.contains(&appointments::event_type(event, call)));
    let events: Vec<_> =
        events.map(|event| appointments::described(lead, event, property, call, "eventReasons")).collect();
    if !events.is_empty() {
        set(&mut value, "events", json!({ "event": events }));
    }
    value
}
