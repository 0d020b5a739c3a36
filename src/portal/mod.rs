//! The portal: connects the tables, Entrata's API and tour times. One file per flow.

mod appointment;
mod backoff;
mod check;
mod erasure;
mod events;
mod ingestion;
mod jobs;
mod leads;
mod metrics;
mod onboarding;
mod rate_limit;
mod reconciliation;
mod tour_times;
mod webhook;
mod within;

pub use crate::error::portal::{Error, ErrorKind, Result};
#[doc(inline)]
pub use crate::store::entrata::webhooks::LogId;
pub use check::CheckLine;
pub use erasure::{AtEntrata, Forgotten, Purged};
pub use events::ClaimedEvent;
pub use ingestion::{Ingested, SyncOutcome};
pub use leads::{Delivery, DeliveryStatus};
pub use onboarding::Rotation;
pub use tour_times::TourTimes;
#[cfg(fuzzing)]
pub use webhook::fuzzing;
pub use webhook::{NewWebhook, Parameter, Reply};

use crate::api;
use crate::config::Settings;
use crate::id::{Cid, PropertyId};
use crate::store::Store;
use crate::store::entrata::clients::{self, Client};
use crate::store::host::fit;
use crate::token_seal::TokenColumn;
use metrics::PendingHits;
use rate_limit::SharedLimits;
use reconciliation::NothingDue;
use serde_json::Value;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use webhook::{Spool, Strangers};

/// The portal's side of the integration. Create one per process and share it.
pub struct Portal {
    settings: Settings,
    store: Store,
    api: api::Client,
    spool: Spool,
    strangers: Strangers,
    pending_hits: PendingHits,
    nothing_to_reconcile: NothingDue,
}

impl Portal {
    /// Opens the portal with one database connection, for a process that does one thing at a time. It connects at the
    /// first use.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the HTTP client cannot be built, such as without root certificates.
    pub fn open(settings: Settings) -> Result<Self> {
        Self::with_connections(settings, 1)
    }

    /// Opens the portal with at most `connections` to the database.
    ///
    /// # Errors
    ///
    /// As [`Portal::open`].
    pub fn with_connections(settings: Settings, connections: usize) -> Result<Self> {
        let store = Store::open(&settings.database, connections);
        let api = api::Client::builder()
            .api_url(settings.api_url.clone())
            .oauth_url(settings.oauth_url.clone())
            // Under PHP nothing runs between requests that could notice a closed connection.
            .idle_timeout(Duration::from_secs(4))
            .limiter(Arc::new(SharedLimits::new(store.clone())))
            .build()?;
        let spool = Spool::new(&settings.spool_dir, &database_name(&settings));
        Ok(Self {
            settings,
            store,
            api,
            spool,
            strangers: Strangers::default(),
            pending_hits: PendingHits::default(),
            nothing_to_reconcile: NothingDue::default(),
        })
    }

    /// Returns the settings that it was opened with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The tables.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Closes the connections to the database in an orderly way.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Calls any method of Entrata's API as a client. Returns the `result` of the response.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownClient`], or the error of the call.
    pub async fn call(
        &self,
        cid: Cid,
        service: &str,
        method: &str,
        params: Value,
        version: Option<&str>,
    ) -> Result<Value> {
        let client = self.client(cid).await?;
        let company = self.company(&client)?;
        let mut call = api::RawCall::new(service, method);
        if let Some(property) = property_of(&params) {
            call = call.property(property);
        }
        if let Some(version) = version {
            call = call.version(version);
        }
        let call = call.params(params);
        let page = self.flag_rejected_token(&client, company.call_page(&call).await).await?;
        if page.next.is_some() {
            tracing::warn!(method, "the response has more pages, which were not requested");
        }
        Ok(page.result)
    }

    /// Returns the company of an authenticated client, for calls of the SDK.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownClient`]; [`ErrorKind::Unauthorized`] if the client must authenticate again.
    pub async fn company_of(&self, cid: Cid) -> Result<api::Company> {
        let client = self.client(cid).await?;
        self.company(&client)
    }

    /// Names what in the portal's tables does not fit, where that is why the database rejected a statement.
    async fn with_misfits<T>(&self, result: Result<T>) -> Result<T> {
        match result {
            Err(error) => Err(fit::run_time::explained(&self.store, &self.settings.portal_map, error).await),
            done => done,
        }
    }

    /// A client that has been authenticated.
    async fn client(&self, cid: Cid) -> Result<Client> {
        let found = clients::find(&mut self.store.conn().await?, cid).await?;
        found.ok_or_else(|| unknown_client(cid))
    }

    /// Returns a client's company at Entrata, with one deadline for all its calls.
    fn company(&self, client: &Client) -> Result<api::Company> {
        let cid = cid_of(client)?;
        if client.status != "ACTIVE" {
            let message = format!("client {cid} must authenticate again: Entrata has rejected its token");
            return Err(Error::new(ErrorKind::Unauthorized, message));
        }
        let token = self.settings.token_keys().open(&client.access_token, cid, TokenColumn::Access)?;
        let company = self.api.company(cid, &client.subdomain, api::Auth::Bearer(token))?;
        Ok(company.with_deadline(api::Deadline::after(self.settings.timeout)))
    }

    /// Returns `answer` unchanged. If Entrata rejected the token, marks the client `REAUTH_REQUIRED`.
    async fn flag_rejected_token<T>(
        &self,
        client: &Client,
        answer: Result<T, impl Into<Error>>,
    ) -> Result<T> {
        let answer: Result<T> = answer.map_err(Into::into);
        if let Err(error) = &answer
            && error.kind() == ErrorKind::Unauthorized
            && client.status == "ACTIVE"
        {
            tracing::warn!(
                cid = client.cid,
                "Entrata rejected the client's token: it must authenticate again"
            );
            let cid = cid_of(client)?;
            let marked = clients::require_reauthentication(&self.store, cid, &client.access_token).await;
            if let Err(error) = marked {
                // The rejection matters more to the caller. The next call is rejected again, and marks the client then.
                tracing::error!(
                    cid = client.cid,
                    error = error.display_chain(),
                    "the client could not be marked"
                );
            }
        }
        answer
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Entrata's codes for an app without permission. They say nothing about the request; a person has to grant the permission.
const NO_PERMISSION: [i64; 2] = [311, 1403];

/// Returns whether Entrata rejected a call because the app lacks a permission.
fn lacks_permission(error: &Error) -> bool {
    error.entrata_code().is_some_and(|code| NO_PERMISSION.contains(&code))
}

fn unknown_client(cid: Cid) -> Error {
    Error::new(ErrorKind::UnknownClient, format!("client {cid} has never been authenticated"))
}

fn cid_of(client: &Client) -> Result<Cid> {
    Cid::try_from(client.cid).map_err(|_| Error::new(ErrorKind::Internal, "a client's row has no usable cid"))
}

fn property_of(params: &Value) -> Option<PropertyId> {
    let id = params.get("propertyId").or_else(|| params.get("propertyIds"))?;
    serde_json::from_value(id.clone()).ok()
}

fn database_name(settings: &Settings) -> String {
    let url = &settings.database;
    let socket = url.socket().unwrap_or_else(|| Path::new(""));
    format!("{}:{}/{}/{}", url.host(), url.port(), socket.display(), url.database())
}
