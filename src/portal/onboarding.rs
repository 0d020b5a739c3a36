//! Authentication and client setup: from an authorization code to a client with its agent and property operator.

mod key_rotation;
mod set_up;

pub use key_rotation::Rotation;

use super::Portal;
use crate::api::ils::GetClientInfo;
use crate::api::oauth::AppCredentials;
use crate::api::{Auth, Company, Deadline};
use crate::error::ErrorKind as SdkErrorKind;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::Cid;
use crate::logging::is_unprintable;
use crate::store::entrata::clients::{self, Authenticated, Client};
use crate::store::entrata::webhooks::LogId;
use crate::store::host::fit;
use crate::token_seal::TokenColumn;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde::Serialize;
use std::time::{Duration, Instant};

/// How long the lookup of a token's `cid` may take. It is an extra check, not a requirement.
const CLIENT_INFO_TIMEOUT: Duration = Duration::from_secs(2);
/// The length of the column `company_name`, in characters.
const MAX_COMPANY_NAME: usize = 255;

/// A client as it is stored, without its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Onboarded {
    /// Entrata's id of the company.
    pub cid: u64,
    /// The company's subdomain at Entrata.
    pub subdomain: String,
    /// The company's name.
    pub company_name: String,
    /// `ACTIVE` or `REAUTH_REQUIRED`.
    pub status: String,
    /// When the token expires, if Entrata said so.
    pub token_expires_at: Option<DateTime<Utc>>,
    /// Its property operator.
    pub property_operator_id: u64,
    /// Its agent, a row of `users`.
    pub agent_id: u64,
}

impl From<Client> for Onboarded {
    fn from(client: Client) -> Self {
        Self {
            cid: client.cid,
            subdomain: client.subdomain,
            company_name: client.company_name,
            status: client.status,
            token_expires_at: client.token_expires_at.map(|instant| instant.and_utc()),
            property_operator_id: client.property_operator_id,
            agent_id: client.agent_id,
        }
    }
}

/// An authorization code to be exchanged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchange<'a> {
    /// The code.
    pub(super) code: &'a SecretString,
    /// The `cid` that the sender claims.
    pub(super) cid: Cid,
    /// The subdomain that the sender claims. It only completes an OAuth URL with `{subdomain}` for a new client; the
    /// company's subdomain comes from Entrata.
    pub(super) subdomain: Option<&'a str>,
    /// Whether the caller is authenticated by other means. A code alone must not bind a company to another company's
    /// `cid`.
    pub(super) is_proven: bool,
    /// The deadline of the exchange.
    pub(super) deadline: Instant,
}

