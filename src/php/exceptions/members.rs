//! The constructors and getters of our exception classes.

use crate::php::arguments::{Int, Text};
use crate::php::engine;
use ext_php_rs::args::{Arg, ArgParser};
use ext_php_rs::builders::FunctionBuilder;
use ext_php_rs::convert::{FromZval, IntoZval};
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::DataType;
use ext_php_rs::types::{ZendObject, Zval};
use ext_php_rs::zend::{ClassEntry, ExecuteData, ExecutorGlobals, ce, run_handler};
use std::panic::AssertUnwindSafe;

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
pub(super) fn constructor(handler: Handler, own: Option<Arg<'static>>) -> FunctionBuilder<'static> {
    let arguments = parameters().into_iter().chain(own);
    arguments.fold(FunctionBuilder::constructor(handler).not_required(), FunctionBuilder::arg)
}

pub(super) extern "C" fn construct(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let _ = constructed(frame, None);
    }));
}

pub(super) extern "C" fn construct_validation(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let _ = constructed(frame, Some("errors"));
    }));
}

pub(super) extern "C" fn construct_rate_limited(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let _ = constructed(frame, Some("retryAfter"));
    }));
}

pub(super) fn errors<'a>() -> Arg<'a> {
    Arg::new("errors", DataType::Array).default("[]")
}

pub(super) fn retry_after<'a>() -> Arg<'a> {
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

pub(super) fn getter(
    name: &str,
    handler: Handler,
    returns: DataType,
    nullable: bool,
) -> FunctionBuilder<'static> {
    FunctionBuilder::new(name, handler).returns(returns, false, nullable)
}

macro_rules! getters {
    ($($handler:ident reads $property:literal;)*) => {$(
        pub(super) extern "C" fn $handler(frame: &mut ExecuteData, result: &mut Zval) {
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

/// Sets a property of an exception.
pub(super) fn set(scope: &ClassEntry, exception: &mut ZendObject, property: &str, value: impl IntoZval) {
    // Fails only when out of memory, which has ended PHP before.
    if let Ok(value) = value.into_zval(false) {
        engine::set_property(scope, exception, property, value);
    }
}
