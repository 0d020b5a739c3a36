//! Storing a client that Entrata has authenticated: property operator, agent and client, linked to each other.

use super::{Exchange, mismatch};
use crate::email::{EmailAddress, InvalidEmail};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, UserId};
use crate::portal::Portal;
use crate::store::entrata::clients::{self, Authenticated, Client};
use crate::store::entrata::jobs;
use crate::store::host::users;
use crate::store::is_duplicate_key;
use std::time::Duration;

/// The first pause before a client is stored again, and the longest.
const STORE_PAUSE: Duration = Duration::from_millis(50);
const MAX_STORE_PAUSE: Duration = Duration::from_millis(500);

impl Portal {
    /// Stores a client. A conflict or a short outage of the database must not lose the authorization: storing is retried
    /// until the budget ends, and then the sealed token waits in the spool.
    pub(super) async fn set_up_in_time(
        &self,
        client: Authenticated,
        exchange: Exchange<'_>,
    ) -> Result<Client> {
        let mut pause = STORE_PAUSE;
        loop {
            let error = match self.set_up(&client, exchange.is_proven).await {
                Err(error) if error.kind() == ErrorKind::Database => error,
                end => return end,
            };
            if pause >= exchange.left() {
                self.spool_client(client, exchange.is_proven, &error);
                return Err(error);
            }
            let cid = client.cid.get();
            tracing::warn!(
                cid,
                error = error.display_chain(),
                "a client is not stored yet and will be stored again"
            );
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(MAX_STORE_PAUSE);
        }
    }

    /// Stores a client in one transaction, or renews the token of one that is known. `is_proven` is false if only
    /// the code proves that the `cid` is the company's.
    pub(in crate::portal) async fn set_up(&self, client: &Authenticated, is_proven: bool) -> Result<Client> {
        let cid = client.cid;
        self.store
            .transaction("setting up a client", async |tx| {
                match clients::find_for_update(tx, cid).await? {
                    None => {
                        if !is_proven && clients::is_subdomain_bound(tx, &client.subdomain).await? {
                            return Err(mismatch(cid));
                        }
                        let (map, email) = (&self.settings.portal_map, agent_email(cid));
                        let (operator, agent) =
                            users::insert_operator(tx, map, &client.company_name, &email).await?;
                        clients::insert(tx, client, operator, agent).await?;
                    }
                    Some(bound) if bound.subdomain == client.subdomain => {
                        clients::renew(tx, client).await?;
                        jobs::revive(tx, cid).await?;
                    }
                    Some(_) => return Err(mismatch(cid)),
                }
                failpoint!("client-before-commit");
                let stored = clients::find(tx, cid).await?;
                stored.ok_or_else(|| {
                    Error::new(ErrorKind::Internal, "a client that was just stored is missing")
                })
            })
            .await
    }

    /// Gives a client's agent a real e-mail address and a password hash, so that an operator can sign in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownClient`]; [`ErrorKind::Validation`] for an invalid address, or one that another user has.
    pub async fn set_agent(&self, cid: Cid, email: &str, password_hash: &str) -> Result<()> {
        let rejected = |why: String| Error::validation(vec![FieldError::new("email", why)]);
        let email: EmailAddress = email.parse().map_err(|error: InvalidEmail| rejected(error.to_string()))?;
        let client = self.client(cid).await?;
        let agent = UserId::try_from(client.agent_id)
            .map_err(|_| Error::new(ErrorKind::Internal, format!("client {cid} has no usable agent")))?;
        let set =
            users::set_agent(&self.store, &self.settings.portal_map, agent, email.as_str(), password_hash);
        set.await.map_err(|error| {
            if is_duplicate_key(&error) { rejected("belongs to another user".to_owned()) } else { error }
        })
    }
}

/// The placeholder for an agent's address, which receives no mail, until `entrata agent` sets a real one. Being unique, it
/// also keeps a client from being set up twice at once.
fn agent_email(cid: Cid) -> String {
    format!("agent-{cid}@entrata.invalid")
}
