//! The sandbox, the client and the documents against the written description of Entrata's API.

use super::desk::{DENVER, Desk, exchange, leads, prospect};
use crate::api::Method;
use crate::api::appinfo::GetStatus;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::leads::{EventsOf, Lead};
use crate::api::leads::{GetLeadEvents, GetLeadPickLists, GetLeads, SendLeads, SendMitsLeads, UpdateLeads};
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyMedia, GetPropertyPickLists};
use crate::api::units::{GetMitsPropertyUnits, GetPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::id::PropertyId;
use crate::probe::{Description, differences};
use crate::sandbox::CLIENT_SECRET;
use crate::tour::TourType;
use serde_json::{Value, json};

fn check(description: &Description, schema: &Value, value: &Value, what: &str) {
    assert!(!schema.is_null(), "{what} is not described");
    let found = differences(description, schema, value, what);
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn every_reply_of_the_sandbox_is_as_described() {
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
    let description = Description::read().unwrap();
    for (service, method, version, params) in calls {
        let name = format!("{method} {version}");
        assert_eq!(description.part(&name, "service"), service);
        check(&description, description.part(&name, "params"), &params, &format!("{name} params"));
        let response = desk.call(service, method, version, params).await;
        let mut reply = json!({ "response": response });
        let result = reply["response"]["result"].take();
        check(&description, description.part(&name, "result"), &result, &name);
        // The envelope's definition says nothing about the result.
        check(&description, description.definition("reply"), &reply, &name);
    }
}

#[tokio::test]
async fn a_rejection_and_the_oauth_replies_are_as_described() {
    let desk = Desk::new().await;
    let description = Description::read().unwrap();
    let rejected = desk.call("properties", "getFloorPlans", "r1", json!({ "propertyId": 1 })).await;
    check(&description, description.definition("rejection"), &json!({ "response": rejected }), "a rejection");
    let code = desk.sandbox.auth_code(4711).unwrap();
    let token = exchange(&desk.http, &desk.sandbox, &code, CLIENT_SECRET).await;
    let described = description.part("getAccessToken", "result");
    check(&description, described, &token["response"]["result"], "getAccessToken");
}

fn asked<M: Method>(description: &Description, method: &M) {
    let name = format!("{} {}", M::NAME, M::VERSION.unwrap_or("r1"));
    assert_eq!(description.part(&name, "service"), M::SERVICE);
    check(description, description.part(&name, "params"), &method.params(), &name);
}

#[test]
fn every_call_of_the_client_is_as_described() {
    let description = Description::read().unwrap();
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

/// The leaves of a schema that do not say how sure they are, or where they are known from.
fn unfounded(schema: &Value, path: &str, has_source: bool, found: &mut Vec<String>) {
    let levels = ["recorded", "measured", "production", "documented", "third-party", "inferred", "invented"];
    let has_source = has_source || schema["x-source"].is_string();
    let is_leaf = schema["$ref"].is_null() && schema["anyOf"].is_null() && schema["type"] != "object";
    if is_leaf && !(has_source && schema["x-sure"].as_str().is_some_and(|level| levels.contains(&level))) {
        found.push(path.to_owned());
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        unfounded(field, &format!("{path}.{name}"), has_source, found);
    }
    for inside in [schema.get("items"), schema.get("additionalProperties")].into_iter().flatten() {
        unfounded(inside, &format!("{path}[]"), has_source, found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        unfounded(choice, path, has_source, found);
    }
}

#[test]
fn every_field_says_how_sure_it_is_and_where_it_is_known_from() {
    let description = Description::read().unwrap();
    let mut found = Vec::new();
    for (name, method) in description.methods() {
        let has_source = method["x-source"].is_string();
        unfounded(&method["params"], &format!("{name} params"), has_source, &mut found);
        unfounded(&method["result"], &format!("{name} result"), has_source, &mut found);
    }
    for name in ["reply", "rejection"] {
        unfounded(description.definition(name), name, false, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_methods_page_lists_the_assumptions_and_sources_of_the_description() {
    let page = include_str!("../../../docs/methods.md");
    let description = Description::read().unwrap();
    let (_, section) = page.split_once("## Assumptions").unwrap();
    let listed: Vec<_> = section.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<_> = description
        .assumptions()
        .iter()
        .map(|one| {
            let method = if one.method == "*" { "all" } else { &one.method };
            format!("| `{}` | {method} | {} | {} | {} |", one.id, one.says, one.sure, one.source)
        })
        .collect();
    assert_eq!(listed, expected);
    for (key, what) in description.definition("sources").as_object().unwrap().iter().skip(1) {
        let row = format!("| {key} | {} |", what.as_str().unwrap());
        assert!(page.contains(&row), "docs/methods.md has no row {row}");
    }
}

#[test]
fn every_assumption_can_be_checked() {
    let description = Description::read().unwrap();
    let mut ids = std::collections::HashSet::new();
    for assumption in description.assumptions() {
        assert!(ids.insert(&assumption.id), "{} is a duplicate", assumption.id);
        let method = description.part(&assumption.method, "result");
        assert!(assumption.method == "*" || !method.is_null(), "{}", assumption.id);
        match &assumption.rule {
            Some(rule) => assert!(crate::probe::is_rule(rule), "{}", assumption.id),
            None => assert!(assumption.look.is_some() && assumption.expect.is_some(), "{}", assumption.id),
        }
        let sources = assumption.source.split(", ");
        for source in sources {
            assert!(description.definition("sources")[source].is_string(), "{source} is not a source");
        }
    }
}
