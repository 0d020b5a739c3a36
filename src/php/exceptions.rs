//! Our errors as PHP exceptions: native classes, chosen by what the caller does next.

use super::engine::{self, Access};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind};
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::error::Result;
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::{DataType, MethodFlags};
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use ext_php_rs::zend::{ClassEntry, ExecuteData, ce, run_handler};
use std::error::Error as StdError;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicPtr, Ordering};

const BASE: &str = "Entrata\\Exception\\EntrataException";
const CONFIG: &str = "Entrata\\Exception\\ConfigException";
const VALIDATION: &str = "Entrata\\Exception\\ValidationException";
const AUTHENTICATION: &str = "Entrata\\Exception\\AuthenticationException";
const API: &str = "Entrata\\Exception\\ApiException";
const RATE_LIMITED: &str = "Entrata\\Exception\\RateLimitedException";
const TOURS_NOT_SUPPORTED: &str = "Entrata\\Exception\\ToursNotSupportedException";
const SLOT_UNAVAILABLE: &str = "Entrata\\Exception\\SlotUnavailableException";
const DATABASE: &str = "Entrata\\Exception\\DatabaseException";

/// How long to wait when Entrata does not say: it counts by the minute.
const A_MINUTE: i64 = 60;

/// The class of each kind; a new kind does not compile until it has one.
const fn class_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Config => CONFIG,
        ErrorKind::MissingParameter
        | ErrorKind::InvalidParameter
        | ErrorKind::UnsupportedRequestType
        | ErrorKind::Validation
        | ErrorKind::NotAnEntrataProperty => VALIDATION,
        ErrorKind::InvalidClient
        | ErrorKind::UnknownClient
        | ErrorKind::ClientMismatch
        | ErrorKind::Unauthorized => AUTHENTICATION,
        ErrorKind::ToursNotSupported => TOURS_NOT_SUPPORTED,
        ErrorKind::SlotUnavailable => SLOT_UNAVAILABLE,
        ErrorKind::RateLimited => RATE_LIMITED,
        ErrorKind::Rejected
        | ErrorKind::Unavailable
        | ErrorKind::NotSent
        | ErrorKind::Indeterminate
        | ErrorKind::Decode => API,
        ErrorKind::Database => DATABASE,
        ErrorKind::Internal => BASE,
    }
}

/// Declares the classes while the module loads.
pub(super) fn register() -> Result<()> {
    ClassBuilder::new(BASE)
        .extends((engine::runtime_exception, "\\RuntimeException"))
        .method(getter("getHttpStatus", get_http_status, DataType::Long), MethodFlags::Public)
        .method(getter("getErrorCode", get_error_code, DataType::String), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            PARENT.store(class, Ordering::Relaxed);
            engine::declare_property(class, "httpStatus", DataType::Long, false, Access::Protected, 500);
            let code = engine::interned(ErrorKind::Internal.code());
            engine::declare_property(class, "errorCode", DataType::String, false, Access::Protected, code);
        })
        .register()?;
    under_base(CONFIG).register()?;
    under_base(VALIDATION)
        .method(getter("getErrors", get_errors, DataType::Array), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            let none = ext_php_rs::types::ZendEmptyArray;
            engine::declare_property(class, "errors", DataType::Array, false, Access::Protected, none);
        })
        .register()?;
    under_base(AUTHENTICATION).register()?;
    under_base(API)
        .method(
            getter("getEntrataCode", get_entrata_code, DataType::Long).returns(DataType::Long, false, true),
            MethodFlags::Public,
        )
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            engine::declare_property(
                class,
                "entrataCode",
                DataType::Long,
                true,
                Access::Protected,
                Zval::null(),
            );
        })
        .register()?;
    under_base(RATE_LIMITED)
        .method(getter("getRetryAfter", get_retry_after, DataType::Long), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            engine::declare_property(class, "retryAfter", DataType::Long, false, Access::Protected, A_MINUTE);
        })
        .register()?;
    under_base(TOURS_NOT_SUPPORTED).register()?;
    under_base(SLOT_UNAVAILABLE).register()?;
    under_base(DATABASE).register()
}

