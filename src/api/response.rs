//! Classifies one attempt by its HTTP status and body.

use std::ops::Range;
use std::time::Duration;

use reqwest::header::HeaderMap;

use super::envelope::{self, Envelope, Reported};
use super::method::Rejection;
use super::rate_limit::{CONTRACT_INTERVAL, RateHeaders};
use super::retry::{Idempotency, Outcome};
use super::wire::RawResult;
use crate::error::ErrorKind;

/// A response of any server, not yet classified.
pub(crate) struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A success: the whole body, which may have megabytes and is not copied, and where its `result` is.
#[derive(Debug)]
pub(crate) struct Success {
    body: String,
    result: Range<usize>,
}

impl Success {
    pub(crate) fn result(&self) -> RawResult<'_> {
        RawResult::new(&self.body[self.result.clone()])
    }
}

/// An attempt that did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    /// What failed, without Entrata's message.
    pub(crate) message: String,
    /// Entrata's message.
    pub(crate) words: Option<String>,
    /// Entrata's code.
    pub(crate) code: Option<i64>,
    /// The pause that the response asks for.
    pub(crate) requested_pause: Option<Duration>,
    pub(crate) source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Failure {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, outcome, message, words: None, code: None, requested_pause: None, source: None }
    }

    /// Creates the failure of a request that may have been received, and whose outcome is unknown.
    pub(crate) fn unknown(idempotency: Idempotency, message: impl Into<String>) -> Self {
        Self::new(without_response(idempotency), Outcome::Unknown, message)
    }

    /// Returns whether Entrata may have received the request.
    pub(crate) fn may_be_received(&self) -> bool {
        self.outcome != Outcome::NotReceived && self.kind != ErrorKind::Config
    }

    pub(crate) fn with_source(self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..self }
    }
}

/// The kind of a request without a usable response: a read changed nothing, a write may have been carried out.
fn without_response(idempotency: Idempotency) -> ErrorKind {
    match idempotency {
        Idempotency::Safe => ErrorKind::Unavailable,
        Idempotency::Unsafe => ErrorKind::Indeterminate,
    }
}

/// What the classification needs in addition to the response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) idempotency: Idempotency,
    /// Whether the request carries a company's credentials, so that they can be rejected.
    pub(crate) of_company: bool,
    pub(crate) classify_rejection: fn(&Rejection<'_>) -> Option<ErrorKind>,
}

/// Returns the success, or what went wrong.
pub(crate) fn classify(response: HttpResponse, rate: &RateHeaders, rules: Rules) -> Result<Success, Failure> {
    let HttpResponse { status, body, .. } = response;
    if status == 429 {
        return Err(rate_limited(rate, parse(body).ok().and_then(Result::err)));
    }
    match parse(body) {
        Ok(Ok(success)) if (200..300).contains(&status) => Ok(success),
        Ok(Ok(_)) => Err(contradiction(status, rules)),
        Ok(Err(reported)) => Err(failure(status, reported, rate, rules)),
        Err((body, error)) => Err(foreign(status, &body, error, rate, rules)),
    }
}

/// Returns whether Entrata itself responded, or at least the gateway that counts its calls.
pub(crate) fn is_entratas(result: &Result<Success, Failure>, rate: &RateHeaders) -> bool {
    let reported = |failure: &Failure| failure.code.is_some() || failure.outcome == Outcome::RateLimited;
    result.as_ref().map_or_else(reported, |_| true) || !rate.windows.is_empty()
}

/// Returns the success or the failure in a body; if it is not Entrata's envelope, the body itself.
#[allow(clippy::type_complexity, reason = "three ways to end, used once")]
fn parse(body: Vec<u8>) -> Result<Result<Success, Reported>, (Vec<u8>, serde_json::Error)> {
    let body = match String::from_utf8(body) {
        Ok(body) => {
            let body = envelope::without_lone_surrogates(body);
            match open(&body) {
                Ok(opened) => return Ok(opened.map(|result| Success { body, result })),
                Err(_) => body.into_bytes(),
            }
        }
        Err(error) => error.into_bytes(),
    };
    let repaired = envelope::without_lone_surrogates(envelope::repair(&body));
    let opened = open(&repaired).map_err(|error| (body, error))?;
    tracing::warn!("the response was not quite JSON and was repaired");
    Ok(opened.map(|result| Success { body: repaired, result }))
}

