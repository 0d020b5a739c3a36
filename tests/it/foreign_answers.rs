//! A foreign response in Entrata's place decides nothing about a lead, token or property.

use crate::gate::{Foreign, Gate};
use crate::stage::{PROPERTY, Stage, cid, property};
use entrata::portal::DeliveryStatus;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

/// How many responses are tried for each method.
const ANSWERS: usize = 12;

/// Responses of proxies, firewalls, captive portals and wrong hosts. None is Entrata's envelope.
fn foreign() -> impl Strategy<Value = Foreign> {
    let status = prop_oneof![
        Just(200_u16),
        prop::sample::select(vec![201, 202, 204, 206, 301, 302, 303, 304, 307, 308]),
        prop::sample::select(vec![400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414]),
        prop::sample::select(vec![415, 418, 421, 422, 423, 425, 426, 428, 429, 431, 451, 494, 499]),
        prop::sample::select(vec![500, 501, 502, 503, 504, 505, 507, 511, 520, 521, 522, 523, 524, 525, 530]),
    ];
    let kind = prop::sample::select(vec![
        Some("text/html"),
        Some("text/html; charset=iso-8859-1"),
        Some("text/plain"),
        Some("application/json"),
        Some("application/problem+json"),
        Some("application/xml"),
        None,
    ]);
    let words = prop::sample::select(vec![
        "401 Authorization Required",
        "Access denied by edge firewall",
        "The access token is invalid or has expired",
        "invalid_token",
        "The selected tour time is no longer available.",
        "This slot is unavailable",
        "Success",
        "Lead inserted successfully.",
        "Tours are not supported by this property. (314)",
        "No records found",
        "",
    ]);
    let form = 0..14_u8;
    let noise = prop::collection::vec(any::<u8>(), 0..40);
    (status, kind, words, form, noise, any::<bool>()).prop_map(|(status, kind, words, form, noise, forwarded)| {
        let text = words.replace('"', "");
        let body = match form {
            0 => Vec::new(),
            1 | 2 => format!("<html><head><title>{text}</title></head><body>{text}</body></html>").into_bytes(),
            3 => text.into_bytes(),
            4 => format!("{{\"error\":\"{text}\"}}").into_bytes(),
            5 => format!("{{\"error\":{{\"code\":401,\"message\":\"{text}\"}}}}").into_bytes(),
            6 => format!("{{\"code\":200,\"status\":\"Success\",\"message\":\"{text}\"}}").into_bytes(),
            7 => format!("{{\"prospects\":[{{\"status\":\"Success\",\"applicationId\":\"1\",\"message\":\"{text}\"}}]}}").into_bytes(),
            8 => format!("{{\"result\":{{\"message\":\"{text}\"}}}}").into_bytes(),
            9 => b"[]".to_vec(),
            10 => b"null".to_vec(),
            11 => format!("\"{text}\"").into_bytes(),
            12 => b"{\"response\":{\"requestId\":\"1\",\"code\":200,\"result\":{\"prospects\":".to_vec(),
            _ => noise,
        };
        Foreign { status, content_type: kind.map(str::to_owned), body, forwarded }
    })
}

fn answers(seed: u64) -> Vec<Foreign> {
    let config = proptest::test_runner::Config { rng_seed: RngSeed::Fixed(seed), ..Default::default() };
    let mut runner = TestRunner::new(config);
    (0..ANSWERS).map(|_| foreign().new_tree(&mut runner).unwrap().current()).collect()
}

async fn client_status(stage: &Stage) -> String {
    let (status,): (String,) = stage.database.one("SELECT status FROM entrata_clients").await;
    status
}

