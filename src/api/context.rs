//! The context of a call for its error message.

use std::time::Duration;

use tokio::time::Instant;

use super::redact::Redactor;
use super::response::Failure;
use super::retry::StopReason;
use crate::error::{CallFacts, Error, ErrorKind};
use crate::id::PropertyId;

/// A call's names and progress.
#[derive(Debug)]
pub(crate) struct CallContext {
    pub(crate) method: String,
    pub(crate) property: Option<PropertyId>,
    pub(crate) request_id: String,
    since: Instant,
    /// Attempts so far.
    pub(crate) attempts: u32,
    /// The HTTP status of the last attempt, if there was a response.
    pub(crate) status: Option<u16>,
    /// Whether any attempt may have reached Entrata.
    pub(crate) sent: bool,
}

impl CallContext {
    pub(crate) fn new(method: &str, property: Option<PropertyId>, request_id: String) -> Self {
        Self {
            method: method.to_owned(),
            property,
            request_id,
            since: Instant::now(),
            attempts: 0,
            status: None,
            sent: false,
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// Returns the error that the call ends with.
    pub(crate) fn error(&self, failure: Failure, reason: StopReason, redactor: &Redactor) -> Error {
        let words = failure.words.as_deref().map(|words| redactor.excerpt(words));
        let said = words.as_ref().map_or_else(String::new, |words| format!(": {words}"));
        let message = format!("{}{said} ({})", failure.message, self.facts(failure.code, reason));
        let user_message = user_message(failure.kind, words.as_deref());
        let mut error = Error::new(failure.kind, message);
        if let Some(pause) = failure.requested_pause {
            error = error.with_retry_after(pause);
        }
        if let Some(source) = failure.source {
            error = error.with_source(source);
        }
        self.describe(error, failure.code, words, user_message)
    }

    /// Returns an error from before the first attempt, such as the rate limiter's, as an error of this call.
    pub(crate) fn refused(&self, error: Error) -> Error {
        let user_message = user_message(error.kind(), None);
        self.describe(error, None, None, user_message)
    }

    fn describe(
        &self,
        error: Error,
        entrata_code: Option<i64>,
        entrata_message: Option<String>,
        user_message: String,
    ) -> Error {
        let facts = CallFacts {
            status: self.status,
            entrata_code,
            entrata_message,
            request_id: Some(self.request_id.clone()),
            method: Some(self.method.clone()),
            property: self.property,
            attempts: self.attempts,
            sent: self.sent,
        };
        error.with_call(facts, user_message).context(self.name())
    }

    /// `getFloorPlans of property 739076 (request 0190…)`.
    fn name(&self) -> String {
        let Self { method, property, request_id, .. } = self;
        match property {
            Some(property) => format!("{method} of property {property} (request {request_id})"),
            None => format!("{method} (request {request_id})"),
        }
    }

    /// `code 311, HTTP 200, 1 attempt in 12 ms, not retried: the response is final`.
    fn facts(&self, code: Option<i64>, reason: StopReason) -> String {
        let mut facts = Vec::new();
        facts.extend(code.map(|code| format!("code {code}")));
        facts.extend(self.status.map(|status| format!("HTTP {status}")));
        let attempts = if self.attempts == 1 { "attempt" } else { "attempts" };
        facts.push(format!("{} {attempts} in {} ms", self.attempts, self.elapsed().as_millis()));
        facts.push(format!("not retried: {reason}"));
        facts.join(", ")
    }
}

/// Returns a full sentence for a user, without technical details.
fn user_message(kind: ErrorKind, words: Option<&str>) -> String {
    match (kind, words) {
        (ErrorKind::Rejected, Some(words)) if !words.is_empty() => words.to_owned(),
        (ErrorKind::Rejected, _) => "The property's system rejected the request.".to_owned(),
        (ErrorKind::SlotUnavailable, _) => {
            "This tour time is no longer available. Choose another one.".to_owned()
        }
        (ErrorKind::ToursNotSupported, _) => "This property does not offer tours online.".to_owned(),
        (ErrorKind::RateLimited, _) => "There are too many requests. Try again in a minute.".to_owned(),
        (ErrorKind::Indeterminate, _) => {
            "The property's system has not confirmed the request. Check before you send it again.".to_owned()
        }
        (ErrorKind::Unavailable | ErrorKind::NotSent | ErrorKind::Decode, _) => {
            "The property's system is not available. Try again in a few minutes.".to_owned()
        }
        (ErrorKind::Config | ErrorKind::Unauthorized | ErrorKind::Validation, _) => {
            "The request cannot be made. Contact support.".to_owned()
        }
    }
}
