//! `sendLeadToEntrataFromViewing`: delivers each lead exactly once.
//!
//! The row in `viewings` is the request. The process that delivers it holds the viewing's lease and the lease of the
//! person's lead at that property. Entrata has no idempotency key, so the person's leads are looked up before anything is
//! sent. An appointment at the slot's time means that it is done; an existing lead of the person gets the tour by
//! updateLeads.
//! `outcome.rs` decides what each failure means.

mod attempt;
mod delivery;
mod found;
mod lead;
mod name;
mod offered;
mod outcome;
mod timing;

pub use delivery::{Delivery, DeliveryStatus};

use super::Portal;
use super::backoff::growing_pause;
use crate::api::Deadline;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{ApplicationId, Cid, ViewingId};
use crate::store::entrata::tour_times;
use crate::store::entrata::viewings as deliveries;
use crate::store::host::viewings::{self, Ending, Viewing, Which};
use crate::store::{LeaseOwner, ViewingStatus};
use attempt::Failure;
use std::time::Duration;
use timing::{LEASE_MARGIN, LOOK_AGAIN, SETTLING};
use tracing::Instrument;

/// The part of the budget that is reserved for recording the outcome.
const RECORDING: Duration = Duration::from_millis(300);
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(900);

impl Portal {
    /// Sends a viewing's lead to Entrata, within the budget of one call. If Entrata cannot be reached in time, the lead
    /// stays stored and the worker delivers it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SlotUnavailable`] if the slot is no longer free and [`ErrorKind::Validation`] if Entrata or the
    /// validation rejects the lead: the viewing is rejected then. [`ErrorKind::Config`] if the viewing has a status that
    /// the map does not list. [`ErrorKind::Database`] if nothing could be done.
    pub async fn send_lead_from_viewing(&self, viewing: ViewingId) -> Result<Delivery> {
        failpoint!("lead-asked-for");
        let deadline = Deadline::after(self.settings.timeout.saturating_sub(RECORDING));
        let sent = async {
            loop {
                let row = self.viewing(viewing).await?;
                // Not ours to deliver, so not ours to reject.
                let Some(Ok(cid)) = row.cid.map(Cid::try_from) else {
                    let message = format!("the house of viewing {viewing} is not an Entrata property");
                    return Err(Error::new(ErrorKind::NotAnEntrataProperty, message));
                };
                match row.status {
                    ViewingStatus::Requested => {}
                    ViewingStatus::Confirmed if self.was_cancelled(viewing, &row, deadline).await? => {
                        return Ok(self.delivery(viewing, &row, DeliveryStatus::Cancelled));
                    }
                    status => return Ok(self.delivery(viewing, &row, status.into())),
                }
                if !row.is_known {
                    viewings::adopt(&self.store, &self.settings.portal_map, Which::One(viewing)).await?;
                }
                if let Some(delivery) = self.try_to_deliver(cid, viewing, deadline).await? {
                    return Ok(delivery);
                }
                // Another process is delivering it: its outcome is the response.
                if deadline.remaining() <= LOOK_AGAIN {
                    return Ok(self.delivery(viewing, &row, DeliveryStatus::Pending));
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        self.with_misfits(sent.await).await.map_err(|error: Error| match error.kind() {
            // These errors are for the renter, who knows the context.
            ErrorKind::SlotUnavailable | ErrorKind::Validation => error,
            _ => error.context(format!("sending the lead of viewing {viewing}")),
        })
    }

    /// Delivers a viewing's lead for the worker, unless another process is doing so.
    pub(super) async fn deliver(&self, cid: Cid, viewing: ViewingId) -> Result<()> {
        let deadline = Deadline::after(self.settings.timeout);
        self.try_to_deliver(cid, viewing, deadline).await.map(drop)
    }

    async fn viewing(&self, viewing: ViewingId) -> Result<Viewing> {
        let row = viewings::find(&mut self.store.conn().await?, &self.settings.portal_map, viewing).await?;
        row.ok_or_else(|| {
            Error::validation(vec![FieldError::new("viewingId", format!("{viewing} does not exist"))])
        })
    }

    /// Takes the viewing's lease and makes one attempt. `None` if another process holds the lease.
    async fn try_to_deliver(
        &self,
        cid: Cid,
        viewing: ViewingId,
        deadline: Deadline,
    ) -> Result<Option<Delivery>> {
        let owner = LeaseOwner::fresh();
        let lease = deadline.remaining() + LEASE_MARGIN;
        if !deliveries::claim(&self.store, owner, cid, viewing, lease).await? {
            return Ok(None);
        }
        failpoint!("lead-leased");
        let span = tracing::error_span!("viewing", viewing_id = viewing.get());
        async {
            let row = self.viewing(viewing).await?;
            if row.status != ViewingStatus::Requested {
                // The portal has canceled it since.
                self.record(cid, viewing, &row, owner, &Ending::Cancelled).await?;
                return Ok(Some(self.delivery(viewing, &row, row.status.into())));
            }
            let outcome = self.attempt(viewing, &row, owner, deadline).await;
            self.end(cid, viewing, &row, owner, outcome).await.map(Some)
        }
        .instrument(span)
        .await
    }

    /// Records the outcome of an attempt and returns what it means for the caller.
    async fn end(
        &self,
        cid: Cid,
        viewing: ViewingId,
        row: &Viewing,
        owner: LeaseOwner,
        outcome: Result<ApplicationId, Failure>,
    ) -> Result<Delivery> {
        let ending = ending(&outcome, row.attempts);
        let mine = self.record(cid, viewing, row, owner, &ending).await?;
        failpoint!("lead-ended");
        match &ending {
            _ if !mine => tracing::warn!("another process has taken over the viewing"),
            Ending::Confirmed(application) => {
                tracing::info!(application_id = application.get(), "tour confirmed");
                self.forget_tour_times(row).await;
            }
            Ending::Rejected(why) => tracing::warn!(why, "tour rejected"),
            Ending::Later(why, pause) => {
                tracing::warn!(why, retry_after_seconds = pause.as_secs(), "lead not delivered yet");
            }
            Ending::Cancelled => {}
        }
        match outcome {
            Ok(application) => {
                let mut delivery = self.delivery(viewing, row, DeliveryStatus::Confirmed);
                delivery.external_id = Some(application.to_string());
                Ok(delivery)
            }
            Err(Failure::Rejected(error)) => Err(for_renter(error)),
            Err(Failure::Pending { .. } | Failure::Unsettled { .. }) => {
                Ok(self.delivery(viewing, row, DeliveryStatus::Pending))
            }
        }
    }

    async fn record(
        &self,
        cid: Cid,
        viewing: ViewingId,
        row: &Viewing,
        owner: LeaseOwner,
        ending: &Ending,
    ) -> Result<bool> {
        let property = row.property_id.and_then(|property| property.try_into().ok());
        viewings::end(&self.store, &self.settings.portal_map, cid, property, owner, viewing, ending).await
    }

    /// A slot has just been taken, so the cached tour times are outdated. A failure here shows a renter a slot that is
    /// gone, but must not fail the booking.
    async fn forget_tour_times(&self, row: &Viewing) {
        let (Some(Ok(cid)), Some(Ok(property))) =
            (row.cid.map(u64::try_into), row.property_id.map(u64::try_into))
        else {
            return;
        };
        if let Err(error) = tour_times::clear(&self.store, cid, property).await {
            tracing::warn!(error = error.display_chain(), "cached tour times not expired");
        }
    }
}

/// What the outcome of an attempt means for the viewing.
fn ending(outcome: &Result<ApplicationId, Failure>, attempts: u32) -> Ending {
    let error = match outcome {
        Ok(application) => return Ending::Confirmed(*application),
        Err(Failure::Rejected(error)) => return Ending::Rejected(error.user_message().to_owned()),
        Err(Failure::Pending { error } | Failure::Unsettled { error }) => error,
    };
    let growing = growing_pause(FIRST_PAUSE, LONGEST_PAUSE, attempts);
    let pause = match outcome {
        Err(Failure::Unsettled { .. }) => error.retry_after().unwrap_or(growing.max(SETTLING)),
        _ => error.retry_after().unwrap_or(growing),
    };
    Ending::Later(error.message().to_owned(), pause)
}

/// A rejection with a message for the renter and the whole error as its source. The renter corrects what Entrata or the
/// validation rejects.
fn for_renter(error: Error) -> Error {
    let message = error.user_message().to_owned();
    match error.kind() {
        ErrorKind::Rejected | ErrorKind::ToursNotSupported => {
            Error::validation(vec![FieldError::new("lead", message)]).with_source(error)
        }
        ErrorKind::SlotUnavailable => Error::new(ErrorKind::SlotUnavailable, message).with_source(error),
        _ => error,
    }
}
