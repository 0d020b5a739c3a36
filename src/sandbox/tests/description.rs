//! Sandbox and client against the written description of Entrata's API.

use super::desk::{DENVER, Desk, exchange, leads, prospect};
use super::schema::{check, description, unsure};
use crate::api::Method;
use crate::api::appinfo::GetStatus;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::leads::{EventsOf, Lead};
use crate::api::leads::{GetLeadEvents, GetLeadPickLists, GetLeads, SendLeads, SendMitsLeads, UpdateLeads};
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyMedia, GetPropertyPickLists};
use crate::api::units::{GetMitsPropertyUnits, GetPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::id::PropertyId;
use crate::sandbox::CLIENT_SECRET;
use crate::tour::TourType;
use serde_json::{Value, json};

#[tokio::test]
async fn every_answer_of_the_sandbox_is_as_described() {
    let desk = Desk::new().await;
    let (day, days) =
        ("12/03/2030", json!({ "propertyId": DENVER, "fromDate": "12/03/2030", "toDate": "12/07/2030" }));
    let tour = |email: &str, from: &str, to: &str| leads(DENVER, &json!([prospect(email, day, from, to)]));
    let mut update = prospect("a@example.com", day, "11:00 MST", "11:30 MST");
    update["applicationId"] = json!("30001");
    let one = json!({ "propertyId": DENVER });
    let many = json!({ "propertyIds": "739076,739077" });
    let calls = [
        ("status", "getStatus", "r1", json!({})),
        ("properties", "getProperties", "r1", json!({})),
        ("properties", "getFloorPlans", "r1", one.clone()),
        ("propertyunits", "getMitsPropertyUnits", "r1", many.clone()),
        ("propertyunits", "getUnitsAvailabilityAndPricing", "r1", one.clone()),
        (
            "propertyunits",
            "getUnitsAvailabilityAndPricing",
            "r1",
            json!({ "propertyId": DENVER, "showUnitSpaces": 1 }),
        ),
        (
            "propertyunits",
            "getUnitsAvailabilityAndPricing",
            "r1",
            json!({ "propertyId": DENVER, "floorplanId": 1 }),
        ),
        ("propertyunits", "getPropertyUnits", "r1", many.clone()),
        (
            "properties",
            "getPropertyMedia",
            "r1",
            json!({ "propertyId": "739076", "mediaTypeId": "1", "mediaSubTypeId": "2" }),
        ),
        ("properties", "getPropertyPickLists", "r2", json!({ "propertyId": "739076" })),
        ("properties", "getCalendarAvailability", "r1", days.clone()),
        ("properties", "getCalendarAvailability", "r2", days),
        ("leads", "sendLeads", "r1", tour("a@example.com", "10:00 MST", "10:30 MST")),
        ("leads", "sendLeads", "r1", tour("b@example.com", "10:00 MST", "10:30 MST")),
        ("leads", "sendLeads", "r1", tour("a@example.com", "12:00 MST", "12:30 MST")),
        ("leads", "updateLeads", "r2", leads(DENVER, &json!([update]))),
        (
            "leads",
            "getLeads",
            "r1",
            json!({ "propertyId": DENVER, "email": "a@example.com", "eventTypeIds": "17,18" }),
        ),
        ("leads", "getLeadEvents", "r1", json!({ "propertyId": DENVER, "applicationId": 30001 })),
        ("leads", "getLeadPickLists", "r1", many),
        ("leads", "getLeadPickLists", "r2", one.clone()),
        ("leads", "getMitsLeads", "r1", one.clone()),
        ("propertyunits", "getSpecials", "r4", one.clone()),
        ("pricing", "getPropertyFees", "r1", one),
        ("appinfo", "getAccessibleServices", "r1", json!({})),
        ("ils/internetlisting", "getClientInfo", "r1", json!([])),
    ];
    let description = description();
    for (service, method, version, params) in calls {
        let described = &description["methods"][format!("{method} {version}")];
        assert_eq!(described["service"], service);
        check(&described["params"], &params, &format!("{method} params"));
        let response = desk.call(service, method, version, params).await;
        let mut answer = json!({ "response": response });
        let result = answer["response"]["result"].take();
        check(&described["result"], &result, &format!("{method} result"));
        // The envelope says nothing about what is inside.
        check(&description["$defs"]["reply"], &answer, method);
    }
}

#[tokio::test]
async fn a_refusal_and_the_oauth_answers_are_as_described() {
    let desk = Desk::new().await;
    let description = description();
    let refused = desk.call("properties", "getFloorPlans", "r1", json!({ "propertyId": 1 })).await;
    check(&description["$defs"]["rejection"], &json!({ "response": refused }), "refusal");
    let code = desk.sandbox.auth_code(4711).unwrap();
    let token = exchange(&desk.http, &desk.sandbox, &code, CLIENT_SECRET).await;
    let described = &description["methods"]["getAccessToken"]["result"];
    check(described, &token["response"]["result"], "getAccessToken");
}

fn asked<M: Method>(description: &Value, method: &M) {
    let name = format!("{} {}", M::NAME, M::VERSION.unwrap_or("r1"));
    let described = &description["methods"][&name];
    assert_eq!(described["service"], M::SERVICE);
    check(&described["params"], &method.params(), &name);
}

#[test]
fn every_call_of_the_client_is_as_described() {
    let description = description();
    let property: PropertyId = DENVER.try_into().unwrap();
    let (from, to) = ("2030-12-03".parse().unwrap(), "2030-12-07".parse().unwrap());
    let lead: Lead = super::sdk::lead("a@example.com", Some(("10:00 MST", "10:30 MST")));
    let application = 30_001_u64.try_into().unwrap();
    asked(&description, &GetStatus);
    asked(&description, &GetProperties::new(property));
    asked(&description, &GetFloorPlans::new(property));
    asked(&description, &GetMitsPropertyUnits::new(property));
    asked(&description, &GetUnitsAvailabilityAndPricing::new(property));
    asked(&description, &GetPropertyUnits::new(property));
    asked(&description, &GetPropertyMedia::new(property, "1", "2"));
    asked(&description, &GetPropertyPickLists { properties: vec![property] });
    asked(&description, &GetCalendarAvailability::new(property, from, to, TourType::AgentGuided));
    asked(&description, &GetCalendarHours { property, from, to });
    asked(&description, &SendLeads { property, lead: lead.clone(), confirmation_email: false });
    asked(
        &description,
        &UpdateLeads { property, application, lead: lead.clone(), confirmation_email: false },
    );
    let originating_lead_source = "Example Portal".to_owned();
    asked(
        &description,
        &SendMitsLeads { property, lead, originating_lead_source, confirmation_email: false },
    );
    asked(&description, &GetLeads::by_email(property, "a@example.com".parse().unwrap()));
    asked(&description, &GetLeadEvents { property, of: EventsOf::Lead(application) });
    asked(&description, &GetLeadEvents { property, of: EventsOf::Days { types: vec![17], from, to } });
    asked(&description, &GetLeadPickLists { properties: vec![property] });
}

#[test]
fn every_field_says_how_sure_we_are() {
    let mut found = Vec::new();
    for (name, method) in description()["methods"].as_object().unwrap() {
        unsure(&method["params"], &format!("{name} params"), &mut found);
        unsure(&method["result"], &format!("{name} result"), &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
