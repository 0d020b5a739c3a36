//! The serde serializer that builds arrays: one method for each type.

use super::{Names, PhpArray, Unfit};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde::ser::{self, Impossible, Serialize};

fn zval(value: impl IntoZval) -> Result<Zval, Unfit> {
    value.into_zval(false).map_err(|_| Unfit)
}

#[derive(Clone, Copy)]
pub(super) struct ToZval<'n>(pub(super) &'n Names);

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
        // Like PHP's json_decode(): a number too large for an int becomes a float.
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

/// Allocates an array of the expected size, at most a thousand entries.
fn sized(length: Option<usize>) -> PhpArray {
    ZendHashTable::with_capacity(u32::try_from(length.unwrap_or(0).min(1000)).unwrap_or(0))
}

/// A list being built.
pub(super) struct List<'n> {
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

/// A map or a struct being built.
pub(super) struct Map<'n> {
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