/// Sends one lead for each response in place of `method`'s, and compares each outcome with Entrata's data.
async fn leads_are_not_judged(method: &'static str, seed: u64, known: bool) {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let gate = Gate::before(&stage.sandbox).await;
    let portal = gate.portal(&stage);
    if known {
        let first = stage.viewing("ada@example.com", house, &slots[ANSWERS]).await;
        stage.portal.send_lead_from_viewing(first).await.unwrap();
    }
    for (number, (answer, slot)) in answers(seed).into_iter().zip(&slots).enumerate() {
        let before = stage.sandbox.truth().appointments.len();
        // A second tour of a person is an update, and cached tour times are not asked for again.
        let person = if known { "ada@example.com".to_owned() } else { format!("ada{number}@example.com") };
        stage.database.run("DELETE FROM entrata_tour_times", ()).await;
        let viewing = stage.viewing(&person, house, slot).await;
        gate.answer_method(method, answer.clone());
        let asked = gate.calls(method).len();
        let delivery = portal.send_lead_from_viewing(viewing).await;
        let delivery = delivery.unwrap_or_else(|error| panic!("{method} {answer:?}: {error:?}"));
        assert!(gate.calls(method).len() > asked, "{method} {answer:?}: the foreign server was not asked");
        let booked = stage.sandbox.truth().appointments.len() - before;
        match delivery.status {
            DeliveryStatus::Confirmed => assert_eq!(booked, 1, "{method} {answer:?}"),
            DeliveryStatus::Pending => {}
            other => panic!("{method} {answer:?}: {other:?}"),
        }
        assert_eq!(client_status(&stage).await, "ACTIVE", "{method} {answer:?}");
        // Without the foreign server, each lead is delivered exactly once.
        gate.open();
        for _ in 0..3 {
            stage.let_time_pass().await;
            stage.portal.run_jobs(20).await.unwrap();
        }
        let booked = stage.sandbox.truth().appointments.len() - before;
        assert_eq!(booked, 1, "{method} {answer:?}");
    }
    assert_eq!(stage.sandbox.truth().duplicates, 0);
}

#[tokio::test]
async fn a_foreign_answer_to_a_lookup_never_judges_a_lead() {
    leads_are_not_judged("getLeads", 1, false).await;
}

#[tokio::test]
async fn a_foreign_answer_to_a_new_lead_never_judges_it() {
    leads_are_not_judged("sendLeads", 2, false).await;
}

#[tokio::test]
async fn a_foreign_answer_to_an_update_never_judges_the_lead() {
    leads_are_not_judged("updateLeads", 3, true).await;
}

#[tokio::test]
async fn a_foreign_answer_on_tour_times_never_judges_a_lead() {
    leads_are_not_judged("getCalendarAvailability", 4, false).await;
}

/// Ingests a property with each response in place of `method`'s: nothing may change.
async fn property_is_not_emptied(method: &'static str, seed: u64) {
    let stage = Stage::activated().await;
    let gate = Gate::before(&stage.sandbox).await;
    let portal = gate.portal(&stage);
    let content = "SELECT title, status, CAST(price_pm AS CHAR), number_available FROM houses ORDER BY id";
    let before: Vec<(String, u8, Option<String>, u32)> = stage.database.rows(content).await;
    for answer in answers(seed) {
        gate.answer_method(method, answer.clone());
        stage.let_limits_pass().await;
        let asked = gate.calls(method).len();
        let ingested = portal.ingest_property(cid(), property()).await;
        assert!(ingested.is_err(), "{method} {answer:?}: {ingested:?}");
        assert!(gate.calls(method).len() > asked, "{method} {answer:?}: the foreign server was not asked");
        let after: Vec<(String, u8, Option<String>, u32)> = stage.database.rows(content).await;
        assert_eq!(after, before, "{method} {answer:?}");
        assert_eq!(client_status(&stage).await, "ACTIVE", "{method} {answer:?}");
    }
}

#[tokio::test]
async fn a_foreign_answer_never_empties_a_property() {
    property_is_not_emptied("getProperties", 10).await;
}

#[tokio::test]
async fn a_foreign_answer_never_removes_floor_plans() {
    property_is_not_emptied("getFloorPlans", 11).await;
}

#[tokio::test]
async fn a_foreign_answer_never_removes_mits_units() {
    property_is_not_emptied("getMitsPropertyUnits", 12).await;
}

#[tokio::test]
async fn a_foreign_answer_never_removes_prices() {
    property_is_not_emptied("getUnitsAvailabilityAndPricing", 13).await;
}
