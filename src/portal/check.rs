//! Checks everything that the portal needs; each line reports ok, or the problem and its remedy.

mod database;

use super::{Portal, cid_of};
use crate::api::appinfo::GetAccessibleServices;
use crate::api::calendar::GetCalendarAvailability;
use crate::api::leads::{GetLeads, SendLeads, UpdateLeads};
use crate::api::oauth::AppCredentials;
use crate::api::properties::{GetFloorPlans, GetProperties};
use crate::api::units::{GetMitsPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::api::{Deadline, Method};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::entrata::clients::{self, Client};
use crate::store::entrata::{jobs, webhooks};
use crate::store::host::fit;
use crate::store::schema;
use crate::token_seal::TokenColumn;
use futures_util::future::join_all;
use secrecy::SecretString;
use serde::Serialize;
use std::borrow::Cow;
use std::time::Duration;

/// The timeout of each request to Entrata.
const ENTRATA_TIMEOUT: Duration = Duration::from_secs(5);
/// The number of clients that are checked at Entrata: each call counts against a client's rate limit.
const MAX_CLIENTS: usize = 50;
/// The methods that the portal calls. A company grants each of them when it installs the app.
const METHODS: [&str; 8] = [
    GetProperties::NAME,
    GetFloorPlans::NAME,
    GetMitsPropertyUnits::NAME,
    GetUnitsAvailabilityAndPricing::NAME,
    GetCalendarAvailability::NAME,
    GetLeads::NAME,
    SendLeads::NAME,
    UpdateLeads::NAME,
];

/// One line of `entrata check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckLine {
    /// What was checked.
    pub name: Cow<'static, str>,
    /// Whether it is ok.
    pub ok: bool,
    /// The result, or the problem and its remedy.
    pub message: String,
}

impl CheckLine {
    fn new(name: impl Into<Cow<'static, str>>, finding: Result<String, String>) -> Self {
        let ok = finding.is_ok();
        Self { name: name.into(), ok, message: finding.unwrap_or_else(|wrong| wrong) }
    }

    /// The only line when the settings cannot be read.
    #[must_use]
    pub fn bad_settings(error: &Error) -> Self {
        Self::new("settings", Err(error.display_chain()))
    }
}

impl Portal {
    /// Checks everything that the portal needs: settings, database, schema, token key, spool, clients, jobs and Entrata.
    pub async fn check(&self) -> Vec<CheckLine> {
        let mut lines = vec![CheckLine::new("settings", Ok("complete and well-formed".to_owned()))];
        let database = self.store.conn().await.map(drop);
        let mut clients = None;
        match database {
            Err(error) => lines.push(CheckLine::new("database", Err(error.display_chain()))),
            Ok(()) => {
                lines.push(CheckLine::new("database", Ok("answers".to_owned())));
                lines.extend(self.check_server().await);
                let pending =
                    schema::pending(&self.store, self.settings.portal_map.default_tables().as_deref()).await;
                let is_current = pending.as_ref().is_ok_and(Vec::is_empty);
                lines.push(CheckLine::new("schema", shown(pending).and_then(|pending| up_to_date(&pending))));
                if is_current {
                    lines.extend(self.check_fit().await);
                    clients = self.check_tables(&mut lines).await;
                }
            }
        }
        lines.push(CheckLine::new("spool", self.check_spool()));
        lines.push(CheckLine::new("Entrata", self.check_entrata(clients.is_some()).await));
        let clients = clients.unwrap_or_default();
        let active = clients.iter().filter(|client| client.status == "ACTIVE").take(MAX_CLIENTS);
        lines.extend(join_all(active.map(|client| self.check_client(client))).await);
        lines
    }

    /// Compares the portal's tables with the map, one line for each misfit.
    async fn check_fit(&self) -> Vec<CheckLine> {
        let line = |finding| CheckLine::new("portal tables", finding);
        match fit::check(&self.store, &self.settings.portal_map).await {
            Err(error) => vec![line(Err(error.display_chain()))],
            Ok(found) if found.is_empty() => vec![line(Ok("fit the map".to_owned()))],
            Ok(found) => found.iter().map(|misfit| line(Err(misfit.to_string()))).collect(),
        }
    }

    /// Checks the data in the tables; returns the clients.
    async fn check_tables(&self, lines: &mut Vec<CheckLine>) -> Option<Vec<Client>> {
        let clients = match clients::all(&self.store).await {
            Ok(clients) => clients,
            Err(error) => {
                lines.push(CheckLine::new("clients", Err(error.display_chain())));
                return None;
            }
        };
        lines.push(CheckLine::new("token key", self.check_tokens(&clients)));
        lines.push(CheckLine::new("clients", all_authenticated(&clients)));
        let dead = jobs::dead(&self.store).await;
        lines.push(CheckLine::new("jobs", shown(dead).and_then(|dead| none_given_up(&dead))));
        Some(clients)
    }

