//! The service `ils/internetlisting`, of listing services: returns the company of an access token.
//!
//! Entrata's documents do not list it. A listing service in production calls it at the company's own host,
//! `https://{subdomain}.entrata.com/api`, with a bearer token.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::method::Method;
use super::retry::Idempotency;
use super::wire::{RawResult, Unreadable};
use crate::id::Cid;

/// The company of the credentials: getClientInfo.
///
/// ```no_run
/// use entrata::api::{Company, ils::GetClientInfo};
///
/// # async fn example(company: &Company) -> entrata::Result<()> {
/// let info = company.send(&GetClientInfo::new()).await?;
/// assert_eq!(info.cid, Some(company.cid()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetClientInfo;

impl GetClientInfo {
    /// Creates the method; it has no parameters.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// A company, as a listing service sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ClientInfo {
    /// The company's id.
    pub cid: Option<Cid>,
    /// The company's name.
    pub company_name: String,
    /// The company's subdomain.
    pub subdomain: String,
}

impl Method for GetClientInfo {
    const SERVICE: &'static str = "ils/internetlisting";
    const NAME: &'static str = "getClientInfo";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = ClientInfo;

    fn params(&self) -> Value {
        json!({})
    }
    fn read(result: RawResult<'_>) -> Result<ClientInfo, Unreadable> {
        let tree = result.tree()?;
        Ok(ClientInfo {
            cid: tree.require("cid")?.id(),
            company_name: tree.at("companyName").text(),
            subdomain: tree.at("subdomain").word(),
        })
    }
}
