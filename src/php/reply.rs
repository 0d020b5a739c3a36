//! `Entrata\Reply`: the response to a webhook.

use super::engine::{self, Access};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal;
use ext_php_rs::args::{Arg, ArgParser};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use ext_php_rs::zend::{ClassEntry, ExecuteData, ExecutorGlobals, run_handler};
use std::panic::AssertUnwindSafe;

const CLASS: &str = "Entrata\\Reply";
const PROPERTIES: [&str; 4] = ["status", "body", "logId", "headers"];

/// Declares the class while the module loads.
pub(super) fn register() -> ext_php_rs::error::Result<()> {
    ClassBuilder::new(CLASS)
        .flags(ClassFlags::Final | ClassFlags::ReadonlyClass | ClassFlags::NoDynamicProperties)
        .method(constructor(), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            let types = [DataType::Long, DataType::String, DataType::String, DataType::Array];
            for (name, r#type) in PROPERTIES.into_iter().zip(types) {
                let access = Access::PublicReadonly;
                engine::declare_property(class, name, r#type, false, access, engine::UNINITIALIZED);
            }
        })
        .register()
}

/// The constructor's parameters, which are the properties.
fn parameters<'a>() -> [Arg<'a>; 4] {
    [
        Arg::new("status", DataType::Long),
        Arg::new("body", DataType::String),
        Arg::new("logId", DataType::String),
        Arg::new("headers", DataType::Array).default("[]"),
    ]
}

fn constructor() -> FunctionBuilder<'static> {
    let builder = FunctionBuilder::constructor(construct).required_args(3);
    parameters().into_iter().fold(builder, FunctionBuilder::arg)
}

extern "C" fn construct(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let mut arguments = parameters();
        let (parser, object) = frame.parser_object();
        let parsed = arguments.iter_mut().fold(parser.required_args(3), ArgParser::arg).parse();
        let (Ok(()), Some(reply)) = (parsed, object) else { return };
        let class = reply.get_class_entry();
        for (name, argument) in PROPERTIES.iter().zip(&mut arguments) {
            // The engine checks the type, and that a readonly property is set once.
            let value = argument.zval().map(|value| value.shallow_clone());
            let value = value
                .unwrap_or_else(|| ext_php_rs::types::ZendEmptyArray.into_zval(false).unwrap_or_default());
            engine::set_property(class, reply, name, value);
            if ExecutorGlobals::has_exception() {
                return;
            }
        }
    }));
}

/// A reply on its way to PHP.
pub(super) struct Reply(ZBox<ZendObject>);

impl Reply {
    /// Fills the PHP object, which is readonly afterwards.
    pub(super) fn new(reply: &portal::Reply) -> Result<Self> {
        let unusable = |error: ext_php_rs::error::Error| {
            Error::new(ErrorKind::Internal, "the reply cannot be handed to PHP").with_source(error)
        };
        let class = ClassEntry::try_find(CLASS)
            .ok_or_else(|| Error::new(ErrorKind::Internal, "the class Entrata\\Reply is missing"))?;
        let mut headers = ZendHashTable::new();
        for (name, value) in &reply.headers {
            headers.insert(*name, *value).map_err(unusable)?;
        }
        let mut object = ZendObject::new(class);
        for (name, value) in [
            ("status", i64::from(reply.status).into_zval(false)),
            ("body", reply.body.as_str().into_zval(false)),
            ("logId", reply.log_id.as_str().into_zval(false)),
            ("headers", headers.into_zval(false)),
        ] {
            engine::set_property(class, &mut object, name, value.map_err(unusable)?);
        }
        Ok(Self(object))
    }
}

impl IntoZval for Reply {
    const TYPE: DataType = DataType::object(CLASS);
    const NULLABLE: bool = false;

    fn set_zval(self, value: &mut Zval, persistent: bool) -> ext_php_rs::error::Result<()> {
        self.0.set_zval(value, persistent)
    }
}
