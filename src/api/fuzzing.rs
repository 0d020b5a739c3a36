//! A door for the targets in `fuzz/`; compiled for them alone.

use super::judge::{Case, judge};
use super::rate::RateHeaders;
use super::retry::Idempotency;
use super::transport::Reply;
use crate::error::ErrorKind;
use chrono::DateTime;
use reqwest::header::HeaderMap;

/// Judges an answer of Entrata by its HTTP status and its body: the `result`, or what went wrong.
///
/// # Errors
///
/// What the answer means when it is no success.
pub fn judged(status: u16, body: &[u8]) -> Result<String, (ErrorKind, String)> {
    let reply = Reply { status, headers: HeaderMap::new(), body: body.to_vec() };
    let rate = RateHeaders::read(&reply.headers, DateTime::UNIX_EPOCH);
    let case = Case { repeat: Idempotency::Unsafe, of_company: true, classify_rejection: |_| None };
    match judge(reply, &rate, case) {
        Ok(success) => Ok(success.result().json().to_owned()),
        Err(failed) => Err((failed.kind, failed.message)),
    }
}
