//! `getLeadPickLists`: r1 has the lead sources, r2 the subtypes.

use super::super::world::{Company, World};
use super::{Answer, Call, Refusal, lookup};
use serde_json::{Map, Value, json};

/// The id, the word that `sendLeads` uses, and Entrata's own name.
const EVENT_TYPES: [(u64, &str, &str); 8] = [
    (17, "Appointment", "Scheduled Appointment"),
    (78, "Show", "Tour"),
    (442, "SelfGuidedTour", "Self-Guided Tour"),
    (449, "VirtualTour", "Virtual Tour"),
    (8, "Note", "Notes"),
    (9, "Onsite Visit", "Onsite Visit"),
    (10, "Online Guest Card", "Online Guest Card"),
    (18, "Duplicate Lead", "Duplicate Lead"),
];

/// The subtypes have ids of their own.
const APPOINTMENT_SUBTYPES: [(u64, &str); 4] =
    [(453, "Leasing Appointments"), (454, "Tour"), (560, "Self-Guided Tour"), (525, "Virtual Tour")];

const STATUSES: [(u64, &str); 4] =
    [(1, "Guest Card Started"), (2, "Guest Card Completed"), (8, "Cancelled"), (9, "Archived")];

/// `getLeadPickLists` r1 and r2: different letter case, and different lists.
pub(super) fn get_lead_pick_lists(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    if call.version == "r2" {
        let id = lookup::property(world, call)?.id;
        return Ok(second(id).into());
    }
    let company = world.company(call.cid).ok_or_else(Refusal::not_associated)?;
    let asked = lookup::properties(world, call)?;
    let keyed: Map<_, _> =
        asked.into_iter().map(|one| (one.id.to_string(), sources(one.id, company))).collect();
    let types = EVENT_TYPES
        .map(|(id, name, own)| json!({ "@attributes": { "name": name, "Id": id, "entrataName": own } }));
    let statuses = STATUSES.map(|(id, name)| json!({ "@attributes": { "name": name, "Id": id } }));
    let result = json!({
        "EventTypes": { "EventType": types },
        "Property": keyed,
        "LeadStatuses": { "LeadStatus": statuses },
        "EventResults": { "EventResult": [{ "name": "Completed", "Id": 1 }, { "name": "Cancelled", "Id": 2 }] },
    });
    Ok(result.into())
}

fn sources(id: u64, company: &Company) -> Value {
    let source = |name: &str, id| json!({ "@attributes": { "name": name, "Id": id, "WebVisible": "1" } });
    let sources: Vec<_> = company.lead_sources.iter().map(|known| source(&known.name, known.id)).collect();
    json!({
        "@attributes": { "Id": id },
        "LeasingAgents": { "LeasingAgent": [{ "@attributes": { "name": "Alex Agent", "Id": 701 } }] },
        "LeadSources": { "LeadSource": sources },
    })
}

fn second(id: u64) -> Value {
    let types = EVENT_TYPES
        .map(|(id, name, own)| json!({ "@attributes": { "name": name, "id": id, "entrataName": own } }));
    let subtypes = APPOINTMENT_SUBTYPES
        .map(|(id, name)| json!({ "@attributes": { "name": name, "id": id, "eventTypeId": 17 } }));
    let statuses = STATUSES.map(|(id, name)| json!({ "@attributes": { "name": name, "id": id } }));
    json!({
        "eventTypes": { "eventType": types },
        "eventSubTypes": { "eventSubType": subtypes },
        "eventResults": { "eventResult": [
            { "@attributes": { "name": "Completed", "id": 1, "eventTypeId": 17, "defaultEventResultId": 1 } },
        ] },
        "leadStatuses": { "leadStatus": statuses },
        "property": {
            "@attributes": { "id": id },
            "leasingAgents": { "leasingAgent": [{ "@attributes": { "name": "Alex Agent", "id": 701 } }] },
        },
    })
}