/// Returns where in a body its result is, or the failure that it reports.
fn open(body: &str) -> Result<Result<Range<usize>, Reported>, serde_json::Error> {
    Ok(match envelope::open(body)? {
        Envelope::Result(result) => {
            let start = result.get().as_ptr().addr() - body.as_ptr().addr();
            Ok(start..start + result.get().len())
        }
        Envelope::Failure(reported) => Err(reported),
    })
}

/// A response that is not Entrata's says nothing about the request, whatever its status.
fn foreign(status: u16, body: &[u8], error: serde_json::Error, rate: &RateHeaders, rules: Rules) -> Failure {
    let form = match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => "an empty body",
        Some(b'<') => "a web page",
        Some(b'{' | b'[') => "other JSON",
        Some(_) => "other text",
    };
    let message = format!("the response is not Entrata's: HTTP {status} with {form}");
    Failure { requested_pause: rate.pause(), ..Failure::unknown(rules.idempotency, message) }
        .with_source(error)
}

/// A success in the body under the status of a failure: one of the two is not Entrata's.
fn contradiction(status: u16, rules: Rules) -> Failure {
    Failure::unknown(
        rules.idempotency,
        format!("the response contradicts itself: HTTP {status} with a success"),
    )
}

/// A server that responds with 429 did not process the request.
fn rate_limited(rate: &RateHeaders, reported: Option<Reported>) -> Failure {
    let pause = rate.pause().or_else(|| rate.soonest()).unwrap_or(CONTRACT_INTERVAL);
    let (code, words) =
        reported.map_or((None, None), |reported| (Some(reported.code), words(reported.message)));
    Failure {
        words,
        code,
        requested_pause: Some(pause),
        ..Failure::new(ErrorKind::RateLimited, Outcome::RateLimited, "Entrata's rate limit is reached")
    }
}

fn words(message: String) -> Option<String> {
    (!message.is_empty()).then_some(message)
}

/// Entrata's code for an app without permission to the property.
const NO_PERMISSION: i64 = 311;
/// The gateway's code for a company that has not authorized the app.
const NOT_ASSOCIATED: i64 = 1403;

/// Classifies a failure in Entrata's envelope by its code, never by its message, which is not a stable API.
///
/// Sources of the codes: docs/methods.md. The gateway's own codes are 1000 and an HTTP status, as in its 1403.
fn failure(status: u16, reported: Reported, rate: &RateHeaders, rules: Rules) -> Failure {
    let code = reported.code;
    let http_like = if (1400..1600).contains(&code) && code != NOT_ASSOCIATED { code - 1000 } else { code };
    if http_like == 429 {
        return rate_limited(rate, Some(reported));
    }
    let failing = (500..600).contains(&http_like) || (500..600).contains(&status);
    let permission = code == NO_PERMISSION || code == NOT_ASSOCIATED;
    let (kind, outcome, message) = if failing {
        // A part of a write may have been done before it failed.
        (without_response(rules.idempotency), Outcome::Failing, "Entrata reported a failure")
    } else if rules.of_company && matches!(http_like, 401 | 403) && !permission {
        (ErrorKind::Unauthorized, Outcome::Final, "Entrata rejected the company's credentials")
    } else {
        let rejection =
            Rejection { code: Some(code), message: &reported.message, of_record: reported.of_record };
        let kind = (rules.classify_rejection)(&rejection).unwrap_or(ErrorKind::Rejected);
        (kind, Outcome::Final, "Entrata rejected the request")
    };
    Failure {
        words: words(reported.message),
        code: Some(code),
        requested_pause: rate.pause(),
        ..Failure::new(kind, outcome, message)
    }
}
