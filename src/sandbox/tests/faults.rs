use super::desk::{DENVER, Desk, leads, on_monday, prospect};
use crate::sandbox::{Fault, Faults, Limits, Options, Planned, Rates};
use serde_json::{Value, json};

async fn plan(kind: Fault) -> Desk {
    let desk = Desk::new().await;
    let planned = Planned { method: Some("sendLeads".to_owned()), kind, count: 1 };
    desk.sandbox.faults(Faults { fail_next: vec![planned], ..Faults::default() }).unwrap();
    desk
}

/// Sends one lead and returns its reply, or the error.
async fn send(desk: &Desk) -> reqwest::Result<(u16, String, Vec<u8>)> {
    let url = format!("{}/exampleliving/v1/leads", desk.sandbox.api_url());
    let lead = prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    let body = json!({ "method": { "name": "sendLeads", "params": leads(DENVER, &lead) } });
    let answer = desk.http.post(url).bearer_auth(&desk.token).body(body.to_string()).send().await?;
    let (status, kind) =
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap().to_owned());
    Ok((status, kind, answer.bytes().await?.to_vec()))
}

#[tokio::test]
async fn a_lost_reply_has_done_its_work() {
    let desk = plan(Fault::LoseReply).await;
    assert!(send(&desk).await.unwrap_err().is_request());
    assert_eq!(desk.sandbox.truth().appointments.len(), 1);
    assert_eq!(desk.sandbox.calls().last().unwrap().fault, Some(Fault::LoseReply));
}

#[tokio::test]
async fn a_cut_body_breaks_off_after_its_head() {
    let desk = plan(Fault::CutBody).await;
    let error = send(&desk).await.unwrap_err();
    assert!(!error.is_request() && error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(desk.sandbox.truth().leads.len(), 1);
}

#[tokio::test]
async fn a_server_error_and_a_limit_have_done_nothing() {
    for (kind, from, to) in [(Fault::Error, 500, 504), (Fault::RateLimit, 429, 429)] {
        let desk = plan(kind).await;
        let (status, _, body) = send(&desk).await.unwrap();
        assert!((from..=to).contains(&status));
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["response"]["error"]["code"], status);
        assert!(desk.sandbox.truth().leads.is_empty());
        assert_eq!(send(&desk).await.unwrap().0, 200, "it was planned once");
    }
}

#[tokio::test]
async fn a_proxys_page_hides_that_the_work_was_done() {
    let desk = plan(Fault::Html).await;
    let (status, kind, body) = send(&desk).await.unwrap();
    assert_eq!((status, kind.as_str()), (504, "text/html; charset=UTF-8"));
    assert!(body.starts_with(b"<!DOCTYPE html>"));
    assert_eq!(desk.sandbox.truth().leads.len(), 1);
}

#[tokio::test]
async fn dirty_json_is_broken_for_a_strict_reader_and_loses_nothing() {
    let desk = plan(Fault::DirtyJson).await;
    let (_, _, body) = send(&desk).await.unwrap();
    assert!(serde_json::from_slice::<Value>(&body).is_err());
    let text = String::from_utf8_lossy(&body).replace(['\u{feff}', '\u{1}'], "");
    let clean: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(clean["response"]["result"]["prospects"]["prospect"][0]["status"], "Success");
}

#[tokio::test]
async fn a_wrong_content_type_stands_over_a_right_answer() {
    let desk = plan(Fault::ContentType).await;
    let (_, kind, body) = send(&desk).await.unwrap();
    assert!(kind.starts_with("text/html"));
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["response"]["code"], 200);
}

#[tokio::test]
async fn an_expired_token_stays_expired() {
    let desk = plan(Fault::ExpiredToken).await;
    assert_eq!(send(&desk).await.unwrap().0, 401);
    assert_eq!(send(&desk).await.unwrap().0, 401);
}

#[tokio::test]
async fn rates_of_one_method_leave_the_others_alone() {
    let desk = Desk::new().await;
    let always = Rates { error_rate: 1.0, ..Rates::default() };
    let methods = [("sendLeads".to_owned(), always)].into();
    desk.sandbox.faults(Faults { methods, ..Faults::default() }).unwrap();
    assert!(send(&desk).await.unwrap().0 >= 500);
    assert_eq!(desk.call("status", "getStatus", "r1", json!({})).await["code"], 200);
}

#[tokio::test]
async fn every_response_has_the_remaining_budget_down_to_the_last_call() {
    let limits = Limits { minute: 2, ..Limits::default() };
    let desk = Desk::with(Options { limits, ..on_monday() }).await;
    let first = desk.raw("status", "getStatus", "r1", json!({})).await;
    assert_eq!(first.headers()["x-ratelimit-limit"], "15000/day;1000/hour;2/minute");
    assert_eq!(first.headers()["x-ratelimit-remaining"], "14999/day;999/hour;1/minute");
    assert_eq!(first.headers()["x-ratelimit-reset"], "50400;3600;60");
    desk.raw("status", "getStatus", "r1", json!({})).await;
    let third = desk.raw("status", "getStatus", "r1", json!({})).await;
    assert_eq!((third.status().as_u16(), &third.headers()["retry-after"]), (429, &"60".parse().unwrap()));
    assert_eq!(
        desk.raw("properties", "getProperties", "r1", json!({})).await.status(),
        200,
        "another service"
    );
}

#[tokio::test]
async fn the_call_log_keeps_no_secret_and_no_person() {
    let desk = Desk::new().await;
    send(&desk).await.unwrap();
    let url = format!("{}/_sandbox/calls", desk.sandbox.url());
    let log = desk.http.get(url).send().await.unwrap().text().await.unwrap();
    for secret in [desk.token.as_str(), "sandbox-secret", "a@example.com", "Person"] {
        assert!(!log.contains(secret), "{secret}");
    }
    let log: Value = serde_json::from_str(&log).unwrap();
    assert_eq!(
        (&log["last"][0]["method"], &log["last"][0]["property_id"]),
        (&json!("sendLeads"), &json!(DENVER))
    );
    assert_eq!(log["counts"], json!({ "getAccessToken": 1, "sendLeads": 1 }));
}
