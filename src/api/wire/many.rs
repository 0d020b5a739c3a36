//! One, a list, a map keyed by id, or nothing: PHP and its XML write the same list in all four forms.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{BoolDeserializer, F64Deserializer, I64Deserializer, MapAccessDeserializer};
use serde::de::value::{CowStrDeserializer, StrDeserializer, U64Deserializer};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Reads one thing, a list of things, a map of things keyed by numbers, or none (`""`, `[]`, `{}`, `null`).
///
/// # Errors
///
/// When a thing does not fit its type.
pub fn many<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let mut all = Vec::new();
    deserializer.deserialize_any(Many::into(&mut all))?;
    Ok(all)
}

/// Reads what should be one thing: of a list it takes the first, and of nothing it makes `None`.
///
/// # Errors
///
/// When it does not fit its type.
pub fn one<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let mut first = None;
    deserializer.deserialize_any(Many::into(&mut first))?;
    Ok(first)
}

/// As [`one`], with the type's default for nothing.
///
/// # Errors
///
/// When it does not fit its type.
pub fn one_or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Ok(one(deserializer)?.unwrap_or_default())
}

/// Where things go that are read.
trait Found<T> {
    fn take(&mut self, one: T);
}

impl<T> Found<T> for Vec<T> {
    fn take(&mut self, one: T) {
        self.push(one);
    }
}

/// Keeps the first.
impl<T> Found<T> for Option<T> {
    fn take(&mut self, one: T) {
        self.get_or_insert(one);
    }
}

/// Adds what it reads to what has been found already.
struct Many<'a, T, F> {
    found: &'a mut F,
    of: PhantomData<T>,
}

impl<'a, T, F: Found<T>> Many<'a, T, F> {
    fn into(found: &'a mut F) -> Self {
        Self { found, of: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>, F: Found<T>> DeserializeSeed<'de> for Many<'_, T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, F: Found<T>> Many<'_, T, F> {
    fn push<D: Deserializer<'de>>(self, one: D) -> Result<(), D::Error> {
        T::deserialize(one).map(|one| self.found.take(one))
    }
}

impl<'de, T: Deserialize<'de>, F: Found<T>> Visitor<'de> for Many<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one, a list, or a map keyed by ids")
    }

    /// Items are read like the whole, so that an empty text among them is no item.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Many::into(&mut *self.found))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(first) = map.next_key::<Key>()? else { return Ok(()) };
        if !first.is_id() {
            return self.push(MapAccessDeserializer::new(Replayed { first: Some(first), rest: map }));
        }
        map.next_value_seed(Many::into(&mut *self.found))?;
        while let Some(key) = map.next_key::<Key>()? {
            if key.is_id() {
                map.next_value_seed(Many::into(&mut *self.found))?;
            } else {
                map.next_value::<de::IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if text.trim().is_empty() { Ok(()) } else { self.push(StrDeserializer::new(text)) }
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.push(BoolDeserializer::new(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.push(I64Deserializer::new(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.push(U64Deserializer::new(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.push(F64Deserializer::new(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A key, as it stands in the JSON where nothing is escaped in it.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl Key<'_> {
    fn is_id(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// A map whose first key was read already, to learn whether it is one thing or a map of things.
struct Replayed<'de, A> {
    first: Option<Key<'de>>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replayed<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(Key(key)) => seed.deserialize(CowStrDeserializer::new(key)).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}
