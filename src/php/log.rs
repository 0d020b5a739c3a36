//! The structured log: one JSON object a line, into PHP's own error log or a file.
//!
//! Lines are kept while async work runs and written after it, on PHP's thread, when nothing of ours is held.

use super::arguments::Callable;
use super::arrays;
use super::engine;
use super::settings::Given;
use crate::config::{self, Settings};
use crate::logging::FailureNotice;
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
    static NOTICE: FailureNotice = const { FailureNotice::new() };
    static LOGGER: RefCell<Option<Callable>> = const { RefCell::new(None) };
}

/// Sends the log of this request to a callable `function (string $level, string $message, array $context)`, or back to
/// where the settings say.
pub(super) fn set_logger(logger: Option<Callable>) {
    // Dropped outside of the cell: the callable's destructor may log.
    let before = LOGGER.replace(logger);
    drop(before);
}

/// Passes each line to the logger of this request. Returns the lines that it did not take: all without a logger. A logger
/// that throws must not lose the result of the call, so a warning replaces the exception.
fn log_to_php(lines: &[u8]) -> Vec<u8> {
    let mut left = Vec::new();
    let mut logger = LOGGER.with_borrow(Clone::clone);
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let Some(to_php) = &logger else {
            left.extend_from_slice(line);
            continue;
        };
        if !hand_over(to_php, line) {
            logger = None;
            left.extend_from_slice(line);
            if let Some(class) = engine::discard_exception() {
                let message = "the logger threw, and the log comes here";
                let warning = serde_json::json!({ "level": "WARN", "message": message, "exception": class });
                left.extend_from_slice(format!("{warning}\n").as_bytes());
            }
        }
    }
    left
}

/// Calls the logger with a line; false if it did not return.
fn hand_over(logger: &Callable, line: &[u8]) -> bool {
    let Ok(serde_json::Value::Object(mut line)) = serde_json::from_slice(line) else { return true };
    let mut take = |key: &str| match line.remove(key) {
        Some(serde_json::Value::String(text)) => text,
        _ => String::new(),
    };
    let (level, message) = (psr_level(&take("level")), take("message"));
    arrays::array(&line).map_or(true, |context| logger.call(vec![&level, &message, &context]))
}

/// The PSR-3 name of a level.
fn psr_level(level: &str) -> &'static str {
    match level {
        "ERROR" => "error",
        "WARN" => "warning",
        "INFO" => "info",
        _ => "debug",
    }
}

/// A subscriber that keeps the events that the filter in the settings admits.
pub(super) fn subscriber(settings: &Settings) -> Dispatch {
    let lines = crate::logging::json(|| Lines);
    // PHP's own log begins each line with the time.
    let lines = if settings.log_file.is_some() { lines.boxed() } else { lines.without_time().boxed() };
    Dispatch::new(tracing_subscriber::registry().with(settings.log.clone()).with(lines))
}

/// Writes the kept lines to the log file, or to PHP's error log if no file is set or it cannot be written.
pub(super) fn flush(given: &Given) {
    let lines = match LINES.take() {
        lines if lines.is_empty() => return,
        lines => log_to_php(&lines),
    };
    if lines.is_empty() {
        return;
    }
    if let Some(path) = given.value(config::LOG_FILE) {
        let written = crate::logging::append(Path::new(path.trim()), &lines);
        if NOTICE.with(|notice| notice.is_due(&written))
            && let Err(error) = &written
        {
            let message = format!("the log file cannot be written; its lines follow here: {error}");
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
