//! Responses that are not Entrata's: of proxies, firewalls, gateways and portals.

use proptest::prelude::*;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

use super::sending::lead;
use super::server::{Server, answer, status};
use super::{company, ok};
use crate::api::appinfo::GetStatus;
use crate::api::leads::SendLeads;
use crate::api::rate_limit::RateHeaders;
use crate::api::response::{HttpResponse, Rules, classify};
use crate::api::{Idempotency, Method as _};
use crate::error::ErrorKind;

fn kind_of(status: u16, body: &[u8], idempotency: Idempotency) -> Option<ErrorKind> {
    let response = HttpResponse { status, headers: HeaderMap::new(), body: body.to_vec() };
    let classify_rejection = SendLeads::classify_rejection;
    let rules = Rules { idempotency, of_company: true, classify_rejection };
    classify(response, &RateHeaders::default(), rules).err().map(|failure| failure.kind)
}

fn assert_says_nothing(status: u16, body: &[u8]) -> Result<(), TestCaseError> {
    let (read, write) = match status {
        429 => (ErrorKind::RateLimited, ErrorKind::RateLimited),
        _ => (ErrorKind::Unavailable, ErrorKind::Indeterminate),
    };
    prop_assert_eq!(kind_of(status, body, Idempotency::Safe), Some(read));
    prop_assert_eq!(kind_of(status, body, Idempotency::Unsafe), Some(write));
    Ok(())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("The selected time slot is no longer available.".to_owned()),
        Just("Invalid access token".to_owned()),
        Just("401".to_owned()),
        "[ -~]{0,20}",
    ]
}

/// JSON with the names that Entrata and gateways use, and that is not Entrata's envelope.
fn other_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(200), Just(300), Just(401), 0..1_600].prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let name = prop_oneof![
        Just("response"),
        Just("error"),
        Just("message"),
        Just("code"),
        Just("result"),
        Just("status"),
        Just("fault"),
    ];
    let json = leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4).prop_map(|pairs| {
                Value::from(
                    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>(),
                )
            }),
        ]
    });
    json.prop_filter("is Entrata's envelope", |json| {
        let has_code = |value: &Value| value.is_number() || value.is_string();
        json.get("response").and_then(Value::as_object).is_none_or(|response| {
            let error = response.get("error").and_then(|error| error.get("code"));
            !response.contains_key("result")
                && !response.get("code").is_some_and(has_code)
                && !error.is_some_and(has_code)
        })
    })
}

fn any_status() -> impl Strategy<Value = u16> {
    let usual =
        [200, 204, 301, 302, 307, 400, 401, 403, 404, 405, 407, 408, 413, 421, 425, 429, 500, 502, 503, 504];
    prop_oneof![prop::sample::select(usual.to_vec()), 100_u16..600]
}

proptest! {
    #[test]
    fn foreign_json_says_nothing_about_a_request(status in any_status(), json in other_json()) {
        assert_says_nothing(status, json.to_string().as_bytes())?;
    }

    #[test]
    fn a_web_page_says_nothing_about_a_request(status in any_status(), text in text(), head in "[ \r\n\t]{0,3}") {
        assert_says_nothing(status, format!("{head}<html><body>{text}</body></html>").as_bytes())?;
        assert_says_nothing(status, text.as_bytes())?;
    }

    #[test]
    fn bytes_that_are_not_json_say_nothing(status in any_status(), body in prop::collection::vec(any::<u8>(), 0..60)) {
        prop_assume!(!body.contains(&b'{'));
        assert_says_nothing(status, &body)?;
    }

    #[test]
    fn half_an_envelope_says_nothing(status in any_status(), at in 0_usize..60) {
        let whole = r#"{"response":{"code":401,"error":{"code":401,"message":"Invalid."}}}"#;
        assert_says_nothing(status, &whole.as_bytes()[..at])?;
    }

    #[test]
    fn a_success_body_under_a_failure_status_is_not_a_success(status in 300_u16..600) {
        assert_says_nothing(status, ok("{}").as_bytes())?;
    }

    #[test]
    fn the_text_of_a_rejection_never_means_a_rejected_token(message in text(), words in "[a-z ]{0,20}") {
        for message in [message, format!("Invalid {words} token supplied"), format!("credentials {words} expired")] {
            let body = serde_json::json!({ "response": { "error": { "code": 300, "message": message } } });
            let kind = kind_of(200, body.to_string().as_bytes(), Idempotency::Safe);
            prop_assert_ne!(kind, Some(ErrorKind::Unauthorized));
        }
    }
}

#[tokio::test]
async fn a_foreign_response_retries_a_read_and_is_indeterminate_for_a_write() {
    for (http, content_type, body) in [
        (401, "text/html", "<html>401 Authorization Required</html>"),
        (403, "text/html", "<html>Request blocked.</html>"),
        (403, "application/json", r#"{"message":"Forbidden"}"#),
        (404, "text/plain", ""),
        (407, "text/html", "<html>Proxy Authentication Required</html>"),
        (413, "text/html", "<html>Too Large</html>"),
        (200, "application/json", r#"{"error":"Unauthorized"}"#),
        (200, "text/html", "<html>Sign in</html>"),
    ] {
        let foreign = || status(http, body).with("content-type", content_type);
        let up = answer(ok(r#"{"status":"Success","message":"Service is up."}"#));
        let server = Server::plan([foreign(), up, foreign()]).await;
        let company = company(&server);
        assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success", "{http} {body}");
        let error = company.send(&lead()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Indeterminate, Some(http)), "{error}");
        assert_eq!(error.entrata_code(), None);
        assert!(error.to_string().contains("the response is not Entrata's"), "{error}");
    }
}
