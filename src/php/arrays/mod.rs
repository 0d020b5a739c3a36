//! Results as PHP arrays, built directly from whatever can be serialised: no JSON text, no tree in between.
//!
//! Names are those of the JSON that the endpoints answer with, so that both say the same.

mod serializer;

use crate::error::portal::{Error, ErrorKind, Result};
use crate::tour::ShownSlot;
use ext_php_rs::boxed::ZBox;
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use serde::ser::{self, Serialize};
use serializer::ToZval;
use std::cell::RefCell;
use std::fmt;

/// A PHP array.
pub(super) type PhpArray = ZBox<ZendHashTable>;

/// Builds a PHP array from a struct, a map or a list.
pub(super) fn array(value: &impl Serialize) -> Result<PhpArray> {
    let names = Names::default();
    let unusable = || Error::new(ErrorKind::Internal, "the result cannot be handed to PHP");
    let built = value.serialize(ToZval(&names)).map_err(|error| unusable().with_source(error))?;
    built.array().map(ToOwned::to_owned).ok_or_else(unusable)
}

/// A slot as `getTourAvailability()` shows it.
pub(super) fn shown(slot: &ShownSlot) -> Result<PhpArray> {
    let build = || {
        let mut raw = ZendHashTable::with_capacity(2);
        raw.insert("date", slot.raw.date.as_str())?;
        raw.insert("time", slot.raw.time.as_str())?;
        let mut array = ZendHashTable::with_capacity(4);
        array.insert("raw", raw)?;
        array.insert("start", slot.start.as_str())?;
        array.insert("end", slot.end.as_str())?;
        array.insert("label", slot.label.as_str())?;
        Ok(array)
    };
    build().map_err(|error: ext_php_rs::error::Error| {
        Error::new(ErrorKind::Internal, "the slot cannot be handed to PHP").with_source(error)
    })
}

/// The names of fields, each made once for all entries of a list.
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

/// What has no form in PHP: bytes and numbers of 128 bits, which no result of ours holds.
#[derive(Debug)]
struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value has no form in PHP")
    }
}

impl std::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
