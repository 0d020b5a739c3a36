//! An answer's `result`, before it has a type.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::value::RawValue;

use super::path::At;

/// The JSON text of a `result`.
#[derive(Debug, Clone, Copy)]
pub struct RawResult<'a>(&'a str);

/// A part of an answer that is read when somebody asks for it: a property has thousands of units, of which most callers
/// want nothing, or hear in another answer.
#[derive(Clone, Default)]
pub(crate) struct Unread(Box<str>);

impl Unread {
    pub(crate) fn result(&self) -> RawResult<'_> {
        RawResult(&self.0)
    }
}

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::<RawValue>::deserialize(deserializer)?.into()))
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unread")
    }
}

/// What could not be read, and where it stands in the result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {path}: {what}")]
pub struct Unreadable {
    /// The JSON path, below `result`.
    pub path: String,
    /// What stands there, and what was expected.
    pub what: String,
}

impl<'a> RawResult<'a> {
    /// The `result` in this JSON text.
    #[must_use]
    pub fn new(json: &'a str) -> Self {
        Self(json)
    }

    /// The JSON text itself.
    #[must_use]
    pub fn json(self) -> &'a str {
        self.0
    }

    /// Reads it as a type.
    ///
    /// # Errors
    ///
    /// Where it does not fit.
    pub fn typed<T: DeserializeOwned>(self) -> Result<T, Unreadable> {
        // The path is found by a second reading, so that the good answers do not pay for it.
        serde_json::from_str(self.0).or_else(|_| {
            let mut json = serde_json::Deserializer::from_str(self.0);
            serde_path_to_error::deserialize(&mut json).map_err(|error| Unreadable {
                path: error.path().to_string(),
                what: error.inner().to_string(),
            })
        })
    }

    /// Reads it as a type, where nothing, or a sentence such as "No records found", means the type's default.
    ///
    /// # Errors
    ///
    /// Where it does not fit: any other sentence is no answer.
    pub fn typed_or_none<T: DeserializeOwned + Default>(self) -> Result<T, Unreadable> {
        if self.says_none() { Ok(T::default()) } else { self.typed() }
    }

    /// Reads the list at a path such as `["FloorPlans", "FloorPlan"]`, in any of the forms that [`many`] knows.
    ///
    /// The list is empty when the result says so in one of the known forms. A result that holds other things, and
    /// nothing at the path's first step, is unreadable: it must not pass for a property without floor plans.
    ///
    /// [`many`]: super::many
    ///
    /// # Errors
    ///
    /// Where it does not fit.
    pub fn list<T: DeserializeOwned>(self, path: &'static [&'static str]) -> Result<Vec<T>, Unreadable> {
        use serde::de::DeserializeSeed as _;

        if self.says_none() {
            return Ok(Vec::new());
        }
        At::root(path).deserialize(&mut serde_json::Deserializer::from_str(self.0)).or_else(|_| {
            let mut track = serde_path_to_error::Track::new();
            let mut json = serde_json::Deserializer::from_str(self.0);
            let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
            At::root(path)
                .deserialize(tracked)
                .map_err(|error| Unreadable { path: track.path().to_string(), what: error.to_string() })
        })
    }

    pub(crate) fn says_none(self) -> bool {
        let text = self.0.trim();
        matches!(text, "" | "null" | "[]" | "{}" | "\"\"")
            || (text.starts_with('"') && text.to_ascii_lowercase().contains("no records found"))
    }
}
