//! Personal data that has an end: what is old goes, and a renter who asks for it is forgotten.

use super::Portal;
use crate::email::EmailAddress;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::entrata::viewings::{self as deliveries, Trace};
use crate::store::entrata::{prospect_leases, sign_in, webhooks};
use crate::store::execute;
use crate::store::host::users::{self, FORGOTTEN};
use crate::store::host::viewings;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// How many rows one statement deletes: few enough that nobody waits for its locks.
const BATCH: u32 = 1000;

/// How long webhooks of strangers are kept, and how many of them.
const STRANGERS_KEPT_FOR: TimeDelta = TimeDelta::days(1);
const MAX_STRANGERS: u32 = 50_000;

/// Why a tour is not delivered after its renter was forgotten.
const WITHDRAWN: &str = "The renter's data was erased before Entrata had the tour.";

/// What a purge deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Log entries that came out of the spool first.
    pub spooled: usize,
    /// Webhooks.
    pub webhooks: u64,
    /// Leases of leads that nobody holds.
    pub leads: u64,
    /// Counts of wrong passwords.
    pub sign_in_attempts: u64,
}

/// What was erased of a renter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Users: one, or none when the address only stood in viewings.
    pub users: usize,
    /// Viewings.
    pub viewings: usize,
    /// Leases of leads.
    pub leads: u64,
    /// What Entrata still has of them, and only Entrata can erase.
    pub at_entrata: Vec<AtEntrata>,
}

/// A person's lead at Entrata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtEntrata {
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// Entrata's application id; none when a lead was sent and its end never heard.
    pub application_id: Option<String>,
}

impl Portal {
    /// Deletes the webhooks received before an instant, in batches, and what else is kept without being needed.
    /// What was decided by a webhook stays decided: its log id is on the property's row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`]; what was deleted before stays deleted.
    pub async fn purge(&self, before: DateTime<Utc>) -> Result<Purged> {
        // Else an old entry would come in after the purge.
        let spooled = self.store_spooled_webhooks().await;
        let store = &self.store;
        Ok(Purged {
            spooled,
            webhooks: in_batches(async || webhooks::delete_before(store, before, BATCH).await).await?,
            leads: in_batches(async || prospect_leases::forget_free(store, BATCH).await).await?,
            sign_in_attempts: in_batches(async || sign_in::forget_old(store, BATCH).await).await?,
        })
    }

    /// Deletes the webhooks of senders that did not prove to be Entrata: those older than a day, and the oldest of more
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

    /// Erases all that the portal's tables hold of a renter, by their e-mail address. The rows stay, without the
    /// person: what was booked when and how it ended is the operator's.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] when it is an agent's address; [`ErrorKind::Unavailable`] when a lead of theirs is on its way at
    /// this moment; [`ErrorKind::Database`].
    pub async fn forget_renter(&self, email: &str) -> Result<Forgotten> {
        let email = email.trim();
        if email.parse::<EmailAddress>().is_err() {
            return Err(Error::validation(vec![FieldError::new("email", "is not an e-mail address")]));
        }
        let map = &self.settings.portal_map;
        self.store
            .transaction("forgetting a renter", async |tx| {
                let found = users::with_email(tx, map, email).await?;
                if found.iter().any(|user| !user.is_renter) {
                    let message = "belongs to an agent: `entrata agent` gives that sign-in to another person";
                    return Err(Error::validation(vec![FieldError::new("email", message)]));
                }
                let user = found.first().map(|user| user.id);
                let of_user = match user {
                    Some(user) => viewings::of_user(tx, map, user).await?,
                    None => Vec::new(),
                };
                let traces = deliveries::traces(tx, &of_user, email).await?;
                if traces.iter().any(|trace| trace.on_its_way) {
                    let message = "a lead of this renter is on its way at this moment: try again in a minute";
                    return Err(Error::new(ErrorKind::Unavailable, message));
                }
                let all: BTreeSet<_> =
                    of_user.into_iter().chain(traces.iter().map(|trace| trace.viewing_id)).collect();
                let mut forgotten = Forgotten { viewings: all.len(), ..Forgotten::default() };
                forgotten.leads += prospect_leases::erase(tx, email).await?;
                for trace in &traces {
                    if let Some(other) = trace.email.as_deref().filter(|other| *other != email) {
                        forgotten.leads += prospect_leases::erase(tx, other).await?;
                    }
                    forgotten.at_entrata.extend(at_entrata(trace));
                }
                let ours = traces.iter().map(|trace| deliveries::erasing(trace, FORGOTTEN, WITHDRAWN));
                let changes = traces.iter().map(deliveries::erasing_changes);
                let theirs = all.iter().filter_map(|viewing| viewings::erasing(map, *viewing));
                execute(tx, "erasing viewings", &ours.chain(changes).chain(theirs).collect::<Vec<_>>())
                    .await?;
                if let Some(user) = user {
                    users::erase(tx, map, user).await?;
                    forgotten.users = 1;
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
