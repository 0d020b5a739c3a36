//! Entry points for the targets in `fuzz/`; compiled only for them.

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;

use super::rate_limit::RateHeaders;
use super::response::{HttpResponse, Rules, classify};
use super::retry::Idempotency;
use crate::error::ErrorKind;

/// Reads what the headers of a response say about Entrata's limits.
#[must_use]
pub fn rate_headers(headers: &HeaderMap, now: DateTime<Utc>) -> RateHeaders {
    RateHeaders::parse(headers, now)
}

/// Classifies a response by its HTTP status and its body: the `result`, or what went wrong.
///
/// # Errors
///
/// The kind and the message of a response that is not a success.
pub fn judged(status: u16, body: &[u8]) -> Result<String, (ErrorKind, String)> {
    let response = HttpResponse { status, headers: HeaderMap::new(), body: body.to_vec() };
    let rate = RateHeaders::parse(&response.headers, DateTime::UNIX_EPOCH);
    let rules = Rules { idempotency: Idempotency::Unsafe, of_company: true, classify_rejection: |_| None };
    match classify(response, &rate, rules) {
        Ok(success) => Ok(success.result().json().to_owned()),
        Err(failure) => Err((failure.kind, failure.message)),
    }
}
