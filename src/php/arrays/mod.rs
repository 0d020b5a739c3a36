//! Results as PHP arrays, built directly by serde, without JSON text or a tree in between.
//!
//! Keys are those of the endpoints' JSON.

mod serializer;

use super::engine;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::tour::ShownSlot;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use serde::ser::{self, Serialize};
use serializer::ToZval;
use std::cell::RefCell;
use std::fmt;
use std::mem::ManuallyDrop;

/// A PHP array.
pub(super) type PhpArray = ZBox<ZendHashTable>;

/// Builds a PHP array from a struct, a map or a list.
pub(super) fn array(value: &impl Serialize) -> Result<PhpArray> {
    let names = Names::default();
    let unusable = || Error::new(ErrorKind::Internal, "the result cannot be handed to PHP");
    let built = value.serialize(ToZval(&names)).map_err(|error| unusable().with_source(error))?;
    built.array().map(ToOwned::to_owned).ok_or_else(unusable)
}

/// [`array()`] of any value that Entrata sends. Returns an error for a response that exceeds PHP's memory limit, which
/// would otherwise end the process.
pub(super) fn array_within_memory_limit(value: &serde_json::Value) -> Result<PhpArray> {
    let (needed, free) = (bytes_in_php(value), engine::free_memory());
    if needed > free {
        let message = format!(
            "the response needs about {} MB as a PHP array, and memory_limit leaves {} MB",
            needed.div_ceil(1 << 20),
            free >> 20
        );
        return Err(Error::new(ErrorKind::Decode, message));
    }
    array(value)
}

/// How much memory a value takes in PHP: 16 bytes a value, 32 an entry of a map, and the engine's headers.
fn bytes_in_php(value: &serde_json::Value) -> usize {
    const TABLE: usize = 56 + 8 * 32;
    const TEXT: usize = 32;
    match value {
        serde_json::Value::Array(list) => {
            TABLE + list.iter().map(|value| 2 * 16 + bytes_in_php(value)).sum::<usize>()
        }
        serde_json::Value::Object(map) => {
            let entry = |(key, value): (&String, _)| 2 * 36 + TEXT + key.len() + bytes_in_php(value);
            TABLE + map.iter().map(entry).sum::<usize>()
        }
        serde_json::Value::String(text) => TEXT + text.len(),
        _ => 0,
    }
}

/// A slot as `getTourAvailability()` shows it.
pub(super) fn shown(slot: &ShownSlot) -> Result<PhpArray> {
    let build = |names: &SlotNames| {
        let mut raw = ZendHashTable::with_capacity(2);
        raw.insert(&*names.date, slot.raw().date())?;
        raw.insert(&*names.time, slot.raw().time())?;
        let mut array = ZendHashTable::with_capacity(5);
        array.insert(&*names.raw, raw)?;
        array.insert(&*names.start, slot.start())?;
        array.insert(&*names.end, slot.end())?;
        array.insert(&*names.label, slot.label())?;
        if let Some(label) = slot.local_label() {
            array.insert(&*names.local_label, label)?;
        }
        Ok(array)
    };
    SLOT_NAMES.with(|names| build(names)).map_err(|error: ext_php_rs::error::Error| {
        Error::new(ErrorKind::Internal, "the slot cannot be handed to PHP").with_source(error)
    })
}

/// The field names of a slot, created once: a fifth of `convertTourTime()` went into creating and hashing them. They live
/// in memory that outlasts a request.
struct SlotNames {
    raw: ZBox<ZendStr>,
    date: ZBox<ZendStr>,
    time: ZBox<ZendStr>,
    start: ZBox<ZendStr>,
    end: ZBox<ZendStr>,
    label: ZBox<ZendStr>,
    local_label: ZBox<ZendStr>,
}

thread_local! {
    static SLOT_NAMES: ManuallyDrop<SlotNames> = {
        let name = |name: &str| ZendStr::new(name, true);
        // Never freed: when a thread ends, PHP may already be gone.
        ManuallyDrop::new(SlotNames {
            raw: name("raw"),
            date: name("date"),
            time: name("time"),
            start: name("start"),
            end: name("end"),
            label: name("label"),
            local_label: name("localLabel"),
        })
    };
}

/// Field names, each created once for all entries of a list.
#[derive(Default)]
struct Names(RefCell<Vec<(&'static str, ZBox<ZendStr>)>>);

impl Names {
    fn insert(&self, array: &mut ZendHashTable, name: &'static str, value: Zval) -> Result<(), Unfit> {
        let mut names = self.0.borrow_mut();
        let known = names.iter().position(|(known, _)| std::ptr::eq(*known, name));
        let index = known.unwrap_or_else(|| {
            names.push((name, ZendStr::new(name, false)));
            names.len() - 1
        });
        let (_, name) = names.get(index).ok_or(Unfit)?;
        array.insert(name, value).map_err(|_| Unfit)
    }
}

/// Types without a PHP form: bytes and 128-bit numbers, which no result has.
#[derive(Debug)]
struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value has no PHP type")
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