    fn check_tokens(&self, clients: &[Client]) -> Result<String, String> {
        let keys = self.settings.token_keys();
        let tokens = clients.iter().flat_map(|client| {
            let refresh = client.refresh_token.as_deref().map(|token| (client, token, TokenColumn::Refresh));
            [(client, client.access_token.as_str(), TokenColumn::Access)].into_iter().chain(refresh)
        });
        let opened = tokens.map(|(client, token, column)| keys.open(token, cid_of(client)?, column));
        let (opened, unreadable): (Vec<_>, Vec<_>) = opened.partition(Result::is_ok);
        let unreadable: Vec<_> =
            unreadable.into_iter().filter_map(Result::err).map(|error| error.display_chain()).collect();
        if unreadable.is_empty() {
            Ok(format!("opens all {} stored tokens", opened.len()))
        } else {
            Err(format!(
                "{}: set ENTRATA_TOKEN_KEY or ENTRATA_TOKEN_KEY_PREVIOUS to the key that sealed them",
                unreadable.join("; ")
            ))
        }
    }

    fn check_spool(&self) -> Result<String, String> {
        self.spool.check().map_err(|error| format!("{error} (see ENTRATA_SPOOL_DIR)"))?;
        Ok(match self.spool.waiting_bytes() {
            0 => format!("{} is private and empty", self.settings.spool_dir.display()),
            bytes => format!("{bytes} bytes of log entries wait for a worker or the next webhook"),
        })
    }

    /// Exchanging a made-up code is the only request that Entrata accepts without a client's token. Its rejection shows
    /// that Entrata responds, but not whether our credentials are right, because Entrata checks the code first. The
    /// last webhook with a code shows that.
    async fn check_entrata(&self, has_tables: bool) -> Result<String, String> {
        let vendor = AppCredentials::new(&self.settings.client_id, self.settings.client_secret.clone());
        let code = SecretString::from("Y2hlY2s=");
        let oauth = self.api.oauth().with_deadline(Deadline::after(ENTRATA_TIMEOUT));
        match oauth.get_access_token(&vendor, &code).await {
            Err(error)
                if !matches!(error.kind(), crate::ErrorKind::Rejected | crate::ErrorKind::Unauthorized) =>
            {
                return Err(error.display_chain());
            }
            _ => {}
        }
        let last = if has_tables { shown(webhooks::last_authentication(&self.store).await)? } else { None };
        match last {
            Some((outcome, Some(why))) if outcome != "AUTHENTICATED" => Err(format!(
                "rejected the last authorization code ({why}): compare ENTRATA_CLIENT_ID and ENTRATA_CLIENT_SECRET \
                 with what Entrata gave you"
            )),
            _ => Ok(format!("answers at {}", self.settings.oauth_url)),
        }
    }

    /// Checks that Entrata accepts a client's token, and that the company granted every method that the portal calls.
    async fn check_client(&self, client: &Client) -> CheckLine {
        let name = format!("client {}", client.cid);
        let asked = async {
            let company = self.company(client)?.with_deadline(Deadline::after(ENTRATA_TIMEOUT));
            self.flag_rejected_token(client, company.send(&GetAccessibleServices).await).await
        };
        let finding = match asked.await {
            Ok(granted) if granted.items.is_empty() => {
                Ok("its token works; Entrata does not list the granted methods".to_owned())
            }
            Ok(granted) => {
                let is_granted =
                    |method: &str| granted.items.iter().any(|one| one.method.eq_ignore_ascii_case(method));
                let missing: Vec<_> = METHODS.into_iter().filter(|method| !is_granted(method)).collect();
                if missing.is_empty() {
                    Ok("its token works and every method is granted".to_owned())
                } else {
                    Err(format!(
                        "has not granted {}: ask the company to allow them for the app at Entrata",
                        missing.join(", ")
                    ))
                }
            }
            // The method is documented, but not every app has it.
            Err(error) if error.kind() == ErrorKind::Rejected => {
                Ok("its token works; Entrata does not list the granted methods".to_owned())
            }
            Err(error) if error.kind() == ErrorKind::RateLimited => {
                Ok("not checked: its rate limit at Entrata is reached".to_owned())
            }
            Err(error) if error.kind() == ErrorKind::Unauthorized => {
                Err("Entrata rejects its token: ask the company to authenticate again".to_owned())
            }
            Err(error) => Err(error.display_chain()),
        };
        CheckLine::new(name, finding)
    }
}

fn shown<T>(finding: Result<T>) -> Result<T, String> {
    finding.map_err(|error| error.display_chain())
}

fn up_to_date(pending: &[String]) -> Result<String, String> {
    if pending.is_empty() {
        Ok("up to date".to_owned())
    } else {
        Err(format!("run `entrata migrate`: {} not applied yet", pending.join(", ")))
    }
}

fn all_authenticated(clients: &[Client]) -> Result<String, String> {
    let waiting: Vec<_> = clients
        .iter()
        .filter(|client| client.status != "ACTIVE")
        .map(|client| client.cid.to_string())
        .collect();
    if waiting.is_empty() {
        Ok(format!("{} authenticated", clients.len()))
    } else {
        Err(format!("Entrata rejected the token of {}: ask them to authenticate again", waiting.join(", ")))
    }
}

fn none_given_up(dead: &[(u64, u64, Option<String>)]) -> Result<String, String> {
    let listed: Vec<_> = dead
        .iter()
        .map(|(cid, property, why)| {
            format!("property {property} of client {cid} ({})", why.as_deref().unwrap_or("no reason noted"))
        })
        .collect();
    if listed.is_empty() {
        Ok("none given up".to_owned())
    } else {
        Err(format!("ingestions given up, `entrata sync` runs them again: {}", listed.join("; ")))
    }
}
