//! Entry points for the targets in `fuzz/`; compiled only for them.

use super::parameters::{MAX_QUERY, Parameters};
use super::redaction::Redaction;
use super::request::{Named, Request};
use super::spool;
use super::spool_entry::Entry;

/// Returns a query string as it is logged: with a secret and with authorization codes masked.
#[must_use]
pub fn redacted(raw: &[u8], secret: &str) -> Vec<u8> {
    Redaction::of(vec![secret]).with_codes(None).redact(raw, MAX_QUERY)
}

/// Reads a query string as a webhook. Returns whether its parameters are valid.
#[must_use]
pub fn is_request(raw: &[u8]) -> bool {
    let parameters = Parameters::read(raw);
    let _ = Named::read(&parameters);
    Request::read(&parameters).is_ok()
}

/// Reads a spool's lines and writes its entries again. Returns how many there are, and how many lines are damaged.
///
/// # Panics
///
/// If an entry does not read back as it was written.
#[must_use]
#[allow(clippy::expect_used, reason = "a target that finds something says so")]
pub fn spooled(text: &[u8]) -> (usize, usize) {
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let (entries, damaged) = spool::entries(lines);
    for entry in &entries {
        let line = entry.to_line().expect("an entry can be written");
        assert!(!line.contains(&b'\n'), "an entry is one line");
        let back = Entry::from_line(&line).expect("a written entry can be read");
        assert_eq!(back.to_line().ok(), Some(line));
        match entry.clone() {
            Entry::Arrival(arrival) | Entry::Sender(arrival) => drop(arrival.read()),
            Entry::Outcome(outcome) => drop(outcome.read()),
            Entry::Client(client) => drop(client.read()),
        }
    }
    (entries.len(), damaged)
}
