//! `sendMitsLeads`: the leads of `sendLeads` in the words of the MITS standard.

use super::super::world::World;
use super::context::Params;
use super::send_leads::{add_lead, verdict};
use super::{Answer, Call, Refusal, lookup};
use serde_json::{Value, json};

/// `sendMitsLeads` r1.
pub(super) fn send_mits_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property_id = lookup::property(world, call)?.id;
    let prospects = call.params.inside("Prospects").list("Prospect");
    if prospects.is_empty() {
        return Err(Refusal::bad("Prospects.Prospect is required."));
    }
    let mut answers = Vec::new();
    for (at, prospect) in prospects.into_iter().enumerate() {
        let prospect = in_plain_words(prospect);
        let outcome = match add_lead(world, call, property_id, Params::of(Some(&prospect))) {
            Ok(lead) => json!({
                "node": (at + 1).to_string(), "status": "Success", "message": "Lead inserted successfully.",
                "reference_id": lead.application_id.to_string(), "applicant_id": lead.applicant_id().to_string(),
            }),
            Err(message) => verdict(at, "Failed", &message),
        };
        answers.push(json!({ "@attributes": outcome }));
    }
    Ok(json!({ "Prospects": { "Prospect": answers } }).into())
}

/// The prospect in the words of `sendLeads`. Sources are names, and an event's date is its appointment's.
fn in_plain_words(prospect: Params<'_>) -> Value {
    let customer =
        prospect.inside("Customers").list("Customer").into_iter().next().unwrap_or(Params::of(None));
    let name = customer.inside("Name");
    let phone = customer.list("Phone").first().map(|phone| phone.text("PhoneNumber")).unwrap_or_default();
    let events: Vec<_> = prospect
        .inside("events")
        .list("event")
        .into_iter()
        .map(|event| {
            json!({
                "type": event.text("type"), "appointmentDate": event.text("date"),
                "timeFrom": event.text("timeFrom"), "timeTo": event.text("timeTo"),
                "comments": event.text("comments"),
            })
        })
        .collect();
    json!({
        "leadSource": { "leadSourceName": prospect.inside("TransactionData").text("OriginatingLeadSource") },
        "createdDate": prospect.text("LastUpdateDate"),
        "customers": { "customer": {
            "name": { "firstName": name.text("FirstName"), "lastName": name.text("LastName") },
            "phone": { "personalPhoneNumber": phone }, "email": customer.text("Email"),
        } },
        "customerPreferences": prospect.get("customerPreferences"),
        "events": { "event": events },
    })
}
