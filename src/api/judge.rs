//! What one attempt means: its HTTP status and its body judged together.

use std::ops::Range;
use std::time::Duration;

use super::envelope::{self, Envelope, Failure};
use super::limit::CONTRACT_PAUSE;
use super::method::Rejection;
use super::rate::RateHeaders;
use super::repair::repaired;
use super::retry::{Idempotency, Outcome};
use super::transport::Reply;
use super::wire::RawResult;
use crate::error::ErrorKind;

/// A success: the whole body, which may have megabytes and is not copied, and where its `result` stands.
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
pub(crate) struct Failed {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) message: String,
    /// Entrata's own words.
    pub(crate) words: Option<String>,
    pub(crate) code: Option<i64>,
    pub(crate) asked: Option<Duration>,
    pub(crate) cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What the judge must know of the call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) repeat: Idempotency,
    /// Whether it carries a company's token, which may be refused.
    pub(crate) of_company: bool,
    pub(crate) classify_rejection: fn(&Rejection<'_>) -> Option<ErrorKind>,
}

/// Entrata's number for an app without permission at a property.
const NO_PERMISSION: i64 = 311;
/// The gateway's number for a company that has not authorised the app.
const NOT_ASSOCIATED: i64 = 1403;

/// The success, or what went wrong.
pub(crate) fn judge(reply: Reply, rate: &RateHeaders, case: Case) -> Result<Success, Failed> {
    let Reply { status, body, .. } = reply;
    let failed_status = !(200..300).contains(&status);
    let failure = match read(body) {
        Ok(Ok(success)) if !failed_status => return Ok(success),
        Ok(Err(failure)) => Some(failure),
        Ok(Ok(_)) => None,
        Err(_) if failed_status => None,
        Err((body, error)) => return Err(broken(&body, error)),
    };
    Err(failed(status, failure, rate, case))
}

/// The success or the failure in a body; beside an error the body itself.
fn read(body: Vec<u8>) -> Result<Result<Success, Failure>, (Vec<u8>, serde_json::Error)> {
    let body = match String::from_utf8(body) {
        Ok(body) => match open(&body) {
            Ok(opened) => return Ok(opened.map(|result| Success { body, result })),
            Err(_) => body.into_bytes(),
        },
        Err(error) => error.into_bytes(),
    };
    let repaired = repaired(&body);
    let opened = open(&repaired).map_err(|error| (body, error))?;
    tracing::warn!("the answer was not quite JSON, and had to be repaired");
    Ok(opened.map(|result| Success { body: repaired, result }))
}

/// Where in a body its result stands, or the failure that it tells.
fn open(body: &str) -> Result<Result<Range<usize>, Failure>, serde_json::Error> {
    Ok(match envelope::open(body)? {
        Envelope::Result(result) => {
            let start = result.get().as_ptr().addr() - body.as_ptr().addr();
            Ok(start..start + result.get().len())
        }
        Envelope::Failure(failure) => Err(failure),
    })
}

fn broken(body: &[u8], error: serde_json::Error) -> Failed {
    let form = match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => "an empty body".to_owned(),
        Some(b'<') => "a web page".to_owned(),
        Some(_) => format!("{} bytes that are no answer of its API", body.len()),
    };
    Failed {
        kind: ErrorKind::Indeterminate,
        outcome: Outcome::Unknown,
        message: format!("Entrata answered with {form}"),
        words: None,
        code: None,
        asked: None,
        cause: Some(error.into()),
    }
}

fn failed(status: u16, failure: Option<Failure>, rate: &RateHeaders, case: Case) -> Failed {
    let said_in_body = failure.is_some();
    let Failure { code, message, of_record } =
        failure.unwrap_or(Failure { code: None, message: String::new(), of_record: false });
    let (mut kind, outcome) = classify(status, code, &message, said_in_body, case);
    if kind == ErrorKind::Rejected {
        kind = (case.classify_rejection)(&Rejection { code, message: &message, of_record }).unwrap_or(kind);
    }
    let words = (!message.is_empty()).then(|| message.clone());
    let message = match (kind, message.is_empty()) {
        (ErrorKind::Indeterminate, _) | (_, true) => format!("Entrata answered {status}"),
        (_, false) => format!("Entrata said: {message}"),
    };
    let asked = match outcome {
        Outcome::TurnedAway => Some(rate.pause().or_else(|| rate.soonest()).unwrap_or(CONTRACT_PAUSE)),
        _ => rate.pause(),
    };
    Failed { kind, outcome, message, words, code, asked, cause: None }
}

/// Entrata's number decides before the HTTP status: the legacy gateway answers 200 to everything.
///
/// The gateway's own numbers are taken for 1000 and an HTTP status, as in its 1403.
fn classify(
    status: u16,
    code: Option<i64>,
    message: &str,
    said_in_body: bool,
    case: Case,
) -> (ErrorKind, Outcome) {
    let number = code.unwrap_or_else(|| i64::from(status));
    let number =
        if (1400..1600).contains(&number) && number != NOT_ASSOCIATED { number - 1000 } else { number };
    if number == 429 || status == 429 {
        return (ErrorKind::RateLimited, Outcome::TurnedAway);
    }
    if (500..600).contains(&number) || (500..600).contains(&status) {
        // Half of a write may have been done before it failed.
        let kind = if case.repeat == Idempotency::Unsafe {
            ErrorKind::Indeterminate
        } else {
            ErrorKind::Unavailable
        };
        return (kind, Outcome::Failing);
    }
    let permission = number == NO_PERMISSION || number == NOT_ASSOCIATED;
    // A 403 without Entrata's envelope comes from a firewall in front of it, and says nothing about the token.
    let token_refused = number == 401 || (number == 403 && said_in_body) || speaks_of_token(message);
    if case.of_company && token_refused && !permission {
        return (ErrorKind::Unauthorized, Outcome::Final);
    }
    (ErrorKind::Rejected, Outcome::Final)
}

/// Messages are no stable API, but some gateways answer 400 to an old token, and only the words tell.
fn speaks_of_token(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let credentials = message.contains("credential") || message.contains("token");
    let refused = message.contains("invalid") || message.contains("expired") || message.contains("revoked");
    credentials && refused
}
