//! The send loop of every call: rate limit, attempts, retries, deadline.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use reqwest::header::HeaderMap;
use tracing::Instrument as _;
use url::Url;

use super::context::CallContext;
use super::http::{self, HttpRequest};
use super::method::Rejection;
use super::rate_limit::{CallKey, Limiter, Priority, RateHeaders};
use super::redact::Redactor;
use super::response::{self, Failure, HttpResponse, Rules, Success};
use super::retry::{Attempt, Deadline, Idempotency, Outcome, RetryDecision, RetryPolicy, StopReason};
use super::wire::{RawResult, Unreadable};
use crate::error::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};

/// State that all calls of a client share.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) limiter: Arc<dyn Limiter>,
}

/// A request, ready to be sent.
pub(crate) struct Request {
    pub(crate) url: Url,
    pub(crate) header: Option<(reqwest::header::HeaderName, reqwest::header::HeaderValue)>,
    pub(crate) body: String,
    pub(crate) method: String,
    pub(crate) cid: Option<Cid>,
    pub(crate) property: Option<PropertyId>,
    pub(crate) request_id: String,
    pub(crate) idempotency: Idempotency,
    pub(crate) admission: Admission,
    pub(crate) deadline: Deadline,
    pub(crate) retry: RetryPolicy,
    pub(crate) redactor: Redactor,
    pub(crate) classify_rejection: fn(&Rejection<'_>) -> Option<ErrorKind>,
}

/// When the rate limiter admits a call.
pub(crate) enum Admission {
    /// Not at all: Entrata does not count calls to its OAuth service.
    Free,
    /// When the call is sent.
    Needed(CallKey, Priority),
    /// The call was admitted before.
    Reserved(Permit),
}

/// An admitted call. It is given back if it is dropped without a response from Entrata.
pub(crate) struct Permit {
    limiter: Arc<dyn Limiter>,
    key: CallKey,
    recorded: bool,
}

impl Permit {
    pub(crate) fn new(limiter: Arc<dyn Limiter>, key: CallKey) -> Self {
        Self { limiter, key, recorded: false }
    }

    pub(crate) fn key(&self) -> &CallKey {
        &self.key
    }

    /// Records a response within the deadline, so that a slow limiter does not delay the response.
    async fn record(&mut self, headers: &RateHeaders, deadline: Deadline) {
        self.recorded = true;
        let recorded = self.limiter.record(&self.key, headers);
        if tokio::time::timeout_at(deadline.instant(), recorded).await.is_err() {
            tracing::warn!("the rate limiter did not record a response in time");
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.recorded {
            self.limiter.release(&self.key);
        }
    }
}

/// A successful response, not yet decoded.
pub(crate) struct Responded {
    success: Success,
    pub(crate) headers: HeaderMap,
    context: CallContext,
    redactor: Redactor,
    idempotency: Idempotency,
}

impl Responded {
    /// Returns the response's `result`.
    pub(crate) fn result(&self) -> RawResult<'_> {
        self.success.result()
    }

    /// Returns the error of a result that cannot be decoded.
    pub(crate) fn undecodable(&self, error: &Unreadable) -> Error {
        let kind = match self.idempotency {
            Idempotency::Safe => ErrorKind::Decode,
            Idempotency::Unsafe => ErrorKind::Indeterminate,
        };
        let failure = Failure::new(kind, Outcome::Final, "Entrata's response cannot be decoded")
            .with_source(showable(error, &self.redactor));
        self.context.error(failure, StopReason::Final, &self.redactor)
    }

