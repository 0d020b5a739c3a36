//! Every file of tests/payloads, read through the typed method that it belongs to. Webhooks and whole properties go
//! through the portal in tests/it/payloads.rs.

use secrecy::ExposeSecret as _;
use serde::Serialize;
use serde_json::{Value, json};

use super::server::{Server, answer};
use super::{client, company, property};
use crate::api::Method;
use crate::api::appinfo::GetAccessibleServices;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::ils::GetClientInfo;
use crate::api::leads::{
    GetLeadEvents, GetLeadPickLists, GetLeads, GetMitsLeads, Lead, LeadsBy, SendLeads, SendMitsLeads,
    UpdateLeads,
};
use crate::api::oauth::AppCredentials;
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyFees};
use crate::api::units::{
    GetMitsPropertyUnits, GetPropertyUnits, GetSpecials, GetUnitsAvailabilityAndPricing,
};
use crate::error::ErrorKind;
use crate::id::Cid;
use crate::tour::TourType;

fn payload(name: &str) -> String {
    let path = format!("{}/tests/payloads/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Sends the method to a server that responds with the payload, and returns what the method read.
async fn read<M: Method>(name: &str, method: M) -> Value
where
    M::Response: Serialize,
{
    let server = Server::plan([answer(payload(name))]).await;
    let response = company(&server).send(&method).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::to_value(response).unwrap()
}

/// Compares the values at some JSON pointers.
fn has<const N: usize>(read: &Value, facts: [(&str, Value); N]) {
    for (pointer, value) in facts {
        assert_eq!(read.pointer(pointer), Some(&value), "{pointer} of {read:#}");
    }
}

fn lead() -> Lead {
    Lead::new("Riley", "Renter", "riley@example.com".parse().unwrap())
}

fn by_email() -> LeadsBy {
    LeadsBy::Email("renter.one@example.com".parse().unwrap())
}

#[tokio::test]
async fn listed_properties() {
    let mits = || GetMitsPropertyUnits::new(property());
    let home = read("mits_mountain_zone_in_maryland", mits()).await;
    has(
        &home,
        [
            ("/items/0/id", json!(100_007)),
            ("/items/0/address/state", json!("MD")),
            ("/items/0/time_zone", json!("Mountain Time (GMT -0700)")),
            ("/items/0/phones/1/kind", json!("fax")),
        ],
    );
    let home = read("mits_units_fax_month_multiple", mits()).await;
    has(
        &home,
        [
            ("/items/0/id", json!(100_005)),
            ("/items/0/unit_count", json!(206)),
            ("/items/0/phones/0", json!({"number": "5555550400", "kind": "office"})),
            ("/items/0/phones/1", json!({"number": "5555550410", "kind": "fax"})),
        ],
    );
    let home = read("mits_unset_zone_one_plan_no_phone", mits()).await;
    has(&home, [("/items/0/id", json!(100_003)), ("/items/0/phones", json!([]))]);
    let home = read("oas_getMitsPropertyUnits_r1", mits()).await;
    has(
        &home,
        [
            ("/items/0/marketing_name", json!("Example Court")),
            ("/items/0/time_zone", json!("Central Standard Time (GMT -0600)")),
            ("/items/0/concessions/0/title", json!("Test_Special")),
        ],
    );
    let home = read("oas_getProperties_r1", GetProperties::default()).await;
    has(
        &home,
        [
            ("/items/0/id", json!(22_090)),
            ("/items/0/parent", json!(653_357)),
            ("/items/0/short_description", json!("LIVE AT THE SPEED OF LIGHT.")),
        ],
    );
}

#[tokio::test]
async fn prices_and_units() {
    let pricing = || GetUnitsAvailabilityAndPricing::new(property());
    has(&read("pricing_no_unit_key_is_empty", pricing()).await, [("/units", json!([]))]);
    has(
        &read("pricing_not_listed_attributes", pricing()).await,
        [
            ("/units/0/web_visible", json!(false)),
            ("/units/0/rent", json!({"min": "2165.00", "max": "2255.00"})),
            ("/units/1/is_affordable", json!(true)),
            ("/units/1/availability", json!("OnNotice")),
        ],
    );
    has(
        &read("pricing_single_unit_object", pricing()).await,
        [("/units/0/space", json!("8001")), ("/units/0/available_on", json!("2030-08-01"))],
    );
    let plans = read("oas_getFloorPlans_r1", GetFloorPlans::new(property())).await;
    has(&plans, [("/items/0/id", json!(456_789)), ("/items/0/bedrooms", json!("2"))]);
    let units = read("oas_getPropertyUnits_r1", GetPropertyUnits::new(property())).await;
    has(
        &units,
        [
            ("/items/0/units/0/space", json!("1245")),
            ("/items/0/units/0/available_on", Value::Null),
            ("/items/0/units/0/rent", json!({"min": "25000", "max": "30000"})),
        ],
    );
}

#[tokio::test]
async fn specials_and_fees() {
    let specials = read("getSpecials_r4", GetSpecials::new(property())).await;
    has(
        &specials,
        [
            ("/items/0/references", json!([{"id": "5001", "name": "A1"}])),
            ("/items/0/ends_on", json!("2030-08-31")),
            ("/items/1/is_active", json!(false)),
        ],
    );
    let specials = read("oas_getSpecials_r4", GetSpecials::new(property())).await;
    has(&specials, [("/items/0/starts_on", Value::Null), ("/items/0/level", json!({"Other": "XYZ"}))]);
    let fees = read("oas_getPropertyFees", GetPropertyFees::new(property())).await;
    has(
        &fees,
        [
            ("/items/0/label", json!("Return Fee")),
            ("/items/0/amount", json!("50.00")),
            ("/items/1/floor_plan", json!(921_405)),
        ],
    );
}

#[tokio::test]
async fn calendars() {
    let (from, to) = ("2030-07-01".parse().unwrap(), "2030-07-07".parse().unwrap());
    let slots = GetCalendarAvailability::new(property(), from, to, TourType::AgentGuided);
    let slots = read("oas_getCalendarAvailability_r2", slots).await;
    has(
        &slots,
        [("/items/0/date", json!("2024-08-26")), ("/items/0/times/0", json!("05:00 MDT - 06:00 MDT"))],
    );
    let hours = GetCalendarHours { property: property(), from, to };
    let hours = read("oas_getCalendarAvailability_r1", hours).await;
    has(&hours, [("/appointment_minutes", json!(90)), ("/hours/0/start_time", json!("09:00:00MST"))]);
}

#[tokio::test]
async fn leads_and_their_events() {
    let leads = read("oas_getLeads_r1", GetLeads::new(property(), by_email())).await;
    has(
        &leads,
        [
            ("/items/0/application_id", json!(1234)),
            ("/items/0/people/0/email", json!("renter.one@example.com")),
        ],
    );
    let leads = read("getLeads_groups_phones", GetLeads::new(property(), by_email())).await;
    has(
        &leads,
        [
            ("/items/0/people/0/phones", json!(["5555550100"])),
            ("/items/0/events/0/appointment_date", json!("2030-07-15")),
            ("/items/0/events/0/comments", json!("Tour 07/15/2030 10:00 MST")),
        ],
    );
    let leads = read("oas_getMitsLeads_r1", GetMitsLeads::new(property(), by_email())).await;
    has(&leads, [("/items/0/lead_number", json!("19760815_17390875"))]);
    let events = GetLeadEvents::of_lead(property(), 900_001_u64.try_into().unwrap());
    let events = read("getLeadEvents_virtual_449", events).await;
    has(
        &events,
        [("/items/0/events/0/type_id", json!(449)), ("/items/0/events/0/result", json!("Scheduled"))],
    );
    let lists = read("oas_getLeadPickLists_r1", GetLeadPickLists::new(property())).await;
    has(&lists, [("/event_results/0/name", json!("Cancelled")), ("/properties/0/property", json!(18_462))]);
    let lists = read("oas_getLeadPickLists_r2", GetLeadPickLists::new(property())).await;
    has(&lists, [("/event_types/0/id", json!("131"))]);
}

#[tokio::test]
async fn sent_leads() {
    let send = || SendLeads::new(property(), lead());
    let update = || UpdateLeads::new(property(), 123_456_u64.try_into().unwrap(), lead());
    let mits = SendMitsLeads::new(property(), lead(), "Example");
    for (sent, application) in [
        (read("sendLeads_success", send()).await, json!(900_001)),
        (read("oas_sendLeads_r1", send()).await, json!(18_112_280)),
        (read("oas_sendMitsLeads_r1", mits).await, json!(1_253_581)),
        (read("oas_updateLeads_r1", update()).await, json!(123_456)),
        (read("oas_updateLeads_r2", update()).await, Value::Null),
    ] {
        has(&sent, [("/status", json!("Succeeded")), ("/application_id", application)]);
    }
}

#[tokio::test]
async fn the_company_and_its_methods() {
    let services = read("oas_getAccessibleServices", GetAccessibleServices).await;
    has(&services, [("/items/0/service", json!("customers")), ("/items/0/method", json!("updateCustomers"))]);
    let server = Server::plan([answer(payload("ils_getClientInfo_reply"))]).await;
    let info = company(&server).send(&GetClientInfo::new()).await.unwrap();
    assert_eq!((info.cid.map(Cid::get), info.subdomain.as_str()), (Some(4711), "exampleliving"));
    let documented: Value = serde_json::from_str(&payload("ils_getClientInfo_request")).unwrap();
    let sent = server.received().remove(0);
    for pointer in ["/auth/type", "/method/name"] {
        assert_eq!(sent.body.pointer(pointer), documented["body"].pointer(pointer), "{pointer}");
    }
    assert!(sent.head.contains("/ils/internetlisting "), "{}", sent.head);
    assert!(sent.head.to_lowercase().contains("authorization: bearer "), "{}", sent.head);
}

#[tokio::test]
async fn tokens() {
    let app = AppCredentials::new("0123456789abcdef0123.exampleapp", "planted-secret");
    let server = Server::plan([answer(payload("oauth_getAccessToken_nextroom"))]).await;
    let token =
        client(&server.url()).oauth().get_access_token(&app, &"Q29kZStleGFtcGxlLw==".into()).await.unwrap();
    assert_eq!(token.token.expose_secret(), "not-a-real-token");
    assert_eq!(token.expires_in.map(|lifetime| lifetime.as_secs()), Some(315_360_000));
    assert_eq!(token.scope, ["example_scope"]);
    let server = Server::plan([answer(payload("oauth_getAccessToken_refused_nextroom"))]).await;
    let error = client(&server.url())
        .oauth()
        .get_access_token(&app, &"Q29kZStleGFtcGxlLw==".into())
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.entrata_code()), (ErrorKind::Rejected, Some(401)));
    assert!(error.to_string().contains("Invalid auth code."), "{error}");
}
