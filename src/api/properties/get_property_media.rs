//! getPropertyMedia.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::media_file::{format_of, is_file_name};
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method, Paging};
use crate::id::PropertyId;

/// The media of one property, of one type. Entrata publishes no list of the types.
///
/// Source: Entrata's OpenAPI document; no production code and no recording is known.
///
/// ```no_run
/// use entrata::api::properties::GetPropertyMedia;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let method = GetPropertyMedia::new("739076".parse()?, "Marketing Media", "Photo");
/// for medium in company.send(&method).await? {
///     println!("{}: {}", medium.caption, medium.url);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetPropertyMedia {
    /// The property.
    pub property: PropertyId,
    /// `mediaTypeId`.
    pub media_type: String,
    /// `mediaSubTypeId`.
    pub media_sub_type: String,
}

impl GetPropertyMedia {
    /// The media of a property with these `mediaTypeId` and `mediaSubTypeId`.
    #[must_use]
    pub fn new(
        property: PropertyId,
        media_type: impl Into<String>,
        media_sub_type: impl Into<String>,
    ) -> Self {
        Self { property, media_type: media_type.into(), media_sub_type: media_sub_type.into() }
    }
}

/// A photo, drawing or document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Medium {
    /// Its id.
    pub id: String,
    /// What it is, such as `Photo`.
    pub media_type_name: String,
    /// What it belongs to, such as `Property`.
    pub media_sub_type_name: String,
    /// The id of what it belongs to.
    pub reference_id: String,
    /// Its URL.
    pub url: String,
    /// Its format in lower case, such as `jpg`, if Entrata or the URL names one.
    pub format: String,
    /// Its alternative text.
    pub alt_text: String,
    /// Its caption; empty where Entrata sends only a file name.
    pub caption: String,
}

impl Medium {
    fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let url = node.at("mediaUrl").url().ok_or("has no usable address")?;
        let captions = ["caption", "description", "name"].map(|name| node.at(name).text());
        let caption = captions.into_iter().find(|text| !text.is_empty() && !is_file_name(text, &url));
        Ok(Self {
            id: node.at("id").word(),
            media_type_name: node.at("mediaTypeName").text(),
            media_sub_type_name: node.at("mediaSubTypeName").text(),
            reference_id: node.at("referenceId").word(),
            format: format_of(node.at("mediaFormat"), &url),
            alt_text: node.at("mediaAltText").text(),
            caption: caption.unwrap_or_default(),
            url,
        })
    }
}

impl Method for GetPropertyMedia {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getPropertyMedia";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    const PAGING: Option<Paging<Self::Response>> = Some(Paging::RECORDS);
    type Response = Records<Medium>;

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
        records(&result.tree()?, &["media"], "medium", Medium::read)
    }
}
