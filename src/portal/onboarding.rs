//! Authentication and client setup: from an authorisation code to a client with its agent and property operator.

use super::Portal;
use super::leads::is_email;
use crate::api::oauth::AppCredentials;
use crate::api::{Auth, Deadline};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, UserId};
use crate::store::entrata::clients::{self, Authenticated, Client, SealedTokens};
use crate::store::entrata::jobs;
use crate::store::host::users;
use crate::store::is_duplicate_key;
use crate::token_seal::TokenColumn;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde::Serialize;

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
    /// When the token ends, where Entrata said so.
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

impl Portal {
    /// Exchanges an authorisation code for a token, and sets the client up in one transaction: agent user,
    /// property operator, Entrata client, linked. A client that is known gets its token renewed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ClientMismatch`] when the code's company is not the one bound to this `cid`; what Entrata said when
    /// it refuses the code; [`ErrorKind::Database`].
    pub async fn exchange_auth_code(&self, code: &SecretString, cid: Cid) -> Result<Onboarded> {
        // A code can be used once: it is not spent while there is nowhere to keep what it brings.
        drop(self.store.conn().await?);
        let client = self
            .authenticated(code, cid)
            .await
            .map_err(|error| error.context(format!("authenticating client {cid}")))?;
        failpoint!("client-after-exchange");
        let stored = match self.set_up(&client).await {
            // The same client was being made at the same moment: now it is there, and is renewed.
            Err(error) if is_duplicate_key(&error) => self.set_up(&client).await,
            end => end,
        };
        failpoint!("client-after-commit");
        stored.map(Onboarded::from)
    }

    async fn authenticated(&self, code: &SecretString, cid: Cid) -> Result<Authenticated> {
        let deadline = Deadline::after(self.settings.timeout);
        let vendor = AppCredentials {
            client_id: self.settings.client_id.clone(),
            client_secret: self.settings.client_secret.clone(),
        };
        let oauth = self.api.oauth().with_deadline(deadline);
        let token = oauth.get_access_token(&vendor, code).await?;
        let user = oauth.get_user_info(&token.token).await?;
        let subdomain = user.subdomain.trim().to_ascii_lowercase();
        // A subdomain that cannot be part of a host would be found out at the first call only, when it is too late.
        self.api.company(cid, &subdomain, Auth::Bearer(token.token.clone()))?;
        let ends =
            token.expires_in.and_then(|life| TimeDelta::from_std(life).ok()).map(|life| Utc::now() + life);
        let seal = |secret: &SecretString, column| self.settings.token_keys.seal(secret, cid, column);
        Ok(Authenticated {
            cid,
            subdomain,
            company_name: user.company_name,
            access_token: seal(&token.token, TokenColumn::Access)?,
            token_expires_at: ends.map(|instant| instant.naive_utc()),
            refresh_token: token
                .refresh_token
                .as_ref()
                .map(|secret| seal(secret, TokenColumn::Refresh))
                .transpose()?,
        })
    }

    async fn set_up(&self, client: &Authenticated) -> Result<Client> {
        let cid = client.cid;
        self.store
            .transaction("setting up a client", async |tx| {
                match clients::find_for_update(tx, cid).await? {
                    None => {
                        let map = &self.settings.portal_map;
                        let email = agent_email(cid);
                        let (operator, agent) =
                            users::insert_operator(tx, map, &client.company_name, &email).await?;
                        clients::insert(tx, client, operator, agent).await?;
                    }
                    Some(bound) if bound.subdomain == client.subdomain => {
                        clients::renew(tx, client).await?;
                        jobs::revive(tx, cid).await?;
                    }
                    Some(_) => {
                        let message = format!("the auth_code belongs to another company than client {cid}");
                        return Err(Error::new(ErrorKind::ClientMismatch, message));
                    }
                }
                failpoint!("client-before-commit");
                let stored = clients::find(tx, cid).await?;
                stored.ok_or_else(|| {
                    Error::new(ErrorKind::Internal, "a client that was just stored is not there")
                })
            })
            .await
    }
}

/// The placeholder for an agent's address, which receives no mail, until `entrata agent` sets a real one. Being unique, it
/// also keeps a client from being set up twice at once.
fn agent_email(cid: Cid) -> String {
    format!("agent-{cid}@entrata.invalid")
}

/// What a rotation of the token key did.
#[derive(Debug, Default)]
pub struct Rotation {
    /// How many tokens were sealed anew.
    pub resealed: usize,
    /// How many carried the current key's seal already.
    pub current: usize,
    /// The clients whose tokens no key at hand opens, and why.
    pub unreadable: Vec<(u64, String)>,
}

impl Portal {
    /// Seals every stored token anew under the current key. A token that is renewed meanwhile carries it anyway.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`].
    pub async fn rotate_keys(&self) -> Result<Rotation> {
        let mut rotation = Rotation::default();
        for client in clients::all(&self.store).await? {
            let cid = super::cid_of(&client)?;
            let before = SealedTokens { access: client.access_token, refresh: client.refresh_token };
            match self.resealed(&before, cid) {
                Err(error) => rotation.unreadable.push((client.cid, error.display_chain())),
                Ok(after) if after == before => rotation.current += 1,
                Ok(after) => {
                    if clients::reseal(&self.store, cid, &before, &after).await? {
                        rotation.resealed += 1;
                    }
                }
            }
        }
        Ok(rotation)
    }

    /// A client's tokens under the current key's seal.
    fn resealed(&self, before: &SealedTokens, cid: Cid) -> Result<SealedTokens> {
        let keys = &self.settings.token_keys;
        let reseal = |sealed: &str, column| match keys.is_current(sealed) {
            true => Ok(sealed.to_owned()),
            false => keys.seal(&keys.open(sealed, cid, column)?, cid, column),
        };
        Ok(SealedTokens {
            access: reseal(&before.access, TokenColumn::Access)?,
            refresh: before
                .refresh
                .as_deref()
                .map(|refresh| reseal(refresh, TokenColumn::Refresh))
                .transpose()?,
        })
    }

    /// Gives a client's agent a real e-mail address and a password hash, so that an operator can sign in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownClient`]; [`ErrorKind::Validation`] for an address that is none, or that another user has.
    pub async fn set_agent(&self, cid: Cid, email: &str, password_hash: &str) -> Result<()> {
        let refused = |why: &str| Error::validation(vec![FieldError::new("email", why)]);
        if !is_email(email) {
            return Err(refused("is not an e-mail address"));
        }
        let client = self.client(cid).await?;
        let agent = UserId::try_from(client.agent_id)
            .map_err(|_| Error::new(ErrorKind::Internal, format!("client {cid} has no usable agent")))?;
        users::set_agent(&self.store, &self.settings.portal_map, agent, email, password_hash).await.map_err(
            |error| {
                if is_duplicate_key(&error) { refused("belongs to another user") } else { error }
            },
        )
    }
}
