//! Our errors as PHP exceptions: native classes, chosen by what the caller can do.

mod members;
mod thrown;

use super::engine::{self, Access};
use crate::error::portal::ErrorKind;
use ext_php_rs::builders::ClassBuilder;
use ext_php_rs::error::Result;
use ext_php_rs::flags::{DataType, MethodFlags};
use ext_php_rs::types::Zval;
use ext_php_rs::zend::ClassEntry;
use members::{
    construct, construct_rate_limited, construct_validation, constructor, errors, get_entrata_code,
    get_error_code, get_errors, get_http_status, get_request_id, get_retry_after, get_user_message, getter,
    is_retryable, retry_after,
};
use std::sync::atomic::{AtomicPtr, Ordering};

const BASE: &str = "Entrata\\Exception\\EntrataException";
const CONFIG: &str = "Entrata\\Exception\\ConfigException";
pub(super) const VALIDATION: &str = "Entrata\\Exception\\ValidationException";
const AUTHENTICATION: &str = "Entrata\\Exception\\AuthenticationException";
const API: &str = "Entrata\\Exception\\ApiException";
pub(super) const RATE_LIMITED: &str = "Entrata\\Exception\\RateLimitedException";
const TOURS_NOT_SUPPORTED: &str = "Entrata\\Exception\\ToursNotSupportedException";
const SLOT_UNAVAILABLE: &str = "Entrata\\Exception\\SlotUnavailableException";
const DATABASE: &str = "Entrata\\Exception\\DatabaseException";

/// Declares a class's defaults as those of a kind; the engine takes a plain function.
macro_rules! defaults {
    ($kind:expr) => {
        |class, arguments| {
            std::mem::forget(arguments);
            declare_defaults(class, $kind);
        }
    };
}

/// How long to wait if Entrata does not say: its limits are per minute.
const ONE_MINUTE: i64 = 60;

/// The class of each kind; a new kind does not compile until it has one.
pub(super) const fn class_of(kind: ErrorKind) -> &'static str {
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
        .method(constructor(construct, None), MethodFlags::Public)
        .method(getter("getHttpStatus", get_http_status, DataType::Long, false), MethodFlags::Public)
        .method(getter("getErrorCode", get_error_code, DataType::String, false), MethodFlags::Public)
        .method(getter("isRetryable", is_retryable, DataType::Bool, false), MethodFlags::Public)
        .method(getter("getRequestId", get_request_id, DataType::String, true), MethodFlags::Public)
        .method(getter("getUserMessage", get_user_message, DataType::String, false), MethodFlags::Public)
        .method(getter("getEntrataCode", get_entrata_code, DataType::Long, true), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            PARENT.store(class, Ordering::Relaxed);
            declare_defaults(class, ErrorKind::Internal);
            let protected = Access::Protected;
            engine::declare_property(class, "requestId", DataType::String, true, protected, Zval::null());
            engine::declare_property(class, "entrataCode", DataType::Long, true, protected, Zval::null());
        })
        .register()?;
    under_base(CONFIG).registration(defaults!(ErrorKind::Config)).register()?;
    under_base(VALIDATION)
        .method(constructor(construct_validation, Some(errors())), MethodFlags::Public)
        .method(getter("getErrors", get_errors, DataType::Array, false), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            declare_defaults(class, ErrorKind::Validation);
            let none = ext_php_rs::types::ZendEmptyArray;
            engine::declare_property(class, "errors", DataType::Array, false, Access::Protected, none);
        })
        .register()?;
    under_base(AUTHENTICATION).registration(defaults!(ErrorKind::Unauthorized)).register()?;
    under_base(API).registration(defaults!(ErrorKind::Unavailable)).register()?;
    under_base(RATE_LIMITED)
        .method(constructor(construct_rate_limited, Some(retry_after())), MethodFlags::Public)
        .method(getter("getRetryAfter", get_retry_after, DataType::Long, false), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            declare_defaults(class, ErrorKind::RateLimited);
            let access = Access::Protected;
            engine::declare_property(class, "retryAfter", DataType::Long, false, access, ONE_MINUTE);
        })
        .register()?;
    under_base(TOURS_NOT_SUPPORTED).registration(defaults!(ErrorKind::ToursNotSupported)).register()?;
    under_base(SLOT_UNAVAILABLE).registration(defaults!(ErrorKind::SlotUnavailable)).register()?;
    under_base(DATABASE).registration(defaults!(ErrorKind::Database)).register()
}

fn under_base(name: &'static str) -> ClassBuilder {
    ClassBuilder::new(name).extends((parent, "\\Entrata\\Exception\\EntrataException"))
}

/// Declares the properties whose defaults differ from class to class.
fn declare_defaults(class: &mut ClassEntry, kind: ErrorKind) {
    let (access, status) = (Access::Protected, i64::from(kind.http_status()));
    let (code, sentence) = (engine::interned(kind.code()), engine::interned(kind.user_message()));
    engine::declare_property(class, "httpStatus", DataType::Long, false, access, status);
    engine::declare_property(class, "errorCode", DataType::String, false, access, code);
    engine::declare_property(class, "retryable", DataType::Bool, false, access, kind.is_retryable());
    engine::declare_property(class, "userMessage", DataType::String, false, access, sentence);
}

/// The base class while the others are declared: PHP cannot find a class by name while modules load.
static PARENT: AtomicPtr<ClassEntry> = AtomicPtr::new(std::ptr::null_mut());

fn parent() -> &'static ClassEntry {
    // SAFETY: null, or written a moment ago with the class that this very start of the module declared.
    unsafe { PARENT.load(Ordering::Relaxed).as_ref() }.unwrap_or_else(engine::runtime_exception)
}
