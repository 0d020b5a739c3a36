//! Events, handed to code of the portal: each at least once, by one process at a time, in the order of their subject.

use super::Portal;
use super::backoff::growing_pause;
use crate::error::portal::Result;
use crate::store::LeaseOwner;
use crate::store::events::{self, Event};
use std::time::Duration;

/// How long the portal's code may take before another process delivers the event again.
const LEASE: Duration = Duration::from_secs(300);
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// An event whose lease this process holds.
#[derive(Debug)]
pub struct ClaimedEvent {
    owner: LeaseOwner,
    event: Event,
}

impl ClaimedEvent {
    /// What happened.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }
}

impl Portal {
    /// Takes the next due event. `None` if no event is due. Report the outcome of its delivery with
    /// [`event_delivered`](Self::event_delivered) or [`event_failed`](Self::event_failed); an event without a report is
    /// delivered again after five minutes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`](super::ErrorKind::Database).
    pub async fn claim_event(&self) -> Result<Option<ClaimedEvent>> {
        let owner = LeaseOwner::fresh();
        let event = events::claim(&self.store, owner, LEASE).await?;
        Ok(event.map(|event| ClaimedEvent { owner, event }))
    }

    /// Marks an event as delivered.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`](super::ErrorKind::Database). The event is then delivered again.
    pub async fn event_delivered(&self, claimed: &ClaimedEvent) -> Result<()> {
        events::delivered(&self.store, &claimed.event).await
    }

    /// Gives an event back, and logs why. It is due again after a pause that grows up to an hour.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`](super::ErrorKind::Database). The event is then due once its lease has expired.
    pub async fn event_failed(&self, claimed: &ClaimedEvent, why: &str) -> Result<()> {
        let ClaimedEvent { owner, event } = claimed;
        let pause = growing_pause(FIRST_PAUSE, LONGEST_PAUSE, event.attempts);
        tracing::warn!(
            event_id = event.id,
            kind = event.kind,
            error = why,
            retry_after_seconds = pause.as_secs(),
            "event not delivered"
        );
        events::put_back(&self.store, *owner, event, pause).await
    }
}
