//! getPropertyMedia.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method, Paging};
use crate::id::PropertyId;

/// The media of one property, of one type. Entrata publishes no list of the types.
#[derive(Debug, Clone)]
pub struct GetPropertyMedia {
    /// The property.
    pub property: PropertyId,
    /// `mediaTypeId`.
    pub media_type: String,
    /// `mediaSubTypeId`.
    pub media_sub_type: String,
}

/// One medium.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Medium {
    /// Entrata's id of it.
    #[serde(deserialize_with = "wire::text")]
    pub id: String,
    /// What it is, such as `Photo`.
    #[serde(deserialize_with = "wire::text")]
    pub media_type_name: String,
    /// What it belongs to, such as `Property`.
    #[serde(deserialize_with = "wire::text")]
    pub media_sub_type_name: String,
    /// The id of what it belongs to.
    #[serde(deserialize_with = "wire::text")]
    pub reference_id: String,
    /// Where it is.
    #[serde(deserialize_with = "wire::text")]
    pub media_url: String,
    /// Its text for those who do not see it.
    #[serde(deserialize_with = "wire::plain_text")]
    pub media_alt_text: String,
    /// Its caption.
    #[serde(deserialize_with = "wire::plain_text")]
    pub caption: String,
}

impl Method for GetPropertyMedia {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getPropertyMedia";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::LIST);
    type Response = Vec<Medium>;

    fn params(&self) -> Value {
        json!({
            "propertyId": self.property.to_string(),
            "mediaTypeId": self.media_type,
            "mediaSubTypeId": self.media_sub_type,
        })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["media"])
    }
}
