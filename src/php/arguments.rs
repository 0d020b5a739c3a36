//! Arguments of the functions: PHP's own type rules and error messages.

use crate::error::FieldError;
use crate::error::portal::{Error, Result};
use ext_php_rs::convert::{FromZval, IntoZvalDyn, StubLiteral};
use ext_php_rs::ffi::{
    _ZEND_TYPE_NULLABLE_BIT, _zend_expected_type, _zend_expected_type_Z_EXPECTED_ARRAY,
    _zend_expected_type_Z_EXPECTED_FUNC, _zend_expected_type_Z_EXPECTED_LONG,
    _zend_expected_type_Z_EXPECTED_STRING, zend_execute_data,
};
use ext_php_rs::flags::DataType;
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use ext_php_rs::zend::ExecutorGlobals;
use std::borrow::Cow;
use std::ptr;

/// The longest text of any parameter except a webhook's raw query.
const LONGEST_TEXT: usize = 64 * 1024;
/// How much of a text is logged, in bytes.
const LONGEST_LOGGED: usize = 256;

// SAFETY: these are the declarations of PHP 8.2's Zend/zend_API.h.
unsafe extern "C" {
    fn zend_parse_arg_long_slow(value: *mut Zval, long: *mut i64, position: u32) -> bool;
    fn zend_parse_arg_str_slow(value: *mut Zval, string: *mut *mut ZendStr, position: u32) -> bool;
    fn zend_wrong_parameter_type_error(position: u32, expected: _zend_expected_type, value: *mut Zval);
}

/// An `int`.
pub(super) struct Int(i64);

impl Int {
    /// The number as one of our ids.
    pub(super) fn id<T: TryFrom<i64>>(self, parameter: &'static str) -> Result<T>
    where
        T::Error: std::fmt::Display,
    {
        T::try_from(self.0).map_err(|error| invalid(parameter, error.to_string()))
    }

    /// The number unchanged.
    pub(super) fn value(self) -> i64 {
        self.0
    }

    /// The number if it is above zero.
    pub(super) fn positive(self) -> Option<u64> {
        u64::try_from(self.0).ok().filter(|number| *number > 0)
    }

    /// A count, which is not negative.
    pub(super) fn count(self, parameter: &'static str) -> Result<u64> {
        u64::try_from(self.0).map_err(|_| invalid(parameter, "must not be negative"))
    }
}

impl From<i64> for Int {
    fn from(long: i64) -> Self {
        Self(long)
    }
}

impl StubLiteral for Int {
    fn stub_literal(&self) -> String {
        self.0.to_string()
    }
}

impl FromZval<'_> for Int {
    const TYPE: DataType = DataType::Long;

    fn from_zval(value: &Zval) -> Option<Self> {
        value.long().or_else(|| long(value)).map(Self)
    }
}

/// A `string`: kept as bytes until text is needed.
pub(super) struct Text<'a>(Cow<'a, [u8]>);

impl Text<'_> {
    /// The bytes as PHP passed them.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The start of the text; invalid UTF-8 is replaced.
    pub(super) fn lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.0.get(..LONGEST_LOGGED).unwrap_or(&self.0))
    }

    /// The bytes as a PHP string.
    pub(super) fn zval(&self) -> Zval {
        let mut value = Zval::new();
        value.set_zend_string(ZendStr::new(&*self.0, false));
        value
    }

    /// The bytes as valid text for a database and for Entrata.
    pub(super) fn text(&self, parameter: &'static str) -> Result<&str> {
        let bytes = self.at_most(LONGEST_TEXT, parameter)?;
        let text = std::str::from_utf8(bytes).map_err(|_| invalid(parameter, "must be UTF-8"))?;
        if text.contains('\0') { Err(invalid(parameter, "must not contain a NUL byte")) } else { Ok(text) }
    }

    fn at_most(&self, longest: usize, parameter: &'static str) -> Result<&[u8]> {
        if self.0.len() > longest {
            return Err(invalid(parameter, format!("must not be longer than {longest} bytes")));
        }
        Ok(&self.0)
    }
}

impl From<&'static str> for Text<'_> {
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text.as_bytes()))
    }
}

impl StubLiteral for Text<'_> {
    fn stub_literal(&self) -> String {
        String::from_utf8_lossy(&self.0).stub_literal()
    }
}

impl<'a> FromZval<'a> for Text<'a> {
    const TYPE: DataType = DataType::String;

    fn from_zval(value: &'a Zval) -> Option<Self> {
        match value.zend_str() {
            Some(text) => Some(Self(Cow::Borrowed(text.as_bytes()))),
            None => string(value).map(|bytes| Self(Cow::Owned(bytes))),
        }
    }
}

/// An `array`; the default is an empty one.
#[derive(Default)]
pub(super) struct Array<'a>(pub(super) Option<&'a ZendHashTable>);