fn under_base(name: &'static str) -> ClassBuilder {
    ClassBuilder::new(name)
        .extends((parent, "\\Entrata\\Exception\\EntrataException"))
        .registration(|_, arguments| std::mem::forget(arguments))
}

/// The base class, for the moment of declaring the others: PHP finds no classes by name while modules load.
static PARENT: AtomicPtr<ClassEntry> = AtomicPtr::new(std::ptr::null_mut());

fn parent() -> &'static ClassEntry {
    // SAFETY: null, or written a moment ago with the class that this very start of the module declared.
    unsafe { PARENT.load(Ordering::Relaxed).as_ref() }.unwrap_or_else(engine::runtime_exception)
}

/// A class of ours, asked for at each use: a server that restarts PHP in one process makes it anew.
fn class(name: &str) -> &'static ClassEntry {
    ClassEntry::try_find(name).unwrap_or_else(engine::runtime_exception)
}

type Handler = extern "C" fn(&mut ExecuteData, &mut Zval);

fn getter(name: &str, handler: Handler, returns: DataType) -> FunctionBuilder<'static> {
    FunctionBuilder::new(name, handler).returns(returns, false, false)
}

macro_rules! getters {
    ($($handler:ident reads $property:literal;)*) => {$(
        extern "C" fn $handler(frame: &mut ExecuteData, result: &mut Zval) {
            run_handler(AssertUnwindSafe(|| read($property, frame, result)));
        }
    )*};
}

getters! {
    get_http_status reads "httpStatus";
    get_error_code reads "errorCode";
    get_errors reads "errors";
    get_entrata_code reads "entrataCode";
    get_retry_after reads "retryAfter";
}

fn read(property: &str, frame: &mut ExecuteData, result: &mut Zval) {
    if frame.parser().parse().is_err() {
        return;
    }
    if let Some(exception) = frame.get_self() {
        *result = engine::property(exception, property);
    }
}

impl From<Error> for PhpException {
    fn from(error: Error) -> Self {
        let class = class(class_of(error.kind()));
        let object = thrown(&error).into_zval(false).unwrap_or_default();
        Self::new(text(&error.to_string()), 0, class).with_object(object)
    }
}

fn thrown(error: &Error) -> ext_php_rs::boxed::ZBox<ZendObject> {
    let kind = error.kind();
    let class = class(class_of(kind));
    let status = i64::from(kind.http_status());
    let mut exception = exception(class, &error.to_string(), status, error.source());
    set(class, &mut exception, "httpStatus", status);
    set(class, &mut exception, "errorCode", kind.code());
    match class_of(kind) {
        VALIDATION => set(class, &mut exception, "errors", fields(error.fields())),
        API => {
            if let Some(code) = error.entrata_code() {
                set(class, &mut exception, "entrataCode", code);
            }
        }
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

/// An exception as the engine makes it: file, line and trace are of the PHP code that called us.
fn exception(
    class: &ClassEntry,
    message: &str,
    code: i64,
    cause: Option<&(dyn StdError + 'static)>,
) -> ext_php_rs::boxed::ZBox<ZendObject> {
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

fn set(scope: &ClassEntry, exception: &mut ZendObject, property: &str, value: impl IntoZval) {
    // Out of memory is the one way in which this fails, and PHP has ended by then.
    if let Ok(value) = value.into_zval(false) {
        engine::set_property(scope, exception, property, value);
    }
}

fn fields(bad: &[FieldError]) -> ext_php_rs::boxed::ZBox<ZendHashTable> {
    let mut list = ZendHashTable::new();
    for field in bad {
        let mut entry = ZendHashTable::new();
        let _ = entry.insert("field", field.field);
        let _ = entry.insert("message", field.message.as_str());
        let _ = list.push(entry);
    }
    list
}

/// PHP's own texts end at a NUL byte, and so would the log's.
fn text(message: &str) -> String {
    message.replace('\0', "\\0")
}
