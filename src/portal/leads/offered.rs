//! Whether Entrata offers a slot, and whether a confirmed one is free again.

use super::attempt::{Attempt, Failure};
use super::lead::Sendable;
use crate::api::Deadline;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::ViewingId;
use crate::portal::Portal;
use crate::portal::tour_times::{RawDays, days_of};
use crate::store::entrata::tour_times::{self, Question, Since};
use crate::store::host::viewings::Viewing;
use crate::tour::{RawSlot, Slot};
use chrono::{Days, Utc};
use std::time::Duration;

/// A cached response of up to this age proves that Entrata offered a slot.
const PROOF: Duration = Duration::from_secs(15 * 60);
/// The days after a slot's own that are read with it, so that a full day differs from an empty calendar.
const DAYS_AROUND: Days = Days::new(7);

impl Portal {
    /// Rejects a slot that Entrata does not offer: Entrata gets back only texts that it sent.
    ///
    /// A cached response can prove that it was offered. Only a response fetched for this check that offers other slots can
    /// prove that it was not, because an empty calendar may be a failure. Without one, the lead is sent and Entrata decides.
    pub(super) async fn check_offered(&self, attempt: &Attempt<'_>) -> Result<(), Failure> {
        let lead = attempt.lead;
        let (raw, tour_type, day) = (lead.slot.raw(), lead.tour_type.as_str(), lead.slot.date());
        let Sendable { cid, property, .. } = *lead;
        let kept =
            tour_times::covering(&self.store, cid, property, tour_type, day, PROOF, Since::Ever).await?;
        if kept.iter().filter_map(|answer| days_of(answer)).any(|days| has(&days, raw)) {
            return Ok(());
        }
        let to = day.checked_add_days(DAYS_AROUND).unwrap_or(day);
        let question = Question { cid: lead.cid, property: lead.property, tour_type, from: day, to };
        match self.fetch_tour_times(&question, attempt.half_of_the_budget()).await {
            Ok(days) if has(&days, raw) => Ok(()),
            Ok(days) if days.iter().all(|(_, times)| times.is_empty()) => {
                tracing::warn!("the calendar offers no slot at all: Entrata decides about the slot");
                Ok(())
            }
            Ok(_) => {
                let message = format!("Entrata does not offer {} on {}", raw.time(), raw.date());
                Err(Failure::Rejected(Error::new(ErrorKind::SlotUnavailable, message)))
            }
            Err(error) => {
                tracing::warn!(
                    error = error.display_chain(),
                    "tour times not read: Entrata decides about the slot"
                );
                Ok(())
            }
        }
    }

    /// Returns whether a confirmed tour has been canceled at Entrata, and records it. Calls Entrata only if the slot has
    /// been offered again since.
    pub(super) async fn was_cancelled(
        &self,
        viewing: ViewingId,
        row: &Viewing,
        deadline: Deadline,
    ) -> Result<bool> {
        let (Some(Ok(cid)), Some(Ok(property))) =
            (row.cid.map(u64::try_into), row.property_id.map(u64::try_into))
        else {
            return Ok(false);
        };
        let date = row.entrata_tour_date.as_deref().unwrap_or_default();
        let time = row.entrata_tour_time.as_deref().unwrap_or_default();
        let Ok(slot) = Slot::parse(date, time) else { return Ok(false) };
        if slot.start() <= Utc::now() {
            return Ok(false);
        }
        let (day, tour_type) = (slot.date(), row.tour_type.as_deref().unwrap_or_default());
        let kept =
            tour_times::covering(&self.store, cid, property, tour_type, day, PROOF, Since::LastBooking)
                .await?;
        // The newest response is what Entrata offers now.
        let is_free =
            kept.first().and_then(|answer| days_of(answer)).is_some_and(|days| has(&days, slot.raw()));
        if !is_free {
            return Ok(false);
        }
        self.reconcile_viewing(cid, property, viewing, row, deadline).await
    }
}

fn has(days: &RawDays<'_>, slot: &RawSlot) -> bool {
    days.iter().any(|(date, times)| {
        date.as_ref() == slot.date() && times.iter().any(|time| time.as_ref() == slot.time())
    })
}
