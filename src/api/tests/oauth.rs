//! Codes, tokens and user info.

use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::client;
use super::server::{Plan, Server, answer, status};
use crate::api::oauth::AppCredentials;
use crate::error::ErrorKind;

fn app() -> AppCredentials {
    AppCredentials::new("0123456789abcdef0123.exampleapp", "planted-secret")
}

#[tokio::test]
async fn a_code_becomes_a_token() {
    for (scope, words) in [(r#"["a","b"]"#, 2), (r#""a b""#, 2), ("[]", 0), (r#""""#, 0)] {
        let body = format!(
            r#"{{"response":{{"result":{{"access_token":"tok","expires_in":"3600","token_type":"bearer","scope":{scope}}}}}}}"#
        );
        let server = Server::plan([answer(body)]).await;
        let client = client(&server.url());
        let token = client.oauth().get_access_token(&app(), &"Q29kZStleGFtcGxlLw==".into()).await.unwrap();
        assert_eq!(token.token.expose_secret(), "tok");
        assert_eq!(token.expires_in, Some(Duration::from_hours(1)));
        assert_eq!(token.scope.len(), words);
        assert!(token.refresh_token.is_none());
        let sent = server.received().remove(0);
        assert_eq!(sent.body["auth"]["code"], "Q29kZStleGFtcGxlLw==");
        assert_eq!(sent.body["auth"]["grant_type"], "authorization_code");
        assert_eq!(sent.body["method"]["name"], "getAccessToken");
        assert!(!sent.head.to_lowercase().contains("authorization:"), "{}", sent.head);
    }
}

#[tokio::test]
async fn a_code_is_not_spent_twice() {
    let server = Server::plan([Plan::HangUp]).await;
    let error = client(&server.url()).oauth().get_access_token(&app(), &"code".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Indeterminate);
}

#[tokio::test]
async fn a_rejected_code_is_not_a_rejected_token() {
    let body =
        r#"{"response":{"error":{"code":401,"message":"Invalid credentials planted-secret, code a\/b=="}}}"#;
    let server = Server::plan([status(401, body)]).await;
    let error = client(&server.url()).oauth().get_access_token(&app(), &"a/b==".into()).await.unwrap_err();
    assert_eq!((error.kind(), error.entrata_code()), (ErrorKind::Rejected, Some(401)));
    assert!(
        error.to_string().contains("Entrata rejected the request: Invalid credentials ***, code ***"),
        "{error}"
    );
}

#[tokio::test]
async fn a_response_without_a_token_is_an_error() {
    for result in ["{}", "\"\"", "[]", r#"{"access_token":""}"#] {
        let server = Server::plan([answer(format!(r#"{{"response":{{"result":{result}}}}}"#))]).await;
        let got = client(&server.url()).oauth().get_access_token(&app(), &"code".into()).await;
        assert!(got.is_err(), "{result}");
    }
}

#[tokio::test]
async fn user_info_names_the_company_of_the_token() {
    for (properties, count) in [
        ("[]", 0),
        (r#""""#, 0),
        (r#"[100001,"100002"]"#, 2),
        (r#"[{"id":100001,"name":"A"},{"propertyId":"100002"}]"#, 2),
        (r#"{"100001":{"PropertyID":100001},"100002":{"property_id":"100002"}}"#, 2),
    ] {
        let body = format!(
            r#"{{"response":{{"result":{{"user_id":"0f1e2d3c4b","company_name":"Example Living","subdomain":"exampleliving","properties":{properties}}}}}}}"#
        );
        let server = Server::plan([answer(body)]).await;
        let user = client(&server.url()).oauth().get_user_info(&"tok_planted".into()).await.unwrap();
        assert_eq!(
            (user.subdomain.as_str(), user.properties.len()),
            ("exampleliving", count),
            "{properties}"
        );
        let sent = server.received().remove(0);
        assert!(sent.head.contains("authorization: Bearer tok_planted"));
        assert_eq!(sent.body["auth"], serde_json::json!({ "type": "oauth" }));
    }
}
