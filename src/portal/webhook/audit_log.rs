//! The log of webhooks: first in the table, and in the spool while the database is unavailable.

use super::authentication::Proof;
use super::handled::{Handled, REPLY_RESERVE};
use super::received::Received;
use super::reply;
use super::request::{Named, logged_request_type};
use super::spool_entry::Entry;
use crate::error::portal::{Error, ErrorKind};
use crate::portal::Portal;
use crate::portal::within::within;
use crate::store::entrata::webhooks::{self, LogId, Outcome};
use std::time::{Duration, Instant};

/// How long a webhook waits for its row: the reply matters more than the log.
const LOG_TIMEOUT: Duration = Duration::from_secs(1);
/// A webhook to be logged.
///
/// A portal that uses [`Portal::handle_webhook`] only sets the query string and the sender's address: the rest is read
/// from the query string of an authenticated sender.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewWebhook<'a> {
    /// The request type; any word other than the three documented ones is logged as `UNKNOWN`.
    pub request_type: Option<&'a str>,
    /// Entrata's id of the company.
    pub cid: Option<u64>,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
    /// The query string as received, byte for byte. Secrets are masked before it is stored.
    pub raw_query: &'a [u8],
    /// The sender's address.
    pub remote_addr: Option<&'a str>,
}

impl NewWebhook<'_> {
    fn named(&self) -> Named {
        Named {
            request_type: self.request_type.and_then(logged_request_type),
            cid: self.cid,
            property_id: self.property_id,
        }
    }
}

impl Portal {
    /// Logs a webhook and returns its unique id.
    ///
    /// This never fails. While the database is unavailable, the entry waits in the spool, and a warning is logged. For
    /// an unauthenticated sender, only the start of the query string is logged, and in a flood only the count.
    pub async fn log_webhook(&self, webhook: &NewWebhook<'_>) -> LogId {
        let received = Received::new(webhook.raw_query, webhook.remote_addr, &self.settings);
        self.log(&received, webhook.named()).await
    }

    /// Logs a webhook. `named` is what the caller says about it, where the query string says nothing.
    pub(super) async fn log(&self, received: &Received<'_>, named: Named) -> LogId {
        failpoint!("webhook-before-log");
        let log_id = LogId::new();
        let arrival = received.arrival(log_id, received.proof(), named, false, &self.settings);
        let is_proven = arrival.authenticated_by.is_some();
        if is_proven || self.strangers.may_log(log_id, Instant::now()) {
            match within(LOG_TIMEOUT, webhooks::log(&self.store, &arrival)).await {
                Ok(()) if is_proven => {
                    tracing::info!(%log_id, request_type = arrival.request_type, cid = arrival.cid,
                        property_id = arrival.property_id, "webhook received");
                    self.report_strangers();
                    self.store_some_of_the_spool().await;
                }
                Ok(()) => {}
                Err(error) if is_proven || named != Named::default() => {
                    self.spool_entry(log_id, &Entry::arrival(&arrival), is_proven, &error);
                }
                Err(error) => {
                    tracing::debug!(%log_id, error = error.display_chain(), "a stranger's webhook is not logged");
                }
            }
        }
        failpoint!("webhook-after-log");
        log_id
    }

    /// Stores the sender on a webhook's row, or masks the authorization code in it.
    pub(super) async fn log_sender(&self, log_id: LogId, received: &Received<'_>, proof: Proof) {
        let arrival = received.arrival(log_id, Some(proof), Named::default(), true, &self.settings);
        let logged = within(LOG_TIMEOUT, webhooks::log_sender(&self.store, &arrival)).await;
        if let Err(error) = logged {
            self.spool_entry(log_id, &Entry::sender(&arrival), true, &error);
        }
    }

    /// Stores the outcome on a webhook's row.
    pub(super) async fn log_outcome(&self, log_id: LogId, received: &Received<'_>, handled: &Handled) {
        let outcome = reply::outcome(&handled.result, handled.failed_exchange.as_ref());
        if handled.proof.is_none() {
            return self.log_rejection(log_id, received, &outcome).await;
        }
        let (code, error) = (outcome.response_code, outcome.error.as_deref());
        if handled.result.is_ok() {
            tracing::info!(%log_id, outcome = &*outcome.outcome, error, "webhook answered");
        } else {
            tracing::warn!(%log_id, code, outcome = &*outcome.outcome, error, "webhook failed");
        }
        if handled.outcome_logged {
            return;
        }
        let missing = match within(REPLY_RESERVE, webhooks::complete(&self.store, log_id, &outcome)).await {
            Ok(true) => return,
            Ok(false) => Error::new(ErrorKind::Database, "the webhook's row is not in the table yet"),
            Err(error) => error,
        };
        self.spool_entry(log_id, &Entry::outcome(log_id, &outcome), true, &missing);
    }

    /// The same for a stranger: the row has none of its claims, and the log gets one line a minute.
    async fn log_rejection(&self, log_id: LogId, received: &Received<'_>, outcome: &Outcome) {
        tracing::debug!(%log_id, code = outcome.response_code, outcome = &*outcome.outcome, "stranger rejected");
        self.strangers.count_rejected();
        self.report_strangers();
        if self.strangers.is_unlogged(log_id) {
            return;
        }
        let masked = received
            .has_code()
            .then(|| received.arrival(log_id, None, Named::default(), true, &self.settings).raw_query);
        let logged = webhooks::reject(&self.store, log_id, outcome, masked.as_deref());
        if let Err(error) = within(REPLY_RESERVE, logged).await {
            tracing::debug!(%log_id, error = error.display_chain(), "a stranger's webhook is not logged");
        }
    }

    fn report_strangers(&self) {
        if let Some(count) = self.strangers.report(Instant::now()) {
            tracing::warn!(parent: None, count, "webhooks without valid credentials were rejected");
        }
    }
}
