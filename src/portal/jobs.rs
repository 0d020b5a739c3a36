//! Background work: undelivered leads, requested ingestions, reconciliations.

use super::Portal;
use super::backoff::growing_pause;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::store::LeaseOwner;
use crate::store::entrata::jobs::{self, Job};
use crate::store::entrata::viewings::Due;
use crate::store::entrata::{tour_times, viewings as deliveries};
use crate::store::events;
use crate::store::host::viewings::{self, Which};
use std::time::Duration;
use tracing::Instrument;

/// How long an ingestion may take beyond Entrata's budget before another process tries.
const INGESTION_LEASE: Duration = Duration::from_secs(60);
/// The part of an ingestion's budget that is reserved for recording the outcome.
const RECORDING: Duration = Duration::from_millis(300);
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// With pauses that double up to an hour, an ingestion is given up after about four hours.
const MAX_ATTEMPTS: u32 = 12;
/// A property is ingested again after this long, so that rents and availability stay current.
const REFRESH_AFTER: Duration = Duration::from_secs(24 * 3600);
/// How many properties are requested again at once.
const REFRESHED_AT_ONCE: u32 = 50;
/// How many old events are deleted at once.
const EVENTS_AT_ONCE: u32 = 1000;

impl Portal {
    /// Runs up to `most` of the jobs that are due, and returns how many it ran. A job that fails is due again later.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`] if the jobs cannot be read.
    pub async fn run_jobs(&self, most: u32) -> Result<u32> {
        self.run_jobs_within(most, self.settings.background_timeout + INGESTION_LEASE).await
    }

    /// As [`Portal::run_jobs`]. An ingestion that does not end within `budget` is left to the next process soon, and not
    /// only when its lease has ended.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`] if the jobs cannot be read.
    pub async fn run_jobs_within(&self, most: u32, budget: Duration) -> Result<u32> {
        self.store_spooled_webhooks().await;
        let (mut ran, failed) = self.deliver_due(most).await;
        // What keeps leads from being delivered must not keep ingestions waiting.
        while ran < most && self.run_one_ingestion(budget).await? {
            ran += 1;
        }
        if ran < most && self.reconcile_next().await? {
            ran += 1;
        }
        match failed {
            Some(error) if ran == 0 => Err(error),
            Some(error) => {
                tracing::warn!(error = error.display_chain(), "the leads that are due cannot be delivered");
                Ok(ran)
            }
            None => Ok(ran),
        }
    }

    /// Deletes what is outdated and requests ingestions that are; for the worker, now and then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`].
    pub async fn tidy(&self) -> Result<()> {
        self.purge_strangers().await?;
        tour_times::forget_old(&self.store).await?;
        tour_times::forget_old_questions(&self.store).await?;
        events::forget_old(&self.store, EVENTS_AT_ONCE).await?;
        let requested = jobs::request_refreshes(&self.store, REFRESH_AFTER, REFRESHED_AT_ONCE).await?;
        if requested > 0 {
            tracing::info!(
                properties = requested,
                "ingestions requested, because the last ones are a day old"
            );
        }
        Ok(())
    }

    /// Delivers leads that are due. Returns how many it tried, and what kept others from being tried.
    async fn deliver_due(&self, most: u32) -> (u32, Option<Error>) {
        let new = Which::New { after: 0, most };
        let adopted = viewings::adopt(&self.store, &self.settings.portal_map, new).await;
        let mut failed = self.with_misfits(adopted).await.err();
        let due = match deliveries::due(&self.store, most).await {
            Ok(due) => due,
            Err(error) => return (0, Some(error)),
        };
        let mut ran = 0;
        for due in due {
            match self.deliver_or_put_off(due).await {
                Ok(()) => ran += 1,
                Err(error) => failed = Some(error),
            }
        }
        (ran, failed)
    }

    async fn deliver_or_put_off(&self, due: Due) -> Result<()> {
        let delivered = self.deliver(due.cid, due.viewing).await;
        let Err(error) = self.with_misfits(delivered).await else { return Ok(()) };
        let why = error.display_chain();
        let pause = growing_pause(FIRST_PAUSE, LONGEST_PAUSE, due.attempts + 1);
        tracing::warn!(
            viewing_id = due.viewing.get(),
            error = why,
            retry_after_seconds = pause.as_secs(),
            "lead not delivered"
        );
        // Without a pause it would be due again at once, and keep the others waiting.
        deliveries::put_off(&self.store, due.cid, due.viewing, &why, pause).await
    }

