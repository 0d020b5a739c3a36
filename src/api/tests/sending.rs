//! The send loop over real sockets.

use std::io::Write as _;
use std::time::Duration;

use super::server::{Plan, Server, answer, status};
use super::{TOKEN, builder, client, company, ok, property};
use crate::api::appinfo::GetStatus;
use crate::api::leads::{Lead, SendLeads};
use crate::api::properties::{GetFloorPlans, GetProperties};
use crate::api::{Auth, Deadline, Idempotency, RawCall};
use crate::error::ErrorKind;

const UP: &str = r#"{"status":"Success","message":"Service is up."}"#;

pub(super) fn lead() -> SendLeads {
    let lead = Lead::new("Test", "Person", "test@example.com".parse().unwrap());
    SendLeads::new(property(), lead.created_at(chrono::DateTime::UNIX_EPOCH))
}

#[tokio::test]
async fn a_call_goes_to_the_companys_gateway_with_its_token() {
    let server = Server::plan([answer(ok(UP))]).await;
    let status = company(&server).send(&GetStatus).await.unwrap();
    assert_eq!(status.message, "Service is up.");
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
async fn an_api_key_and_a_legacy_user_are_sent_in_their_headers() {
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
async fn a_read_is_sent_again_after_every_failure_that_may_pass() {
    for transient in [
        Plan::HangUp,
        Plan::BreakOff,
        status(503, "<html>Service Unavailable</html>"),
        status(408, ""),
        status(425, "<html>Too Early</html>"),
        answer("<html>Just a moment…</html>"),
        answer(r#"{"response":{"error":{"code":502,"message":"Bad gateway"}}}"#),
        answer(ok(UP)[..20].to_owned()),
        status(429, "").with("retry-after", "0"),
    ] {
        let server = Server::plan([transient.clone(), answer(ok(UP))]).await;
        let response = company(&server).send(&GetStatus).await;
        assert_eq!(response.unwrap_or_else(|error| panic!("{transient:?}: {error:?}")).status, "Success");
    }
}

#[tokio::test]
async fn a_lead_with_an_unknown_outcome_is_not_sent_again() {
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
        assert!(!error.is_retryable() && !error.may_resend() && error.was_sent(), "{unknown:?}");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_write_that_fails_at_entrata_keeps_entratas_words() {
    for plan in [
        status(500, r#"{"response":{"error":{"code":500,"message":"Queue is full."}}}"#),
        answer(r#"{"response":{"code":503,"error":{"code":503,"message":"Queue is full."}}}"#),
    ] {
        let server = Server::plan([plan]).await;
        let error = company(&server).send(&lead()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Indeterminate);
        assert_eq!(error.entrata_message(), Some("Queue is full."));
        assert!(error.to_string().contains("Entrata reported a failure: Queue is full. (code 50"), "{error}");
    }
}

#[tokio::test]
async fn a_lead_that_the_rate_limit_rejected_is_sent_again() {
    let accepted = ok(r#"{"prospects":{"prospect":[{"applicationId":"3001","status":"Success"}]}}"#);
    let server = Server::plan([status(429, "").with("Retry-After", "0"), answer(accepted)]).await;
    let sent = company(&server).send(&lead()).await.unwrap();
    assert_eq!(sent.application_id.unwrap().get(), 3001);
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let client = client(&format!("http://127.0.0.1:{port}"));
    let company = client.company("4711".parse().unwrap(), "a", Auth::Bearer(TOKEN.into())).unwrap();
    let error = company.send(&lead()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.was_sent()), (ErrorKind::NotSent, 3, false));
    let text = error.to_string();
    assert!(text.starts_with("sendLeads of property 100001 (request "), "{text}");
    assert!(text.contains("): Entrata cannot be reached (3 attempts in "), "{text}");
    assert!(text.ends_with("ms, not retried: all attempts are used up)"), "{text}");
    assert!(error.display_chain().to_lowercase().contains("connection refused"), "{}", error.display_chain());
}

/// The system completes connections up to the listener's backlog; further ones hang, as behind a firewall.
async fn full_backlog() -> (tokio::net::TcpListener, Vec<tokio::net::TcpStream>) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    let patience = Duration::from_millis(200);
    while let Ok(Ok(stream)) = tokio::time::timeout(patience, tokio::net::TcpStream::connect(address)).await {
        held.push(stream);
    }
    (listener, held)
}

#[tokio::test]
async fn a_connection_that_hangs_was_not_sent() {
    let (listener, _held) = full_backlog().await;
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let company = client.company("4711".parse().unwrap(), "a", Auth::Bearer(TOKEN.into())).unwrap();
    let company = company.with_deadline(Deadline::after(Duration::from_millis(300)));
    let error = company.send(&lead()).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::NotSent, false), "{error}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_silent_server_ends_with_the_deadline() {
    for (unsafe_call, kind) in [(false, ErrorKind::Unavailable), (true, ErrorKind::Indeterminate)] {
        let server = Server::plan([Plan::Silence]).await;
        let company = company(&server).with_deadline(Deadline::after(Duration::from_millis(60)));
        let error = match unsafe_call {
            true => company.send(&lead()).await.unwrap_err(),
            false => company.send(&GetFloorPlans::new(property())).await.unwrap_err(),
        };
        assert_eq!((error.kind(), error.was_sent(), error.status()), (kind, true, None));
        let text = error.to_string();
        assert!(text.contains("of property 100001 (request "), "{text}");
        assert!(text.contains("Entrata did not respond in time (1 attempt in "), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_sent_when_no_time_is_left() {
    let server = Server::plan([]).await;
    let company = company(&server).with_deadline(Deadline::after(Duration::ZERO));
    assert_eq!(company.send(&lead()).await.unwrap_err().kind(), ErrorKind::NotSent);
}

#[tokio::test]
async fn a_pause_that_outlasts_the_deadline_ends_the_call_at_once() {
    let server = Server::plan([status(429, "").with("Retry-After", "3600")]).await;
    let error = company(&server).send(&GetStatus).await.unwrap_err();
    let hour = Duration::from_secs(3_600);
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(hour)));
}

#[tokio::test]
async fn the_spent_window_of_the_headers_says_how_long_to_wait() {
    let limited = status(429, "")
        .with("X-RateLimit-Limit", "15000/DAY;1000/HOUR;150/MINUTE")
        .with("X-RateLimit-Remaining", "14000/DAY;0/HOUR;149/MINUTE")
        .with("X-RateLimit-Reset", "36686;686;26");
    let server = Server::plan([limited]).await;
    let error = company(&server).send(&GetStatus).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(686)));
}

#[tokio::test]
async fn an_idle_connection_closed_by_the_server_causes_no_error() {
    let accepted = ok(r#"{"prospects":{"prospect":[{"applicationId":"3001","status":"Success"}]}}"#);
    let server = Server::plan([Plan::AnswerThenHangUp(ok(UP)), answer(accepted)]).await;
    let company = company(&server);
    company.send(&GetStatus).await.unwrap();
    company.send(&lead()).await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect = || status(302, "").with("Location", "http://127.0.0.1:1/");
    let server = Server::plan([redirect(), redirect(), redirect()]).await;
    let error = company(&server).send(&GetProperties::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(302)));
}

#[tokio::test]
async fn a_response_that_is_too_large_is_not_built() {
    let huge = status(200, vec![b' '; (16 << 20) + 1]);
    let server = Server::plan([huge]).await;
    let error = company(&server).send(&GetStatus).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 1));
    assert!(error.to_string().contains("larger than 16 MiB"), "{error}");
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_response_is_read_up_to_the_same_size() {
    let encoded = |body: Vec<u8>| answer(body).with("content-encoding", "gzip");
    let server = Server::plan([
        encoded(gzip(ok(UP).as_bytes())),
        encoded(gzip(&vec![b' '; (16 << 20) + 1])),
        encoded(b"no gzip".to_vec()),
        encoded(gzip(ok(UP).as_bytes())),
    ])
    .await;
    let company = company(&server);
    assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success");
    assert_eq!(company.send(&GetStatus).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success", "retried");
    assert!(server.received()[0].head.contains("accept-encoding: gzip"));
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
async fn a_text_that_was_cut_within_an_emoji_costs_only_the_emoji() {
    let cut = ok(r#"{"status":"Success","message":"Tour at noon \ud83d"}"#);
    let server = Server::plan([answer(cut)]).await;
    assert_eq!(company(&server).send(&GetStatus).await.unwrap().message, "Tour at noon \u{FFFD}");
}

#[tokio::test]
async fn any_other_method_can_be_called() {
    let server =
        Server::plan([answer(ok(r#"{"a":[1]}"#)), Plan::HangUp, answer(ok("[]")), Plan::HangUp]).await;
    let company = company(&server);
    let call =
        RawCall::new("ils/internetlisting", "getClientInfo").version("r2").params(serde_json::json!([]));
    let result = company.call(&call).await.unwrap();
    assert_eq!(result["a"][0], 1);
    let received = server.received().remove(0);
    assert!(received.head.starts_with("POST /ext/orgs/exampleliving/v1/ils/internetlisting HTTP/1.1"));
    assert_eq!(received.body["method"]["version"], "r2");
    assert_eq!(received.body["method"]["params"], serde_json::json!({}));

    // A name that begins with `get` reads; any other name may write.
    company.call(&RawCall::new("customers", "getCustomers")).await.unwrap();
    let error = company.call(&RawCall::new("customers", "updateCustomers")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Indeterminate);
    let call = RawCall::new("customers", "getCustomers").idempotency(Idempotency::Unsafe);
    assert_eq!(call.idempotency, Idempotency::Unsafe);
}

#[tokio::test]
async fn invalid_names_are_reported_before_anything_is_sent() {
    let server = Server::plan([]).await;
    let company = company(&server);
    for (service, method, version, field) in [
        ("../x", "getX", "r1", "service"),
        ("a/b/c", "getX", "r1", "service"),
        ("Leads", "getX", "r1", "service"),
        ("leads?x=1", "getX", "r1", "service"),
        ("leads\r\nX: y", "getX", "r1", "service"),
        ("", "getX", "r1", "service"),
        ("leads", "", "r1", "method"),
        ("leads", "get\r\nX", "r1", "method"),
        ("leads", "getX", "", "version"),
        ("leads", "getX", "r1\n", "version"),
    ] {
        let error = company.call(&RawCall::new(service, method).version(version)).await.unwrap_err();
        assert_eq!((error.kind(), error.fields()[0].field), (ErrorKind::Validation, field), "{error}");
        assert!(!error.was_sent() && error.fields().len() == 1, "{error:?}");
    }
}

#[tokio::test]
async fn an_error_names_the_call_and_the_failure() {
    let rejected = r#"{"response":{"code":400,"error":{"code":318,"message":"No such plan."}}}"#;
    let server = Server::plan([status(400, rejected)]).await;
    let error = company(&server).send(&GetFloorPlans::new(property())).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(400)));
    assert_eq!((error.entrata_code(), error.entrata_message()), (Some(318), Some("No such plan.")));
    assert_eq!((error.method(), error.property()), (Some("getFloorPlans"), Some(property())));
    assert_eq!((error.attempts(), error.was_sent()), (1, true));
    assert_eq!(error.request_id(), server.received()[0].body["requestId"].as_str());
    assert_eq!(error.user_message(), "No such plan.");
}

#[tokio::test]
async fn calls_can_go_to_the_companys_own_host() {
    let server = Server::plan([answer(ok(UP)), answer(ok(r#"{"user_id":"1","subdomain":"example"}"#))]).await;
    let url = server.url().replace("/ext/orgs", "/{subdomain}/api");
    let client = builder(&url).build().unwrap();
    let company =
        client.company("4711".parse().unwrap(), "exampleliving", Auth::Bearer(TOKEN.into())).unwrap();
    company.send(&GetStatus).await.unwrap();
    let oauth = client.oauth();
    let error = oauth.get_user_info(&TOKEN.into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "the URL needs a subdomain");
    oauth.with_subdomain("exampleliving").unwrap().get_user_info(&TOKEN.into()).await.unwrap();
    let heads: Vec<_> = server.received().into_iter().map(|received| received.head).collect();
    assert!(heads[0].starts_with("POST /exampleliving/api/status HTTP/1.1"), "{}", heads[0]);
    assert!(heads[1].starts_with("POST /exampleliving/api HTTP/1.1"), "{}", heads[1]);
}

#[tokio::test]
async fn headers_and_user_agent_are_the_callers() {
    let server = Server::plan([answer(ok(UP))]).await;
    let builder = builder(&server.url()).user_agent("acme/2.1").header("x-team", "homes");
    let client = builder.build().unwrap();
    let company = client.company("1".parse().unwrap(), "a", Auth::ApiKey("key".into())).unwrap();
    company.send(&GetStatus).await.unwrap();
    let head = server.received().remove(0).head;
    assert!(head.contains("user-agent: entrata-rs/") && head.contains(" acme/2.1\r\n"), "{head}");
    assert!(head.contains("x-team: homes\r\n"), "{head}");
}

#[tokio::test]
async fn the_http_client_can_be_changed_beyond_the_options() {
    let server = Server::plan([answer(ok(UP))]).await;
    let own = builder(&server.url()).user_agent("a/1").configure_http(|http| http.user_agent("own/2"));
    let company =
        own.build().unwrap().company("1".parse().unwrap(), "a", Auth::ApiKey("key".into())).unwrap();
    company.send(&GetStatus).await.unwrap();
    assert!(server.received()[0].head.contains("user-agent: own/2\r\n"));
}

#[tokio::test]
async fn this_machine_is_called_without_a_proxy() {
    let server = Server::plan([answer(ok(UP))]).await;
    let proxy = Server::plan([]).await;
    let proxied = builder(&server.url()).proxy(reqwest::Proxy::all(proxy.url()).unwrap()).build().unwrap();
    let company = proxied.company("1".parse().unwrap(), "a", Auth::ApiKey("key".into())).unwrap();
    assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success");
    assert!(proxy.received().is_empty());
}

#[tokio::test]
async fn another_machine_is_called_through_the_proxy() {
    let proxy = Server::plan([answer(ok(UP))]).await;
    let url = "http://entrata.invalid/ext/orgs";
    let own = reqwest::Proxy::all(proxy.url()).unwrap();
    let proxied = builder(url).no_proxy().proxy(own).build().unwrap();
    let company = proxied.company("1".parse().unwrap(), "a", Auth::ApiKey("key".into())).unwrap();
    assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success");
    assert!(proxy.received()[0].head.starts_with("POST http://entrata.invalid/ext/orgs/a/v1/status "));
}

#[test]
fn options_that_cannot_work_are_reported_when_the_client_is_built() {
    let url = "http://127.0.0.1:1";
    for builder in [
        builder(url).user_agent("a\nb"),
        builder(url).header("a b", "c"),
        builder(url).header("a", "c\r\nd"),
        builder(url).root_certificates("no certificate"),
        builder("https://127.0.0.1:1").root_certificates("no certificate"),
        builder(url).http_client(crate::api::tests::http_client()).no_proxy(),
    ] {
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Config);
    }
    assert!(builder(url).http_client(crate::api::tests::http_client()).build().is_ok());
}
