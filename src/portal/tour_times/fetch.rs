//! Fetching tour times from Entrata: one process fetches, the others share the response.

use crate::api::Deadline;
use crate::api::calendar::GetCalendarAvailability;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::portal::Portal;
use crate::portal::within::within;
use crate::store::LeaseOwner;
use crate::store::entrata::properties;
use crate::store::entrata::tour_times::{self, Kept, Question};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

/// The maximum age of cached tour times that are shown as stale while a fetch fails.
const STALE: Duration = Duration::from_secs(15 * 60);
/// How long to wait for another process's fetch before stale tour times are shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long what was fetched may take to be kept: the renter who waits has it already.
const KEEP_WITHIN: Duration = Duration::from_millis(500);
/// How often to check while another process fetches.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How long a lease lasts beyond its work.
const LEASE_MARGIN: Duration = Duration::from_secs(5);
/// The maximum number of fetches a minute for one property. A property's page can request 12 combinations.
const FETCHES_OF_A_PROPERTY: u32 = 12;
/// The maximum number of fetches a minute for a company: two thirds of the limit, so that leads and ingestion have
/// the rest.
const FETCHES_OF_A_COMPANY: u32 = 100;
const MINUTE: Duration = Duration::from_secs(60);

/// Entrata's response as it is cached: the days, each with its raw slots.
pub(in crate::portal) type RawDays<'a> = Vec<(RawText<'a>, Vec<RawText<'a>>)>;

/// A borrowed text of a cached response, which has thousands of them.
#[derive(Serialize, Deserialize)]
pub(in crate::portal) struct RawText<'a>(#[serde(borrow)] Cow<'a, str>);

