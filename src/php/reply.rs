//! `Entrata\Reply`: what a webhook is answered with.

use super::engine::{self, Access};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use ext_php_rs::zend::{ClassEntry, ExecuteData};

const CLASS: &str = "Entrata\\Reply";

/// Declares the class while the module loads.
pub(super) fn register() -> ext_php_rs::error::Result<()> {
    ClassBuilder::new(CLASS)
        .flags(ClassFlags::Final | ClassFlags::ReadonlyClass | ClassFlags::NoDynamicProperties)
        .method(FunctionBuilder::constructor(nothing), MethodFlags::Private)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            for (name, r#type) in [
                ("status", DataType::Long),
                ("body", DataType::String),
                ("logId", DataType::String),
                ("headers", DataType::Array),
            ] {
                let access = Access::PublicReadonly;
                engine::declare_property(class, name, r#type, false, access, engine::UNINITIALISED);
            }
        })
        .register()
}

/// A private constructor: a reply is made by `handleWebhook()` alone.
extern "C" fn nothing(_: &mut ExecuteData, _: &mut Zval) {}

/// A reply on its way to PHP.
pub(super) struct Reply(ZBox<ZendObject>);

impl Reply {
    /// Fills the PHP object once; nobody can change it afterwards.
    pub(super) fn new(reply: &portal::Reply) -> Result<Self> {
        let unusable = |error: ext_php_rs::error::Error| {
            Error::new(ErrorKind::Internal, "the reply cannot be handed to PHP").with_source(error)
        };
        let class = ClassEntry::try_find(CLASS)
            .ok_or_else(|| Error::new(ErrorKind::Internal, "the class Entrata\\Reply is gone"))?;
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
