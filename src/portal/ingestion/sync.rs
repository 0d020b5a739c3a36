//! Ingests many properties in parallel.

use super::outcome::Ingested;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::portal::{Portal, unknown_client};
use crate::store::entrata::{clients, jobs, properties};
use futures_util::StreamExt;
use std::time::Duration;

/// How many properties are ingested at once.
const AT_ONCE: usize = 4;
/// How long to wait if a rate limit does not say.
const PAUSE: Duration = Duration::from_secs(60);

/// The outcome of ingesting one of many properties.
#[derive(Debug)]
#[non_exhaustive]
pub struct SyncOutcome {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// What the ingestion did, or why it failed.
    pub ingested: Result<Ingested>,
}

impl Portal {
    /// Returns the active properties of active clients: all, one client's, or one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownClient`] for a `cid` that has never been authenticated; [`ErrorKind::Unauthorized`] if that
    /// client must authenticate again; [`ErrorKind::Validation`] for a property that is unknown or suspended;
    /// [`ErrorKind::Database`].
    pub async fn active_properties(
        &self,
        cid: Option<Cid>,
        property: Option<PropertyId>,
    ) -> Result<Vec<(Cid, PropertyId)>> {
        let found = properties::active(&self.store, cid, property).await?;
        let typed = |(cid, property)| Some((Cid::try_from(cid).ok()?, PropertyId::try_from(property).ok()?));
        let active: Vec<_> = found.into_iter().filter_map(typed).collect();
        if active.is_empty() {
            self.check_target(cid, property).await?;
        }
        Ok(active)
    }

    /// Explains why no property is active: the client or the property is unknown or not active.
    async fn check_target(&self, cid: Option<Cid>, property: Option<PropertyId>) -> Result<()> {
        if let Some(cid) = cid {
            let client = clients::find(&mut self.store.conn().await?, cid).await?;
            let client = client.ok_or_else(|| unknown_client(cid))?;
            if client.status != "ACTIVE" {
                let message = format!("client {cid} must authenticate again");
                return Err(Error::new(ErrorKind::Unauthorized, message));
            }
        }
        let Some(property) = property else { return Ok(()) };
        let of_client = cid.map(|cid| format!(" of client {cid}")).unwrap_or_default();
        let known = properties::statuses(&self.store, cid, property).await?;
        let why = match known.first() {
            None => format!("{property}{of_client} is unknown: no webhook has activated it"),
            Some(status) if status != "ACTIVE" => format!("{property}{of_client} is suspended"),
            Some(_) => format!("{property} belongs to a client that must authenticate again"),
        };
        Err(Error::validation(vec![FieldError::new("property", why)]))
    }

    /// Ingests many properties, several at once; `ended` is called with each outcome. Waits where a rate
    /// limit is reached. A failed ingestion is requested again, so that the worker retries it.
    pub async fn sync(
        &self,
        properties: Vec<(Cid, PropertyId)>,
        mut ended: impl FnMut(&SyncOutcome),
    ) -> Vec<SyncOutcome> {
        let one = async |(cid, property)| {
            let ingested = self.ingest_in_turn(cid, property).await;
            if ingested.is_err()
                && let Ok(mut conn) = self.store.conn().await
                && let Err(error) = jobs::request_ingestion(&mut conn, cid, property, None).await
            {
                tracing::warn!(error = error.display_chain(), "ingestion not requested again");
            }
            SyncOutcome { cid, property, ingested }
        };
        let mut outcomes = Vec::with_capacity(properties.len());
        let mut running = futures_util::stream::iter(properties).map(one).buffer_unordered(AT_ONCE);
        while let Some(outcome) = running.next().await {
            ended(&outcome);
            outcomes.push(outcome);
        }
        outcomes
    }

    async fn ingest_in_turn(&self, cid: Cid, property: PropertyId) -> Result<Ingested> {
        loop {
            let error = match self.ingest_property(cid, property).await {
                Err(error) if error.kind() == ErrorKind::RateLimited => error,
                ended => return ended,
            };
            let pause = error.retry_after().unwrap_or(PAUSE);
            tracing::info!(
                cid = cid.get(),
                property_id = property.get(),
                seconds = pause.as_secs(),
                "waiting for Entrata's rate limit"
            );
            tokio::time::sleep(pause).await;
        }
    }
}