impl StubLiteral for Array<'_> {
    fn stub_literal(&self) -> String {
        "[]".to_owned()
    }
}

impl<'a> FromZval<'a> for Array<'a> {
    const TYPE: DataType = DataType::Array;

    fn from_zval(value: &'a Zval) -> Option<Self> {
        let array = value.array();
        if array.is_none() {
            refuse(value, position(value), _zend_expected_type_Z_EXPECTED_ARRAY);
        }
        array.map(|array| Self(Some(array)))
    }
}

/// A `callable`. It may be kept until the request ends.
pub(super) struct Callable(Zval);

impl Callable {
    /// Calls it; false if it threw or ended the script, which stays pending.
    pub(super) fn call(&self, arguments: Vec<&dyn IntoZvalDyn>) -> bool {
        self.0.try_call(arguments).is_ok() && !ExecutorGlobals::has_exception()
    }
}

impl Clone for Callable {
    fn clone(&self) -> Self {
        Self(self.0.shallow_clone())
    }
}

impl FromZval<'_> for Callable {
    const TYPE: DataType = DataType::Callable;

    fn from_zval(value: &Zval) -> Option<Self> {
        if value.is_callable() {
            return Some(Self(value.shallow_clone()));
        }
        refuse(value, position(value), _zend_expected_type_Z_EXPECTED_FUNC);
        None
    }
}

/// What is wrong with one parameter.
pub(super) fn invalid(parameter: &'static str, message: impl Into<String>) -> Error {
    Error::validation(vec![FieldError::new(parameter, message)])
}

/// Reads an int by the rules of the calling file: `"5"` is one unless its types are strict.
fn long(value: &Zval) -> Option<i64> {
    let position = position(value);
    if !value.is_null() {
        let (mut copy, mut long) = (value.shallow_clone(), 0);
        // SAFETY: `copy` is a value of ours and `long` is written only on success.
        if unsafe { zend_parse_arg_long_slow(&raw mut copy, &raw mut long, position.unwrap_or(u32::MAX)) } {
            return Some(long);
        }
    }
    refuse(value, position, _zend_expected_type_Z_EXPECTED_LONG);
    None
}

/// Reads a string by the rules of the calling file: `5` is one unless its types are strict.
fn string(value: &Zval) -> Option<Vec<u8>> {
    let position = position(value);
    if !value.is_null() {
        let (mut copy, mut string) = (value.shallow_clone(), ptr::null_mut());
        // SAFETY: `copy` is a value of ours, turned into a string in place; `string` borrows from it.
        if unsafe { zend_parse_arg_str_slow(&raw mut copy, &raw mut string, position.unwrap_or(u32::MAX)) } {
            return copy.zend_str().map(|text| text.as_bytes().to_vec());
        }
    }
    refuse(value, position, _zend_expected_type_Z_EXPECTED_STRING);
    None
}

/// Throws PHP's own `TypeError`, unless the argument is a null that its declaration allows.
fn refuse(value: &Zval, position: Option<u32>, expected: _zend_expected_type) {
    let Some(position) = position else { return };
    let nullable = is_nullable(position);
    if nullable && value.is_null() {
        return;
    }
    // The engine lists each expected type with its nullable form right behind it.
    let expected = expected + _zend_expected_type::from(nullable);
    // SAFETY: the position is one of the running function's; the value is only described.
    unsafe { zend_wrong_parameter_type_error(position, expected, ptr::from_ref(value).cast_mut()) };
}

/// The position of a value among the running function's arguments, counted from 1.
fn position(value: &Zval) -> Option<u32> {
    let frame = running()?;
    // SAFETY: a call has its number of arguments in this field, and as many slots behind its frame.
    let count = unsafe { frame.This.u2.num_args };
    (0..count).map(|index| index + 1).find(|position| {
        // SAFETY: as above: the index is below the number of arguments.
        let slot = usize::try_from(position - 1).ok().and_then(|index| unsafe { frame.zend_call_arg(index) });
        slot.is_some_and(|slot| ptr::eq(slot.dereference(), value))
    })
}

fn is_nullable(position: u32) -> bool {
    let Some(function) = running().and_then(|frame| frame.function()) else { return false };
    let Ok(index) = usize::try_from(position - 1) else { return false };
    // SAFETY: the running function is one of ours, so it is internal, and `position` is one of its parameters.
    let parameter = unsafe { &*function.internal_function.arg_info.add(index) };
    parameter.type_.type_mask & _ZEND_TYPE_NULLABLE_BIT != 0
}

fn running() -> Option<&'static zend_execute_data> {
    // SAFETY: the frame lives as long as the PHP call that we are in; nothing here keeps it longer.
    unsafe { ExecutorGlobals::get().current_execute_data.as_ref() }
}
