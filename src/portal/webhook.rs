//! Webhooks: logged first, then checked, then carried out.

mod activation;
mod audit_log;
mod authentication;
#[cfg(fuzzing)]
pub mod fuzzing;
mod handled;
mod layers;
mod parameters;
mod received;
mod redaction;
mod replay;
mod reply;
mod request;
mod spool;
mod spool_entry;
mod spooled;
mod strangers;

pub use audit_log::NewWebhook;
pub use parameters::Parameter;
pub use reply::Reply;
pub(super) use spool::Spool;
pub(super) use strangers::Strangers;

use super::Portal;
use super::onboarding::{Exchange, ExchangeFailure};
use crate::error::portal::{Error, ErrorKind};
use crate::store::entrata::webhooks::LogId;
use activation::MIN_DATABASE_TIME;
use authentication::{Credentials, Proof};
use handled::{Handled, REPLY_RESERVE};
use received::Received;
use reply::Done;
use request::{Named, Request};
use std::time::Instant;
use tracing::Instrument;

impl Portal {
    /// Handles a webhook. The reply always has one of the documented forms.
    ///
    /// The webhook is logged first, unless `log_id` names an existing row. The outcome is stored on the same row.
    pub async fn handle_webhook(
        &self,
        raw_query: &[u8],
        remote_addr: Option<&str>,
        log_id: Option<LogId>,
    ) -> Reply {
        let began = Instant::now();
        let received = Received::new(raw_query, remote_addr, &self.settings);
        let log_id = match log_id {
            Some(log_id) => log_id,
            None => self.log(&received, Named::default()).await,
        };
        self.reply(&received, log_id, self.act(&received, log_id, began)).await
    }

    /// Logs the outcome of a webhook, and replies. Every log line on the way has the log id.
    async fn reply(
        &self,
        received: &Received<'_>,
        log_id: LogId,
        handling: impl Future<Output = Handled>,
    ) -> Reply {
        let span = tracing::error_span!("webhook", %log_id);
        async {
            let handled = handling.await;
            failpoint!("webhook-before-outcome");
            self.log_outcome(log_id, received, &handled).await;
            failpoint!("webhook-before-answer");
            Reply::new(log_id, &handled.result)
        }
        .instrument(span)
        .await
    }

    async fn act(&self, received: &Received<'_>, log_id: LogId, began: Instant) -> Handled {
        match received.credentials {
            Credentials::Wrong => return Handled::new(None, Err(invalid_client())),
            // A sender without credentials learns nothing about its parameters.
            Credentials::Absent if !received.has_code() => return Handled::new(None, Err(invalid_client())),
            Credentials::Absent | Credentials::Valid(_) => {}
        }
        match (Request::read(&received.parameters), received.proof()) {
            (Err(error), proof) => {
                if let Some(proof) = proof.filter(|_| received.has_code()) {
                    self.log_sender(log_id, received, proof).await;
                }
                Handled::new(proof, Err(error))
            }
            (Ok(request), Some(proof)) => self.act_as(proof, request, received, log_id, began).await,
            (Ok(request), None) => self.act_by_code(request, received, log_id, began).await,
        }
    }

    /// Carries out a webhook of an authenticated sender. A failed code exchange does not stop the rest.
    async fn act_as(
        &self,
        proof: Proof,
        request: Request,
        received: &Received<'_>,
        log_id: LogId,
        began: Instant,
    ) -> Handled {
        let Request { cid, auth_code, action, subdomain } = request;
        let (mut failed_exchange, mut is_unused) = (None, false);
        if let Some(code) = auth_code {
            // Boxed: few webhooks have a code, and the future would enlarge all others.
            let exchange = Exchange {
                code: &code,
                cid,
                subdomain: subdomain.as_deref(),
                is_proven: true,
                deadline: self.exchange_deadline(began),
            };
            let exchanged = Box::pin(self.exchange(exchange)).await;
            if exchanged.as_ref().err().is_none_or(|failure| failure.code_is_used) {
                self.log_sender(log_id, received, proof).await;
            }
            if let Err(ExchangeFailure { error, code_is_used, .. }) = exchanged {
                is_unused = !code_is_used;
                let goes_on = action.is_some() && error.kind() != ErrorKind::ClientMismatch;
                if !goes_on {
                    return Handled::new(Some(proof), Err(error));
                }
                failed_exchange = Some(error);
            }
        }
        let Some(action) = action else { return Handled::new(Some(proof), Ok(Done::authenticated(cid))) };
        let mut handled =
            self.decide_about_property(proof, cid, &action, failed_exchange.as_ref(), log_id, began).await;
        let unknown = handled.result.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnknownClient);
        match failed_exchange {
            // Without the exchange the client stays unknown, so that is the error. A code that was not used
            // because of our database must come again, with the whole webhook.
            Some(error) if unknown || (is_unused && error.kind() == ErrorKind::Database) => {
                handled = Handled::new(Some(proof), Err(error));
            }
            failed => handled.failed_exchange = failed,
        }
        handled
    }

    /// Carries out a webhook that only its authorization code can authenticate.
    async fn act_by_code(
        &self,
        request: Request,
        received: &Received<'_>,
        log_id: LogId,
        began: Instant,
    ) -> Handled {
        let Request { cid, auth_code: Some(code), action, .. } = request else {
            return Handled::new(None, Err(invalid_client()));
        };
        if !self.strangers.may_try_code(received.remote_addr.as_deref(), Instant::now()) {
            return Handled::new(None, Err(invalid_client()));
        }
        let deadline = self.exchange_deadline(began);
        let exchange = Exchange { code: &code, cid, subdomain: None, is_proven: false, deadline };
        if let Err(ExchangeFailure { error, code_is_rejected, .. }) = Box::pin(self.exchange(exchange)).await
        {
            // Entrata does not vouch for the sender of a code that it rejects.
            let error = if code_is_rejected { invalid_client().with_source(error) } else { error };
            return Handled::new(None, Err(error));
        }
        self.log_sender(log_id, received, Proof::Code).await;
        match action {
            None => Handled::new(Some(Proof::Code), Ok(Done::authenticated(cid))),
            Some(action) => self.decide_about_property(Proof::Code, cid, &action, None, log_id, began).await,
        }
    }

    /// The deadline of an exchange, which leaves time for the rest of the webhook.
    fn exchange_deadline(&self, began: Instant) -> Instant {
        began + self.settings.timeout.saturating_sub(REPLY_RESERVE + MIN_DATABASE_TIME)
    }
}

/// The reply does not reveal what was wrong.
fn invalid_client() -> Error {
    Error::new(ErrorKind::InvalidClient, "the client credentials are wrong or absent")
}
