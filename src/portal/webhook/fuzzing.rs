//! Doors for the targets in `fuzz/`; compiled for them alone.

use super::query::{self, Query};
use super::spool;
use secrecy::ExposeSecret;

/// A query string as it is kept.
#[must_use]
pub fn masked(raw: &[u8]) -> Vec<u8> {
    query::masked(raw)
}

/// What a query string counts as a secret of ours.
#[must_use]
pub fn secrets(raw: &[u8]) -> Vec<String> {
    let credentials = Query::new(raw).credentials();
    let both = [credentials.client_secret, credentials.key];
    both.into_iter().flatten().map(|secret| secret.expose_secret().to_owned()).collect()
}

/// Reads a query string as a webhook; says whether it is one.
#[must_use]
pub fn is_request(raw: &[u8]) -> bool {
    let query = Query::new(raw);
    let _ = query.glance();
    query.request().is_ok()
}

/// Reads a spool's lines, writes its entries down again, and says how many there are and how many lines are none.
///
/// # Panics
///
/// When what was written down does not read back as it was.
#[must_use]
#[allow(clippy::expect_used, reason = "a target that finds something says so")]
pub fn spooled(lines: &[u8]) -> (usize, usize) {
    let (entries, damaged) = spool::entries(lines);
    for entry in &entries {
        let line = serde_json::to_vec(entry).expect("an entry can be written down");
        assert!(!line.contains(&b'\n'), "an entry is one line");
        let (back, damaged) = spool::entries(&line);
        assert_eq!((back.len(), damaged), (1, 0));
        assert_eq!(serde_json::to_vec(&back[0]).ok().as_ref(), Some(&line));
        match entry.clone() {
            spool::Entry::Arrival(arrival) => drop(arrival.arrival()),
            spool::Entry::Outcome(outcome) => drop(outcome.outcome()),
        }
    }
    (entries.len(), damaged)
}
