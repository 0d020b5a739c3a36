//! getPropertyPickLists.

use serde_json::{Value, json};

use super::property::{comma_list, only};
use crate::api::{Idempotency, Method};
use crate::id::PropertyId;

/// The numbers and names that a property's other answers use. What is in it differs from client to client, so the
/// answer stays JSON.
#[derive(Debug, Clone)]
pub struct GetPropertyPickLists {
    /// The properties.
    pub properties: Vec<PropertyId>,
}

impl Method for GetPropertyPickLists {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getPropertyPickLists";
    const VERSION: Option<&'static str> = Some("r2");
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Value;

    fn params(&self) -> Value {
        // A list under the singular name: recorded so.
        json!({ "propertyId": comma_list(&self.properties) })
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }
}