    /// Returns the error of a failure reported in the result.
    pub(crate) fn rejected(&self, words: String, kind: ErrorKind) -> Error {
        let message = "Entrata rejected the request";
        let failure = Failure::new(kind, Outcome::Final, message);
        let failure = Failure { words: Some(words), ..failure };
        self.context.error(failure, StopReason::Final, &self.redactor)
    }
}

impl Transport {
    /// Sends a request until it succeeds, fails for good, or its deadline passes.
    pub(crate) async fn send(&self, request: Request) -> Result<Responded> {
        let span = tracing::info_span!(
            "entrata_call",
            cid = request.cid.map(Cid::get),
            method = request.method,
            property = request.property.map(PropertyId::get),
            request_id = request.request_id,
            attempt = tracing::field::Empty,
        );
        self.send_in_span(request).instrument(span).await
    }

    async fn send_in_span(&self, mut request: Request) -> Result<Responded> {
        let mut context =
            CallContext::new(&request.method, request.property, std::mem::take(&mut request.request_id));
        let mut permit = self.admit(&mut request).await.map_err(|error| context.refused(error))?;
        if request.deadline.remaining().is_zero() {
            return Err(context.error(http::no_time(), StopReason::Deadline, &request.redactor));
        }
        let body = Bytes::from(std::mem::take(&mut request.body));
        loop {
            context.attempts += 1;
            tracing::Span::current().record("attempt", context.attempts);
            let result = self.attempt(&request, body.clone(), &mut context, permit.as_mut()).await;
            let failure = match result {
                Ok((success, headers)) => {
                    let Request { redactor, idempotency, .. } = request;
                    return Ok(Responded { success, headers, context, redactor, idempotency });
                }
                Err(failure) => failure,
            };
            let attempt = Attempt {
                idempotency: request.idempotency,
                outcome: failure.outcome,
                number: context.attempts,
                requested_pause: failure.requested_pause,
                remaining: request.deadline.remaining(),
            };
            match request.retry.decide(attempt, fastrand::f64()) {
                RetryDecision::After(pause) => {
                    let seconds = pause.as_secs_f64();
                    tracing::info!(
                        seconds,
                        attempt = context.attempts,
                        "retrying the Entrata call after a pause"
                    );
                    tokio::time::sleep(pause).await;
                }
                RetryDecision::Stop(reason) => {
                    return Err(context.error(failure, reason, &request.redactor));
                }
            }
        }
    }

    /// Sends a request once and returns the raw response of any server.
    #[cfg(feature = "cli")]
    pub(crate) async fn send_once(&self, mut request: Request) -> Result<HttpResponse> {
        let mut context =
            CallContext::new(&request.method, request.property, std::mem::take(&mut request.request_id));
        let mut permit = self.admit(&mut request).await.map_err(|error| context.refused(error))?;
        context.attempts = 1;
        let http_request = HttpRequest {
            url: &request.url,
            header: request.header.as_ref(),
            body: Bytes::from(std::mem::take(&mut request.body)),
            idempotency: request.idempotency,
        };
        let response = http::post(&self.http, http_request, request.deadline).await;
        let response =
            response.map_err(|failure| context.error(failure, StopReason::Final, &request.redactor))?;
        let rate = RateHeaders::parse(&response.headers, Utc::now());
        if let Some(permit) = permit.as_mut().filter(|_| !rate.is_empty()) {
            permit.record(&rate, request.deadline).await;
        }
        Ok(response)
    }

    async fn admit(&self, request: &mut Request) -> Result<Option<Permit>> {
        let admission = std::mem::replace(&mut request.admission, Admission::Free);
        let (key, priority) = match admission {
            Admission::Free => return Ok(None),
            Admission::Reserved(permit) => return Ok(Some(permit)),
            Admission::Needed(key, priority) => (key, priority),
        };
        admit(&*self.limiter, std::slice::from_ref(&key), priority, request.deadline).await?;
        Ok(Some(Permit::new(Arc::clone(&self.limiter), key)))
    }

