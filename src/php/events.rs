//! `Entrata\Event\…`: events as PHP objects, a class for each kind, and their delivery to a listener.

use super::arguments::Callable;
use super::engine::{self, Access};
use super::runtime;
use super::settings::Given;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal::{ClaimedEvent, Portal};
use crate::store::events::{Event, EventKind};
use ext_php_rs::args::{Arg, ArgParser};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::builders::{ClassBuilder, FunctionBuilder};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::flags::{ClassFlags, DataType, MethodFlags};
use ext_php_rs::types::{ZendObject, Zval};
use ext_php_rs::zend::{ClassEntry, ExecuteData, ExecutorGlobals, run_handler};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicPtr, Ordering};

const BASE: &str = "Entrata\\Event\\Event";
const PROPERTIES: [&str; 5] = ["id", "cid", "propertyId", "viewingId", "createdAt"];

/// The base class while the others are declared: PHP finds no class by name while modules load.
static PARENT: AtomicPtr<ClassEntry> = AtomicPtr::new(std::ptr::null_mut());

/// Declares the classes while the module loads.
pub(super) fn register() -> ext_php_rs::error::Result<()> {
    let flags = ClassFlags::ReadonlyClass | ClassFlags::NoDynamicProperties;
    ClassBuilder::new(BASE)
        .flags(flags | ClassFlags::Abstract)
        .method(constructor(), MethodFlags::Public)
        .registration(|class, arguments| {
            std::mem::forget(arguments);
            for (name, argument) in PROPERTIES.into_iter().zip(TYPES) {
                let (r#type, nullable) = argument;
                let access = Access::PublicReadonly;
                engine::declare_property(class, name, r#type, nullable, access, engine::UNINITIALIZED);
            }
            PARENT.store(class, Ordering::Relaxed);
        })
        .register()?;
    for kind in EventKind::ALL {
        ClassBuilder::new(class_name(kind.as_str()))
            .flags(flags | ClassFlags::Final)
            .extends((parent, "\\Entrata\\Event\\Event"))
            .registration(|_, arguments| std::mem::forget(arguments))
            .register()?;
    }
    Ok(())
}

fn parent() -> &'static ClassEntry {
    // SAFETY: null, or written a moment ago with the class that this very start of the module declared.
    unsafe { PARENT.load(Ordering::Relaxed).as_ref() }.unwrap_or_else(engine::runtime_exception)
}

fn class_name(kind: &str) -> String {
    format!("Entrata\\Event\\{kind}")
}

/// The type of each property, and whether it may be null.
const TYPES: [(DataType, bool); 5] = [
    (DataType::Long, false),
    (DataType::Long, false),
    (DataType::Long, true),
    (DataType::Long, true),
    (DataType::String, false),
];

/// The constructor's parameters, which are the properties.
fn parameters<'a>() -> [Arg<'a>; 5] {
    std::array::from_fn(|index| {
        let (name, (r#type, nullable)) = (PROPERTIES[index], TYPES[index]);
        let argument = Arg::new(name, r#type);
        if nullable { argument.allow_null() } else { argument }
    })
}

fn constructor() -> FunctionBuilder<'static> {
    let builder = FunctionBuilder::constructor(construct).required_args(PROPERTIES.len());
    parameters().into_iter().fold(builder, FunctionBuilder::arg)
}

extern "C" fn construct(frame: &mut ExecuteData, _: &mut Zval) {
    run_handler(AssertUnwindSafe(|| {
        let mut arguments = parameters();
        let (parser, object) = frame.parser_object();
        let parser = arguments.iter_mut().fold(parser.required_args(PROPERTIES.len()), ArgParser::arg);
        let (Ok(()), Some(event)) = (parser.parse(), object) else { return };
        let Some(scope) = ClassEntry::try_find(BASE) else { return };
        for (name, argument) in PROPERTIES.iter().zip(&mut arguments) {
            // The engine checks the type, and that a readonly property is set once.
            let value = argument.zval().map_or_else(Zval::null, |value| value.shallow_clone());
            engine::set_property(scope, event, name, value);
            if ExecutorGlobals::has_exception() {
                return;
            }
        }
    }));
}

/// Hands up to `most` events that are due to a listener, and returns how many it took. An event is delivered once the
/// listener returns. If it throws, the event comes again later, and the exception stays pending for the caller.
pub(super) fn deliver(given: &Given, listener: &Callable, most: u64) -> Result<u64> {
    let mut delivered = 0;
    while delivered < most {
        let Some(claimed) = runtime::run(given, async |portal: &Portal| portal.claim_event().await)? else {
            break;
        };
        if listener.call(vec![&object(claimed.event())?]) {
            runtime::run(given, async |portal| portal.event_delivered(&claimed).await)?;
            delivered += 1;
        } else {
            // The exception is what the caller must learn; the event is due again in any case.
            let _ = engine::without_exception(|| failed(given, &claimed));
            break;
        }
    }
    Ok(delivered)
}

fn failed(given: &Given, claimed: &ClaimedEvent) -> Result<()> {
    let why = "the listener did not return";
    runtime::run(given, async |portal| portal.event_failed(claimed, why).await)
}

/// An event as an object of its kind's class.
fn object(event: &Event) -> Result<Zval> {
    let unusable = |error: ext_php_rs::error::Error| {
        Error::new(ErrorKind::Internal, "the event cannot be handed to PHP").with_source(error)
    };
    let find = |name: &str| {
        let missing = || Error::new(ErrorKind::Internal, format!("the class {name} is gone"));
        ClassEntry::try_find(name).ok_or_else(missing)
    };
    let (class, scope) = (find(&class_name(&event.kind))?, find(BASE)?);
    let mut object: ZBox<ZendObject> = ZendObject::new(class);
    let long = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let values = [
        long(event.id).into_zval(false),
        long(event.cid).into_zval(false),
        event.property_id.map(long).into_zval(false),
        event.viewing_id.map(long).into_zval(false),
        event.created_at().into_zval(false),
    ];
    for (name, value) in PROPERTIES.into_iter().zip(values) {
        engine::set_property(scope, &mut object, name, value.map_err(unusable)?);
    }
    object.into_zval(false).map_err(unusable)
}
