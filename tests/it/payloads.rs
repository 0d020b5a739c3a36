//! The payloads of tests/payloads that need a portal: webhooks, and whole properties through ingestion.

use crate::gate::{Foreign, Gate};
use crate::stage::{CID, PROPERTY, Stage, body, cid, encoded, property};
use serde_json::{Value, json};

fn payload(name: &str) -> Value {
    let path = format!("{}/tests/payloads/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

const KEY: &str = "registered-webhook-key";

/// The value of a parameter of a query.
fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

#[tokio::test]
async fn webhooks_of_a_live_receiver_need_one_proof_of_any_kind() {
    let stage = Stage::with(&[("ENTRATA_WEBHOOK_KEY", KEY)]).await;
    let webhooks = payload("webhooks_nextroom");
    let mut replies = Vec::new();
    for webhook in webhooks["queries"].as_array().unwrap() {
        let mut query = webhook["query"].as_str().unwrap().replace("WEBHOOK_KEY", KEY);
        let unproven = stage.portal.handle_webhook(query.as_bytes(), None, None).await;
        if let Some(code) = parameter(&query, "auth_code") {
            assert_eq!(unproven.status, 401, "Entrata does not know this code: {query}");
            let issued = stage.sandbox.auth_code(CID).unwrap();
            // One of the two writes the plus sign as it is.
            let issued =
                if code.contains('+') { encoded(&issued).replace("%2B", "+") } else { encoded(&issued) };
            query = query.replace(code, &issued);
        } else if parameter(&query, "key").is_none() {
            assert_eq!(unproven.status, 401, "without a proof: {query}");
            query = format!("{query}&key={KEY}");
        }
        let reply = stage.portal.handle_webhook(query.as_bytes(), None, None).await;
        let status = body(&reply)["response"]["result"]["status"].clone();
        replies.push((reply.status, status));
    }
    let words = ["APPROVED", "APPROVED", "", "SUSPENDED", "FEED_TYPE_CHANGED", "APPROVED"];
    let expected = words.map(|word| if word.is_empty() { (400, Value::Null) } else { (200, json!(word)) });
    assert_eq!(replies, expected);
}

/// The columns of a house that the tests look at: title, phone, rent, deposit, state, images.
type House = (String, Option<String>, Option<String>, Option<String>, Option<String>, u64);

const HOUSES: &str = "SELECT title, phone, CAST(price_pm AS CHAR), CAST(deposit AS CHAR), state, \
                      (SELECT COUNT(*) FROM house_images WHERE house_id = houses.id) FROM houses ORDER BY id";

fn ok(result: &Value) -> Foreign {
    Foreign::json(200, &json!({"response": {"requestId": "1", "code": 200, "result": result}}))
}

/// Ingests a listed property under the id of one of the sandbox. Its floor plans are those of the listing, and its
/// prices and units those of `pricing`.
async fn ingested(listing: &str, pricing: &Value) -> (Stage, Vec<House>) {
    let listing = payload(listing);
    let (mut home, mut pricing) =
        (listing["response"]["result"]["PhysicalProperty"]["Property"].clone(), pricing.clone());
    if home.is_array() {
        home = home[0].take();
    }
    let id = json!(PROPERTY.to_string());
    home["PropertyID"]["Identification"]["IDValue"] = id.clone();
    pricing["Properties"]["Property"][0]["PropertyID"] = id.clone();
    let mut general = home["PropertyID"].clone();
    general["PropertyID"] = id;
    let plans = json!({"FloorPlans": {"FloorPlan": home["Floorplan"]}});

    let stage = Stage::authenticated().await;
    let gate = Gate::before(&stage.sandbox).await;
    gate.answer(move |method, _| match method {
        "getProperties" => Some(ok(&json!({"PhysicalProperty": {"Property": [general]}}))),
        "getMitsPropertyUnits" => Some(ok(&json!({"PhysicalProperty": {"Property": [home]}}))),
        "getFloorPlans" => Some(ok(&plans)),
        "getUnitsAvailabilityAndPricing" => Some(ok(&pricing)),
        "getPropertyMedia" => Some(ok(&json!([]))),
        _ => None,
    });
    let ingested = gate.portal(&stage).ingest_property(cid(), property()).await.unwrap();
    let houses = stage.database.rows(HOUSES).await;
    assert_eq!(usize::try_from(ingested.houses).unwrap(), houses.len());
    (stage, houses)
}

fn without_units() -> Value {
    payload("pricing_no_unit_key_is_empty")["response"]["result"].clone()
}

/// The zone that tour times of the property are shown beside.
async fn time_zone(stage: &Stage) -> Option<String> {
    let (zone,) = stage.database.one("SELECT time_zone FROM entrata_properties").await;
    zone
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test]
async fn a_recorded_property_keeps_its_office_phone_deposits_and_pictures() {
    let (stage, houses) = ingested("mits_units_fax_month_multiple", &without_units()).await;
    assert_eq!(houses.len(), 6);
    for (title, phone, rent, deposit, state, images) in houses {
        assert!(title.starts_with("Example Square - "), "{title}");
        assert_eq!((phone, deposit, state), (text("5555550400"), text("500.00"), text("MA")), "{title}");
        let rent: f64 = rent.unwrap().parse().unwrap();
        assert!((2000.0..3000.0).contains(&rent), "{title}: {rent}");
        assert_eq!(images, 1, "{title}: the PDF is no picture");
    }
    assert_eq!(time_zone(&stage).await, text("America/New_York"));
}

#[tokio::test]
async fn mountain_time_in_maryland_counts_as_not_set() {
    let (stage, houses) = ingested("mits_mountain_zone_in_maryland", &without_units()).await;
    assert_eq!(houses.len(), 5);
    assert!(houses.iter().all(|house| house.1 == text("5555550600") && house.4 == text("MD")), "{houses:?}");
    assert_eq!(time_zone(&stage).await, None);
    let (stage, houses) = ingested("mits_unset_zone_one_plan_no_phone", &without_units()).await;
    assert_eq!(houses, [("Example Lofts - A1".to_owned(), None, None, None, text("MD"), 4)]);
    assert_eq!(time_zone(&stage).await, None);
}

#[tokio::test]
async fn a_listing_without_floor_plans_is_one_house() {
    let (stage, houses) = ingested("oas_getMitsPropertyUnits_r1", &without_units()).await;
    assert_eq!(houses, [("Example Court".to_owned(), text("5555550101"), None, None, text("UT"), 0)]);
    assert_eq!(time_zone(&stage).await, text("America/Chicago"));
}

#[test]
fn no_payload_is_left_out() {
    let root = env!("CARGO_MANIFEST_DIR");
    let tests: String = ["src/api/tests/payloads.rs", "tests/it/payloads.rs"]
        .map(|path| std::fs::read_to_string(format!("{root}/{path}")).unwrap())
        .concat();
    for entry in std::fs::read_dir(format!("{root}/tests/payloads")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_payload = path.extension().is_some_and(|extension| extension == "json");
        assert!(!is_payload || tests.contains(&format!("\"{name}\"")), "no test reads {name}");
    }
}
