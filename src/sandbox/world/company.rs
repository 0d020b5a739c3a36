//! The data file: the same format for the built-in data and for a user's own.

use super::Property;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A whole data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) companies: Vec<Company>,
}

/// A client company of Entrata.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Company {
    pub(crate) cid: u64,
    pub(crate) subdomain: String,
    pub(crate) name: String,
    pub(crate) user_id: String,
    pub(crate) api_key: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    #[serde(default)]
    pub(crate) lead_sources: Vec<LeadSource>,
    /// Methods that the company has not granted to the application, each with Entrata's code: 311 or 1403.
    #[serde(default)]
    pub(crate) denied: BTreeMap<String, u16>,
    pub(crate) properties: Vec<Property>,
}

/// A source of leads. Each company has its own ids.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadSource {
    pub(crate) id: u64,
    pub(crate) name: String,
}
