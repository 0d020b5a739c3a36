//! Scripts: webhooks that are sent one after the other.

use super::state::State;
use super::webhooks::{self, Sent, Step, WebhookMessage};
use crate::{Error, ErrorKind, Result};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Reads the steps of a script file: one step or a list of steps in JSON.
///
/// # Errors
///
/// [`ErrorKind::Config`] if the file cannot be read, [`ErrorKind::Validation`] if a step is invalid.
pub fn read_script(file: &Path) -> Result<Vec<Step>> {
    let context = || format!("reading the webhooks in {}", file.display());
    let text = std::fs::read(file).map_err(|cause| {
        Error::new(ErrorKind::Config, "the file cannot be read").with_source(cause).context(context())
    })?;
    read(&text).map_err(|error| error.context(context()))
}

/// Reads one step or a list of steps.
pub(super) fn read(text: &[u8]) -> Result<Vec<Step>> {
    let invalid = |cause| Error::new(ErrorKind::Validation, "the webhooks are invalid").with_source(cause);
    let value: serde_json::Value = serde_json::from_slice(text).map_err(invalid)?;
    let value = if value.is_array() { value } else { serde_json::Value::Array(vec![value]) };
    serde_json::from_value(value).map_err(invalid)
}

/// Runs a script and keeps the replies. A step that fails does not stop the next one.
pub(super) async fn run(state: &Mutex<State>, steps: Vec<Step>) -> Vec<Sent> {
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

/// Makes a sandbox that runs elsewhere, at `http://127.0.0.1:PORT`, send a webhook.
///
/// # Errors
///
/// [`ErrorKind::NotSent`] if no sandbox answers there, or if the receiver did not reply.
pub async fn send_webhook(sandbox_url: &str, step: &Step) -> Result<Sent> {
    let failed = |cause: reqwest::Error| {
        Error::new(ErrorKind::NotSent, format!("no sandbox responds at {sandbox_url}"))
            .with_source(cause.without_url())
    };
    let url = format!("{}/_sandbox/webhooks", sandbox_url.trim_end_matches('/'));
    let body = serde_json::json!(step).to_string();
    // Longer than the sandbox waits for the receiver.
    let client = webhooks::client(Duration::from_secs(60)).map_err(failed)?;
    let request = client.post(url).header("content-type", "application/json").body(body);
    let reply = request.send().await.map_err(failed)?.bytes().await.map_err(failed)?;
    let rejected: Option<Rejected> = serde_json::from_slice(&reply).ok();
    if let Some(rejected) = rejected {
        return Err(Error::new(ErrorKind::NotSent, rejected.error));
    }
    let sent: Vec<Sent> = serde_json::from_slice(&reply).map_err(|cause| {
        Error::new(ErrorKind::NotSent, format!("the server at {sandbox_url} is not a sandbox"))
            .with_source(cause)
    })?;
    let sent = sent.into_iter().next();
    let sent =
        sent.ok_or_else(|| Error::new(ErrorKind::Indeterminate, "the sandbox did not return the outcome"))?;
    match sent.error {
        Some(error) => Err(Error::new(ErrorKind::NotSent, error)),
        None => Ok(sent),
    }
}

/// What the control API answers to a request that it rejects.
#[derive(serde::Deserialize)]
struct Rejected {
    error: String,
}

/// Builds a webhook. The code is made last, because it expires soon.
fn message(state: &mut State, step: &Step) -> Result<WebhookMessage> {
    let invalid = |message: String| Error::new(ErrorKind::Validation, message);
    let company = state.world.company(step.cid);
    let company = company.ok_or_else(|| invalid(format!("the sandbox has no company {}", step.cid)))?;
    let (company_name, subdomain) = (company.name.clone(), company.subdomain.clone());
    let to = step.to.clone().or_else(|| state.registered_url.clone());
    let to =
        to.ok_or_else(|| invalid("a webhook needs `to`, or a sandbox with a registered URL".to_owned()))?;
    let world = &state.world;
    let credentials = (world.client_id.clone(), world.client_secret.clone());
    let now = state.now();
    Ok(WebhookMessage {
        to,
        credentials: state.variants.webhook_credentials.then_some(credentials),
        cid: step.cid,
        company_name,
        subdomain,
        auth_code: step.auth_code.then(|| state.grants.new_code(step.cid, now)),
        api_location: format!("{}/api", state.base_url),
        property_id: step.property_id,
        occupancy_type: step.occupancy_type.clone(),
        request_type: step.request_type.clone(),
        referrer: "entrata".to_owned(),
        feed_type: step.feed_type.clone(),
    })
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