impl Exchange<'_> {
    fn deadline(&self) -> Deadline {
        Deadline::after(self.left())
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// Why an authorization code was not exchanged.
#[derive(Debug)]
pub(super) struct ExchangeFailure {
    pub(super) error: Error,
    /// Whether Entrata may have seen the code: it works once.
    pub(super) code_is_used: bool,
    /// Whether Entrata rejected the code itself.
    pub(super) code_is_rejected: bool,
}

impl ExchangeFailure {
    fn before_use(error: impl Into<Error>) -> Self {
        Self { error: error.into(), code_is_used: false, code_is_rejected: false }
    }

    fn after_use(error: impl Into<Error>) -> Self {
        Self { error: error.into(), code_is_used: true, code_is_rejected: false }
    }
}

impl Portal {
    /// Exchanges an authorization code for a token, and sets the client up in one transaction: agent user, property
    /// operator and Entrata client, linked to each other. A known client gets its token renewed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ClientMismatch`] when the code belongs to another company than `cid`; Entrata's message if it
    /// rejects the code; [`ErrorKind::Decode`] when Entrata returns company data that cannot be used;
    /// [`ErrorKind::Database`].
    pub async fn exchange_auth_code(&self, code: &SecretString, cid: Cid) -> Result<Onboarded> {
        let deadline = Instant::now() + self.settings.timeout;
        let exchange = Exchange { code, cid, subdomain: None, is_proven: true, deadline };
        self.exchange(exchange).await.map_err(|failure| failure.error)
    }

    pub(super) async fn exchange(&self, exchange: Exchange<'_>) -> Result<Onboarded, ExchangeFailure> {
        // A code works once, so it is not spent while its result could not be stored.
        let known = self.ready_to_store(exchange.cid).await.map_err(ExchangeFailure::before_use)?;
        let subdomain = match &known {
            Some(client) => Some(client.subdomain.as_str()),
            None => exchange.subdomain.filter(|_| exchange.is_proven),
        };
        let client = self.authenticated(exchange, subdomain).await.map_err(|failure| ExchangeFailure {
            error: failure.error.context(format!("authenticating client {}", exchange.cid)),
            ..failure
        })?;
        failpoint!("client-after-exchange");
        let stored = self.set_up_in_time(client, exchange).await.map_err(ExchangeFailure::after_use)?;
        failpoint!("client-after-commit");
        Ok(Onboarded::from(stored))
    }

    async fn ready_to_store(&self, cid: Cid) -> Result<Option<Client>> {
        clients::check_writable(&self.store).await?;
        let known = clients::find(&mut self.store.conn().await?, cid).await?;
        if known.is_none() {
            let map = &self.settings.portal_map;
            // An address of its own: two checks at once must not wait for each other.
            let email = format!("check-{}@entrata.invalid", LogId::new());
            fit::run_time::check_onboarding(&self.store, map, "Entrata", &email).await?;
        }
        Ok(known)
    }

    async fn authenticated(
        &self,
        exchange: Exchange<'_>,
        subdomain: Option<&str>,
    ) -> Result<Authenticated, ExchangeFailure> {
        let cid = exchange.cid;
        let vendor = AppCredentials::new(&self.settings.client_id, self.settings.client_secret.clone());
        let mut oauth = self.api.oauth();
        if let Some(subdomain) = subdomain {
            oauth = oauth.with_subdomain(subdomain).map_err(ExchangeFailure::before_use)?;
        }
        let oauth = oauth.with_deadline(exchange.deadline());
        let token =
            oauth.get_access_token(&vendor, exchange.code).await.map_err(|error| ExchangeFailure {
                code_is_used: error.was_sent(),
                code_is_rejected: matches!(error.kind(), SdkErrorKind::Rejected | SdkErrorKind::Unauthorized),
                error: error.into(),
            })?;
        let user = oauth.get_user_info(&token.token).await.map_err(ExchangeFailure::after_use)?;
        let subdomain = user.subdomain.trim().to_ascii_lowercase();
        let company =
            self.api.company(cid, &subdomain, Auth::Bearer(token.token.clone())).map_err(|error| {
                let message = "Entrata returned company data that cannot be used";
                ExchangeFailure::after_use(Error::new(ErrorKind::Decode, message).with_source(error))
            })?;
        let limit = exchange.left().div_f32(3.0).min(CLIENT_INFO_TIMEOUT);
        let company = company.with_deadline(Deadline::after(limit));
        self.check_cid(&company).await.map_err(ExchangeFailure::after_use)?;
        let lifetime = token.expires_in.and_then(|life| TimeDelta::from_std(life).ok());
        let expires = lifetime.and_then(|life| Utc::now().checked_add_signed(life));
        let seal = |secret: &SecretString, column| {
            self.settings.token_keys().seal(secret, cid, column).map_err(ExchangeFailure::after_use)
        };
        let access_token = seal(&token.token, TokenColumn::Access)?;
        let refresh_token =
            token.refresh_token.as_ref().map(|secret| seal(secret, TokenColumn::Refresh)).transpose()?;
        Ok(Authenticated {
            cid,
            at: Utc::now(),
            company_name: company_name(&user.company_name, &subdomain),
            subdomain,
            access_token,
            token_expires_at: expires.map(|instant| instant.naive_utc()),
            refresh_token,
        })
    }

    /// Compares the `cid` with the token's at Entrata, if the undocumented method for it responds.
    async fn check_cid(&self, company: &Company) -> Result<()> {
        match company.send(&GetClientInfo::new()).await {
            Ok(info) if info.cid.is_some_and(|cid| cid != company.cid()) => Err(mismatch(company.cid())),
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::debug!(
                    error = error.display_chain(),
                    "Entrata does not say which cid the token is for"
                );
                Ok(())
            }
        }
    }
}

fn mismatch(cid: Cid) -> Error {
    Error::new(
        ErrorKind::ClientMismatch,
        format!("the auth_code belongs to another company than client {cid}"),
    )
}

/// A company's name, cut to its column; the subdomain if it has no name.
fn company_name(name: &str, subdomain: &str) -> String {
    let words = name.split(|letter: char| letter.is_whitespace() || is_unprintable(letter));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let name: String = words.join(" ").chars().take(MAX_COMPANY_NAME).collect();
    if name.is_empty() { subdomain.to_owned() } else { name }
}
