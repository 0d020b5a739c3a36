//! What functions return, where the portal's own type is not what PHP may see.

use crate::portal::Delivery;
use crate::store::clients::Client;
use serde::Serialize;

/// What `exchangeAuthCode()` returns: all of a client's row but the tokens.
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

/// What `sendLeadToEntrataFromViewing()` returns.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    viewing_id: u64,
    status: &'static str,
    external_id: Option<String>,
    start: Option<String>,
    end: Option<String>,
}

impl From<Delivery> for Sent {
    fn from(delivery: Delivery) -> Self {
        Self {
            viewing_id: delivery.viewing.get(),
            status: delivery.status.as_str(),
            external_id: delivery.external_id,
            start: delivery.start,
            end: delivery.end,
        }
    }
}
