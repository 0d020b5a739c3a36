//! A call as a type: one struct with its parameters, one trait that says the rest.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::retry::Idempotency;
use super::wire::{RawResult, Unreadable};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// One of Entrata's methods, with its parameters.
///
/// A method that this crate does not know yet is one type in your own code:
///
/// ```
/// use entrata::api::{Method, wire};
/// use serde::Deserialize;
/// use serde_json::{Value, json};
///
/// /// The specials that a property offers.
/// struct GetSpecials {
///     property: entrata::id::PropertyId,
/// }
///
/// #[derive(Debug, Default, Deserialize)]
/// #[serde(default)]
/// struct Specials {
///     #[serde(deserialize_with = "wire::many")]
///     special: Vec<Special>,
/// }
///
/// #[derive(Debug, Default, Deserialize)]
/// #[serde(default)]
/// struct Special {
///     #[serde(deserialize_with = "wire::text")]
///     name: String,
/// }
///
/// impl Method for GetSpecials {
///     const SERVICE: &'static str = "properties";
///     const NAME: &'static str = "getSpecials";
///     type Answer = Specials;
///
///     fn params(&self) -> Value {
///         json!({ "propertyId": self.property })
///     }
/// }
/// ```
pub trait Method: Sync {
    /// The service, which is the end of the URL: `properties`.
    const SERVICE: &'static str;
    /// The name: `getProperties`.
    const NAME: &'static str;
    /// The version, where it must be said; Entrata takes none for `r1`.
    const VERSION: Option<&'static str> = None;
    /// What doing it twice does.
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    /// What its answer's `result` holds.
    type Answer: DeserializeOwned;

    /// `method.params`.
    fn params(&self) -> Value;

    /// The property that it is about, where it is about one: Entrata counts its limits by it.
    fn property(&self) -> Option<PropertyId> {
        None
    }

    /// Reads the `result` of an answer.
    ///
    /// # Errors
    ///
    /// Where in the result something stands that cannot be read, and what.
    fn read(result: RawResult<'_>) -> Result<Self::Answer, Unreadable> {
        result.typed()
    }

    /// What Entrata says went wrong inside a successful envelope, such as a lead that it did not take.
    fn failure(_answer: &Self::Answer) -> Option<String> {
        None
    }

    /// What a refusal means for this method beyond the general rules.
    fn classify_rejection(_code: Option<i64>, _message: &str) -> Option<ErrorKind> {
        None
    }
}

/// A method whose answer comes in pages.
pub trait Paged: Method {
    /// How many records an answer holds: a page that is not full is the last one.
    fn records(answer: &Self::Answer) -> usize;
}
