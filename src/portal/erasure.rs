//! Personal data that has an end: what is old goes, and a renter who asks for it is forgotten.

use super::Portal;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::store::{entrata::webhooks, erasure};
use chrono::{DateTime, Utc};

/// How many rows one statement deletes: few enough that nobody waits for its locks.
const BATCH: u32 = 1000;

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
        let spooled = self.bring_spool_in().await;
        let store = &self.store;
        Ok(Purged {
            spooled,
            webhooks: in_batches(async || webhooks::forget_before(store, before, BATCH).await).await?,
            leads: in_batches(async || erasure::forget_free_leads(store, BATCH).await).await?,
            sign_in_attempts: in_batches(async || erasure::forget_sign_in_attempts(store, BATCH).await)
                .await?,
        })
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
        if !super::leads::is_email(email) {
            return Err(Error::validation(vec![FieldError::new("email", "is not an e-mail address")]));
        }
        self.store
            .transaction("forgetting a renter", async |tx| {
                let users = erasure::with_email(tx, email).await?;
                if users.iter().any(|user| user.role != "USER") {
                    let message = "belongs to an agent: `entrata agent` gives that sign-in to somebody else";
                    return Err(Error::validation(vec![FieldError::new("email", message)]));
                }
                let user = users.first().map(|user| user.id);
                let viewings = erasure::viewings(tx, user, email).await?;
                if viewings.iter().any(|viewing| viewing.on_its_way == 1) {
                    let message = "a lead of this renter is on its way at this moment: try again in a minute";
                    return Err(Error::new(ErrorKind::Unavailable, message));
                }
                let mut forgotten = Forgotten { viewings: viewings.len(), ..Forgotten::default() };
                forgotten.leads += erasure::erase_leads(tx, email).await?;
                for viewing in &viewings {
                    forgotten.leads += erasure::erase_leads(tx, &viewing.email).await?;
                    erasure::erase_viewing(tx, viewing.id).await?;
                    forgotten.at_entrata.extend(at_entrata(viewing));
                }
                if let Some(user) = user {
                    erasure::erase_user(tx, user).await?;
                    forgotten.users = 1;
                }
                Ok(forgotten)
            })
            .await
    }
}

fn at_entrata(viewing: &erasure::RenterViewing) -> Option<AtEntrata> {
    let known = viewing.external_id.is_some() || viewing.sent_at.is_some();
    let (cid, property_id) = (viewing.cid?, viewing.property_id?);
    known.then(|| AtEntrata { cid, property_id, application_id: viewing.external_id.clone() })
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
