//! The structured log: one JSON object a line, into PHP's own error log.
//!
//! Lines are kept while async work runs and written after it, on PHP's thread, when nothing of ours is held.

use super::engine;
use crate::config;
use crate::error::{Error, FieldError, Kind, Result};
use std::cell::RefCell;
use std::io;
use tracing::Dispatch;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;

/// What one call may write: a loop that logs must not fill the worker's memory.
const LONGEST: usize = 1 << 20;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A subscriber that keeps what `filter` lets through: a level for our own lines, or a filter for everyone's.
pub(super) fn subscriber(filter: &str) -> Result<Dispatch> {
    let own = ["off", "error", "warn", "info", "debug", "trace"]
        .iter()
        .find(|level| level.eq_ignore_ascii_case(filter))
        .map(|level| format!("entrata={level}"));
    let filter: Targets = own.as_deref().unwrap_or(filter).parse().map_err(|_| {
        let wanted = "must be a level (off, error, warn, info, debug, trace) or a filter such as \
                      entrata::api=debug";
        Error::with_fields(Kind::Config, vec![FieldError::new(config::LOG, wanted)])
    })?;
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .without_time()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(true)
        .with_writer(|| Lines);
    Ok(Dispatch::new(tracing_subscriber::registry().with(filter).with(lines)))
}

/// Writes the kept lines to PHP's error log.
pub(super) fn flush() {
    let lines = LINES.take();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        engine::error_log(line);
    }
}

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| {
            if lines.len() + line.len() <= LONGEST {
                lines.extend_from_slice(line);
            }
        });
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
