//! The send loop over real sockets.

use std::time::Duration;

use super::server::{Plan, Server, answer, status};
use super::{TOKEN, client, company, ok, property};
use crate::api::leads::{Lead, SendLeads};
use crate::api::properties::{GetFloorPlans, GetProperties, GetStatus};
use crate::api::{Auth, Deadline};
use crate::error::ErrorKind;

const UP: &str = r#"{"status":"Success","message":"Service is up."}"#;

pub(super) fn lead() -> SendLeads {
    let lead = Lead {
        first_name: "Test".into(),
        last_name: "Person".into(),
        email: "test@example.com".into(),
        phone: String::new(),
        message: String::new(),
        move_in_date: None,
        lead_source: None,
        created_at: chrono::DateTime::UNIX_EPOCH,
        tour: None,
    };
    SendLeads { property: property(), lead, confirmation_email: true }
}

#[tokio::test]
async fn a_call_goes_to_the_companys_gateway_with_its_token_and_is_answered() {
    let server = Server::plan([answer(ok(UP))]).await;
    let said = company(&server).send(&GetStatus).await.unwrap();
    assert_eq!(said.message, "Service is up.");
    let [received] = &server.received()[..] else { panic!("one call") };
    assert!(
        received.head.starts_with("POST /ext/orgs/exampleliving/v1/status HTTP/1.1"),
        "{}",
        received.head
    );
    assert!(received.head.contains(&format!("authorization: Bearer {TOKEN}")), "{}", received.head);
    assert_eq!(received.body["auth"]["type"], "oauth");
    assert_eq!(received.body["method"]["name"], "getStatus");
    assert_eq!(received.body["method"]["params"], serde_json::json!({}));
    assert!(received.body["requestId"].is_string());
}

#[tokio::test]
async fn an_api_key_and_a_user_of_the_legacy_gateway_prove_themselves_too() {
    let basic = Auth::Basic { username: "user".into(), password: "pass".into() };
    for (auth, header, kind) in [
        (Auth::ApiKey("key-planted".into()), "x-api-key: key-planted", "apikey"),
        (basic, "authorization: Basic dXNlcjpwYXNz", "basic"),
    ] {
        let server = Server::plan([answer(ok(UP))]).await;
        let client = client(&server.url());
        client.company("1".parse().unwrap(), "a", auth).unwrap().send(&GetStatus).await.unwrap();
        let received = server.received().remove(0);
        assert!(received.head.contains(header), "{}", received.head);
        assert_eq!(received.body["auth"]["type"], kind);
    }
}

