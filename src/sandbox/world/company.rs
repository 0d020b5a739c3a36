//! The data file: one form for the built-in set and for a user's own.

use super::Property;
use serde::Deserialize;

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
    pub(crate) properties: Vec<Property>,
}

/// Where leads come from; each company numbers its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeadSource {
    pub(crate) id: u64,
    pub(crate) name: String,
}
