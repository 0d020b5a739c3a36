//! One attempt to deliver a lead: look it up, send it, and read it back if its outcome is unknown.

use super::found::{self, Account, Lookup, OtherViewing};
use super::lead::Sendable;
use super::outcome::{AfterFailedSend, History, WithoutLookup, after_failed_send, without_lookup};
use super::timing::{LOOK_AGAIN, SETTLING};
use crate::api::leads::{FoundLead, GetLeads, LeadStatus, SendLeads, UpdateLeads};
use crate::api::{Company, Deadline};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{ApplicationId, ViewingId};
use crate::portal::Portal;
use crate::store::entrata::clients::Client;
use crate::store::entrata::prospect_leases::{self as prospects, Prospect};
use crate::store::entrata::viewings as deliveries;
use crate::store::host::viewings::{self, Viewing};
use crate::store::{LeaseOwner, ViewingStatus};
use chrono::Utc;
use std::time::Duration;

/// The most tours that a user may have open. Each is an appointment that a leasing agent waits for.
const OPEN_TOURS: usize = 20;

/// Why an attempt did not confirm the tour.
#[derive(Debug)]
pub(super) enum Failure {
    /// The tour will not take place.
    Rejected(Error),
    /// It is not decided yet.
    Pending { error: Error },
    /// It is not decided yet, and Entrata may still be working on the lead.
    Unsettled { error: Error },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Pending { error }
    }
}

/// One attempt at one viewing.
pub(super) struct Attempt<'a> {
    pub(super) viewing: ViewingId,
    pub(super) row: &'a Viewing,
    pub(super) lead: &'a Sendable,
    pub(super) owner: LeaseOwner,
    pub(super) deadline: Deadline,
}

impl Attempt<'_> {
    /// What is known about earlier attempts.
    pub(super) fn history(&self) -> History {
        if self.row.sent_ago_ms.is_some() { History::MaybeSent } else { History::NeverSent }
    }

    /// Half of the remaining budget, for steps before sending: a slow lookup must leave time to send the lead.
    pub(super) fn half_of_the_budget(&self) -> Deadline {
        Deadline::after(self.deadline.remaining() / 2)
    }

    /// How long Entrata may still be working on an earlier attempt.
    fn settling(&self) -> Option<Duration> {
        let sent_ago = Duration::from_millis(u64::try_from(self.row.sent_ago_ms?).unwrap_or(0));
        SETTLING.checked_sub(sent_ago).filter(|pause| !pause.is_zero())
    }

    fn is_over(&self) -> bool {
        self.lead.slot.start() <= Utc::now()
    }

    /// The rejection of a tour whose time has passed, with what delayed its lead.
    fn over(&self) -> Failure {
        let why = self.row.error.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        let message = format!("the tour's time passed before its lead could be delivered{why}");
        Failure::Rejected(Error::validation(vec![FieldError::new("tourTime", message)]))
    }
}

impl Portal {
    pub(super) async fn attempt(
        &self,
        viewing: ViewingId,
        row: &Viewing,
        owner: LeaseOwner,
        deadline: Deadline,
    ) -> Result<ApplicationId, Failure> {
        let lead = Sendable::new(row, &self.settings).map_err(|error| match error.kind() {
            ErrorKind::Validation => Failure::Rejected(error),
            _ => Failure::from(error),
        })?;
        let attempt = Attempt { viewing, row, lead: &lead, owner, deadline };
        let (map, slot) = (&self.settings.portal_map, &lead.slot);
        viewings::set_slot(&self.store, map, lead.cid, viewing, slot.start(), slot.end()).await?;
        if attempt.is_over() && attempt.history() == History::NeverSent {
            return Err(attempt.over());
        }
        if let Some(pause) = attempt.settling() {
            let message = "Entrata may still be working on an earlier attempt";
            return Err(Error::new(ErrorKind::Indeterminate, message).with_retry_after(pause).into());
        }
        let prospect = Prospect {
            cid: lead.cid,
            property: lead.property,
            email: lead.lead.email.as_str().to_lowercase(),
        };
        self.hold(owner, &prospect, deadline).await?;
        failpoint!("lead-person-leased");
        let outcome = self.deliver_held(&attempt).await;
        match outcome {
            // Until Entrata is done, a lookup for another viewing would not find this lead.
            Err(Failure::Unsettled { .. }) => {
                prospects::keep(&self.store, owner, &prospect, SETTLING).await?;
            }
            _ => prospects::release(&self.store, owner, &prospect).await?,
        }
        failpoint!("lead-released");
        outcome
    }