#[tokio::test]
async fn a_read_is_repeated_after_every_transient_end() {
    for transient in [
        Plan::HangUp,
        Plan::BreakOff,
        status(503, "<html>Service Unavailable</html>"),
        answer("<html>Just a moment…</html>"),
        answer(r#"{"response":{"error":{"code":502,"message":"Bad gateway"}}}"#),
        answer(ok(UP)[..20].to_owned()),
        status(429, "").with("retry-after", "0"),
    ] {
        let server = Server::plan([transient.clone(), answer(ok(UP))]).await;
        let said = company(&server).send(&GetStatus).await;
        assert_eq!(said.unwrap_or_else(|error| panic!("{transient:?}: {error:?}")).status, "Success");
    }
}

#[tokio::test]
async fn a_lead_with_an_unknown_end_is_not_sent_twice() {
    for unknown in [
        Plan::HangUp,
        Plan::BreakOff,
        status(503, "<html>Service Unavailable</html>"),
        status(500, r#"{"response":{"error":{"code":500,"message":"Internal error"}}}"#),
        answer("<html>Just a moment…</html>"),
        answer(ok(r#"{"prospects":{"prospect":[]}}"#)),
        answer(ok(r#"{"something":{"new":1}}"#)),
    ] {
        let server = Server::plan([unknown.clone()]).await;
        let error = company(&server).send(&lead()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Indeterminate, "{unknown:?}: {error:?}");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_lead_that_entrata_turned_away_is_sent_again() {
    let taken = ok(r#"{"prospects":{"prospect":[{"applicationId":"3001","status":"Success"}]}}"#);
    let server = Server::plan([status(429, "").with("Retry-After", "0"), answer(taken)]).await;
    let sent = company(&server).send(&lead()).await.unwrap();
    assert_eq!(sent.application_id.unwrap().get(), 3001);
}

#[tokio::test]
async fn a_call_to_nobody_was_surely_not_received() {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let client = client(&format!("http://127.0.0.1:{port}"));
    let company = client.company("4711".parse().unwrap(), "a", Auth::Bearer(TOKEN.into())).unwrap();
    let error = company.send(&lead()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    let text = error.to_string();
    assert!(text.starts_with("POST sendLeads of property 100001 (request "), "{text}");
    assert!(text.contains("): Entrata cannot be reached (3 attempts in "), "{text}");
    assert!(text.ends_with("ms, not repeated: it was tried often enough)"), "{text}");
    assert!(error.display_chain().to_lowercase().contains("connection refused"), "{}", error.display_chain());
}

#[tokio::test]
async fn a_silent_server_ends_with_the_deadline_and_says_so() {
    let server = Server::plan([Plan::Silence]).await;
    let company = company(&server).with_deadline(Deadline::after(Duration::from_millis(60)));
    let error = company.send(&GetFloorPlans::new(property())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Indeterminate);
    let text = error.to_string();
    assert!(text.contains("POST getFloorPlans of property 100001"), "{text}");
    assert!(text.contains("1 attempt in ") && text.contains("not repeated: no time is left"), "{text}");
}

#[tokio::test]
async fn nothing_is_sent_when_no_time_is_left() {
    let server = Server::plan([]).await;
    let company = company(&server).with_deadline(Deadline::after(Duration::ZERO));
    assert_eq!(company.send(&lead()).await.unwrap_err().kind(), ErrorKind::NotSent);
}

#[tokio::test]
async fn a_pause_that_outlasts_the_deadline_is_not_begun() {
    let server = Server::plan([status(429, "").with("Retry-After", "3600")]).await;
    let error = company(&server).send(&GetStatus).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_hours(1))));
}

#[tokio::test]
async fn the_spent_window_of_the_limit_headers_says_how_long_to_wait() {
    let limited = status(429, "")
        .with("X-RateLimit-Limit", "15000/DAY;1000/HOUR;150/MINUTE")
        .with("X-RateLimit-Remaining", "14000/DAY;0/HOUR;149/MINUTE")
        .with("X-RateLimit-Reset", "36686;686;26");
    let server = Server::plan([limited]).await;
    let error = company(&server).send(&GetStatus).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(686)));
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_idle_costs_no_error() {
    let taken = ok(r#"{"prospects":{"prospect":[{"applicationId":"3001","status":"Success"}]}}"#);
    let server = Server::plan([Plan::AnswerThenHangUp(ok(UP)), answer(taken)]).await;
    let company = company(&server);
    company.send(&GetStatus).await.unwrap();
    company.send(&lead()).await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::plan([status(302, "").with("Location", "http://127.0.0.1:1/")]).await;
    let error = company(&server).send(&GetProperties::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn dirty_json_is_repaired_and_read() {
    let mut dirty = b"\xEF\xBB\xBF".to_vec();
    dirty.extend(
        ok("{\"status\":\"Success\",\"message\":\"A caf\u{1}X\u{b}\"}").replace('X', "\u{7}").into_bytes(),
    );
    let place = dirty.iter().position(|byte| *byte == 7).unwrap();
    dirty[place] = 0xE9;
    let server = Server::plan([answer(dirty)]).await;
    assert_eq!(company(&server).send(&GetStatus).await.unwrap().message, "A caf é");
}

#[tokio::test]
async fn any_other_method_can_be_called_and_its_names_never_change_the_address() {
    let server = Server::plan([answer(ok(r#"{"a":[1]}"#))]).await;
    let company = company(&server);
    let params = serde_json::json!([]);
    let result = company.call("customers", "getCustomers", Some("r2"), params, None).await.unwrap();
    assert_eq!(result["a"][0], 1);
    let received = server.received().remove(0);
    assert_eq!(received.body["method"]["version"], "r2");
    assert_eq!(received.body["method"]["params"], serde_json::json!({}));
    for service in ["../x", "a/b", "Leads", "leads?x=1", ""] {
        let error = company.call(service, "getX", None, serde_json::Value::Null, None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{service}");
    }
}
