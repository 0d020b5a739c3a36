//! `getLeadEvents`: the events without the leads.

use super::super::world::{Event, World};
use super::{Answer, Call, Refusal, appointments, lookup};
use serde_json::json;

/// `getLeadEvents` r1: of one application, or of event types and dates.
pub(super) fn get_lead_events(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let application = call.params.number("applicationId");
    let types = appointments::asked_types(call)?;
    let (from, to) = (call.params.date("eventDateFrom")?, call.params.date("eventDateTo")?);
    if application.is_none() && (types.is_empty() || from.is_none() || to.is_none()) {
        return Err(Refusal::bad(
            "applicationId is required without eventTypeIds, eventDateFrom and eventDateTo.",
        ));
    }
    let is_asked = |event: &&Event| {
        let day = appointments::event_day(event, property, call);
        (types.is_empty() || types.contains(&appointments::event_type(event, call)))
            && from.is_none_or(|from| day >= from)
            && to.is_none_or(|to| day <= to)
    };
    let leads = world.ledger.leads.iter().filter(|lead| lead.property_id == property.id);
    let leads = leads.filter(|lead| application.is_none_or(|id| lead.application_id == id));
    let mut shown = Vec::new();
    for lead in leads {
        let events = lead.events.iter().filter(is_asked);
        let events: Vec<_> =
            events.map(|event| appointments::described(lead, event, property, call, "eventReason")).collect();
        if !events.is_empty() {
            let id = lead.application_id.to_string();
            shown.push(json!({ "applicationId": id, "events": { "event": events } }));
        }
    }
    Ok(Answer {
        result: json!({ "prospects": { "prospect": shown } }),
        pages: Some(&["prospects", "prospect"]),
    })
}
