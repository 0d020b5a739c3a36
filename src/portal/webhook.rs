//! Webhooks: logged first, then checked, then acted upon; the seed's first section.

mod credentials;
mod log;
mod query;
mod reply;
mod spool;

pub use log::NewWebhook;
pub use reply::Reply;
pub(super) use spool::Spool;

use super::Portal;
use crate::error::{Error, Kind, Result};
use crate::id::{Cid, PropertyId};
use crate::store::properties::{self, PropertyStatus};
use crate::store::webhooks::LogId;
use crate::store::{houses, jobs};
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
        // Every line that is logged on the way carries the log id.
        let span = tracing::info_span!("webhook", %log_id);
        async {
            let outcome = self.act(&query, log_id).await;
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
    /// [`Kind::Validation`] when the logged text can no longer be handled, as one whose code is spent.
    pub async fn replay_webhook(&self, raw_query: &[u8]) -> Result<Reply> {
        let query = Query::new(raw_query);
        let log_id = self.log_webhook(&NewWebhook::glance(&query, raw_query, None)).await;
        async {
            let outcome = match query.request() {
                Ok(Request { wish: None, .. }) => Err(Error::new(
                    Kind::InvalidParameter,
                    "the webhook only brought an authorisation code, which can be used once: ask Entrata for another",
                )),
                Ok(Request { cid, wish: Some(wish), .. }) => self.fulfil(cid, Some(wish), log_id).await,
                Err(error) => Err(error),
            };
            self.log_outcome(log_id, &outcome).await;
            Ok(Reply::new(log_id, &outcome))
        }
        .instrument(tracing::info_span!("webhook", %log_id))
        .await
    }

    async fn act(&self, query: &Query<'_>, log_id: LogId) -> Result<Done> {
        let began = Instant::now();
        credentials::check(&query.credentials(), &self.settings)?;
        let request = query.request()?;
        if let Some(code) = &request.auth_code {
            self.exchange_auth_code(code, request.cid).await?;
        }
        self.in_time(began, self.fulfil(request.cid, request.wish, log_id)).await
    }

    /// Ends what waits for somebody else's lock while there is still time to say so, and to write it down.
    async fn in_time<T>(&self, began: Instant, work: impl Future<Output = Result<T>>) -> Result<T> {
        let left = self.settings.timeout.saturating_sub(began.elapsed() + ANSWERING).max(AT_LEAST);
        tokio::time::timeout(left, work).await.unwrap_or_else(|_| {
            Err(Error::new(Kind::Database, "the database did not let the webhook be handled in time"))
        })
    }

    async fn fulfil(&self, cid: Cid, wish: Option<Wish>, log_id: LogId) -> Result<Done> {
        let Some(wish) = wish else { return Ok(Done::authenticated(cid)) };
        // Nothing is wished for a client that has never been authenticated.
        self.client(cid).await?;
        let property = wish.property();
        let status = match &wish {
            Wish::Activation(_) => {
                self.approve(cid, property, log_id).await?;
                Status::Approved
            }
            Wish::Suspended(_) => {
                self.suspend(cid, property, log_id).await?;
                Status::Suspended
            }
            Wish::ChangeFeedType(_, feed_type) => {
                self.change_feed_type(cid, property, feed_type, log_id).await?;
                Status::FeedTypeChanged
            }
        };
        Ok(Done { status, request_type: Some(wish.request_type()), cid, property: Some(property) })
    }

    /// Approves an activation: the wish to ingest is stored with it, so that a crash loses neither.
    async fn approve(&self, cid: Cid, property: PropertyId, log_id: LogId) -> Result<()> {
        let doing = "approving an activation";
        self.store
            .transaction(doing, async |tx| {
                if properties::decide(tx, cid, property, PropertyStatus::Active, log_id).await? {
                    houses::bring_back(tx, cid, property).await?;
                    failpoint!("activation-decided");
                    jobs::wish_ingestion(tx, cid, property, Some(log_id)).await?;
                }
                failpoint!("activation-before-commit");
                Ok(())
            })
            .await?;
        failpoint!("activation-after-commit");
        Ok(())
    }

    /// Takes a property's houses off the market and deletes nothing.
    async fn suspend(&self, cid: Cid, property: PropertyId, log_id: LogId) -> Result<()> {
        self.store
            .transaction("suspending a property", async |tx| {
                if properties::decide(tx, cid, property, PropertyStatus::Suspended, log_id).await? {
                    houses::suspend(tx, cid, property).await?;
                }
                failpoint!("suspension-before-commit");
                Ok(())
            })
            .await?;
        failpoint!("suspension-after-commit");
        Ok(())
    }

    async fn change_feed_type(
        &self,
        cid: Cid,
        property: PropertyId,
        feed_type: &str,
        log_id: LogId,
    ) -> Result<()> {
        self.store
            .transaction("changing a feed type", async |tx| {
                properties::set_feed_type(tx, cid, property, feed_type).await?;
                jobs::wish_ingestion(tx, cid, property, Some(log_id)).await?;
                failpoint!("feed-type-before-commit");
                Ok(())
            })
            .await?;
        failpoint!("feed-type-after-commit");
        Ok(())
    }
}
