//! `sendLeadToEntrataFromViewing`: no lead is lost, and none is sent twice.
//!
//! The row in `viewings` is the wish. Whoever delivers it holds its lease, and the lease of the person's lead at
//! that property. Entrata has no idempotency key, so it is asked for the person's leads before anything is sent: the
//! same appointment there means that it is done, and a lead there gets the tour by updateLeads.

mod lead;

pub(super) use lead::is_email;

use super::Portal;
use super::backoff::growing_pause;
use super::tour_times::{self as shown_times, RawDays};
use crate::api::leads::{FoundLead, GetLeads, LeadStatus, SendLeads, UpdateLeads};
use crate::api::{Company, Deadline};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{ApplicationId, Cid, ViewingId};
use crate::store::entrata::prospect_leases::{self as prospects, Prospect};
use crate::store::entrata::tour_times::{self, Question};
use crate::store::entrata::viewings as deliveries;
use crate::store::host::viewings::{self, Ending, Viewing, Which};
use crate::store::{LeaseOwner, ViewingStatus};
use crate::tour::Slot;
use chrono::Utc;
use lead::Sendable;
use serde::Serialize;
use std::time::Duration;
use tracing::Instrument;

/// How much longer than its work a lease lasts.
const LEASE_MARGIN: Duration = Duration::from_secs(10);
/// How long Entrata may still be busy with a call whose end was never heard: before that, asking proves nothing.
const SETTLING: Duration = Duration::from_secs(15);
/// How soon to look again at what somebody else is doing.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// What is kept back of the budget to write down how it ended.
const WRITING: Duration = Duration::from_millis(300);
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(900);
/// An answer on tour times this old still proves that Entrata offered a slot.
const PROOF: Duration = Duration::from_secs(15 * 60);
/// Entrata's numbers for an app that lacks a permission: nothing about the lead is wrong.
const NO_PERMISSION: [i64; 2] = [311, 1403];

/// Where a viewing's lead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DeliveryStatus {
    /// Entrata has the tour.
    Confirmed,
    /// The lead is kept and will be delivered.
    Pending,
    /// The tour will not be.
    Rejected,
}

/// What became of a viewing's lead so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The viewing.
    pub viewing_id: ViewingId,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Entrata's application id, once there is one.
    pub external_id: Option<String>,
    /// The tour's start in RFC 3339, in the shown zone; none when the slot cannot be read.
    pub start: Option<String>,
    /// The tour's end in RFC 3339, in the shown zone.
    pub end: Option<String>,
}

