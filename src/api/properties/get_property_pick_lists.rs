//! getPropertyPickLists.

use serde_json::{Value, json};

use super::get_properties::{comma_list, only};
use crate::api::wire::{RawResult, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::PropertyId;

/// The ids and names that the other responses about these properties use.
///
/// Its content differs between client companies, so the response stays JSON.
///
/// Source: recorded responses of version r2, which take a list of ids under the singular name.
///
/// ```no_run
/// use entrata::api::properties::GetPropertyPickLists;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// println!("{}", company.send(&GetPropertyPickLists::new("739076".parse()?)).await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetPropertyPickLists {
    /// The properties.
    pub properties: Vec<PropertyId>,
}

impl GetPropertyPickLists {
    /// The pick lists of one property.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { properties: vec![property] }
    }
}

impl Method for GetPropertyPickLists {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getPropertyPickLists";
    const VERSION: Option<&'static str> = Some("r2");
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Value;

    fn params(&self) -> Value {
        json!({ "propertyId": comma_list(&self.properties) })
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Value, Unreadable> {
        result.typed()
    }
}
