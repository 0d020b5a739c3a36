//! What a call went through, for its error.

use std::time::{Duration, Instant};

use super::judge::Failed;
use super::mask::{Mask, excerpt};
use super::retry::{Outcome, StopReason};
use crate::error::{CallFacts, Error};
use crate::id::PropertyId;

/// A call's name, and how far it has come.
#[derive(Debug)]
pub(crate) struct Story {
    method: String,
    property: Option<PropertyId>,
    request_id: String,
    since: Instant,
    pub(crate) attempts: u32,
    /// The HTTP status of the last attempt, if it was answered.
    pub(crate) status: Option<u16>,
}

impl Story {
    pub(crate) fn begin(method: &str, property: Option<PropertyId>, request_id: &str) -> Self {
        Self {
            method: method.to_owned(),
            property,
            request_id: request_id.to_owned(),
            since: Instant::now(),
            attempts: 0,
            status: None,
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// The call's name: `POST getFloorPlans of property 739076 (request 0190…)`.
    pub(crate) fn name(&self) -> String {
        let Self { method, property, request_id, .. } = self;
        match property {
            Some(property) => format!("POST {method} of property {property} (request {request_id})"),
            None => format!("POST {method} (request {request_id})"),
        }
    }

    /// The error that a call ends with: what happened, how often it was tried in how long, and why not again.
    pub(crate) fn error(&self, failed: Failed, why: StopReason, mask: &Mask) -> Error {
        let mut facts = Vec::new();
        facts.extend(failed.code.map(|code| format!("code {code}")));
        facts.extend(self.status.map(|status| format!("HTTP {status}")));
        let tries = if self.attempts == 1 { "attempt" } else { "attempts" };
        facts.push(format!("{} {tries} in {} ms", self.attempts, self.elapsed().as_millis()));
        facts.push(format!("not repeated: {why}"));
        // Masked first: a cut could leave half of a secret.
        let brief = excerpt(&mask.clean(&failed.message));
        let message = format!("{brief} ({})", facts.join(", "));
        let call = CallFacts {
            status: self.status,
            entrata_code: failed.code,
            entrata_message: failed.words.map(|words| excerpt(&mask.clean(&words))),
            request_id: Some(self.request_id.clone()),
            method: Some(self.method.clone()),
            property: self.property,
            attempts: self.attempts,
            sent: failed.outcome != Outcome::NotReceived,
        };
        let mut error = Error::new(failed.kind, message).with_call(call, brief).context(self.name());
        if let Some(pause) = failed.asked {
            error = error.with_retry_after(pause);
        }
        match failed.cause {
            Some(cause) => error.with_source(cause),
            None => error,
        }
    }
}
