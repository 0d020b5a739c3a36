//! The `result` of a response, before it has a type.

use serde::de::DeserializeOwned;

use super::node::Node;
use super::unreadable::Unreadable;

/// The JSON text of a `result`.
#[derive(Debug, Clone, Copy)]
pub struct RawResult<'a>(&'a str);

impl<'a> RawResult<'a> {
    /// Wraps the JSON text of a `result`.
    #[must_use]
    pub fn new(json: &'a str) -> Self {
        Self(json)
    }

    /// The JSON text.
    #[must_use]
    pub fn json(self) -> &'a str {
        self.0
    }

    /// Reads it as a type that knows the exact form of the result.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] with the first place that does not fit.
    pub fn typed<T: DeserializeOwned>(self) -> Result<T, Unreadable> {
        // A second pass finds the path, so that good responses do not pay for it.
        serde_json::from_str(self.0).or_else(|_| {
            let mut json = serde_json::Deserializer::from_str(self.0);
            serde_path_to_error::deserialize(&mut json)
                .map_err(|error| Unreadable::new(error.path().to_string(), error.inner().to_string()))
        })
    }

    /// Reads it as a tree that hides the form of the result.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] if it is not JSON, or is nested more than 128 levels deep.
    pub fn tree(self) -> Result<Node<'a>, Unreadable> {
        serde_json::from_str(self.0).map_err(|error| Unreadable::new(".", error.to_string()))
    }
}
