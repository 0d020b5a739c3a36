//! The structured log: one JSON object a line, into PHP's own error log or a file.
//!
//! Lines are kept while async work runs and written after it, on PHP's thread, when nothing of ours is held.

use super::{engine, settings};
use crate::config::{self, Settings};
use crate::error::{Error, FieldError, Kind, Result};
use std::cell::RefCell;
use std::io;
use std::path::Path;
use tracing::Dispatch;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;

/// What one call may write: a loop that logs must not fill the worker's memory.
const LONGEST: usize = 1 << 20;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A subscriber that keeps what the setting lets through: a level for our own lines, or a filter for everyone's.
pub(super) fn subscriber(settings: &Settings) -> Result<Dispatch> {
    let filter = &*settings.log;
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
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(true)
        .with_writer(|| Lines);
    // PHP's own log begins each line with the time.
    let lines = if settings.log_file.is_some() { lines.boxed() } else { lines.without_time().boxed() };
    Ok(Dispatch::new(tracing_subscriber::registry().with(filter).with(lines)))
}

/// Writes the kept lines to the log file; to PHP's error log when there is none, or it cannot be written.
pub(super) fn flush() {
    let lines = LINES.take();
    if lines.is_empty() {
        return;
    }
    if let Some(path) = settings::value(config::LOG_FILE) {
        let written = crate::log::append(Path::new(path.trim()), &lines);
        if crate::log::begins_to_fail(&written)
            && let Err(error) = &written
        {
            let message = format!("the log file cannot be written, and the log comes here: {error}");
            let warning = serde_json::json!({ "level": "WARN", "message": message, "path": path });
            engine::error_log(warning.to_string().as_bytes());
        }
        if written.is_ok() {
            return;
        }
    }
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
