//! Webhooks: logged first, then checked, then acted upon; the seed's first section.

mod credentials;
#[cfg(fuzzing)]
pub mod fuzzing;
mod log;
mod query;
mod reply;
mod spool;

pub use log::NewWebhook;
pub use reply::Reply;
pub(super) use spool::Spool;

use super::{Portal, unknown_client};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::Cid;
use crate::store::entrata::property_state::{self, Decided, Decision};
use crate::store::entrata::webhooks::LogId;
use crate::store::host::houses;
use query::{Query, Request, Wish};
use reply::{Done, Status};
use std::time::{Duration, Instant};
use tracing::Instrument;

/// What is kept back of the budget to write down how a webhook ended, and to say it.
const ANSWERING: Duration = Duration::from_millis(500);
/// What the tables get, however long Entrata took.
const AT_LEAST: Duration = Duration::from_millis(500);

impl Portal {
    /// Handles one webhook: the answer is always one of the contract's. It is logged first, unless `log_id`
    /// says that it was logged already; what became of it is written on the same row.
    pub async fn handle_webhook(
        &self,
        raw_query: &[u8],
        remote_addr: Option<&str>,
        log_id: Option<LogId>,
    ) -> Reply {
        let query = Query::new(raw_query);
        let log_id = match log_id {
            Some(log_id) => log_id,
            None => self.log_webhook(&NewWebhook::glance(&query, raw_query, remote_addr)).await,
        };
        self.answer(log_id, self.act(&query, log_id)).await
    }

    /// Writes down and says what became of a webhook. Every line that is logged on the way carries the log id, at
    /// whatever level is logged.
    async fn answer(&self, log_id: LogId, handling: impl Future<Output = Result<Done>>) -> Reply {
        let span = tracing::error_span!("webhook", %log_id);
        async {
            let outcome = handling.await;
            failpoint!("webhook-before-outcome");
            self.log_outcome(log_id, &outcome).await;
            failpoint!("webhook-before-answer");
            Reply::new(log_id, &outcome)
        }
        .instrument(span)
        .await
    }

    /// Handles a logged webhook once again, as if it had just come in: under a new log id, so that it decides.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] when the logged text can no longer be handled, as one whose code is spent.
    pub async fn replay_webhook(&self, raw_query: &[u8]) -> Result<Reply> {
        let query = Query::new(raw_query);
        let log_id = self.log_webhook(&NewWebhook::glance(&query, raw_query, None)).await;
        let handling = async {
            match query.request()? {
                Request { wish: None, .. } => Err(Error::new(
                    ErrorKind::InvalidParameter,
                    "the webhook only brought an authorisation code, which can be used once: ask Entrata for another",
                )),
                Request { cid, wish, .. } => self.fulfil(cid, wish, log_id).await,
            }
        };
        Ok(self.answer(log_id, handling).await)
    }

    async fn act(&self, query: &Query<'_>, log_id: LogId) -> Result<Done> {
        let began = Instant::now();
        credentials::check(&query.credentials(), &self.settings)?;
        let request = query.request()?;
        if let Some(code) = &request.auth_code {
            // Few webhooks bring one, and what it needs would be carried along by all.
            Box::pin(self.exchange_auth_code(code, request.cid)).await?;
        }
        self.in_time(began, self.fulfil(request.cid, request.wish, log_id)).await
    }

    /// Ends what waits for somebody else's lock while there is still time to say so, and to write it down.
    async fn in_time<T>(&self, began: Instant, work: impl Future<Output = Result<T>>) -> Result<T> {
        let left = self.settings.timeout.saturating_sub(began.elapsed() + ANSWERING).max(AT_LEAST);
        tokio::time::timeout(left, work).await.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Database, "the database did not let the webhook be handled in time"))
        })
    }

    async fn fulfil(&self, cid: Cid, wish: Option<Wish>, log_id: LogId) -> Result<Done> {
        let Some(wish) = wish else { return Ok(Done::authenticated(cid)) };
        let (decision, status) = match &wish {
            // The wish to ingest is stored with the approval, so that a crash loses neither.
            Wish::Activation(_) => (Decision::Activate, Status::Approved),
            Wish::Suspended(_) => (Decision::Suspend, Status::Suspended),
            Wish::ChangeFeedType(_, feed_type) => (Decision::FeedType(feed_type), Status::FeedTypeChanged),
        };
        let property = wish.property();
        let (map, by) = (&self.settings.portal_map, log_id.to_string());
        let houses = match decision {
            Decision::Activate => Some(houses::decided(map, cid, property, &by, true)),
            Decision::Suspend => Some(houses::decided(map, cid, property, &by, false)),
            Decision::FeedType(_) => None,
        };
        let done = Done {
            status,
            request_type: Some(wish.request_type()),
            cid,
            property: Some(property),
            outcome_logged: false,
        };
        let outcome = done.outcome();
        match property_state::decide(&self.store, cid, property, decision, houses, log_id, &outcome).await? {
            Decided::UnknownClient => Err(unknown_client(cid)),
            Decided::Done { outcome_logged } => Ok(Done { outcome_logged, ..done }),
        }
    }
}
