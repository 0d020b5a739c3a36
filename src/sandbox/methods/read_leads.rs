//! `getLeads`: leads and, when asked for, their events.

use super::super::world::{Event, Lead, World};
use super::context::{Answer, Call, Refusal};
use super::{property, set, us};
use chrono::{DateTime, Utc};
use chrono_tz::America::Denver;
use serde_json::{Value, json};

/// `getLeads` r1. Without `eventTypeIds` no events come back.
pub(super) fn get_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property_id = property(world, call)?.id;
    let types = event_types(call)?;
    let email = call.params.text("email");
    let leads: Vec<&Lead> = if email.is_empty() {
        world.ledger.leads.iter().filter(|lead| lead.property_id == property_id).collect()
    } else {
        world.ledger.of_address(property_id, &email).collect()
    };
    let source = |lead: &Lead| {
        let mut known = world.company(lead.cid).into_iter().flat_map(|company| &company.lead_sources);
        known.find(|source| Some(source.id) == lead.lead_source_id).map(|source| source.name.clone())
    };
    let mut shown = Vec::new();
    for lead in leads {
        if is_asked(lead, call)? {
            shown.push(described(lead, source(lead), &types));
        }
    }
    let result = json!({
        "propertyId": property_id.to_string(), "currencyCode": "USD", "prospects": { "prospect": shown },
    });
    Ok(Answer { result, pages: Some(&["prospects", "prospect"]) })
}

pub(super) fn event_types(call: &Call<'_>) -> Result<Vec<u64>, Refusal> {
    let types = call.params.numbers("eventTypeIds")?;
    if types.len() > 5 {
        return Err(Refusal::bad("eventTypeIds takes at most 5 ids."));
    }
    Ok(types)
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

pub(super) fn mountain_day(at: DateTime<Utc>) -> chrono::NaiveDate {
    at.with_timezone(&Denver).date_naive()
}

fn described(lead: &Lead, source: Option<String>, types: &[u64]) -> Value {
    let person = &lead.person;
    let mut customer = json!({
        "customerId": lead.applicant_id().to_string(),
        "firstName": person.first_name, "lastName": person.last_name, "email": person.email,
    });
    if !person.phone.is_empty() {
        set(&mut customer, "personalPhoneNumber", person.phone.clone());
    }
    let mut value = json!({
        "applicationId": lead.application_id.to_string(),
        "status": "Guest Card Completed", "statusId": "2",
        "createdOn": us(mountain_day(lead.created_at)),
        "lastUpdatedDate": mountain(lead.updated_at),
        // An empty element, as PHP encodes it.
        "lease": { "leaseId": lead.application_id.to_string(), "expectedMoveOutDate": [] },
        "customers": { "customer": [customer] },
        "customerPreferences": { "desiredMoveInDate": lead.move_in, "comment": lead.comment },
    });
    if let (Some(id), Some(name)) = (lead.lead_source_id, source) {
        set(&mut value, "leadSourceId", id.to_string());
        set(&mut value, "leadSource", name);
    }
    let events: Vec<_> = lead
        .events
        .iter()
        .filter(|event| types.contains(&event.type_id))
        .map(|event| event_of(lead, event))
        .collect();
    if !events.is_empty() {
        set(&mut value, "events", json!({ "event": events }));
    }
    value
}

fn event_of(lead: &Lead, event: &Event) -> Value {
    let mut value = json!({
        "eventId": event.id.to_string(), "type": event.kind, "typeId": event.type_id.to_string(),
        "leaseId": lead.application_id.to_string(), "applicantId": lead.applicant_id().to_string(),
        "date": us(mountain_day(event.at)), "comments": event.comments, "eventReasons": event.reasons,
    });
    if let Some(slot) = &event.slot {
        set(&mut value, "appointmentDate", us(slot.day));
        set(&mut value, "timeFrom", event.time_from.clone());
        set(&mut value, "timeTo", event.time_to.clone());
    }
    value
}

/// `07/15/2030 09:30:00 MDT`.
fn mountain(at: DateTime<Utc>) -> String {
    at.with_timezone(&Denver).format("%m/%d/%Y %H:%M:%S %Z").to_string()
}
