//! `getLeadEvents`: the events alone.

use super::super::world::{Event, Lead, World};
use super::context::{Answer, Call, Refusal};
use super::read_leads::{event_types, mountain_day};
use super::{property, set, us};
use chrono::NaiveDate;
use serde_json::{Value, json};

/// `getLeadEvents` r1: of one application, or of types and dates.
pub(super) fn get_lead_events(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property_id = property(world, call)?.id;
    let application = call.params.number("applicationId");
    let types = event_types(call)?;
    let (from, to) = (call.params.date("eventDateFrom")?, call.params.date("eventDateTo")?);
    if application.is_none() && (types.is_empty() || from.is_none() || to.is_none()) {
        return Err(Refusal::bad(
            "applicationId is required without eventTypeIds, eventDateFrom and eventDateTo.",
        ));
    }
    let asked = |event: &&Event| {
        let day = event_day(event);
        (types.is_empty() || types.contains(&event.type_id))
            && from.is_none_or(|from| day >= from)
            && to.is_none_or(|to| day <= to)
    };
    let leads = world.ledger.leads.iter().filter(|lead| lead.property_id == property_id);
    let leads = leads.filter(|lead| application.is_none_or(|id| lead.application_id == id));
    let mut shown = Vec::new();
    for lead in leads {
        let events: Vec<_> = lead.events.iter().filter(asked).map(|event| described(lead, event)).collect();
        if !events.is_empty() {
            shown.push(json!({
                "applicationId": lead.application_id.to_string(), "events": { "event": events },
            }));
        }
    }
    Ok(Answer {
        result: json!({ "prospects": { "prospect": shown } }),
        pages: Some(&["prospects", "prospect"]),
    })
}

/// An appointment's day is the tour's, every other event's the day it was written.
fn event_day(event: &Event) -> NaiveDate {
    event.slot.map_or_else(|| mountain_day(event.at), |slot| slot.day)
}

/// `eventReason` here, `eventReasons` in `getLeads`.
fn described(lead: &Lead, event: &Event) -> Value {
    let kind = if event.slot.is_some() { "Scheduled Appointment" } else { event.kind.as_str() };
    let mut value = json!({
        "eventId": event.id.to_string(), "typeId": event.type_id.to_string(), "type": kind,
        "leaseId": lead.application_id.to_string(), "applicantId": lead.applicant_id().to_string(),
        "date": us(mountain_day(event.at)), "eventReason": event.reasons,
    });
    if let Some(slot) = &event.slot {
        set(&mut value, "appointmentDate", us(slot.day));
        set(&mut value, "timeFrom", event.time_from.clone());
        set(&mut value, "timeTo", event.time_to.clone());
    }
    value
}
