//! A webhook as it arrived, parsed once for the log and for handling.

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

/// A webhook as it arrived, parsed once.
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

    /// The result of its credentials; an authorization code counts only after Entrata has accepted it.
    pub(super) fn proof(&self) -> Option<Proof> {
        match self.credentials {
            Credentials::Valid(proof) => Some(proof),
            Credentials::Absent | Credentials::Wrong => None,
        }
    }

    /// Whether there is an authorization code, valid or not.
    pub(super) fn has_code(&self) -> bool {
        !matches!(auth_code(&self.parameters), Ok(None))
    }

    /// The webhook's log row. `named` overrides the query string. For a stranger, no parameter is stored, and only the
    /// start of the query string.
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
        // What is meant as a code and not read as one is never tried, so nothing else would end it.
        if is_code_used || code.is_none() {
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
