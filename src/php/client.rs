//! A client as PHP sees it: all of its row but the tokens.

use crate::store::clients::Client;
use serde::Serialize;

/// What `exchangeAuthCode()` returns.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stored {
    id: u64,
    cid: u64,
    subdomain: String,
    company_name: String,
    /// RFC 3339, UTC.
    token_expires_at: Option<String>,
    status: String,
    property_operator_id: u64,
    agent_id: u64,
}

impl From<Client> for Stored {
    fn from(client: Client) -> Self {
        Self {
            id: client.id,
            cid: client.cid,
            subdomain: client.subdomain,
            company_name: client.company_name,
            token_expires_at: client.token_expires_at.map(|ends| ends.format("%FT%TZ").to_string()),
            status: client.status,
            property_operator_id: client.property_operator_id,
            agent_id: client.agent_id,
        }
    }
}
