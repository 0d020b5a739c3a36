//! A call as a type: a struct with the parameters, and a trait for the rest.

use std::fmt;

use serde_json::Value;

use super::retry::Idempotency;
use super::wire::{RawResult, Records, Unreadable};
use crate::error::ErrorKind;
use crate::id::PropertyId;

/// A method of Entrata's API, with its parameters.
///
/// Implement it for a method that this crate does not have yet:
///
/// ```
/// use entrata::api::wire::{RawResult, Unreadable};
/// use entrata::api::{Idempotency, Method};
/// use serde_json::{Value, json};
///
/// /// The names of the pet types that a property allows.
/// struct GetPetTypes {
///     property: entrata::id::PropertyId,
/// }
///
/// impl Method for GetPetTypes {
///     const SERVICE: &'static str = "properties";
///     const NAME: &'static str = "getPetTypes";
///     const IDEMPOTENCY: Idempotency = Idempotency::Safe;
///     type Response = Vec<String>;
///
///     fn params(&self) -> Value {
///         json!({ "propertyId": self.property })
///     }
///
///     fn read(result: RawResult<'_>) -> Result<Vec<String>, Unreadable> {
///         let tree = result.tree()?;
///         Ok(tree.list(&["petTypes", "petType"])?.into_iter().map(|pet| pet.at("name").text()).collect())
///     }
/// }
/// ```
///
/// A method that does not say whether it may be sent twice does not compile:
///
/// ```compile_fail,E0046
/// use entrata::api::Method;
/// use entrata::api::wire::{RawResult, Unreadable};
/// use serde_json::Value;
///
/// struct SendFax;
///
/// impl Method for SendFax {
///     const SERVICE: &'static str = "leads";
///     const NAME: &'static str = "sendFax";
///     type Response = Value;
///
///     fn params(&self) -> Value {
///         Value::Null
///     }
///
///     fn read(result: RawResult<'_>) -> Result<Value, Unreadable> {
///         result.typed()
///     }
/// }
/// ```
pub trait Method: Sync {
    /// The service that has the method, such as `properties`: the end of the URL. It may have one slash.
    const SERVICE: &'static str;
    /// The method's name, such as `getProperties`.
    const NAME: &'static str;
    /// The method's version, such as `r2`; without one Entrata uses `r1`.
    const VERSION: Option<&'static str> = None;
    /// Whether the request may be sent twice. There is no default: a write that is declared safe books twice.
    const IDEMPOTENCY: Idempotency;
    /// How pages are put together, for a method whose response comes in pages.
    const PAGING: Option<Paging<Self::Response>> = None;
    /// The type of the response's `result`.
    type Response;

    /// Returns `method.params` of the request.
    fn params(&self) -> Value;

    /// Returns the property that the request is about; Entrata counts its rate limits by it.
    fn property(&self) -> Option<PropertyId> {
        None
    }

    /// Decodes the `result` of a response.
    ///
    /// # Errors
    ///
    /// The place in the result that cannot be decoded, and why.
    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable>;

    /// Returns Entrata's message if a successful envelope holds a failure, such as a lead that was not accepted.
    fn failure(_response: &Self::Response) -> Option<String> {
        None
    }

    /// Returns a more specific kind for a rejection, such as [`ErrorKind::SlotUnavailable`].
    ///
    /// It is called only for rejections, not for an outage or a rejected token.
    fn classify_rejection(_rejection: &Rejection<'_>) -> Option<ErrorKind> {
        None
    }
}

/// A rejection by Entrata, inside its envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection<'a> {
    /// Entrata's error code.
    pub code: Option<i64>,
    /// Entrata's message.
    pub message: &'a str,
    /// Whether the message is about a record of the request, such as a lead, and not about the request as a whole.
    pub of_record: bool,
}

/// How the pages of a method's response are put together.
pub struct Paging<R> {
    pub(crate) len: fn(&R) -> usize,
    pub(crate) append: fn(&mut R, R),
}

impl<T> Paging<Vec<T>> {
    /// The paging of a response that is a list.
    pub const LIST: Self = Self { len: Vec::len, append: |all, page| all.extend(page) };
}

impl<T> Paging<Records<T>> {
    /// The paging of a response that is [`Records`].
    pub const RECORDS: Self = Self {
        len: |records| records.sent,
        append: |all, page| {
            all.items.extend(page.items);
            all.skipped.extend(page.skipped);
            all.sent += page.sent;
        },
    };
}

impl<R> Paging<R> {
    /// Creates the paging of a response that holds its records in a field.
    ///
    /// `len` returns the number of records in a page, and `append` adds those of the next page.
    #[must_use]
    pub const fn new(len: fn(&R) -> usize, append: fn(&mut R, R)) -> Self {
        Self { len, append }
    }
}

impl<R> fmt::Debug for Paging<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paging").finish_non_exhaustive()
    }
}