impl Portal {
    /// Sends a viewing's lead to Entrata, within the budget of one call. When Entrata cannot be reached in time the
    /// lead is kept, and the worker delivers it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::SlotUnavailable`] when the slot is gone and [`ErrorKind::Validation`] when Entrata or we cannot take the
    /// lead: the viewing is then rejected. [`ErrorKind::Database`] when nothing could be done at all.
    pub async fn send_lead_from_viewing(&self, viewing: ViewingId) -> Result<Delivery> {
        failpoint!("lead-asked-for");
        let deadline = Deadline::after(self.settings.timeout.saturating_sub(WRITING));
        let sent = async {
            loop {
                let row = self.viewing(viewing).await?;
                // Not ours to deliver, and so not ours to reject.
                let Some(Ok(cid)) = row.cid.map(Cid::try_from) else {
                    let message = format!("the house of viewing {viewing} is not an Entrata property");
                    return Err(Error::new(ErrorKind::NotAnEntrataProperty, message));
                };
                if row.status != ViewingStatus::Requested {
                    return Ok(self.ended(viewing, &row));
                }
                if !row.is_known {
                    viewings::adopt(&self.store, &self.settings.portal_map, Which::One(viewing)).await?;
                }
                if let Some(delivery) = self.try_to_deliver(cid, viewing, deadline).await? {
                    return Ok(delivery);
                }
                // Somebody else is delivering it: what they bring about is the answer.
                if deadline.remaining() <= LOOK_AGAIN {
                    return Ok(self.delivery(viewing, &row, DeliveryStatus::Pending));
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        sent.await.map_err(|error: Error| match error.kind() {
            // These are for the renter, who knows what they were doing.
            ErrorKind::SlotUnavailable | ErrorKind::Validation => error,
            _ => error.context(format!("sending the lead of viewing {viewing}")),
        })
    }

    /// Delivers a viewing's lead for the worker, unless somebody else is at it.
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

    fn ended(&self, viewing: ViewingId, row: &Viewing) -> Delivery {
        let confirmed = row.status == ViewingStatus::Confirmed;
        let status = if confirmed { DeliveryStatus::Confirmed } else { DeliveryStatus::Rejected };
        self.delivery(viewing, row, status)
    }

    /// Takes the viewing's lease and tries once; none when somebody else holds it.
    async fn try_to_deliver(
        &self,
        cid: Cid,
        viewing: ViewingId,
        deadline: Deadline,
    ) -> Result<Option<Delivery>> {
        let owner = LeaseOwner::fresh();
        if !deliveries::claim(&self.store, owner, cid, viewing, deadline.remaining() + LEASE_MARGIN).await? {
            return Ok(None);
        }
        failpoint!("lead-leased");
        let span = tracing::error_span!("viewing", viewing_id = viewing.get());
        async {
            let row = self.viewing(viewing).await?;
            if row.status != ViewingStatus::Requested {
                // The portal has called it off since.
                let map = &self.settings.portal_map;
                viewings::end(&self.store, map, cid, owner, viewing, &Ending::Cancelled).await?;
                return Ok(Some(self.ended(viewing, &row)));
            }
            let outcome = match Sendable::of(&row, &self.settings) {
                Ok(lead) => self.deliver_leased(viewing, &row, &lead, owner, deadline).await,
                Err(error) => Err(error),
            };
            self.end(cid, viewing, &row, owner, outcome).await.map(Some)
        }
        .instrument(span)
        .await
    }

    async fn deliver_leased(
        &self,
        viewing: ViewingId,
        row: &Viewing,
        lead: &Sendable,
        owner: LeaseOwner,
        deadline: Deadline,
    ) -> Result<ApplicationId> {
        let (map, slot) = (&self.settings.portal_map, &lead.slot);
        viewings::set_slot(&self.store, map, lead.cid, viewing, slot.start(), slot.end()).await?;
        if lead.slot.start() <= Utc::now() {
            let why = row.error.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
            let message = format!("the tour's time passed before its lead could be delivered{why}");
            return Err(Error::validation(vec![FieldError::new("tourTime", message)]));
        }
        if let Some(pause) = still_settling(row) {
            let message = "Entrata may still be busy with the lead that was sent before";
            return Err(Error::new(ErrorKind::Indeterminate, message).with_retry_after(pause));
        }
        let prospect = Prospect {
            cid: lead.cid,
            property: lead.property,
            email: lead.lead.email.as_str().to_lowercase(),
        };
        self.hold(owner, &prospect, deadline).await?;
        failpoint!("lead-person-leased");
        let sent = self.deliver_held(viewing, lead, owner, deadline).await;
        prospects::release(&self.store, owner, &prospect).await?;
        failpoint!("lead-released");
        sent
    }

    /// Takes the lease of the person's lead, waiting for another viewing of the same person.
    async fn hold(&self, owner: LeaseOwner, prospect: &Prospect, deadline: Deadline) -> Result<()> {
        while !prospects::claim(&self.store, owner, prospect, deadline.remaining() + LEASE_MARGIN).await? {
            if deadline.remaining() <= LOOK_AGAIN {
                return Err(Error::new(
                    ErrorKind::Unavailable,
                    "another tour of the same person is being booked",
                ));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Asks first, then sends.
    async fn deliver_held(
        &self,
        viewing: ViewingId,
        lead: &Sendable,
        owner: LeaseOwner,
        deadline: Deadline,
    ) -> Result<ApplicationId> {
        let client = self.client(lead.cid).await?;
        let company = self.company(&client)?.with_deadline(deadline);
        let found = self.flag_rejected_token(&client, find(&company, lead).await).await?;
        if let Some(application) = lead.known_appointment(&found) {
            return Ok(application);
        }
        self.was_offered(lead, deadline).await?;
        if !deliveries::sending(&self.store, owner, lead.cid, viewing).await? {
            return Err(Error::new(ErrorKind::Unavailable, "the viewing's lease passed to somebody else"));
        }
        failpoint!("lead-before-send");
        let sent =
            self.flag_rejected_token(&client, send(&company, lead, lead.known_lead(&found)).await).await;
        failpoint!("lead-after-send");
        match sent {
            Err(error) if error.kind() == ErrorKind::Indeterminate => {
                // What is there already need not be waited for; what is not there yet may still come.
                let there = find(&company, lead).await.ok().and_then(|found| lead.known_appointment(&found));
                there.ok_or(error)
            }
            sent => sent,
        }
    }

    /// Whether Entrata offered this very text: it never gets back one that it did not send.
    async fn was_offered(&self, lead: &Sendable, deadline: Deadline) -> Result<()> {
        let raw = lead.slot.raw();
        let tour_type = lead.tour_type.as_str();
        let day = lead.slot.date();
        let kept = tour_times::covering(&self.store, lead.cid, lead.property, tour_type, day, PROOF).await?;
        let offered = |days: RawDays<'_>| {
            days.iter().any(|(date, times)| {
                date.as_ref() == raw.date() && times.iter().any(|time| time.as_ref() == raw.time())
            })
        };
        if kept.iter().filter_map(|answer| shown_times::read(answer)).any(offered) {
            return Ok(());
        }
        let question = Question { cid: lead.cid, property: lead.property, tour_type, from: day, to: day };
        let asked_before = tour_times::find(&self.store, &question).await?;
        let (is_offered, _) = self.raw_tour_times(&question, asked_before, deadline, offered).await?;
        if is_offered {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::SlotUnavailable,
            format!("Entrata does not offer {} on {}", raw.time(), raw.date()),
        ))
    }

    /// Writes down how the try ended, and says it.
    async fn end(
        &self,
        cid: Cid,
        viewing: ViewingId,
        row: &Viewing,
        owner: LeaseOwner,
        outcome: Result<ApplicationId>,
    ) -> Result<Delivery> {
        let ending = ending(&outcome, row.attempts);
        let mine =
            viewings::end(&self.store, &self.settings.portal_map, cid, owner, viewing, &ending).await?;
        failpoint!("lead-ended");
        match (&ending, mine) {
            (_, false) => tracing::warn!("the lease had passed to somebody else"),
            (Ending::Confirmed(application), _) => {
                tracing::info!(application_id = application.get(), "Entrata confirmed the tour");
                self.forget_tour_times(row).await;
            }
            (Ending::Cancelled, _) => {}
            (Ending::Rejected(why), _) => tracing::warn!(why, "the tour was rejected"),
            (Ending::Later(why, pause), _) => {
                tracing::warn!(why, again_in_seconds = pause.as_secs(), "the lead is kept for later");
            }
        }
        match (outcome, ending) {
            (Ok(application), _) => {
                let mut delivery = self.delivery(viewing, row, DeliveryStatus::Confirmed);
                delivery.external_id = Some(application.to_string());
                Ok(delivery)
            }
            (Err(error), Ending::Rejected(_)) => Err(rejection(error)),
            (Err(_), _) => Ok(self.delivery(viewing, row, DeliveryStatus::Pending)),
        }
    }

    /// A slot has just been taken; what is kept of it is out of date. Failing to say so costs a renter a
    /// "no longer available", and must not cost the booking.
    async fn forget_tour_times(&self, row: &Viewing) {
        let (Some(Ok(cid)), Some(Ok(property))) =
            (row.cid.map(u64::try_into), row.property_id.map(u64::try_into))
        else {
            return;
        };
        if let Err(error) = tour_times::clear(&self.store, cid, property).await {
            tracing::warn!(error = error.display_chain(), "the kept tour times could not be cleared");
        }
    }

    fn delivery(&self, viewing: ViewingId, row: &Viewing, status: DeliveryStatus) -> Delivery {
        let date = row.entrata_tour_date.as_deref().unwrap_or_default();
        let time = row.entrata_tour_time.as_deref().unwrap_or_default();
        let shown = Slot::parse(date, time).ok().map(|slot| slot.shown(self.settings.time_zone));
        let (start, end) = shown.map(|shown| (shown.start().to_owned(), shown.end().to_owned())).unzip();
        Delivery { viewing_id: viewing, status, external_id: row.external_id.clone(), start, end }
    }
}

async fn find(company: &Company, lead: &Sendable) -> Result<Vec<FoundLead>> {
    let method = GetLeads::by_email(lead.property, lead.lead.email.clone());
    Ok(company.send(&method).await?.items)
}

async fn send(company: &Company, lead: &Sendable, known: Option<ApplicationId>) -> Result<ApplicationId> {
    let (property, lead) = (lead.property, lead.lead.clone());
    let sent = match known {
        Some(application) => company.send(&UpdateLeads::new(property, application, lead)).await?,
        None => company.send(&SendLeads::new(property, lead)).await?,
    };
    // Looking the lead up will tell.
    let unclear = |what: &str| Error::new(ErrorKind::Indeterminate, format!("Entrata's response {what}"));
    match (sent.status, known.or(sent.application_id)) {
        (LeadStatus::Succeeded, Some(application)) => Ok(application),
        (LeadStatus::Succeeded, None) => Err(unclear("confirms the lead without an id")),
        _ if sent.message.is_empty() => {
            Err(unclear("says neither that it accepted the lead nor that it rejected it"))
        }
        _ => Err(unclear(&format!("neither accepts nor rejects the lead: {}", sent.message))),
    }
}

/// How long it must still be waited before Entrata is asked what became of an earlier try.
fn still_settling(row: &Viewing) -> Option<Duration> {
    let sent_ago = Duration::from_millis(u64::try_from(row.sent_ago_ms?).unwrap_or(0));
    SETTLING.checked_sub(sent_ago).filter(|pause| !pause.is_zero())
}

/// What the outcome of a try means for the viewing.
fn ending(outcome: &Result<ApplicationId>, attempts: u32) -> Ending {
    let error = match outcome {
        Ok(application) => return Ending::Confirmed(*application),
        Err(error) => error,
    };
    let later = |pause| Ending::Later(error.message().to_owned(), pause);
    let growing = growing_pause(FIRST_PAUSE, LONGEST_PAUSE, attempts);
    match error.kind() {
        ErrorKind::SlotUnavailable
        | ErrorKind::Validation
        | ErrorKind::NotAnEntrataProperty
        | ErrorKind::ToursNotSupported => Ending::Rejected(error.user_message().to_owned()),
        ErrorKind::Rejected if !lacks_permission(error) => Ending::Rejected(error.user_message().to_owned()),
        ErrorKind::Indeterminate => later(error.retry_after().unwrap_or(growing.max(SETTLING))),
        _ => later(error.retry_after().unwrap_or(growing)),
    }
}

fn lacks_permission(error: &Error) -> bool {
    error.entrata_code().is_some_and(|code| NO_PERMISSION.contains(&code))
}

/// What a renter is told, with the whole story as its cause. What Entrata refuses in a lead is for the person to
/// mend, as what we refuse ourselves.
fn rejection(error: Error) -> Error {
    let brief = error.user_message().to_owned();
    match error.kind() {
        ErrorKind::Rejected => Error::validation(vec![FieldError::new("lead", brief)]).with_source(error),
        ErrorKind::SlotUnavailable => Error::new(ErrorKind::SlotUnavailable, brief).with_source(error),
        _ => error,
    }
}
