//! Our errors as PHP exceptions: native classes, chosen by what the caller can do.

use super::arguments::{Int, Text};
use super::engine::{self, Access};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind};
use ext_php_rs::args::{Arg, ArgParser};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::convert::{FromZval, IntoZval};
use ext_php_rs::error::Result;
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::{DataType, MethodFlags};
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use ext_php_rs::zend::{ClassEntry, ExecuteData, ExecutorGlobals, ce, run_handler};
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

/// A class of ours, looked up at each use: a server that restarts PHP in one process declares it again.
fn class(name: &str) -> &'static ClassEntry {
    ClassEntry::try_find(name).unwrap_or_else(engine::runtime_exception)
}

/// The names of the parameters of every constructor.
const PARAMETERS: [&str; 9] = [
    "message",
    "code",
    "previous",
    "httpStatus",
    "errorCode",
    "retryable",
    "requestId",
    "userMessage",
    "entrataCode",
];

/// The parameters of every constructor. Null leaves the class's own default.
fn parameters<'a>() -> [Arg<'a>; 9] {
    let optional = |name: &str, r#type| Arg::new(name, r#type).allow_null().default("null");
    [
        Arg::new("message", DataType::String).default("\"\""),
        Arg::new("code", DataType::Long).default("0"),
        optional("previous", DataType::object("Throwable")),
        optional("httpStatus", DataType::Long),
        optional("errorCode", DataType::String),
        optional("retryable", DataType::Bool),
        optional("requestId", DataType::String),
        optional("userMessage", DataType::String),
        optional("entrataCode", DataType::Long),
    ]
}

/// A constructor with the common parameters, and one of its class's own.
fn constructor(handler: Handler, own: Option<Arg<'static>>) -> FunctionBuilder<'static> {
    let arguments = parameters().into_iter().chain(own);
    arguments.fold(FunctionBuilder::constructor(handler).not_required(), FunctionBuilder::arg)
}

extern "C" fn construct(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let _ = constructed(frame, None);
    }));
}

extern "C" fn construct_validation(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let _ = constructed(frame, Some("errors"));
    }));
}

extern "C" fn construct_rate_limited(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let _ = constructed(frame, Some("retryAfter"));
    }));
}

fn errors<'a>() -> Arg<'a> {
    Arg::new("errors", DataType::Array).default("[]")
}

fn retry_after<'a>() -> Arg<'a> {
    Arg::new("retryAfter", DataType::Long).default("60")
}

/// Sets the constructor's arguments. `None` after PHP threw for an argument of a wrong type.
fn constructed(frame: &mut ExecuteData, own: Option<&'static str>) -> Option<()> {
    let own_argument = own.map(|name| Arg::new(name, DataType::Mixed));
    let mut arguments: Vec<_> = parameters().into_iter().chain(own_argument).collect();
    let names = PARAMETERS.into_iter().chain(own);
    let (parser, object) = frame.parser_object();
    let parser = arguments.iter_mut().fold(parser.not_required(), ArgParser::arg);
    parser.parse().ok()?;
    let exception = object?;
    let class = exception.get_class_entry();
    for (name, argument) in names.zip(&mut arguments) {
        let Some(value) = argument.zval().filter(|value| !value.is_null()) else { continue };
        match name {
            // PHP's own properties have no types that would reject a wrong value.
            "message" => set(ce::exception(), exception, name, Text::from_zval(value)?.zval()),
            "code" => set(ce::exception(), exception, name, Int::from_zval(value)?.value()),
            "previous" => set(ce::exception(), exception, name, throwable(value)?),
            _ => engine::set_property(class, exception, name, value.shallow_clone()),
        }
        if ExecutorGlobals::has_exception() {
            return None;
        }
    }
    if engine::property(exception, "code").long() == Some(0) {
        let status = engine::property(exception, "httpStatus");
        engine::set_property(ce::exception(), exception, "code", status);
    }
    Some(())
}

fn throwable(value: &Zval) -> Option<Zval> {
    if value.object().is_some_and(|object| object.instance_of(ce::throwable())) {
        return Some(value.shallow_clone());
    }
    // Thrown where the constructor was called; a failure to throw cannot be handled.
    PhpException::new("$previous must be of type ?Throwable".to_owned(), 0, ce::type_error()).throw();
    None
}

type Handler = extern "C" fn(&mut ExecuteData, &mut Zval);

fn getter(name: &str, handler: Handler, returns: DataType, nullable: bool) -> FunctionBuilder<'static> {
    FunctionBuilder::new(name, handler).returns(returns, false, nullable)
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
    is_retryable reads "retryable";
    get_request_id reads "requestId";
    get_user_message reads "userMessage";
    get_entrata_code reads "entrataCode";
    get_errors reads "errors";
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

fn set(scope: &ClassEntry, exception: &mut ZendObject, property: &str, value: impl IntoZval) {
    // Fails only when out of memory, which has ended PHP before.
    if let Ok(value) = value.into_zval(false) {
        engine::set_property(scope, exception, property, value);
    }
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
