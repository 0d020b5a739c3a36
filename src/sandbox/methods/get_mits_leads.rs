//! `getMitsLeads`: the leads in the words of the MITS standard.

use super::super::world::{Lead, World};
use super::format::set;
use super::{Answer, Call, Refusal, get_leads, lookup};
use chrono_tz::America::Denver;
use serde_json::{Value, json};

/// `getMitsLeads` r1.
pub(super) fn get_mits_leads(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let found = get_leads::asked_leads(world, property.id, call)?;
    let prospects: Vec<_> = found.into_iter().map(described).collect();
    let management = json!([{ "Prospects": { "Prospect": prospects } }]);
    Ok(json!({ "CurrencyCode": "USD", "LeadManagement": management }).into())
}

fn described(lead: &Lead) -> Value {
    let person = &lead.person;
    let mut customer = json!({
        "Name": { "FirstName": person.first_name, "LastName": person.last_name }, "Email": person.email,
    });
    if !person.phone.is_empty() {
        set(&mut customer, "Phone", json!({ "PhoneNumber": person.phone }));
    }
    let number = format!("{}_{}", lead.applicant_id(), lead.application_id);
    let (_, status) = get_leads::status(lead);
    json!({
        "TransactionData": { "Identification": [{
            "@attributes": { "IDType": "Lead Number", "IDScopeType": "sender" },
            "IDValue": number, "Status": status,
        }] },
        "LastUpdateDate": lead.updated_at.with_timezone(&Denver).format("%Y-%m-%dT%H:%M:%S").to_string(),
        "Customers": { "Customer": customer },
        "CustomerPreferences": { "TargetMoveInDate": lead.move_in },
    })
}
