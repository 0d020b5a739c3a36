//! Webhooks: logged first, then checked, then carried out.

mod audit_log;
mod authentication;
mod end;
#[cfg(fuzzing)]
pub mod fuzzing;
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

use super::onboarding::{Exchange, ExchangeFailure};
use super::{Portal, unknown_client};
use crate::error::portal::{Error, ErrorKind};
use crate::id::Cid;
use crate::store::entrata::property_state::{self, Decided, Decision, HousesFollow, Status};
use crate::store::entrata::webhooks::LogId;
use crate::store::host::house_status;
use audit_log::within;
use authentication::{Credentials, Proof};
use end::{End, REPLY_RESERVE};
use received::Received;
use reply::Done;
use request::{Action, Named, Request, RequestType};
use std::time::{Duration, Instant};
use tracing::Instrument;

/// The part of the budget that is reserved for the database.
const MIN_DATABASE_TIME: Duration = Duration::from_millis(500);

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
        handling: impl Future<Output = End>,
    ) -> Reply {
        let span = tracing::error_span!("webhook", %log_id);
        async {
            let end = handling.await;
            failpoint!("webhook-before-outcome");
            self.log_outcome(log_id, received, &end).await;
            failpoint!("webhook-before-answer");
            Reply::new(log_id, &end.result)
        }
        .instrument(span)
        .await
    }

    async fn act(&self, received: &Received<'_>, log_id: LogId, began: Instant) -> End {
        match received.credentials {
            Credentials::Wrong => return End::new(None, Err(invalid_client())),
            // A sender without credentials learns nothing about its parameters.
            Credentials::Absent if !received.has_code() => return End::new(None, Err(invalid_client())),
            Credentials::Absent | Credentials::Valid(_) => {}
        }
        match (Request::read(&received.parameters), received.proof()) {
            (Err(error), proof) => {
                if let Some(proof) = proof.filter(|_| received.has_code()) {
                    self.log_sender(log_id, received, proof).await;
                }
                End::new(proof, Err(error))
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
    ) -> End {
        let Request { cid, auth_code, action, subdomain } = request;
        let (mut failed_exchange, mut is_unused) = (None, false);
        if let Some(code) = auth_code {
            // Boxed: few webhooks have a code, and the future would enlarge all others.
            let exchange = Exchange {
                code: &code,
                cid,
                subdomain: subdomain.as_deref(),
                is_proven: true,
                ends: self.exchange_ends(began),
            };
            let exchanged = Box::pin(self.exchange(exchange)).await;
            if exchanged.as_ref().err().is_none_or(|failure| failure.code_is_used) {
                self.log_sender(log_id, received, proof).await;
            }
            if let Err(ExchangeFailure { error, code_is_used, .. }) = exchanged {
                is_unused = !code_is_used;
                let goes_on = action.is_some() && error.kind() != ErrorKind::ClientMismatch;
                if !goes_on {
                    return End::new(Some(proof), Err(error));
                }
                failed_exchange = Some(error);
            }
        }
        let Some(action) = action else { return End::new(Some(proof), Ok(Done::authenticated(cid))) };
        let mut end = self.carry_out(proof, cid, &action, failed_exchange.as_ref(), log_id, began).await;
        let unknown = end.result.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnknownClient);
        match failed_exchange {
            // Without the exchange the client stays unknown, so that is the error. A code that was not used
            // because of our database must come again, with the whole webhook.
            Some(error) if unknown || (is_unused && error.kind() == ErrorKind::Database) => {
                end = End::new(Some(proof), Err(error));
            }
            failed => end.failed_exchange = failed,
        }
        end
    }

    /// Carries out a webhook that only its authorization code can authenticate.
    async fn act_by_code(
        &self,
        request: Request,
        received: &Received<'_>,
        log_id: LogId,
        began: Instant,
    ) -> End {
        let Request { cid, auth_code: Some(code), action, .. } = request else {
            return End::new(None, Err(invalid_client()));
        };
        if !self.strangers.may_try_code(received.remote_addr.as_deref(), Instant::now()) {
            return End::new(None, Err(invalid_client()));
        }
        let ends = self.exchange_ends(began);
        let exchange = Exchange { code: &code, cid, subdomain: None, is_proven: false, ends };
        if let Err(ExchangeFailure { error, code_is_rejected, .. }) = Box::pin(self.exchange(exchange)).await
        {
            // Entrata does not vouch for the sender of a code that it rejects.
            let error = if code_is_rejected { invalid_client().with_source(error) } else { error };
            return End::new(None, Err(error));
        }
        self.log_sender(log_id, received, Proof::Code).await;
        match action {
            None => End::new(Some(Proof::Code), Ok(Done::authenticated(cid))),
            Some(action) => self.carry_out(Proof::Code, cid, &action, None, log_id, began).await,
        }
    }

    async fn carry_out(
        &self,
        proof: Proof,
        cid: Cid,
        action: &Action,
        failed_exchange: Option<&Error>,
        log_id: LogId,
        began: Instant,
    ) -> End {
        let done = Done::carried_out(cid, action);
        let outcome = reply::outcome(&Ok(done), failed_exchange);
        let map = &self.settings.portal_map;
        let follow = |on_market| HousesFollow {
            alone: house_status::following(map, cid, action.property, &log_id.to_string(), on_market),
            joined: house_status::following_joined(map, on_market),
        };
        let decision = Decision {
            cid,
            property: action.property,
            status: match action.request_type {
                RequestType::Activation => Some((Status::Active, follow(true))),
                RequestType::Suspended => Some((Status::Suspended, follow(false))),
                RequestType::ChangeFeedType => None,
            },
            feed_type: action.feed_type.as_deref(),
            occupancy_type: action.occupancy_type.as_deref(),
            // The request to ingest is stored with the approval, so that a crash loses neither.
            ingests: action.request_type != RequestType::Suspended,
            by: log_id,
            outcome: &outcome,
        };
        let left =
            self.settings.timeout.saturating_sub(began.elapsed() + REPLY_RESERVE).max(MIN_DATABASE_TIME);
        let decided = within(left, property_state::decide(&self.store, &decision));
        match decided.await {
            Err(error) => End::new(Some(proof), Err(error)),
            Ok(Decided::UnknownClient) => End::new(Some(proof), Err(unknown_client(cid))),
            Ok(Decided::Done { outcome_logged }) => End { outcome_logged, ..End::new(Some(proof), Ok(done)) },
        }
    }

    /// The deadline of an exchange, which leaves time for the rest of the webhook.
    fn exchange_ends(&self, began: Instant) -> Instant {
        began + self.settings.timeout.saturating_sub(REPLY_RESERVE + MIN_DATABASE_TIME)
    }
}

/// The reply does not reveal what was wrong.
fn invalid_client() -> Error {
    Error::new(ErrorKind::InvalidClient, "the client credentials are wrong or absent")
}
