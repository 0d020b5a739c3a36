//! The structured log: one JSON object a line, into PHP's own error log or a file.
//!
//! Lines are kept while async work runs and written after it, on PHP's thread, when nothing of ours is held.

use super::{engine, settings};
use crate::config::{self, Settings};
use std::cell::RefCell;
use std::io;
use std::path::Path;
use tracing::Dispatch;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;

/// What one call may write: a loop that logs must not fill the worker's memory.
const LONGEST: usize = 1 << 20;

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A subscriber that keeps what the setting lets through.
pub(super) fn subscriber(settings: &Settings) -> Dispatch {
    let lines = crate::logging::json(|| Lines);
    // PHP's own log begins each line with the time.
    let lines = if settings.log_file.is_some() { lines.boxed() } else { lines.without_time().boxed() };
    Dispatch::new(tracing_subscriber::registry().with(settings.log.clone()).with(lines))
}

/// Writes the kept lines to the log file; to PHP's error log when there is none, or it cannot be written.
pub(super) fn flush() {
    let lines = LINES.take();
    if lines.is_empty() {
        return;
    }
    if let Some(path) = settings::value(config::LOG_FILE) {
        let written = crate::logging::append(Path::new(path.trim()), &lines);
        if crate::logging::begins_to_fail(&written)
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
