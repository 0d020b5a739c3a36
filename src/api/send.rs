//! The one loop through which every call goes.

use std::time::Duration;

use chrono::Utc;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::client::Shared;
use super::deadline::Deadline;
use super::judge::{Case, Failed, Success, judge};
use super::limit::{CallKey, Priority};
use super::mask::{Mask, excerpt};
use super::method::Rejection;
use super::rate::RateHeaders;
use super::retry::{Attempt, Idempotency, Outcome, RetryDecision, StopReason};
use super::story::Story;
use super::transport::{self, Reply};
use super::wire::{RawResult, Unreadable};
use crate::error::{Error, ErrorKind, Result};
use crate::id::PropertyId;

/// A call, ready to go.
pub(crate) struct Call {
    pub(crate) url: Url,
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
    pub(crate) body: String,
    pub(crate) method: String,
    pub(crate) property: Option<PropertyId>,
    pub(crate) request_id: String,
    pub(crate) repeat: Idempotency,
    /// What the call is counted under; those to the OAuth service are not counted.
    pub(crate) key: Option<CallKey>,
    /// Whether it has been counted already.
    pub(crate) counted: bool,
    pub(crate) priority: Priority,
    pub(crate) deadline: Deadline,
    pub(crate) page: Option<Page>,
    pub(crate) mask: Mask,
    pub(crate) classify_rejection: fn(&Rejection<'_>) -> Option<ErrorKind>,
}

/// One page of a longer answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) number: u32,
    pub(crate) size: u32,
}

/// A successful answer, not yet typed.
pub(crate) struct Answered {
    success: Success,
    pub(crate) headers: HeaderMap,
    story: Story,
    mask: Mask,
}

impl Answered {
    /// The `result` of the answer.
    pub(crate) fn result(&self) -> RawResult<'_> {
        self.success.result()
    }

    /// The error of an answer whose result has another shape than known.
    pub(crate) fn unreadable(&self, error: &Unreadable) -> Error {
        let found = fit_to_show(error, &self.mask);
        let message = "Entrata's answer cannot be read".to_owned();
        let failed =
            Failed { cause: Some(found.into()), ..self.final_failure(ErrorKind::Indeterminate, message) };
        self.story.error(failed, StopReason::Final, &self.mask)
    }

    /// The error of a refusal that stands inside the result.
    pub(crate) fn refused(&self, message: &str, kind: Option<ErrorKind>) -> Error {
        let message = format!("Entrata said: {message}");
        let failed = self.final_failure(kind.unwrap_or(ErrorKind::Rejected), message);
        self.story.error(failed, StopReason::Final, &self.mask)
    }

    fn final_failure(&self, kind: ErrorKind, message: String) -> Failed {
        Failed { kind, outcome: Outcome::Final, message, words: None, code: None, asked: None, cause: None }
    }
}

impl Call {
    pub(crate) async fn send(mut self, shared: &Shared) -> Result<Answered> {
        let mut story = Story::begin(&self.method, self.property, &self.request_id);
        if let Some(key) = self.key.as_ref().filter(|_| !self.counted) {
            let calls = std::slice::from_ref(key);
            let admitted = shared.limiter.admit(calls, self.priority, self.deadline).await;
            admitted.map_err(|error| error.context(story.name()))?;
        }
        if let Some(page) = self.page {
            let pair = [("page_no", page.number.to_string()), ("per_page", page.size.to_string())];
            self.url.query_pairs_mut().extend_pairs(pair);
        }
        if self.deadline.left().is_zero() {
            return Err(story.error(transport::no_time(), StopReason::Deadline, &self.mask));
        }
        loop {
            story.attempts += 1;
            let failed = match self.attempt(shared, &mut story).await {
                Ok((success, headers)) => return Ok(Answered { success, headers, story, mask: self.mask }),
                Err(failed) => failed,
            };
            let attempt = Attempt {
                repeat: self.repeat,
                outcome: failed.outcome,
                number: story.attempts,
                asked: failed.asked,
                left: self.deadline.left(),
            };
            match shared.retry.next(attempt, chance()) {
                RetryDecision::After(pause) => tokio::time::sleep(pause).await,
                RetryDecision::Stop(why) => return Err(story.error(failed, why, &self.mask)),
            }
        }
    }

    async fn attempt(&self, shared: &Shared, story: &mut Story) -> Result<(Success, HeaderMap), Failed> {
        let before = story.elapsed();
        tracing::debug!(method = %self.method, body = %self.mask.clean(&self.body), "calling Entrata");
        let reply =
            transport::post(&shared.http, &self.url, self.header.as_ref(), &self.body, self.deadline).await;
        story.status = reply.as_ref().ok().map(|reply| reply.status);
        let judged = match reply {
            Ok(reply) => self.judge(shared, reply).await,
            Err(failed) => Err(failed),
        };
        self.log(story, story.elapsed() - before, judged.as_ref().err());
        judged
    }

    async fn judge(&self, shared: &Shared, mut reply: Reply) -> Result<(Success, HeaderMap), Failed> {
        let rate = RateHeaders::read(&reply.headers, Utc::now());
        if let Some(key) = self.key.as_ref().filter(|_| !rate.is_empty()) {
            shared.limiter.told(key, &rate).await;
        }
        let case = Case {
            repeat: self.repeat,
            of_company: self.key.is_some(),
            classify_rejection: self.classify_rejection,
        };
        // What the OAuth service answers is a secret as a whole.
        if self.key.is_some() {
            let body = || self.mask.clean(&String::from_utf8_lossy(&reply.body));
            tracing::debug!(method = %self.method, body = body(), "Entrata answered");
        }
        let headers = std::mem::take(&mut reply.headers);
        judge(reply, &rate, case).map(|success| (success, headers))
    }

    fn log(&self, story: &Story, took: Duration, failed: Option<&Failed>) {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let property = self.property.map(PropertyId::get);
        let (method, attempt, status) = (self.method.as_str(), story.attempts, story.status);
        match failed {
            None => tracing::info!(method, property, status, ms, attempt, "Entrata call"),
            Some(failed) => {
                let error = excerpt(&self.mask.clean(&failed.message));
                tracing::warn!(
                    method,
                    property,
                    status,
                    ms,
                    attempt,
                    code = failed.code,
                    error,
                    "Entrata call failed"
                );
            }
        }
    }
}

/// What could not be read, without the secrets that Entrata may have said back.
pub(super) fn fit_to_show(error: &Unreadable, mask: &Mask) -> Unreadable {
    Unreadable { path: excerpt(&mask.clean(&error.path)), what: excerpt(&mask.clean(&error.what)) }
}

/// A number between 0 and 1. The standard library's hash keys are random, which is enough to spread pauses.
fn chance() -> f64 {
    use std::hash::{BuildHasher as _, RandomState};

    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX)
}
