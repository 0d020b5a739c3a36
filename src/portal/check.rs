//! Whether everything that the portal needs is in order: settings, database, schema, token key, Entrata.

use super::Portal;
use crate::api::Deadline;
use crate::api::oauth::AppCredentials;
use crate::error::portal::{Error, Result};
use crate::store::{
    entrata::{clients, jobs, webhooks},
    schema,
};
use crate::token_seal::TokenColumn;
use secrecy::SecretString;
use serde::Serialize;
use std::time::Duration;

const ENTRATA_WITHIN: Duration = Duration::from_secs(5);

/// One line of `entrata check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckLine {
    /// What was looked at.
    pub name: &'static str,
    /// Whether it is in order.
    pub ok: bool,
    /// What was found, or what is wrong and what to do.
    pub message: String,
}

impl CheckLine {
    fn new(name: &'static str, finding: Result<String, String>) -> Self {
        let ok = finding.is_ok();
        Self { name, ok, message: finding.unwrap_or_else(|wrong| wrong) }
    }

    /// The one line when the settings cannot even be read.
    #[must_use]
    pub fn bad_settings(error: &Error) -> Self {
        Self::new("settings", Err(error.display_chain()))
    }
}

impl Portal {
    /// Looks at everything that the portal needs; each line says ok, or what is wrong and what to do.
    pub async fn check(&self) -> Vec<CheckLine> {
        let mut lines = vec![CheckLine::new("settings", Ok("complete and well-formed".to_owned()))];
        let database = self.store.conn().await.map(drop);
        let reachable = database.is_ok();
        lines.push(CheckLine::new("database", told(database.map(|()| "answers".to_owned()))));
        if reachable {
            let schema =
                schema::pending(&self.store, self.settings.portal_map.default_tables().as_deref()).await;
            let up_to_date = schema.as_ref().is_ok_and(Vec::is_empty);
            lines.push(CheckLine::new(
                "schema",
                told(schema).and_then(|pending| up_to_date_or_what_to_do(&pending)),
            ));
            if up_to_date {
                lines.push(CheckLine::new(
                    "token key",
                    told(self.check_tokens().await).and_then(|found| found),
                ));
                lines.push(CheckLine::new(
                    "clients",
                    told(self.check_clients().await).and_then(|found| found),
                ));
                lines.push(CheckLine::new("jobs", told(self.check_jobs().await).and_then(|found| found)));
            }
        }
        lines.push(CheckLine::new("Entrata", self.check_entrata(reachable).await));
        lines
    }

    async fn check_tokens(&self) -> Result<Result<String, String>> {
        let clients = clients::all(&self.store).await?;
        let unreadable: Vec<_> = clients
            .iter()
            .filter_map(|client| {
                let cid = super::cid_of(client).ok()?;
                self.settings
                    .token_keys
                    .open(&client.access_token, cid, TokenColumn::Access)
                    .err()
                    .map(|error| error.display_chain())
            })
            .collect();
        Ok(if unreadable.is_empty() {
            Ok(format!("opens all {} stored tokens", clients.len()))
        } else {
            Err(unreadable.join("; "))
        })
    }

    async fn check_clients(&self) -> Result<Result<String, String>> {
        let clients = clients::all(&self.store).await?;
        let waiting: Vec<_> = clients
            .iter()
            .filter(|client| client.status != "ACTIVE")
            .map(|client| client.cid.to_string())
            .collect();
        Ok(if waiting.is_empty() {
            Ok(format!("{} authenticated", clients.len()))
        } else {
            Err(format!("Entrata refused the token of {}: have them authenticate again", waiting.join(", ")))
        })
    }

    async fn check_jobs(&self) -> Result<Result<String, String>> {
        let dead = jobs::dead(&self.store).await?;
        let told: Vec<_> = dead
            .iter()
            .map(|(cid, property, why)| {
                let why = why.as_deref().unwrap_or("no reason noted");
                format!("property {property} of client {cid} ({why})")
            })
            .collect();
        Ok(if told.is_empty() {
            Ok("none given up".to_owned())
        } else {
            Err(format!("ingestions given up, `entrata sync` revives them: {}", told.join("; ")))
        })
    }

    /// A made-up code is the one question that Entrata answers without a client's token. Its refusal shows that
    /// Entrata is there, but not whether our credentials are right, since it looks at the code first: that is
    /// told by the last webhook that brought a code.
    async fn check_entrata(&self, database: bool) -> Result<String, String> {
        let vendor = AppCredentials {
            client_id: self.settings.client_id.clone(),
            client_secret: self.settings.client_secret.clone(),
        };
        let code = SecretString::from("Y2hlY2s=");
        let oauth = self.api.oauth().with_deadline(Deadline::after(ENTRATA_WITHIN));
        match oauth.get_access_token(&vendor, &code).await {
            Err(error)
                if !matches!(error.kind(), crate::ErrorKind::Rejected | crate::ErrorKind::Unauthorized) =>
            {
                return Err(error.display_chain());
            }
            _ => {}
        }
        let refused = match database {
            true => {
                webhooks::last_authentication(&self.store).await.map_err(|error| error.display_chain())?
            }
            false => None,
        };
        match refused {
            Some((outcome, Some(why))) if outcome != "AUTHENTICATED" => Err(format!(
                "refused the last authentication ({why}): compare ENTRATA_CLIENT_ID and ENTRATA_CLIENT_SECRET with \
                 what Entrata gave you"
            )),
            _ => Ok(format!("answers at {}", self.settings.oauth_url)),
        }
    }
}

fn told<T>(finding: Result<T>) -> Result<T, String> {
    finding.map_err(|error| error.display_chain())
}

fn up_to_date_or_what_to_do(pending: &[String]) -> Result<String, String> {
    if pending.is_empty() {
        Ok("up to date".to_owned())
    } else {
        Err(format!("run `entrata migrate`: {} not applied yet", pending.join(", ")))
    }
}
