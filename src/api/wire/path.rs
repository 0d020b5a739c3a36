//! Going down the plural and singular wrappers around a list.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::many::many;

/// Reads the list that lies at a path of keys.
pub(super) struct At<T> {
    path: &'static [&'static str],
    at_root: bool,
    of: PhantomData<T>,
}

impl<T> At<T> {
    pub(super) fn root(path: &'static [&'static str]) -> Self {
        Self { path, at_root: true, of: PhantomData }
    }

    fn below(path: &'static [&'static str]) -> Self {
        Self { path, at_root: false, of: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for At<T> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        if self.path.is_empty() { many(deserializer) } else { deserializer.deserialize_any(self) }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for At<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with {:?}", self.path.first().unwrap_or(&""))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<T>, A::Error> {
        let Some((wanted, rest)) = self.path.split_first() else { return Ok(Vec::new()) };
        let mut found = None;
        let mut holds_others = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == *wanted {
                found = Some(map.next_value_seed(At::below(rest))?);
            } else {
                holds_others |= map.next_value::<Holds>()?.0;
            }
        }
        match found {
            Some(list) => Ok(list),
            None if self.at_root && holds_others => Err(de::Error::missing_field(wanted)),
            None => Ok(Vec::new()),
        }
    }

    /// A wrapper may itself come as a list of wrappers: `prospects[0].prospect[0]` in getLeads.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(part) = list.next_element_seed(At::below(self.path))? {
            all.extend::<Vec<T>>(part);
        }
        Ok(all)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        if text.trim().is_empty() {
            Ok(Vec::new())
        } else {
            Err(E::invalid_type(de::Unexpected::Str(text), &self))
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
}

/// Whether a value is an object or a list with something in it.
struct Holds(bool);

impl<'de> Deserialize<'de> for Holds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HoldsVisitor)
    }
}

struct HoldsVisitor;

impl<'de> Visitor<'de> for HoldsVisitor {
    type Value = Holds;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Holds, A::Error> {
        let mut holds = false;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            holds = true;
        }
        Ok(Holds(holds))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Holds, A::Error> {
        let mut holds = false;
        while list.next_element::<IgnoredAny>()?.is_some() {
            holds = true;
        }
        Ok(Holds(holds))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Holds, E> {
        Ok(Holds(false))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Holds, E> {
        Ok(Holds(false))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Holds, E> {
        Ok(Holds(false))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Holds, E> {
        Ok(Holds(false))
    }

    fn visit_str<E>(self, _: &str) -> Result<Holds, E> {
        Ok(Holds(false))
    }

    fn visit_unit<E>(self) -> Result<Holds, E> {
        Ok(Holds(false))
    }
}
