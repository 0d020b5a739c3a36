//! Converts our errors into PHP exceptions, with their causes.

use super::members::set;
use super::{RATE_LIMITED, VALIDATION, class_of};
use crate::error::FieldError;
use crate::error::portal::Error;
use crate::php::engine;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::exception::PhpException;
use ext_php_rs::types::{ZendHashTable, ZendObject};
use ext_php_rs::zend::{ClassEntry, ce};
use std::error::Error as StdError;

/// A class of ours, looked up at each use: a server that restarts PHP in one process declares it again.
fn class(name: &str) -> &'static ClassEntry {
    ClassEntry::try_find(name).unwrap_or_else(engine::runtime_exception)
}

impl From<Error> for PhpException {
    fn from(error: Error) -> Self {
        let class = class(class_of(error.kind()));
        let object = thrown(&error).into_zval(false).unwrap_or_default();
        Self::new(text(&error.to_string()), 0, class).with_object(object)
    }
}

fn thrown(error: &Error) -> ZBox<ZendObject> {
    let kind = error.kind();
    let class = class(class_of(kind));
    let status = i64::from(kind.http_status());
    let mut exception = exception(class, &error.to_string(), status, error.source());
    set(class, &mut exception, "httpStatus", status);
    set(class, &mut exception, "errorCode", kind.code());
    set(class, &mut exception, "retryable", kind.is_retryable());
    set(class, &mut exception, "userMessage", kind.user_message());
    set(class, &mut exception, "requestId", error.request_id());
    set(class, &mut exception, "entrataCode", error.entrata_code());
    match class_of(kind) {
        VALIDATION => set(class, &mut exception, "errors", fields(error.fields())),
        RATE_LIMITED => {
            if let Some(pause) = error.retry_after() {
                let seconds = i64::try_from(pause.as_millis().div_ceil(1000)).unwrap_or(i64::MAX);
                set(class, &mut exception, "retryAfter", seconds);
            }
        }
        _ => {}
    }
    exception
}

/// Creates the exception through the engine, so that file, line and trace are those of the calling PHP code.
fn exception(
    class: &ClassEntry,
    message: &str,
    code: i64,
    cause: Option<&(dyn StdError + 'static)>,
) -> ZBox<ZendObject> {
    let mut exception = ZendObject::new(class);
    set(ce::exception(), &mut exception, "message", text(message));
    set(ce::exception(), &mut exception, "code", code);
    if let Some(cause) = cause {
        let previous = match cause.downcast_ref::<Error>() {
            Some(error) => thrown(error),
            None => self::exception(engine::runtime_exception(), &cause.to_string(), 0, cause.source()),
        };
        set(ce::exception(), &mut exception, "previous", previous);
    }
    exception
}

fn fields(bad: &[FieldError]) -> ZBox<ZendHashTable> {
    let mut list = ZendHashTable::new();
    for field in bad {
        let mut entry = ZendHashTable::new();
        let _ = entry.insert("field", field.field);
        let _ = entry.insert("message", field.message.as_str());
        let _ = list.push(entry);
    }
    list
}

/// Removes NUL bytes, at which PHP and the log would cut the text.
fn text(message: &str) -> String {
    message.replace('\0', "\\0")
}
