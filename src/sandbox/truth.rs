//! The leads and appointments that the sandbox holds: the place to count lost and duplicate leads.

use super::world::World;
use serde::Serialize;

/// Every lead and every appointment in the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The leads, in the order of their arrival.
    pub leads: Vec<TrueLead>,
    /// The tours that hold a slot.
    pub appointments: Vec<TrueAppointment>,
    /// The number of leads for a person who was already a lead of the property.
    pub duplicates: usize,
}

/// One lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrueLead {
    /// Its id.
    pub application_id: u64,
    /// The company that sent it.
    pub cid: u64,
    /// The property it is for.
    pub property_id: u64,
    /// The person's e-mail address, as sent.
    pub email: String,
    /// The person's first name, as sent.
    pub first_name: String,
    /// The person's last name, as sent.
    pub last_name: String,
    /// Whether its person was already a lead of the property.
    pub duplicate: bool,
}

/// One booked tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrueAppointment {
    /// The lead it belongs to.
    pub application_id: u64,
    /// Its event.
    pub event_id: u64,
    /// The property.
    pub property_id: u64,
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
    /// The start, as sent.
    pub time_from: String,
    /// The end, as sent.
    pub time_to: String,
    /// Entrata's id for the kind of tour, if one was sent.
    pub subtype_id: Option<u64>,
    /// The person's e-mail address, as sent.
    pub email: String,
}

impl Truth {
    pub(super) fn new(world: &World) -> Self {
        let leads: Vec<_> = world
            .ledger
            .leads
            .iter()
            .map(|lead| TrueLead {
                application_id: lead.application_id,
                cid: lead.cid,
                property_id: lead.property_id,
                email: lead.person.email.clone(),
                first_name: lead.person.first_name.clone(),
                last_name: lead.person.last_name.clone(),
                duplicate: lead.duplicate,
            })
            .collect();
        let held =
            world.ledger.leads.iter().flat_map(|lead| lead.appointments().map(move |event| (lead, event)));
        let appointments = held
            .filter_map(|(lead, event)| {
                Some(TrueAppointment {
                    application_id: lead.application_id,
                    event_id: event.id,
                    property_id: lead.property_id,
                    date: event.slot?.day.to_string(),
                    time_from: event.time_from.clone(),
                    time_to: event.time_to.clone(),
                    subtype_id: event.subtype_id,
                    email: lead.person.email.clone(),
                })
            })
            .collect();
        let duplicates = leads.iter().filter(|lead| lead.duplicate).count();
        Self { leads, appointments, duplicates }
    }
}
