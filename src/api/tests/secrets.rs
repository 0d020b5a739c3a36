//! Secrets are never printed.

use std::fmt::{Debug, Display};
use std::sync::{Arc, Mutex};

use super::server::{Plan, Server, answer, status};
use super::{client, ok, property};
use crate::api::appinfo::GetStatus;
use crate::api::oauth::AppCredentials;
use crate::api::properties::GetFloorPlans;
use crate::api::rate_limit::MemoryLimiter;
use crate::api::{Auth, Client};
use crate::error::Error;

const PLANTED: [&str; 4] = ["planted/token", "planted/code==", "planted-client-secret", "planted-password"];

fn unseen(text: &str) {
    for secret in PLANTED {
        for form in [secret.to_owned(), secret.replace('/', "\\/"), secret.replace('/', "%2F")] {
            assert!(!text.contains(&form), "{text}");
        }
    }
    assert!(!text.contains("cGxhbnRlZC"), "base64 of a secret: {text}");
    assert!(!text.contains("xplan"), "the start of a secret: {text}");
}

fn debug(value: &impl Debug) {
    unseen(&format!("{value:?}"));
    unseen(&format!("{value:#?}"));
}

fn shown(error: &(impl Display + Debug)) {
    debug(error);
    unseen(&format!("{error}"));
}

fn error(error: &Error) {
    shown(error);
    unseen(&error.display_chain());
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        shown(&inner);
        cause = inner.source();
    }
}

#[tokio::test]
async fn no_secret_is_in_any_type_error_or_log_line() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // With a single subscriber, tracing lets the first thread decide whether a callsite is enabled.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(subscriber);

    let app = AppCredentials::new("app", PLANTED[2]);
    debug(&app);
    let basic = Auth::Basic { username: "planted".into(), password: PLANTED[3].into() };
    let pair = "cGxhbnRlZDpwbGFudGVkLXBhc3N3b3Jk";
    for (auth, sent) in [
        (Auth::Bearer(PLANTED[0].into()), PLANTED[0].to_owned()),
        (Auth::ApiKey(PLANTED[0].into()), PLANTED[0].to_owned()),
        (basic, format!("{} or {pair}", PLANTED[3])),
    ] {
        debug(&auth);
        // A hostile server echoes the request, escaped or not.
        let echo = format!("you sent {sent}, that is {}", sent.replace('/', "\\/"));
        let server = Server::plan([
            status(400, format!(r#"{{"response":{{"error":{{"code":1,"message":"{echo}"}}}}}}"#)),
            answer(ok(&format!(
                r#"{{"FloorPlans":{{"FloorPlan":[{{"Identification":{{"IDValue":"{echo}"}}}}]}}}}"#
            ))),
            answer(ok(&format!("\"{echo}\""))),
            status(400, format!(r#"{{"response":{{"code":318,"error":"{}{sent}"}}}}"#, "x".repeat(180))),
            Plan::BreakOff,
            Plan::HangUp,
            answer(echo),
        ])
        .await;
        let client = client(&server.url());
        let company = client.company("4711".parse().unwrap(), "a", auth).unwrap();
        debug(&client);
        debug(&company);
        error(&company.send(&GetStatus).await.unwrap_err());
        error(&company.send(&GetFloorPlans::new(property())).await.unwrap_err());
        error(&company.send(&GetStatus).await.unwrap_err());
        error(&company.send(&GetStatus).await.unwrap_err());
        error(&company.send(&GetStatus).await.unwrap_err());
    }
    debug(&Client::builder());
    debug(&MemoryLimiter::default());
    error(
        &client("http://127.0.0.1:1")
            .company("1".parse().unwrap(), "a", Auth::ApiKey("a\nb".into()))
            .unwrap_err(),
    );

    let tokens = format!(
        r#"{{"response":{{"result":{{"access_token":"{}","refresh_token":"{}","expires_in":3600}}}}}}"#,
        PLANTED[0], PLANTED[1]
    );
    let refused =
        |echo: &str| format!(r#"{{"response":{{"error":{{"code":401,"message":"you sent {echo}"}}}}}}"#);
    let plans = [
        answer(tokens),
        status(401, refused(&format!("{} and {}", PLANTED[1], PLANTED[2]))),
        status(401, refused(PLANTED[0])),
        Plan::HangUp,
    ];
    let server = Server::plan(plans).await;
    let client = client(&server.url());
    let token = client.oauth().get_access_token(&app, &PLANTED[1].into()).await.unwrap();
    debug(&token);
    error(&client.oauth().get_access_token(&app, &PLANTED[1].into()).await.unwrap_err());
    error(&client.oauth().get_user_info(&token.token).await.unwrap_err());
    error(&client.oauth().get_access_token(&app, &PLANTED[1].into()).await.unwrap_err());

    let log = log.text();
    assert!(log.contains("sending a request to Entrata") && log.contains("received a response"), "{log}");
    unseen(&log);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
