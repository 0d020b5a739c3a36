//! The leads that the fake Entrata has received, their events, and the slots they hold.

use super::TourSlot;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::collections::HashMap;

/// Leads in the order of their arrival. Ids increase and are never used again.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) leads: Vec<Lead>,
    by_address: HashMap<(u64, String), Vec<usize>>,
    taken: HashMap<(u64, NaiveDate, NaiveTime), u32>,
    events: u64,
}

/// One lead, which Entrata calls an application.
pub(crate) struct Lead {
    pub(crate) application_id: u64,
    pub(crate) cid: u64,
    pub(crate) property_id: u64,
    pub(crate) person: Person,
    pub(crate) lead_source_id: Option<u64>,
    pub(crate) move_in: String,
    pub(crate) comment: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) duplicate: bool,
    /// Whether the property's staff has archived it.
    pub(crate) archived: bool,
    pub(crate) events: Vec<Event>,
}

/// The person of a lead.
#[derive(Default)]
pub(crate) struct Person {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
}

/// Something that happened with a lead, or an appointment.
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) type_id: u64,
    pub(crate) kind: String,
    pub(crate) subtype_id: Option<u64>,
    pub(crate) at: DateTime<Utc>,
    /// An appointment holds a slot; nothing else does.
    pub(crate) slot: Option<TourSlot>,
    /// Whether the property's staff has canceled the appointment, which then holds no slot.
    pub(crate) cancelled: bool,
    /// As sent, verbatim.
    pub(crate) time_from: String,
    pub(crate) time_to: String,
    pub(crate) reasons: String,
    pub(crate) comments: String,
}

const FIRST_APPLICATION: u64 = 30_001;
const FIRST_APPLICANT: u64 = 40_001;

impl Lead {
    pub(crate) fn applicant_id(&self) -> u64 {
        self.application_id - FIRST_APPLICATION + FIRST_APPLICANT
    }

    /// Its appointments, which hold slots.
    pub(crate) fn appointments(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.slot.is_some() && !event.cancelled)
    }
}

impl Ledger {
    /// Keeps a lead and assigns its id.
    pub(crate) fn add(&mut self, mut lead: Lead) -> &Lead {
        let place = self.leads.len();
        lead.application_id = FIRST_APPLICATION + place as u64;
        let key = (lead.property_id, lead.person.email.to_lowercase());
        self.by_address.entry(key).or_default().push(place);
        self.leads.push(lead);
        &self.leads[place]
    }

    pub(crate) fn next_event_id(&mut self) -> u64 {
        self.events += 1;
        50_000 + self.events
    }

    /// The leads of one email address at one property, whatever its case.
    pub(crate) fn of_address(&self, property_id: u64, email: &str) -> impl Iterator<Item = &Lead> {
        let places = self.by_address.get(&(property_id, email.to_lowercase()));
        places.into_iter().flatten().map(|place| &self.leads[*place])
    }

    /// The number of appointments that hold a slot.
    pub(crate) fn taken(&self, property_id: u64, slot: &TourSlot) -> u32 {
        self.taken.get(&(property_id, slot.day, slot.from)).copied().unwrap_or(0)
    }

    pub(crate) fn take(&mut self, property_id: u64, slot: &TourSlot) {
        *self.taken.entry((property_id, slot.day, slot.from)).or_default() += 1;
    }

    pub(crate) fn free(&mut self, property_id: u64, slot: &TourSlot) {
        if let Some(count) = self.taken.get_mut(&(property_id, slot.day, slot.from)) {
            *count = count.saturating_sub(1);
        }
    }

    pub(crate) fn lead_mut(&mut self, application_id: u64) -> Option<&mut Lead> {
        let place = usize::try_from(application_id.checked_sub(FIRST_APPLICATION)?).ok()?;
        self.leads.get_mut(place)
    }

    /// The lead of an appointment that is not canceled, and the place of its event.
    pub(crate) fn appointment_mut(&mut self, event_id: u64) -> Option<(&mut Lead, usize)> {
        self.leads.iter_mut().find_map(|lead| {
            let is_wanted = |event: &Event| event.id == event_id && event.slot.is_some() && !event.cancelled;
            let at = lead.events.iter().position(is_wanted)?;
            Some((lead, at))
        })
    }
}