    /// Takes the lease of the person's lead. Waits for another viewing of the same person. If this process dies, the lease
    /// lasts until Entrata has settled what the process may have sent last.
    async fn hold(&self, owner: LeaseOwner, prospect: &Prospect, deadline: Deadline) -> Result<()> {
        while !prospects::claim(&self.store, owner, prospect, deadline.remaining() + SETTLING).await? {
            if deadline.remaining() <= LOOK_AGAIN {
                let message = "another tour of the same person is being booked";
                return Err(Error::new(ErrorKind::Unavailable, message));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Looks the lead up, and sends it if Entrata does not have the tour.
    async fn deliver_held(&self, attempt: &Attempt<'_>) -> Result<ApplicationId, Failure> {
        let client = self.client(attempt.lead.cid).await?;
        let company = self.company(&client)?.with_deadline(attempt.deadline);
        let deadline = match attempt.history() {
            History::NeverSent => attempt.half_of_the_budget(),
            History::MaybeSent => attempt.deadline,
        };
        let lookup = company.with_deadline(deadline);
        let (found, account) =
            tokio::join!(self.look_up(attempt, &client, &lookup), self.account_of(attempt));
        let account = account?;
        let lookup = match found {
            Ok(found) => found::look(&found, attempt.lead, &account),
            Err(error) => {
                match without_lookup(&error, attempt.history(), attempt.row.attempts, account.has_others) {
                    WithoutLookup::Wait if attempt.is_over() => return Err(attempt.over()),
                    WithoutLookup::Wait => return Err(error.into()),
                    WithoutLookup::Send => {
                        tracing::warn!(
                            error = error.display_chain(),
                            "lead not looked up: sending it as a new one"
                        );
                        Lookup::Unknown
                    }
                }
            }
        };
        let known = match lookup {
            Lookup::Booked(application) => return Ok(application),
            Lookup::Known(application) => Some(application),
            Lookup::Unknown => None,
        };
        if attempt.is_over() {
            return Err(attempt.over());
        }
        if attempt.history() == History::NeverSent {
            self.check_open_tours(&account)?;
            self.check_offered(attempt).await?;
        }
        match self.send(attempt, &client, &company, &account, known).await {
            // The person's lead does not accept a tour, for a reason that its status does not show.
            Err(Failure::Rejected(error)) if known.is_some() && error.kind() == ErrorKind::Rejected => {
                tracing::warn!(error = error.display_chain(), "lead not updated: sending a new one");
                self.send(attempt, &client, &company, &account, None).await
            }
            sent => sent,
        }
    }

    fn check_open_tours(&self, account: &Account) -> Result<(), Failure> {
        if account.open_tours < OPEN_TOURS {
            return Ok(());
        }
        let message = format!("you have {OPEN_TOURS} upcoming tours, which is the maximum");
        Err(Failure::Rejected(Error::validation(vec![FieldError::new("lead", message)])))
    }

    async fn look_up(
        &self,
        attempt: &Attempt<'_>,
        client: &Client,
        company: &Company,
    ) -> Result<Vec<FoundLead>> {
        let lead = attempt.lead;
        let method = GetLeads::by_email(lead.property, lead.lead.email.clone());
        let found = company.send(&method).await.map_err(Error::from);
        Ok(self.flag_rejected_token(client, found).await?.items)
    }

    /// Reads what our tables know about the viewing's user.
    async fn account_of(&self, attempt: &Attempt<'_>) -> Result<Account> {
        let (row, lead) = (attempt.row, attempt.lead);
        let mut account = Account {
            owns_email: lead.has_own_email,
            sent_since: row.sent_ago_ms.map(|_| row.created_at.date()),
            ..Account::default()
        };
        if row.user_id == 0 {
            return Ok(account);
        }
        let others = deliveries::others_of_user(&self.store, row.user_id, attempt.viewing).await?;
        account.open_tours = others.iter().filter(|other| other.is_open).count();
        let here: Vec<_> = others
            .iter()
            .filter(|other| other.cid == lead.cid.get() && other.property_id == lead.property.get())
            .collect();
        account.has_others = !here.is_empty();
        account.others = here
            .into_iter()
            .filter_map(|other| {
                Some(OtherViewing {
                    application: other.external_id.as_deref()?.parse().ok()?,
                    tour_type: other.tour_type.parse().ok()?,
                    starts_at: other.starts_at?.and_utc(),
                    stands: other.status == ViewingStatus::Confirmed.as_str(),
                })
            })
            .collect();
        Ok(account)
    }

    /// Sends the lead: as an update of the lead that the person has, or as a new one.
    async fn send(
        &self,
        attempt: &Attempt<'_>,
        client: &Client,
        company: &Company,
        account: &Account,
        known: Option<ApplicationId>,
    ) -> Result<ApplicationId, Failure> {
        let Attempt { viewing, lead, owner, .. } = *attempt;
        if !deliveries::sending(&self.store, owner, lead.cid, viewing).await? {
            let message = "another process has taken over the viewing";
            return Err(Error::new(ErrorKind::Unavailable, message).into());
        }
        failpoint!("lead-before-send");
        let sent = send(company, lead, known).await.map_err(Error::from);
        let sent = self.flag_rejected_token(client, sent).await;
        failpoint!("lead-after-send");
        let error = match sent {
            Ok(application) => return Ok(application),
            Err(error) => error,
        };
        match after_failed_send(&error) {
            AfterFailedSend::Reject => Err(Failure::Rejected(error)),
            AfterFailedSend::Wait => {
                if attempt.history() == History::NeverSent {
                    deliveries::not_sent(&self.store, owner, lead.cid, viewing).await?;
                }
                Err(error.into())
            }
            AfterFailedSend::LookUp => {
                // Read back now; a lead that is not there yet may still arrive.
                let account = Account {
                    sent_since: Some(attempt.row.created_at.date()),
                    others: account.others.clone(),
                    ..*account
                };
                match self
                    .look_up(attempt, client, company)
                    .await
                    .map(|found| found::look(&found, lead, &account))
                {
                    Ok(Lookup::Booked(application)) => Ok(application),
                    _ => Err(Failure::Unsettled { error }),
                }
            }
        }
    }
}

async fn send(
    company: &Company,
    lead: &Sendable,
    known: Option<ApplicationId>,
) -> crate::error::Result<ApplicationId> {
    // Entrata writes to the address. If it is not the account's, its owner may not know about the tour.
    let confirmation_email = lead.has_own_email;
    let (property, lead) = (lead.property, lead.lead.clone());
    let sent = match known {
        Some(application) => {
            let update = UpdateLeads::new(property, application, lead);
            company.send(&update.confirmation_email(confirmation_email)).await?
        }
        None => company.send(&SendLeads::new(property, lead).confirmation_email(confirmation_email)).await?,
    };
    match (sent.status, known.or(sent.application_id)) {
        (LeadStatus::Succeeded, Some(application)) => Ok(application),
        // A lookup shows whether Entrata has the tour, and under which id.
        _ => {
            let message = format!("Entrata's response does not confirm the lead: {}", sent.message);
            Err(crate::Error::new(crate::ErrorKind::Indeterminate, message))
        }
    }
}
