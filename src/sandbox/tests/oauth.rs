use super::desk::{Desk, client, exchange, monday};
use crate::sandbox::{Clock, Options, Sandbox};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

#[tokio::test]
async fn a_code_looks_like_entratas_and_works_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = client();
    let code = sandbox.auth_code(4711).unwrap();
    assert!(code.ends_with("==") && code.contains('+') && code.contains('/'), "{code}");
    let first = exchange(&http, &sandbox, &code, "sandbox-secret").await;
    assert_eq!(first["response"]["result"]["token_type"], "bearer");
    let second = exchange(&http, &sandbox, &code, "sandbox-secret").await;
    assert_eq!(second["response"]["error"]["code"], 401);
}

#[tokio::test]
async fn a_wrong_secret_is_rejected_and_spends_the_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = client();
    let code = sandbox.auth_code(4711).unwrap();
    let refused = exchange(&http, &sandbox, &code, "wrong").await;
    assert_eq!(
        refused["response"]["error"],
        json!({ "code": 401, "message": "The client credentials are invalid." })
    );
    assert!(refused["response"].get("result").is_none());
    let late = exchange(&http, &sandbox, &code, "sandbox-secret").await;
    assert_eq!(late["response"]["error"]["code"], 401);
}

#[tokio::test]
async fn a_code_and_a_token_end_by_themselves() {
    let passed = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&passed);
    let clock = Clock::new(move || monday() + TimeDelta::seconds(clock.load(Ordering::Relaxed)));
    let desk = Desk::with(Options { clock, ..Options::default() }).await;
    let code = desk.sandbox.auth_code(4711).unwrap();
    passed.store(60, Ordering::Relaxed);
    let late = exchange(&desk.http, &desk.sandbox, &code, "sandbox-secret").await;
    assert_eq!(late["response"]["error"]["code"], 401);
    assert_eq!(desk.call("status", "getStatus", "r1", json!({})).await["code"], 200);
    passed.store(315_360_000, Ordering::Relaxed);
    let answer = desk.raw("status", "getStatus", "r1", json!({})).await;
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn client_info_names_the_company_of_a_token() {
    let desk = Desk::new().await;
    let body = json!({ "auth": { "type": "oauth" }, "method": { "name": "getUserInfo", "params": {} } });
    let call = desk.http.post(desk.sandbox.oauth_url()).bearer_auth(&desk.token).body(body.to_string());
    let answer: Value = serde_json::from_str(&call.send().await.unwrap().text().await.unwrap()).unwrap();
    let info = &answer["response"]["result"];
    assert_eq!(
        (&info["company_name"], &info["subdomain"]),
        (&json!("Example Living"), &json!("exampleliving"))
    );
    assert_eq!(info["properties"], json!([739_076, 739_077, 739_078, 739_083]));
}

#[tokio::test]
async fn the_org_must_be_the_tokens_own() {
    let mut desk = Desk::new().await;
    desk.subdomain = "northwind";
    let answer = desk.raw("status", "getStatus", "r1", json!({})).await;
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("\"code\":1403"));
    desk.subdomain = "unknown";
    assert_eq!(desk.raw("status", "getStatus", "r1", json!({})).await.status(), 404);
}

#[tokio::test]
async fn a_key_and_a_user_open_the_gateway_too() {
    let desk = Desk::new().await;
    let url = format!("{}/exampleliving/v1/status", desk.sandbox.api_url());
    let body = r#"{"auth":{"type":"apikey"},"method":{"name":"getStatus"}}"#;
    let key = desk.http.post(&url).header("X-Api-Key", "5a6d8f0e-0000-4000-8000-000000004711").body(body);
    assert_eq!(key.send().await.unwrap().status(), 200);
    let user = desk.http.post(&url).basic_auth("exampleliving", Some("sandbox-password")).body(body);
    assert_eq!(user.send().await.unwrap().status(), 200);
    assert_eq!(desk.http.post(&url).body(body).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let first = Sandbox::start().await.unwrap();
    let address = first.url().trim_start_matches("http://").to_owned();
    let second = Sandbox::with(Options { listen: address.parse().unwrap(), ..Options::default() }).await;
    assert!(second.unwrap_err().to_string().contains(&address));
}
