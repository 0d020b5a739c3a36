//! A spool entry: one line of JSON with short names, to save disk space.

use super::authentication::Proof;
use super::request::logged_request_type;
use crate::id::Cid;
use crate::store::entrata::clients::Authenticated;
use crate::store::entrata::webhooks::{Arrival, LogId, Outcome};
use base64::prelude::{BASE64_STANDARD, Engine};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::io;

/// The longest error text that waits in the spool, in characters.
const MAX_ERROR: usize = 500;

/// One entry of the spool.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Entry {
    #[serde(rename = "a")]
    Arrival(SpooledArrival),
    /// A webhook whose sender became known later.
    #[serde(rename = "s")]
    Sender(SpooledArrival),
    #[serde(rename = "o")]
    Outcome(SpooledOutcome),
    /// A client that Entrata authenticated and that could not be stored.
    #[serde(rename = "c")]
    Client(SpooledClient),
}

/// A webhook that arrived.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SpooledArrival {
    #[serde(rename = "i")]
    log_id: String,
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    authenticated_by: Option<String>,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    request_type: Option<String>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    cid: Option<u64>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    property_id: Option<u64>,
    /// The query string, if JSON needs no escapes for it.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    /// The query string in base64, otherwise.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    encoded_query: Option<String>,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    remote_addr: Option<String>,
    #[serde(rename = "w")]
    received_at: DateTime<Utc>,
}

/// The outcome of a webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SpooledOutcome {
    #[serde(rename = "i")]
    log_id: String,
    #[serde(rename = "s")]
    response_code: u16,
    #[serde(rename = "o")]
    outcome: String,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// A client with its sealed tokens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SpooledClient {
    cid: u64,
    at: DateTime<Utc>,
    subdomain: String,
    company_name: String,
    access_token: String,
    token_expires_at: Option<DateTime<Utc>>,
    refresh_token: Option<String>,
    is_proven: bool,
}

impl Entry {
    pub(super) fn client(client: Authenticated, is_proven: bool) -> Self {
        Self::Client(SpooledClient {
            cid: client.cid.get(),
            at: client.at,
            subdomain: client.subdomain,
            company_name: client.company_name,
            access_token: client.access_token,
            token_expires_at: client.token_expires_at.map(|instant| instant.and_utc()),
            refresh_token: client.refresh_token,
            is_proven,
        })
    }

    pub(super) fn arrival(arrival: &Arrival) -> Self {
        Self::Arrival(arrival.into())
    }

    pub(super) fn sender(arrival: &Arrival) -> Self {
        Self::Sender(arrival.into())
    }

    pub(super) fn outcome(log_id: LogId, outcome: &Outcome) -> Self {
        Self::Outcome(SpooledOutcome {
            log_id: log_id.to_string(),
            response_code: outcome.response_code,
            outcome: outcome.outcome.to_string(),
            error: outcome.error.as_ref().map(|error| error.chars().take(MAX_ERROR).collect()),
        })
    }

    pub(super) fn to_line(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    /// The entry in a line; `None` if the line is damaged.
    pub(super) fn from_line(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }
}

impl From<&Arrival> for SpooledArrival {
    fn from(arrival: &Arrival) -> Self {
        let raw = &arrival.raw_query;
        let is_plain = raw.iter().all(|byte| (b' '..=b'~').contains(byte) && !matches!(byte, b'"' | b'\\'));
        let text = is_plain.then(|| raw.iter().map(|byte| char::from(*byte)).collect());
        Self {
            log_id: arrival.log_id.to_string(),
            authenticated_by: arrival.authenticated_by.map(str::to_owned),
            request_type: arrival.request_type.map(str::to_owned),
            cid: arrival.cid,
            property_id: arrival.property_id,
            encoded_query: if is_plain { None } else { Some(BASE64_STANDARD.encode(raw)) },
            query: text,
            remote_addr: arrival.remote_addr.clone(),
            received_at: arrival.received_at,
        }
    }
}

impl SpooledArrival {
    /// The webhook under its own id and time; `None` if the line is damaged.
    pub(super) fn read(self) -> Option<Arrival> {
        let raw_query = match (self.query, self.encoded_query) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(encoded)) => BASE64_STANDARD.decode(encoded).ok()?,
            (None, None) => return None,
        };
        Some(Arrival {
            log_id: self.log_id.parse().ok()?,
            authenticated_by: self
                .authenticated_by
                .and_then(|word| Proof::from_word(&word))
                .map(Proof::as_str),
            request_type: self.request_type.as_deref().and_then(logged_request_type),
            cid: self.cid,
            property_id: self.property_id,
            raw_query,
            remote_addr: self.remote_addr,
            received_at: self.received_at,
        })
    }
}

impl SpooledClient {
    /// The client, and whether its `cid` was authenticated by more than the code; `None` if the line is damaged.
    pub(super) fn read(self) -> Option<(Authenticated, bool)> {
        let client = Authenticated {
            cid: Cid::try_from(self.cid).ok()?,
            at: self.at,
            subdomain: self.subdomain,
            company_name: self.company_name,
            access_token: self.access_token,
            token_expires_at: self.token_expires_at.map(|instant| instant.naive_utc()),
            refresh_token: self.refresh_token,
        };
        Some((client, self.is_proven))
    }
}

impl SpooledOutcome {
    /// The outcome and its webhook's id; `None` if the line is damaged.
    pub(super) fn read(self) -> Option<(LogId, Outcome)> {
        let outcome =
            Outcome { response_code: self.response_code, outcome: self.outcome.into(), error: self.error };
        Some((self.log_id.parse().ok()?, outcome))
    }
}
