//! What must still happen after a reply or a crash: ingestions that were wished for, leads not yet delivered.

use super::Portal;
use super::backoff::growing_pause;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::store::LeaseOwner;
use crate::store::entrata::jobs::{self, Job};
use crate::store::entrata::{tour_times, viewings as deliveries};
use crate::store::host::viewings::{self, Which};
use std::time::Duration;
use tracing::Instrument;

/// How long an ingestion may take beyond what Entrata is given, before somebody else tries.
const INGESTION_LEASE: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// With pauses that double up to an hour, an ingestion is given up after some four hours.
const MOST_ATTEMPTS: u32 = 12;

impl Portal {
    /// Does up to `most` of the jobs that are due, and says how many it did. What fails is due again later.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`] when the jobs cannot be read.
    pub async fn run_jobs(&self, most: u32) -> Result<u32> {
        self.store_spooled_webhooks().await;
        let mut ran = 0;
        viewings::adopt(&self.store, &self.settings.portal_map, Which::New { after: 0, most }).await?;
        for (viewing, cid) in deliveries::due(&self.store, most).await? {
            if let Err(error) = self.deliver(cid, viewing).await {
                let why = error.display_chain();
                tracing::warn!(viewing_id = viewing.get(), error = why, "a lead was not delivered");
                // Without a pause it would be due again at once, and keep the others waiting.
                deliveries::put_off(&self.store, cid, viewing, &why, FIRST_PAUSE).await?;
            }
            ran += 1;
        }
        while ran < most && self.run_one_ingestion().await? {
            ran += 1;
        }
        Ok(ran)
    }

    /// Forgets what nobody needs any more; for the worker, now and then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`].
    pub async fn tidy(&self) -> Result<()> {
        self.purge_strangers().await?;
        tour_times::forget_old(&self.store).await.map(drop)
    }

    async fn run_one_ingestion(&self) -> Result<bool> {
        let owner = LeaseOwner::fresh();
        let lease = self.settings.background_timeout + INGESTION_LEASE;
        let claimed = jobs::claim(&self.store, owner, 1, lease).await?;
        let Some(job) = claimed.first() else { return Ok(false) };
        failpoint!("ingestion-claimed");
        // What was wished for by a webhook is logged under its id, at whatever level is logged.
        let span = tracing::error_span!("ingestion", log_id = job.log_id);
        async {
            let noted = match self.ingest_for(job).await {
                Ok(()) => {
                    let noted = jobs::done(&self.store, owner, job).await;
                    failpoint!("ingestion-done");
                    noted
                }
                Err(error) => self.put_back(owner, job, &error).await,
            };
            noted.inspect_err(|error| {
                tracing::warn!(
                    error = error.display_chain(),
                    "how an ingestion ended could not be written down"
                );
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
            "a property was ingested"
        );
        Ok(())
    }

    async fn put_back(&self, owner: LeaseOwner, job: &Job, error: &Error) -> Result<()> {
        let (why, pause) = (error.display_chain(), retry(error, job.attempts));
        match pause {
            Some(pause) => {
                tracing::warn!(
                    cid = job.cid,
                    property_id = job.property_id,
                    error = why,
                    again_in_seconds = pause.as_secs(),
                    "an ingestion failed and will be tried again"
                );
            }
            None => {
                tracing::error!(
                    cid = job.cid,
                    property_id = job.property_id,
                    error = why,
                    "an ingestion was given up: `entrata sync` or a replay of the webhook revives it"
                );
            }
        }
        jobs::put_back(&self.store, owner, job, pause, &why).await
    }
}

/// When a failed ingestion is tried again; never, when it has been tried enough.
fn retry(error: &Error, attempts: u32) -> Option<Duration> {
    match error.retry_after() {
        // Being told to wait is no failure.
        Some(pause) => Some(pause),
        None if attempts >= MOST_ATTEMPTS => None,
        None => Some(growing_pause(FIRST_PAUSE, LONGEST_PAUSE, attempts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_an_hour_and_then_the_job_is_given_up() {
        let failed = Error::new(ErrorKind::Unavailable, "Entrata is failing");
        let pauses: Vec<_> = (1..=MOST_ATTEMPTS).map(|attempt| retry(&failed, attempt)).collect();
        let seconds: Vec<_> = pauses.iter().flatten().map(Duration::as_secs).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(pauses.last(), Some(&None));
    }

    #[test]
    fn being_told_to_wait_is_no_failure() {
        let limited = Error::new(ErrorKind::RateLimited, "wait").with_retry_after(Duration::from_secs(42));
        assert_eq!(retry(&limited, 99), Some(Duration::from_secs(42)));
    }
}
