//! A broken response never panics or hangs.

use proptest::prelude::*;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::api::Method;
use crate::api::appinfo::{GetAccessibleServices, GetStatus};
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::ils::GetClientInfo;
use crate::api::leads::{
    GetLeadEvents, GetLeadPickLists, GetLeads, GetMitsLeads, SendLeads, SendMitsLeads, UpdateLeads,
};
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyFees, GetPropertyMedia};
use crate::api::rate_limit::RateHeaders;
use crate::api::response::{HttpResponse, Rules, classify};
use crate::api::retry::Idempotency;
use crate::api::units::{
    GetMitsPropertyUnits, GetPropertyUnits, GetSpecials, GetUnitsAvailabilityAndPricing,
};
use crate::api::wire::{RawResult, plain_text, read_amount, read_date, web_url};

/// JSON with Entrata's names in the wrong places.
fn entrata_like() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("PhysicalProperty"),
        Just("Property"),
        Just("FloorPlans"),
        Just("FloorPlan"),
        Just("PropertyID"),
        Just("Identification"),
        Just("IDValue"),
        Just("@attributes"),
        Just("ILS_Units"),
        Just("Unit"),
        Just("PropertyUnits"),
        Just("PropertyUnit"),
        Just("UnitSpace"),
        Just("Rent"),
        Just("TermRent"),
        Just("MinRent"),
        Just("availableTours"),
        Just("availableTour"),
        Just("tourDate"),
        Just("tourTime"),
        Just("prospects"),
        Just("prospect"),
        Just("events"),
        Just("event"),
        Just("message"),
        Just("status"),
        Just("response"),
        Just("result"),
        Just("error"),
        Just("code"),
        Just("6001"),
        Just("0"),
        Just(""),
        Just("Year"),
        Just("AvailableOn"),
        Just("Address"),
        Just("File"),
        Just("Room"),
    ]
    .prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("08/01/2030")),
        Just(Value::from("$1,234.00")),
        Just(Value::from("<b>x</b> &amp;")),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn every_method(result: &str) {
    fn one<M: Method>(result: &str) {
        if let Ok(answer) = M::read(RawResult::new(result)) {
            let _ = M::failure(&answer);
        }
    }
    one::<GetStatus>(result);
    one::<GetProperties>(result);
    one::<GetFloorPlans>(result);
    one::<GetPropertyMedia>(result);
    one::<GetMitsPropertyUnits>(result);
    one::<GetUnitsAvailabilityAndPricing>(result);
    one::<GetPropertyUnits>(result);
    one::<GetCalendarAvailability>(result);
    one::<SendLeads>(result);
    one::<UpdateLeads>(result);
    one::<GetLeads>(result);
    one::<GetLeadEvents>(result);
    one::<GetLeadPickLists>(result);
    one::<SendMitsLeads>(result);
    one::<GetCalendarHours>(result);
    one::<GetMitsLeads>(result);
    one::<GetSpecials>(result);
    one::<GetPropertyFees>(result);
    one::<GetAccessibleServices>(result);
    one::<GetClientInfo>(result);
}

fn judged(status: u16, body: Vec<u8>) -> bool {
    let rules = Rules { idempotency: Idempotency::Safe, of_company: true, classify_rejection: |_| None };
    let reply = HttpResponse { status, headers: HeaderMap::new(), body };
    match classify(reply, &RateHeaders::default(), rules) {
        Ok(success) => {
            every_method(success.result().json());
            true
        }
        Err(_) => false,
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_response_or_an_error(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        judged(status, body);
    }

    #[test]
    fn any_json_is_a_response_or_an_error(status in prop_oneof![Just(200_u16), 100_u16..600], json in entrata_like()) {
        judged(status, json.to_string().into_bytes());
        every_method(&json.to_string());
        judged(status, serde_json::json!({"response": {"result": json}}).to_string().into_bytes());
    }

    #[test]
    fn a_response_with_one_byte_changed_is_read_or_rejected(place in 0_usize..400, byte in any::<u8>()) {
        let mut body = br#"{"response":{"code":200,"result":{"PhysicalProperty":{"Property":[{"PropertyID":1,"MarketingName":"A","Address":{"City":"B"}}]}}}}"#.to_vec();
        if let Some(old) = body.get_mut(place) {
            *old = byte;
        }
        judged(200, body);
    }

    #[test]
    fn any_text_is_a_date_an_amount_a_description_or_nothing(text in "[ -~\u{80}-\u{2FF}]{0,40}", html in "(<[a-z]{1,6}>|</[a-z]{1,6}>|&[a-z]{1,5};|[ -~]){0,60}") {
        let _ = (read_date(&text), read_amount(&text), web_url(&text), plain_text(&text), plain_text(&html));
    }
}

#[test]
fn excessive_nesting_is_an_error() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    every_method(&deep);
    every_method(&format!(r#"{{"FloorPlans":{{"FloorPlan":{deep}}}}}"#));
    assert!(!judged(200, deep.into_bytes()));
    let wrapped = format!(
        r#"{{"response":{{"error":{}}}}}"#,
        r#"{"error":"#.repeat(50_000) + "1" + &"}".repeat(50_000)
    );
    assert!(!judged(200, wrapped.into_bytes()));
    for tag in ["<div>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<b>"] {
        let _ = plain_text(&tag.repeat(50_000));
    }
}