impl AsRef<str> for RawText<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Portal {
    /// Passes the days as Entrata sent them to `see`: the cached ones while they are fresh, otherwise those that the
    /// lease holder fetches. The flag marks them as stale.
    pub(super) async fn shared_tour_times<T>(
        &self,
        question: &Question,
        mut kept: Option<Kept>,
        deadline: Deadline,
        see: impl Fn(RawDays<'_>) -> T,
    ) -> Result<(T, bool)> {
        let owner = LeaseOwner::fresh();
        let lease = self.settings.timeout + LEASE_MARGIN;
        let patience = Deadline::after(PATIENCE).min(deadline);
        loop {
            if let Some(days) = fresh(kept.as_ref()) {
                let seen = see(days);
                self.count_tour_cache_hit().await;
                return Ok((seen, false));
            }
            let has_stale = kept.as_ref().is_some_and(|kept| kept.age <= STALE);
            let limit = if has_stale { patience } else { deadline };
            match within(limit.remaining(), tour_times::claim(&self.store, owner, question, lease)).await {
                Ok(true) => return self.fetch_and_keep(question, owner, kept, deadline, see).await,
                Ok(false) => {}
                // A lock, or a server that takes no changes: what is kept can be shown all the same.
                Err(error) => return stale_or(kept.as_ref(), error, see),
            }
            if limit.remaining() <= LOOK_AGAIN {
                let late = Error::new(
                    ErrorKind::Unavailable,
                    "another request has not fetched the tour times in time",
                );
                return stale_or(kept.as_ref(), late, see);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
            kept = within(deadline.remaining(), tour_times::find(&self.store, question)).await?;
        }
    }

    async fn fetch_and_keep<T>(
        &self,
        question: &Question,
        owner: LeaseOwner,
        kept: Option<Kept>,
        deadline: Deadline,
        see: impl Fn(RawDays<'_>) -> T,
    ) -> Result<(T, bool)> {
        failpoint!("tours-leased");
        // Another process may have fetched before we took the lease.
        let since = within(deadline.remaining(), tour_times::find(&self.store, question)).await?;
        if let Some(days) = fresh(since.as_ref()) {
            let seen = see(days);
            self.release(owner, question).await;
            return Ok((seen, false));
        }
        self.count_tour_cache_miss().await;
        match self.fetch_within_budget(question, deadline).await {
            Ok(days) => {
                failpoint!("tours-after-fetch");
                let answer = text_of(&days)?;
                let cache = self.settings.tour_cache;
                let keeping = tour_times::keep(&self.store, owner, question, &answer, cache);
                if let Err(error) = within(KEEP_WITHIN, keeping).await {
                    tracing::warn!(error = error.display_chain(), "tour times are not kept for others");
                }
                failpoint!("tours-kept");
                Ok((see(days), false))
            }
            Err(error) => {
                self.release(owner, question).await;
                if error.is_retryable() { stale_or(kept.as_ref(), error, see) } else { Err(error) }
            }
        }
    }

    /// Fetches tour times in the background, as a fallback for a failing fetch. Renters never get them as fresh.
    pub(super) async fn fetch_for_later(&self, question: &Question, deadline: Deadline) -> Result<()> {
        let owner = LeaseOwner::fresh();
        if !tour_times::claim(&self.store, owner, question, self.settings.timeout + LEASE_MARGIN).await? {
            return Err(Error::new(ErrorKind::Unavailable, "another process fetches these tour times"));
        }
        match self.fetch_tour_times(question, deadline).await {
            Ok(days) => {
                tour_times::keep(&self.store, owner, question, &text_of(&days)?, Duration::ZERO).await
            }
            Err(error) => {
                tour_times::release(&self.store, owner, question).await?;
                Err(error)
            }
        }
    }

    /// Gives a lease back. It ends by itself too.
    async fn release(&self, owner: LeaseOwner, question: &Question) {
        if let Err(error) = within(KEEP_WITHIN, tour_times::release(&self.store, owner, question)).await {
            tracing::debug!(error = error.display_chain(), "a lease on tour times ends by itself");
        }
    }

    /// Fetches for a renter, within the renters' share of the company's calls.
    async fn fetch_within_budget(&self, question: &Question, deadline: Deadline) -> Result<RawDays<'static>> {
        let fetched = tour_times::fetched_within(&self.store, question, MINUTE).await?;
        if fetched.of_property >= FETCHES_OF_A_PROPERTY || fetched.of_company >= FETCHES_OF_A_COMPANY {
            let message = "the tour times of this property were fetched too often in the last minute";
            return Err(Error::new(ErrorKind::RateLimited, message).with_retry_after(MINUTE));
        }
        self.fetch_tour_times(question, deadline).await
    }

    /// Fetches tour times from Entrata without caching them. Records that the property offers tours.
    pub(in crate::portal) async fn fetch_tour_times(
        &self,
        question: &Question,
        deadline: Deadline,
    ) -> Result<RawDays<'static>> {
        let client = self.client(question.cid).await?;
        let company = self.company(&client)?.with_deadline(deadline);
        let Question { property, from, to, .. } = *question;
        let method = GetCalendarAvailability::new(property, from, to, question.tour_type.parse()?);
        let sent = company.send(&method).await.map_err(Error::from);
        let answer = self.flag_rejected_token(&client, sent).await;
        if answer.is_ok() {
            self.note_tours(question).await;
        }
        let text = |text: String| RawText(text.into());
        let texts = |times: Vec<String>| times.into_iter().map(text).collect();
        Ok(answer?.into_iter().map(|day| (text(day.date), texts(day.times))).collect())
    }

    /// Records that a property offers tours. Whether it offers none is known only after requesting every type, which an
    /// ingestion does.
    async fn note_tours(&self, question: &Question) {
        if let Err(error) = properties::note_tours(&self.store, question.cid, question.property).await {
            tracing::warn!(error = error.display_chain(), "tour support of a property not recorded");
        }
    }
}

/// A response as it is cached.
fn text_of(days: &RawDays<'_>) -> Result<String> {
    serde_json::to_string(days).map_err(|error| {
        Error::new(ErrorKind::Internal, "tour times cannot be serialized").with_source(error)
    })
}

/// Parses the days of a cached response. `None` if another version wrote it.
pub(in crate::portal) fn days_of(answer: &str) -> Option<RawDays<'_>> {
    serde_json::from_str(answer).ok()
}

fn stale_or<T>(kept: Option<&Kept>, error: Error, see: impl Fn(RawDays<'_>) -> T) -> Result<(T, bool)> {
    match kept.filter(|kept| kept.age <= STALE).and_then(|kept| days_of(&kept.answer)) {
        Some(days) => {
            tracing::warn!(error = error.display_chain(), "stale tour times are shown");
            Ok((see(days), true))
        }
        None => Err(error),
    }
}

/// The days of a fresh cached response.
fn fresh(kept: Option<&Kept>) -> Option<RawDays<'_>> {
    kept.filter(|kept| kept.fresh).and_then(|kept| days_of(&kept.answer))
}
