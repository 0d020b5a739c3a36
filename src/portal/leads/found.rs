//! Finds this viewing's lead, and its tour in that lead, among the leads that Entrata returns. Pure: no I/O.
//!
//! A person is known by e-mail address and name: couples share an address. An address that is not the account's own
//! proves nothing, because anyone can type it.

use super::lead::Sendable;
use super::name::Name;
use super::outcome::History;
use crate::api::leads::FoundLead;
use crate::id::ApplicationId;
use crate::portal::appointment::{Appointment, Clocks, State};
use crate::tour::TourType;
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::cmp::Reverse;

/// What our tables know about a viewing's user.
#[derive(Debug, Clone, Default)]
pub(super) struct Account {
    /// Whether the lead has the account's own e-mail address.
    pub(super) owns_email: bool,
    /// The day on which the viewing was requested, if an attempt may have reached Entrata.
    pub(super) sent_since: Option<NaiveDate>,
    /// How many tours the user has open.
    pub(super) open_tours: usize,
    /// Whether the user has other viewings at this property, delivered or not.
    pub(super) has_others: bool,
    /// The user's other viewings at this property that have a lead at Entrata.
    pub(super) others: Vec<OtherViewing>,
}

/// Another viewing of the same user that Entrata has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherViewing {
    pub(super) application: ApplicationId,
    pub(super) tour_type: TourType,
    pub(super) starts_at: DateTime<Utc>,
    /// Whether the tour is still to take place: neither rejected nor canceled.
    pub(super) stands: bool,
}

/// What the leads that Entrata returned mean for a viewing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    /// The tour is booked in this lead.
    Booked(ApplicationId),
    /// The person has this lead, without the tour.
    Known(ApplicationId),
    /// The person has no lead that may be joined.
    Unknown,
}

/// Reads the leads that getLeads returned for a viewing's e-mail address.
pub(super) fn look(found: &[FoundLead], viewing: &Sendable, account: &Account) -> Lookup {
    let mut own: Vec<_> =
        found.iter().filter(|lead| !is_closed(lead) && account.may_join(lead, viewing)).collect();
    // The lead that this account created comes first, then the newest.
    own.sort_by_key(|lead| (!account.made(lead), Reverse((lead.created_on, lead.application_id))));
    let booked = own.iter().find(|lead| has_tour(lead, viewing, account));
    match (booked, own.first()) {
        (Some(lead), _) => Lookup::Booked(lead.application_id),
        (None, Some(lead)) => Lookup::Known(lead.application_id),
        (None, None) => Lookup::Unknown,
    }
}

impl Account {
    /// What is known about earlier attempts.
    pub(super) fn history(&self) -> History {
        if self.sent_since.is_some() { History::MaybeSent } else { History::NeverSent }
    }

    fn made(&self, lead: &FoundLead) -> bool {
        self.others.iter().any(|other| other.application == lead.application_id)
    }

    /// Whether a lead belongs to this viewing's person: it has the name, and this account created it or owns its address.
    fn may_join(&self, lead: &FoundLead, viewing: &Sendable) -> bool {
        let name = Name::new(&viewing.lead.first_name, &viewing.lead.last_name);
        lead.people.iter().any(|person| {
            let stored = Name::new(&person.first_name, &person.last_name);
            let has_email =
                || person.email.as_ref().is_some_and(|email| email.is_same_mailbox(&viewing.lead.email));
            let has_name = name.is(&stored) || self.may_have_made(lead) && name.is_or_became(&stored);
            has_name && (self.made(lead) || has_email() && (self.owns_email || self.may_have_made(lead)))
        })
    }

    /// Whether an earlier attempt of this viewing may have created the lead.
    fn may_have_made(&self, lead: &FoundLead) -> bool {
        let day_before = self.sent_since.and_then(|day| day.checked_sub_days(Days::new(1)));
        day_before.is_some_and(|day| lead.created_on.is_none_or(|created| created >= day))
    }
}

/// Whether the viewing's tour is booked in a lead, and no other viewing of this account is that tour.
fn has_tour(lead: &FoundLead, viewing: &Sendable, account: &Account) -> bool {
    let clocks = match account.history() {
        History::NeverSent => Clocks::Slot,
        History::MaybeSent => Clocks::SlotOrMountain,
    };
    let is_another = account.others.iter().any(|other| {
        other.stands
            && other.application == lead.application_id
            && other.starts_at == viewing.slot.start()
            && other.tour_type != viewing.tour_type
    });
    lead.events.iter().filter_map(Appointment::read).any(|event| {
        event.state == State::Stands
            && event.may_be(viewing.tour_type)
            && event.starts_with(&viewing.slot, clocks)
            && (event.tour_type.is_some() || !is_another)
    })
}

/// Entrata's statuses of a lead that accepts no more tours.
fn is_closed(lead: &FoundLead) -> bool {
    let status = lead.status.to_ascii_lowercase();
    ["archived", "cancelled", "canceled", "denied"].iter().any(|word| status.contains(word))
}

#[cfg(test)]
#[path = "found_tests.rs"]
mod tests;
