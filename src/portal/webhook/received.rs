//! A webhook as it arrived: read once, for the log and for its handling.

use super::authentication::{Credentials, Proof};
use super::parameters::{MAX_QUERY, Parameters};
use super::redaction::Redaction;
use super::request::{Named, auth_code};
use crate::config::Settings;
use crate::logging::is_unprintable;
use crate::store::entrata::webhooks::{Arrival, LogId};
use chrono::Utc;

/// How much of a stranger's query string is logged, in bytes.
const MAX_STRANGER_QUERY: usize = 1024;
/// The length of the column `remote_addr`.
const MAX_ADDRESS: usize = 64;

/// A webhook as it arrived, read once.
pub(super) struct Received<'a> {
    raw: &'a [u8],
    pub(super) remote_addr: Option<String>,
    pub(super) parameters: Parameters<'a>,
    pub(super) credentials: Credentials,
}

impl<'a> Received<'a> {
    pub(super) fn new(raw: &'a [u8], remote_addr: Option<&str>, settings: &Settings) -> Self {
        let parameters = Parameters::read(raw);
        let credentials = Credentials::check(&parameters, settings);
        let remote_addr = remote_addr.map(|address| {
            address.chars().filter(|letter| !is_unprintable(*letter)).take(MAX_ADDRESS).collect()
        });
        Self { raw, remote_addr, parameters, credentials }
    }

    /// What the credentials prove; an authorization code proves something only after Entrata accepted it.
    pub(super) fn proof(&self) -> Option<Proof> {
        match self.credentials {
            Credentials::Valid(proof) => Some(proof),
            Credentials::Absent | Credentials::Wrong => None,
        }
    }

    /// Whether there is an authorization code, or what was meant as one.
    pub(super) fn has_code(&self) -> bool {
        !matches!(auth_code(&self.parameters), Ok(None))
    }

    /// The webhook's row of the log. `named` wins over what the query string says; without a proof, nothing of the
    /// query string is believed, and only its start is kept.
    pub(super) fn arrival(
        &self,
        log_id: LogId,
        proof: Option<Proof>,
        named: Named,
        is_code_used: bool,
        settings: &Settings,
    ) -> Arrival {
        let code = auth_code(&self.parameters).ok().flatten();
        let mut redaction = Redaction::new(settings);
        if is_code_used {
            redaction = redaction.with_codes(code.as_ref());
        }
        let (keep, claimed) = match proof {
            Some(_) => (MAX_QUERY, Named::read(&self.parameters)),
            None => (MAX_STRANGER_QUERY, Named::default()),
        };
        Arrival {
            log_id,
            authenticated_by: proof.map(Proof::as_str),
            request_type: named.request_type.or(claimed.request_type),
            cid: named.cid.or(claimed.cid),
            property_id: named.property_id.or(claimed.property_id),
            raw_query: redaction.redact(self.raw, keep),
            remote_addr: self.remote_addr.clone(),
            received_at: Utc::now(),
        }
    }
}
