//! Deletes personal data: old webhooks, and a renter on request.

use super::Portal;
use crate::email::{EmailAddress, InvalidEmail};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::entrata::viewings::{self as deliveries, Trace};
use crate::store::entrata::{prospect_leases, sign_in, webhooks};
use crate::store::execute;
use crate::store::host::users::{self, FORGOTTEN};
use crate::store::host::viewings;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// How many rows one statement deletes: few, to keep its locks short.
const BATCH: u32 = 1000;

/// How long webhooks of strangers are kept, and how many of them.
const STRANGERS_KEPT_FOR: TimeDelta = TimeDelta::days(1);
const MAX_STRANGERS: u32 = 50_000;

/// Why a tour is not delivered after its renter was erased.
const WITHDRAWN: &str = "The renter's data was erased before Entrata had the tour.";

/// What a purge deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Spooled log entries that were stored first.
    pub spooled: usize,
    /// Webhooks received before the instant.
    pub webhooks: u64,
    /// Newer webhooks of unauthenticated senders.
    pub strangers: u64,
    /// Leases of leads that no process holds.
    pub leads: u64,
    /// Counts of wrong passwords.
    pub sign_in_attempts: u64,
}

/// What was erased of a renter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Users: one, or 0 when the address was only in viewings.
    pub users: usize,
    /// Viewings.
    pub viewings: usize,
    /// Leases of leads.
    pub leads: u64,
    /// Leads that Entrata still has, and that only Entrata can erase.
    pub at_entrata: Vec<AtEntrata>,
}

/// A person's lead at Entrata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtEntrata {
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// Entrata's application id; `None` when a lead was sent and its outcome is unknown.
    pub application_id: Option<String>,
}

impl Portal {
    /// Deletes the webhooks received before an instant, in batches, and other rows that are no longer needed. The state that a
    /// webhook decided stays: its log id is on the property's row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`]; what was deleted before stays deleted.
    pub async fn purge(&self, before: DateTime<Utc>) -> Result<Purged> {
        // Otherwise an old entry would be stored after the purge.
        let spooled = self.store_spooled_webhooks().await;
        let store = &self.store;
        Ok(Purged {
            spooled,
            webhooks: in_batches(async || webhooks::delete_before(store, before, BATCH).await).await?,
            strangers: self.purge_strangers().await?,
            leads: in_batches(async || prospect_leases::forget_free(store, BATCH).await).await?,
            sign_in_attempts: in_batches(async || sign_in::forget_old(store, BATCH).await).await?,
        })
    }

    /// Deletes the webhooks of unauthenticated senders: those older than a day, and the oldest of more
    /// than 50,000. Returns how many.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`]; what was deleted before stays deleted.
    pub(super) async fn purge_strangers(&self) -> Result<u64> {
        let store = &self.store;
        let yesterday = Utc::now() - STRANGERS_KEPT_FOR;
        let excess = webhooks::strangers_beyond(store, MAX_STRANGERS).await?;
        let before = excess.map_or(yesterday, |excess| excess.max(yesterday));
        in_batches(async || webhooks::delete_strangers_before(store, before, BATCH).await).await
    }

    /// Erases what the portal's tables hold about a renter, by e-mail address. The rows stay, without the person: when a
    /// tour was booked and its outcome are the operator's data.
    ///
    /// Addresses are compared byte for byte after normalization: letter case and blanks do not count, accents do.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] when it is an agent's address; [`ErrorKind::Unavailable`] when a lead of the renter is
    /// being sent; [`ErrorKind::Database`].
    pub async fn forget_renter(&self, email: &str) -> Result<Forgotten> {
        let rejected = |why: &str| Error::validation(vec![FieldError::new("email", why)]);
        let address: EmailAddress =
            email.parse().map_err(|error: InvalidEmail| rejected(&error.to_string()))?;
        // The tables may hold the address as it was typed, or with its domain in ASCII.
        let forms: BTreeSet<_> = [email.trim(), address.as_str()].map(str::to_lowercase).into();
        let map = &self.settings.portal_map;
        self.store
            .transaction("forgetting a renter", async |tx| {
                let mut found = Vec::new();
                for form in &forms {
                    found.extend(users::with_email(tx, map, form).await?);
                }
                if found.iter().any(|user| !user.is_renter) {
                    return Err(rejected(
                        "belongs to an agent: `entrata agent` gives that sign-in to another person",
                    ));
                }
                let (mut of_users, mut traces) = (Vec::new(), Vec::new());
                for user in &found {
                    of_users.extend(viewings::of_user(tx, map, user.id).await?);
                }
                for form in &forms {
                    traces.extend(deliveries::traces(tx, &of_users, form).await?);
                }
                traces.sort_unstable_by_key(|trace| trace.viewing_id);
                traces.dedup_by_key(|trace| trace.viewing_id);
                if traces.iter().any(|trace| trace.on_its_way) {
                    let message = "a lead of this renter is being sent: try again in a minute";
                    return Err(Error::new(ErrorKind::Unavailable, message));
                }
                let all: BTreeSet<_> =
                    of_users.into_iter().chain(traces.iter().map(|trace| trace.viewing_id)).collect();
                let mut forgotten =
                    Forgotten { users: found.len(), viewings: all.len(), ..Forgotten::default() };
                let others = traces.iter().filter_map(|trace| trace.email.clone());
                for address in forms.iter().cloned().chain(others).collect::<BTreeSet<_>>() {
                    forgotten.leads += prospect_leases::erase(tx, &address).await?;
                }
                forgotten.at_entrata.extend(traces.iter().filter_map(at_entrata));
                let ours = traces.iter().map(|trace| deliveries::erasing(trace, FORGOTTEN, WITHDRAWN));
                let changes = traces.iter().map(deliveries::erasing_changes);
                let theirs = all.iter().filter_map(|viewing| viewings::erasing(map, *viewing));
                execute(tx, "erasing viewings", &ours.chain(changes).chain(theirs).collect::<Vec<_>>())
                    .await?;
                for user in &found {
                    users::erase(tx, map, user.id).await?;
                }
                Ok(forgotten)
            })
            .await
    }
}

fn at_entrata(trace: &Trace) -> Option<AtEntrata> {
    let known = trace.external_id.is_some() || trace.sent_at.is_some();
    known.then(|| AtEntrata {
        cid: trace.cid,
        property_id: trace.property_id,
        application_id: trace.external_id.clone(),
    })
}

async fn in_batches(mut delete: impl AsyncFnMut() -> Result<u64>) -> Result<u64> {
    let mut deleted = 0;
    loop {
        match delete().await? {
            0 => return Ok(deleted),
            more => deleted += more,
        }
    }
}
