//! Results as PHP arrays, built directly from whatever can be serialised: no JSON text, no tree in between.
//!
//! Names are those of the JSON that the endpoints answer with, so that both say the same.

use crate::error::{Error, Kind, Result};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use serde::ser::{self, Impossible, Serialize};
use std::cell::RefCell;
use std::fmt;

/// A PHP array.
pub(super) type PhpArray = ZBox<ZendHashTable>;

/// Builds a PHP array from a struct, a map or a list.
pub(super) fn array(value: &impl Serialize) -> Result<PhpArray> {
    let names = Names::default();
    let unusable = || Error::new(Kind::Internal, "the result cannot be handed to PHP");
    let built = value.serialize(ToZval(&names)).map_err(|error| unusable().because(error))?;
    built.array().map(ToOwned::to_owned).ok_or_else(unusable)
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

fn zval(value: impl IntoZval) -> Result<Zval, Unfit> {
    value.into_zval(false).map_err(|_| Unfit)
}

#[derive(Clone, Copy)]
struct ToZval<'n>(&'n Names);

macro_rules! numbers {
    ($($method:ident($type:ty),)*) => {$(
        fn $method(self, number: $type) -> Result<Zval, Unfit> {
            zval(i64::from(number))
        }
    )*};
}

impl<'n> ser::Serializer for ToZval<'n> {
    type Ok = Zval;
    type Error = Unfit;
    type SerializeSeq = List<'n>;
    type SerializeTuple = List<'n>;
    type SerializeTupleStruct = List<'n>;
    type SerializeTupleVariant = Impossible<Zval, Unfit>;
    type SerializeMap = Map<'n>;
    type SerializeStruct = Map<'n>;
    type SerializeStructVariant = Impossible<Zval, Unfit>;

    numbers! {
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32),
    }

    fn serialize_u64(self, number: u64) -> Result<Zval, Unfit> {
        // As PHP's json_decode() does it: what an int cannot hold becomes a float.
        #[allow(clippy::cast_precision_loss, reason = "the float is the nearest that PHP can hold")]
        i64::try_from(number).map_or_else(|_| zval(number as f64), zval)
    }

    fn serialize_bool(self, value: bool) -> Result<Zval, Unfit> {
        zval(value)
    }

    fn serialize_f32(self, number: f32) -> Result<Zval, Unfit> {
        zval(number)
    }

    fn serialize_f64(self, number: f64) -> Result<Zval, Unfit> {
        zval(number)
    }

    fn serialize_char(self, character: char) -> Result<Zval, Unfit> {
        zval(character.encode_utf8(&mut [0; 4]) as &str)
    }

    fn serialize_str(self, text: &str) -> Result<Zval, Unfit> {
        zval(text)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Zval, Unfit> {
        Err(Unfit)
    }

    fn serialize_none(self) -> Result<Zval, Unfit> {
        Ok(Zval::null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Zval, Unfit> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Zval, Unfit> {
        Ok(Zval::null())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Zval, Unfit> {
        Ok(Zval::null())
    }

    fn serialize_unit_variant(self, _: &str, _: u32, variant: &'static str) -> Result<Zval, Unfit> {
        zval(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Zval, Unfit> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Zval, Unfit> {
        Err(Unfit)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'n>, Unfit> {
        Ok(List { names: self.0, array: sized(length) })
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'n>, Unfit> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List<'n>, Unfit> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unfit> {
        Err(Unfit)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Map<'n>, Unfit> {
        Ok(Map { names: self.0, array: sized(length), key: None })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Map<'n>, Unfit> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unfit> {
        Err(Unfit)
    }
}

/// An array of the expected size, so that it need not grow: at most a thousand entries on trust.
fn sized(length: Option<usize>) -> PhpArray {
    ZendHashTable::with_capacity(u32::try_from(length.unwrap_or(0).min(1000)).unwrap_or(0))
}

struct List<'n> {
    names: &'n Names,
    array: PhpArray,
}

impl ser::SerializeSeq for List<'_> {
    type Ok = Zval;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        let value = value.serialize(ToZval(self.names))?;
        self.array.push(value).map_err(|_| Unfit)
    }

    fn end(self) -> Result<Zval, Unfit> {
        zval(self.array)
    }
}

impl ser::SerializeTuple for List<'_> {
    type Ok = Zval;
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Zval, Unfit> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for List<'_> {
    type Ok = Zval;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<Zval, Unfit> {
        ser::SerializeSeq::end(self)
    }
}

struct Map<'n> {
    names: &'n Names,
    array: PhpArray,
    key: Option<Zval>,
}

impl ser::SerializeMap for Map<'_> {
    type Ok = Zval;
    type Error = Unfit;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unfit> {
        self.key = Some(key.serialize(ToZval(self.names))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        let value = value.serialize(ToZval(self.names))?;
        let key = self.key.take().ok_or(Unfit)?;
        match (key.zend_str(), key.long()) {
            (Some(name), _) => self.array.insert(name, value),
            (None, Some(number)) => self.array.insert_at_index(number, value),
            (None, None) => return Err(Unfit),
        }
        .map_err(|_| Unfit)
    }

    fn end(self) -> Result<Zval, Unfit> {
        zval(self.array)
    }
}

impl ser::SerializeStruct for Map<'_> {
    type Ok = Zval;
    type Error = Unfit;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unfit> {
        let value = value.serialize(ToZval(self.names))?;
        self.names.insert(&mut self.array, name, value)
    }

    fn end(self) -> Result<Zval, Unfit> {
        zval(self.array)
    }
}
