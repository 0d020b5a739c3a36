//! Converts a PHP array into the JSON that is sent to Entrata.

use super::arguments::invalid;
use crate::error::portal::{Error, Result};
use ext_php_rs::types::{ZendHashTable, ZendObject, Zval};
use serde_json::{Map, Number, Value};

/// Maximum nesting: PHP arrays can contain themselves; Entrata's parameters are a few levels deep.
const DEEPEST: usize = 32;
/// Maximum size: Entrata's largest requests are a few kilobytes.
const MOST_VALUES: usize = 100_000;

/// The parameters of a call: an empty array is an empty object.
pub(super) fn params(array: Option<&ZendHashTable>) -> Result<Value> {
    match array.filter(|array| !array.is_empty()) {
        Some(array) => Reader { left: MOST_VALUES, path: vec!["params".to_owned()] }.array(array),
        None => Ok(Value::Object(Map::new())),
    }
}

struct Reader {
    left: usize,
    path: Vec<String>,
}

impl Reader {
    fn array(&mut self, array: &ZendHashTable) -> Result<Value> {
        if self.path.len() > DEEPEST {
            return Err(self.invalid(&format!("is nested more than {DEEPEST} levels deep")));
        }
        if is_list(array) {
            return array.values().map(|value| self.value(value)).collect::<Result<_>>().map(Value::Array);
        }
        let mut object = Map::new();
        let mut entries = array.iter();
        while let Some((key, value)) = entries.next_zval() {
            let name = self.name(&key)?;
            self.path.push(name.clone());
            object.insert(name, self.value(value)?);
            self.path.pop();
        }
        Ok(Value::Object(object))
    }

    fn name(&self, key: &Zval) -> Result<String> {
        match key.zend_str() {
            Some(name) => {
                name.as_str().map(str::to_owned).map_err(|_| self.invalid("has a key that is not UTF-8"))
            }
            None => Ok(key.long().unwrap_or_default().to_string()),
        }
    }

    fn value(&mut self, value: &Zval) -> Result<Value> {
        let value = value.dereference();
        self.left = self.left.checked_sub(1).ok_or_else(|| self.invalid("holds too many values"))?;
        if let Some(array) = value.array() {
            return self.array(array);
        }
        if let Some(text) = value.zend_str() {
            return text.as_str().map(Value::from).map_err(|_| self.invalid("must be UTF-8"));
        }
        if let Some(number) = value.long() {
            return Ok(Value::from(number));
        }
        if let Some(number) = value.double() {
            return Number::from_f64(number)
                .map(Value::Number)
                .ok_or_else(|| self.invalid("must be a finite number"));
        }
        if let Some(flag) = value.bool() {
            return Ok(Value::Bool(flag));
        }
        if value.is_null() {
            return Ok(Value::Null);
        }
        // `(object)[]` is PHP's empty JSON object.
        match value.object().filter(|object| object.get_class_entry().name() == Some("stdClass")) {
            Some(object) => self.object(object),
            None => Err(self.invalid("must be an array, a stdClass, text, a number, a bool or null")),
        }
    }

    fn object(&mut self, object: &ZendObject) -> Result<Value> {
        let properties = object.get_properties().map_err(|_| self.invalid("cannot be read"))?;
        if properties.is_empty() { Ok(Value::Object(Map::new())) } else { self.array(properties) }
    }

    fn invalid(&self, message: &str) -> Error {
        invalid("params", format!("{} {message}", self.path.join(".")))
    }
}

/// Whether the keys count 0, 1, 2. ext-php-rs would panic at a key that is not UTF-8.
fn is_list(array: &ZendHashTable) -> bool {
    let mut entries = array.iter();
    (0_i64..)
        .map_while(|index| entries.next_zval().map(|(key, _)| key.long() == Some(index)))
        .all(|right| right)
}
