//! The log of webhooks: first in the table, and in the spool while the database is away.

use super::query::{self, Query};
use super::reply::{self, Done};
use super::spool::Entry;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal::Portal;
use crate::store::entrata::webhooks::{self, Arrival, LogId};
use chrono::Utc;
use std::time::Duration;

/// How long a webhook waits for its row: the answer is worth more than the log.
const LOG_WITHIN: Duration = Duration::from_secs(1);
/// As long as the table's column.
const LONGEST_TYPE: usize = 64;
const LONGEST_ADDRESS: usize = 64;

/// A webhook to be logged.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// The request type as sent.
    pub request_type: Option<String>,
    /// The client id as sent, where it is a number.
    pub cid: Option<u64>,
    /// The property id as sent, where it is a number.
    pub property_id: Option<u64>,
    /// The query string as received, byte for byte; our own secrets are masked before it is kept.
    pub raw_query: Vec<u8>,
    /// The sender's address.
    pub remote_addr: Option<String>,
}

impl NewWebhook {
    pub(super) fn glance(query: &Query<'_>, raw_query: &[u8], remote_addr: Option<&str>) -> Self {
        let (request_type, cid, property_id) = query.glance();
        let remote_addr = remote_addr.map(str::to_owned);
        Self { request_type, cid, property_id, raw_query: raw_query.to_vec(), remote_addr }
    }

    fn arrival(&self, log_id: LogId) -> Arrival {
        let short = |text: &Option<String>, most| text.as_ref().map(|text| text.chars().take(most).collect());
        Arrival {
            log_id,
            request_type: short(&self.request_type, LONGEST_TYPE),
            cid: self.cid,
            property_id: self.property_id,
            raw_query: query::masked(&self.raw_query),
            remote_addr: short(&self.remote_addr, LONGEST_ADDRESS),
            received_at: Utc::now(),
        }
    }
}

impl Portal {
    /// Logs a webhook and returns its unique id. This never fails: while the database is away the entry waits in
    /// the spool, and a warning is logged.
    pub async fn log_webhook(&self, webhook: &NewWebhook) -> LogId {
        failpoint!("webhook-before-log");
        let log_id = LogId::fresh();
        let arrival = webhook.arrival(log_id);
        match self.in_table(async |conn| webhooks::log(conn, std::slice::from_ref(&arrival)).await).await {
            Ok(()) => {
                tracing::info!(%log_id, request_type = arrival.request_type, cid = arrival.cid,
                    property_id = arrival.property_id, "a webhook came in");
                self.bring_spool_in().await;
            }
            Err(error) => self.spool_entry(log_id, &Entry::from(&arrival), &error),
        }
        failpoint!("webhook-after-log");
        log_id
    }

    /// Writes what became of a webhook on its row.
    pub(super) async fn log_outcome(&self, log_id: LogId, end: &Result<Done>) {
        let outcome = reply::outcome(end);
        match &outcome.error {
            None => tracing::info!(%log_id, outcome = &*outcome.outcome, "the webhook was answered"),
            Some(error) => {
                tracing::warn!(%log_id, code = outcome.response_code, outcome = &*outcome.outcome, error,
                    "the webhook was refused");
            }
        }
        if end.as_ref().is_ok_and(|done| done.outcome_logged) {
            return;
        }
        let missing = || Error::new(ErrorKind::Database, "the webhook's row is not in the table yet");
        let logged = self
            .in_table(async |conn| {
                webhooks::complete(conn, log_id, &outcome).await?.then_some(()).ok_or_else(missing)
            })
            .await;
        if let Err(error) = logged {
            self.spool_entry(log_id, &Entry::from((log_id, &outcome)), &error);
        }
    }

    /// Brings entries that waited for the database into the table, each under its own id and time; says how
    /// many there were. Another process may be at it already: then there are none.
    pub async fn bring_spool_in(&self) -> usize {
        if !self.spool.is_waiting() {
            return 0;
        }
        match self.try_bring_spool_in().await {
            Ok(count) => count,
            Err(error) => {
                tracing::warn!(
                    error = error.display_chain(),
                    "the spool of webhooks could not be brought in yet"
                );
                0
            }
        }
    }

    async fn try_bring_spool_in(&self) -> Result<usize> {
        let failed =
            |error| Error::new(ErrorKind::Internal, "the spool file cannot be used").with_source(error);
        let Some(taken) = self.spool.take().map_err(failed)? else { return Ok(0) };
        failpoint!("spool-taken");
        let count = taken.entries.len();
        let mut conn = self.store.conn().await?;
        for entry in taken.entries.iter().cloned() {
            match entry {
                Entry::Arrival(arrival) => {
                    webhooks::log(&mut conn, &arrival.arrival().into_iter().collect::<Vec<_>>()).await?;
                }
                Entry::Outcome(outcome) => {
                    if let Some((log_id, outcome)) = outcome.outcome() {
                        webhooks::complete(&mut conn, log_id, &outcome).await?;
                    }
                }
            }
            failpoint!("spool-mid-rows");
        }
        failpoint!("spool-before-forget");
        tracing::info!(count, damaged = taken.damaged, "the spool of webhooks was brought in");
        taken.done().map_err(failed)?;
        Ok(count)
    }

    fn spool_entry(&self, log_id: LogId, entry: &Entry, why: &Error) {
        failpoint!("spool-before-write");
        match self.spool.add(entry) {
            Ok(()) => {
                failpoint!("spool-after-write");
                tracing::warn!(%log_id, error = why.display_chain(), "the webhook's log entry waits in the spool");
            }
            Err(spool) => {
                tracing::error!(%log_id, error = why.display_chain(), %spool, "the webhook's log entry is lost");
            }
        }
    }

    async fn in_table(&self, work: impl AsyncFnOnce(&mut mysql_async::Conn) -> Result<()>) -> Result<()> {
        let in_time = async { work(&mut self.store.conn().await?).await };
        match tokio::time::timeout(LOG_WITHIN, in_time).await {
            Ok(end) => end,
            Err(_) => Err(Error::new(ErrorKind::Database, "the database did not answer within a second")),
        }
    }
}