    async fn run_one_ingestion(&self, budget: Duration) -> Result<bool> {
        let owner = LeaseOwner::fresh();
        let lease = budget.min(self.settings.background_timeout) + INGESTION_LEASE;
        let claimed = jobs::claim(&self.store, owner, 1, lease).await?;
        let Some(job) = claimed.first() else { return Ok(false) };
        failpoint!("ingestion-claimed");
        // An ingestion that a webhook requested is logged under its id, at every level.
        let span = tracing::error_span!("ingestion", log_id = job.log_id);
        async {
            let limit = budget.saturating_sub(RECORDING);
            let ingested = tokio::time::timeout(limit, self.ingest_for(job)).await;
            let recorded = match ingested.unwrap_or_else(|_| Err(out_of_time())) {
                Ok(()) => {
                    let recorded = jobs::done(&self.store, owner, job).await;
                    failpoint!("ingestion-done");
                    recorded
                }
                Err(error) => self.put_back(owner, job, &error).await,
            };
            recorded.inspect_err(|error| {
                tracing::warn!(error = error.display_chain(), "outcome of an ingestion not recorded");
            })
        }
        .instrument(span)
        .await
        .map(|()| true)
    }

    async fn ingest_for(&self, job: &Job) -> Result<()> {
        let unusable = |_| Error::new(ErrorKind::Internal, format!("job {} has unusable ids", job.id));
        let cid = Cid::try_from(job.cid).map_err(unusable)?;
        let property = PropertyId::try_from(job.property_id).map_err(unusable)?;
        let ingested = self.ingest_property(cid, property).await?;
        tracing::info!(
            cid = job.cid,
            property_id = job.property_id,
            houses = ingested.houses,
            images = ingested.images,
            retired = ingested.retired,
            skipped = ingested.skipped.len(),
            "property ingested"
        );
        Ok(())
    }

    async fn put_back(&self, owner: LeaseOwner, job: &Job, error: &Error) -> Result<()> {
        let (why, pause) = (error.display_chain(), retry(error, job.attempts));
        match pause {
            Some(pause) => tracing::warn!(
                cid = job.cid,
                property_id = job.property_id,
                error = why,
                retry_after_seconds = pause.as_secs(),
                "ingestion failed and will be retried"
            ),
            None => tracing::error!(
                cid = job.cid,
                property_id = job.property_id,
                error = why,
                "ingestion given up: run `entrata sync` or replay the webhook"
            ),
        }
        jobs::put_back(&self.store, owner, job, pause, &why).await
    }
}

/// Not a failure: the next process may have more time.
fn out_of_time() -> Error {
    let message = "the ingestion did not end within this process's time";
    Error::new(ErrorKind::Unavailable, message).with_retry_after(FIRST_PAUSE)
}

/// When a failed ingestion is retried; `None` after the last attempt.
fn retry(error: &Error, attempts: u32) -> Option<Duration> {
    match error.retry_after() {
        // What only has to wait, as for a rate limit, is not a failure.
        Some(pause) => Some(pause),
        None if attempts >= MAX_ATTEMPTS => None,
        None => Some(growing_pause(FIRST_PAUSE, LONGEST_PAUSE, attempts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_an_hour_and_then_the_job_is_given_up() {
        let failed = Error::new(ErrorKind::Unavailable, "Entrata is unavailable");
        let pauses: Vec<_> = (1..=MAX_ATTEMPTS).map(|attempt| retry(&failed, attempt)).collect();
        let seconds: Vec<_> = pauses.iter().flatten().map(Duration::as_secs).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(pauses.last(), Some(&None));
    }

    #[test]
    fn a_rate_limit_is_not_a_failure() {
        let limited = Error::new(ErrorKind::RateLimited, "wait").with_retry_after(Duration::from_secs(42));
        assert_eq!(retry(&limited, 99), Some(Duration::from_secs(42)));
    }
}
