//! Stores spooled entries in the tables: a few with each webhook, the rest in the worker and before a purge.

use super::spool_entry::Entry;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal::Portal;
use crate::store::entrata::clients::Authenticated;
use crate::store::entrata::webhooks::{self, LogId};
use std::time::Duration;

/// How many entries are stored at once, and how long that may delay a webhook.
const BATCH: usize = 100;
const BATCH_TIMEOUT: Duration = Duration::from_millis(200);

impl Portal {
    pub(super) async fn store_some_of_the_spool(&self) {
        if !self.spool.is_waiting() {
            return;
        }
        // An interrupted batch is repeated; a webhook neither waits for it nor fails with it.
        let stored = tokio::time::timeout(BATCH_TIMEOUT, self.store_batch()).await;
        if let Ok(Err(error)) = stored {
            tracing::warn!(error = error.display_chain(), "the spooled log entries cannot be stored yet");
        }
    }

    /// Stores the log entries that waited for the database, each under its own id and time. Returns how many.
    ///
    /// Returns 0 while another process stores them.
    pub async fn store_spooled_webhooks(&self) -> usize {
        let mut stored = 0;
        while self.spool.is_waiting() {
            match self.store_batch().await {
                Ok(Some((count, true))) => stored += count,
                Ok(Some((count, false))) => {
                    stored += count;
                    break;
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(
                        error = error.display_chain(),
                        "the spooled log entries cannot be stored yet"
                    );
                    break;
                }
            }
        }
        stored
    }

    /// Stores the next entries of the spool. Returns how many, and whether more wait.
    async fn store_batch(&self) -> Result<Option<(usize, bool)>> {
        let failed = |error| Error::new(ErrorKind::Internal, "the spool cannot be read").with_source(error);
        let Some(mut batch) = self.spool.take(BATCH).map_err(failed)? else { return Ok(None) };
        failpoint!("spool-taken");
        let entries = std::mem::take(&mut batch.entries);
        let count = entries.len();
        let (mut arrivals, mut senders) = (Vec::new(), Vec::new());
        let (mut outcomes, mut clients) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry {
                Entry::Arrival(arrival) => arrivals.extend(arrival.read()),
                Entry::Sender(arrival) => senders.extend(arrival.read()),
                Entry::Outcome(outcome) => outcomes.extend(outcome.read()),
                Entry::Client(client) => clients.extend(client.read()),
            }
        }
        webhooks::log_all(&self.store, &arrivals).await?;
        failpoint!("spool-mid-rows");
        for arrival in &senders {
            webhooks::log_sender(&self.store, arrival).await?;
        }
        webhooks::complete_all(&self.store, &outcomes).await?;
        for (client, is_proven) in &clients {
            match self.set_up(client, *is_proven).await {
                Err(error) if error.kind() == ErrorKind::Database => return Err(error),
                Err(error) => {
                    tracing::error!(
                        cid = client.cid.get(),
                        error = error.display_chain(),
                        "a spooled client is rejected"
                    );
                }
                Ok(_) => tracing::info!(cid = client.cid.get(), "a spooled client was stored"),
            }
        }
        failpoint!("spool-before-forget");
        tracing::info!(count, damaged = batch.damaged, "spooled log entries were stored");
        let more = batch.done().map_err(failed)?;
        Ok(Some((count, more)))
    }

    pub(super) fn spool_entry(&self, log_id: LogId, entry: &Entry, is_proven: bool, why: &Error) {
        failpoint!("spool-before-write");
        match self.spool.add(entry, is_proven) {
            Ok(()) => {
                failpoint!("spool-after-write");
                tracing::warn!(%log_id, error = why.display_chain(), "the webhook's log entry waits in the spool");
            }
            Err(spool) => {
                tracing::error!(%log_id, error = why.display_chain(), %spool, "the webhook's log entry is lost");
            }
        }
    }

    /// Spools a client that Entrata authenticated and that could not be stored. Its tokens are sealed.
    pub(in crate::portal) fn spool_client(&self, client: Authenticated, is_proven: bool, why: &Error) {
        let cid = client.cid.get();
        match self.spool.add(&Entry::client(client, is_proven), true) {
            Ok(()) => tracing::warn!(cid, error = why.display_chain(), "the client waits in the spool"),
            Err(spool) => {
                tracing::error!(cid, error = why.display_chain(), %spool, "the client's authorization is lost");
            }
        }
    }
}
