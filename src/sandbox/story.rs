//! Webhooks one after the other, as a script tells them.

use super::state::State;
use super::webhooks::WebhookMessage;
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One step of a script: a pause, then a webhook. The sandbox adds its own client id and secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// How long to wait before it.
    pub after_ms: u64,
    /// The portal's URL.
    pub to: String,
    /// `ACTIVATION`, `SUSPENDED`, `CHANGE_FEED_TYPE`; none when it only brings a code.
    pub request_type: Option<String>,
    /// The company that the webhook is about.
    pub cid: u64,
    /// The property that it is about.
    pub property_id: Option<u64>,
    /// Whether it brings a new authorisation code.
    pub auth_code: bool,
    /// The feed that the company wants.
    pub feed_type: Option<String>,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When the answer was there, on the sandbox's clock.
    pub at: DateTime<Utc>,
    /// The step.
    #[serde(flatten)]
    pub step: Step,
    /// The HTTP status of the portal's answer.
    pub status: Option<u16>,
    /// The portal's answer.
    pub body: Option<String>,
    /// Why there is no answer.
    pub error: Option<String>,
}

/// Reads a script: one step or a list of them.
pub(super) fn read(text: &[u8]) -> Result<Vec<Step>> {
    let wrong =
        |cause| Error::new(ErrorKind::Validation, "the webhooks to send cannot be read").with_source(cause);
    let value: serde_json::Value = serde_json::from_slice(text).map_err(wrong)?;
    let value = if value.is_array() { value } else { serde_json::Value::Array(vec![value]) };
    serde_json::from_value(value).map_err(wrong)
}

/// Plays a script and keeps what came back. A step that fails does not stop the next.
pub(super) async fn play(state: &Mutex<State>, steps: Vec<Step>) -> Vec<Sent> {
    let mut all = Vec::new();
    for step in steps {
        if step.after_ms > 0 {
            tokio::time::sleep(Duration::from_millis(step.after_ms)).await;
        }
        let message = message(&mut lock(state), &step);
        let outcome = match message {
            Ok(message) => message.send().await,
            Err(error) => Err(error),
        };
        let (reply, error) = match outcome {
            Ok(reply) => (Some(reply), None),
            Err(error) => (None, Some(error.display_chain())),
        };
        let (status, body) = reply.map(|reply| (reply.status, reply.body)).unzip();
        let mut state = lock(state);
        let sent = Sent { at: state.now(), step, status, body, error };
        state.sent.push(sent.clone());
        all.push(sent);
    }
    all
}

/// Has a sandbox that runs somewhere else, at `http://127.0.0.1:PORT`, send a webhook: it knows the client
/// secret and makes the code.
///
/// # Errors
///
/// `Unreachable` when no sandbox answers there, or when the portal did not answer it.
pub async fn send_webhook(sandbox_url: &str, step: &Step) -> Result<Sent> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let wrong = |cause: reqwest::Error| {
        Error::new(ErrorKind::NotSent, format!("no sandbox answers at {sandbox_url}"))
            .with_source(cause.without_url())
    };
    let url = format!("{}/_sandbox/webhooks", sandbox_url.trim_end_matches('/'));
    let body = serde_json::json!(step).to_string();
    let answer = reqwest::Client::new().post(url).body(body).send().await.map_err(wrong)?;
    let sent: Vec<Sent> = serde_json::from_slice(&answer.bytes().await.map_err(wrong)?).map_err(|cause| {
        Error::new(ErrorKind::NotSent, format!("what answers at {sandbox_url} is no sandbox"))
            .with_source(cause)
    })?;
    let sent = sent.into_iter().next();
    let sent = sent
        .ok_or_else(|| Error::new(ErrorKind::Indeterminate, "the sandbox does not say what became of it"))?;
    match sent.error {
        Some(why) => Err(Error::new(ErrorKind::NotSent, why)),
        None => Ok(sent),
    }
}

/// The code is made last of all: it lives for a minute only.
fn message(state: &mut State, step: &Step) -> Result<WebhookMessage> {
    if state.world.company(step.cid).is_none() {
        return Err(Error::new(ErrorKind::Validation, format!("the sandbox has no company {}", step.cid)));
    }
    let now = state.now();
    Ok(WebhookMessage {
        to: step.to.clone(),
        request_type: step.request_type.clone(),
        client_id: state.world.client_id.clone(),
        client_secret: state.world.client_secret.clone(),
        cid: step.cid,
        property_id: step.property_id,
        auth_code: step.auth_code.then(|| state.grants.new_code(step.cid, now)),
        feed_type: step.feed_type.clone(),
    })
}

fn lock(state: &Mutex<State>) -> std::sync::MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