    async fn attempt(
        &self,
        request: &Request,
        body: Bytes,
        context: &mut CallContext,
        permit: Option<&mut Permit>,
    ) -> Result<(Success, HeaderMap), Failure> {
        let before = context.elapsed();
        tracing::debug!(
            body = request.redactor.redact(&String::from_utf8_lossy(&body)),
            "sending a request to Entrata"
        );
        let http_request = HttpRequest {
            url: &request.url,
            header: request.header.as_ref(),
            body,
            idempotency: request.idempotency,
        };
        let response = http::post(&self.http, http_request, request.deadline).await;
        context.status = response.as_ref().ok().map(|response| response.status);
        context.sent |= response.as_ref().err().is_none_or(Failure::may_be_received);
        let result = match response {
            Ok(response) => classify(request, response, permit).await,
            Err(failure) => Err(failure),
        };
        log(request, context, context.elapsed().saturating_sub(before), result.as_ref().err());
        result
    }
}

async fn classify(
    request: &Request,
    mut response: HttpResponse,
    permit: Option<&mut Permit>,
) -> Result<(Success, HeaderMap), Failure> {
    let rate = RateHeaders::parse(&response.headers, Utc::now());
    let of_company = permit.is_some();
    // The whole response of the OAuth service is secret.
    if of_company {
        let body = || request.redactor.redact(&String::from_utf8_lossy(&response.body));
        tracing::debug!(body = body(), "received a response");
    }
    let headers = std::mem::take(&mut response.headers);
    let rules = Rules {
        idempotency: request.idempotency,
        of_company,
        classify_rejection: request.classify_rejection,
    };
    let result = response::classify(response, &rate, rules);
    if let Some(permit) = permit.filter(|_| response::is_entratas(&result, &rate)) {
        permit.record(&to_record(rate, &result), request.deadline).await;
    }
    result.map(|success| (success, headers))
}

/// Returns what the limiter records: a rejection by the rate limit stops other calls too, even without `Retry-After`.
fn to_record(rate: RateHeaders, result: &Result<Success, Failure>) -> RateHeaders {
    let pause = result.as_ref().err().filter(|failure| failure.kind == ErrorKind::RateLimited);
    match pause.and_then(|failure| failure.requested_pause) {
        Some(pause) if rate.pause().is_none() => RateHeaders { retry_after: Some(pause), ..rate },
        _ => rate,
    }
}

/// Waits for the limiter, at most until the deadline.
pub(crate) async fn admit(
    limiter: &dyn Limiter,
    calls: &[CallKey],
    priority: Priority,
    deadline: Deadline,
) -> Result<()> {
    let Some(first) = calls.first() else { return Ok(()) };
    match tokio::time::timeout_at(deadline.instant(), limiter.admit(calls, priority, deadline)).await {
        Ok(admitted) => admitted,
        Err(_) => {
            let message = format!("the rate limiter did not admit {} in time", first.method);
            Err(Error::new(ErrorKind::RateLimited, message).with_retry_after(Duration::from_secs(1)))
        }
    }
}

fn log(request: &Request, context: &CallContext, took: Duration, failure: Option<&Failure>) {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (attempt, status) = (context.attempts, context.status);
    match failure {
        None => tracing::info!(status, ms, attempt, "Entrata call succeeded"),
        Some(failure) => {
            let words = failure.words.as_ref().map_or_else(String::new, |words| format!(": {words}"));
            let error = request.redactor.excerpt(&format!("{}{words}", failure.message));
            let code = failure.code;
            // Whether a final "no" is a problem, the caller knows.
            let is_rejection = failure.outcome == Outcome::Final && failure.kind != ErrorKind::Unauthorized;
            if code.is_some() && is_rejection {
                tracing::info!(status, ms, attempt, code, error, "Entrata rejected the call");
            } else {
                tracing::warn!(status, ms, attempt, code, error, "Entrata call failed");
            }
        }
    }
}

/// Describes what cannot be decoded, without secrets that Entrata may have echoed.
pub(crate) fn showable(error: &Unreadable, redactor: &Redactor) -> Unreadable {
    Unreadable { path: redactor.excerpt(&error.path), what: redactor.excerpt(&error.what) }
}
