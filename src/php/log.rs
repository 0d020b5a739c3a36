//! The structured log: one JSON object a line, into PHP's own error log or a file.
//!
//! Lines are kept while async work runs and written after it, on PHP's thread, when nothing of ours is held.

use super::arrays;
use super::engine;
use super::settings::Given;
use crate::config::{self, Settings};
use crate::logging::FailureNotice;
use ext_php_rs::convert::FromZval;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::Zval;
use ext_php_rs::zend::ExecutorGlobals;
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
    static LOGGER: RefCell<Option<Logger>> = const { RefCell::new(None) };
}

/// A PHP callable that takes a line of the log: `function (string $level, string $message, array $context)`.
pub(super) struct Logger(Zval);

impl FromZval<'_> for Logger {
    const TYPE: DataType = DataType::Callable;

    fn from_zval(value: &Zval) -> Option<Self> {
        value.is_callable().then(|| Self(value.shallow_clone()))
    }
}

/// Sends the log of this request to a callable, or to the configured log again.
pub(super) fn set_logger(logger: Option<Logger>) {
    // Dropped outside of the cell: the callable's destructor may log.
    let before = LOGGER.replace(logger);
    drop(before);
}

/// Passes each line to the logger of this request. Returns false without a logger.
fn log_to_php(lines: &[u8]) -> bool {
    let Some(logger) = LOGGER.with_borrow(|logger| logger.as_ref().map(|logger| logger.0.shallow_clone()))
    else {
        return false;
    };
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let Ok(serde_json::Value::Object(mut line)) = serde_json::from_slice(line) else { continue };
        let mut take = |key: &str| match line.remove(key) {
            Some(serde_json::Value::String(text)) => text,
            _ => String::new(),
        };
        let (level, message) = (psr_level(&take("level")), take("message"));
        let Ok(context) = arrays::array(&line) else { continue };
        // An exception of the callable stays pending, and is thrown where the portal was called.
        if logger.try_call(vec![&level, &message, &context]).is_err() || ExecutorGlobals::has_exception() {
            break;
        }
    }
    true
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
    let lines = LINES.take();
    if lines.is_empty() || log_to_php(&lines) {
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
