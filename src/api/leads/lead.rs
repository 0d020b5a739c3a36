//! A lead as it is sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use crate::api::wire::{mountain, us_date};
use crate::id::{ApplicationId, LeadSourceId};

/// Entrata's event type of an appointment.
pub(super) const APPOINTMENT: &str = "17";

/// Somebody who is interested in a property.
#[derive(Debug, Clone)]
pub struct Lead {
    /// First name.
    pub first_name: String,
    /// Last name; Entrata refuses a lead without one.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone; empty for none.
    pub phone: String,
    /// What they write; empty for nothing.
    pub message: String,
    /// When they want to move in.
    pub move_in_date: Option<NaiveDate>,
    /// Where the lead comes from, by Entrata's id in this client company.
    pub lead_source: Option<LeadSourceId>,
    /// When they said so: not in the future, or Entrata refuses the lead.
    pub created_at: DateTime<Utc>,
    /// The tour that they want.
    pub tour: Option<TourEvent>,
}

/// A tour to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TourEvent {
    /// What kind of tour.
    pub subtype: AppointmentSubtype,
    /// The day as `MM/DD/YYYY`.
    pub appointment_date: String,
    /// The start as Entrata wrote it, such as `10:00 MST`.
    pub time_from: String,
    /// The end as Entrata wrote it, such as `10:30 MST`.
    pub time_to: String,
    /// The appointment's title, such as `Tour`.
    pub title: String,
    /// A comment; updateLeads refuses an empty one.
    pub comments: String,
}

/// Kinds of appointments. Their numbers are not event types, though some look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppointmentSubtype {
    /// A tour with an agent.
    Tour,
    /// A tour alone.
    SelfGuidedTour,
    /// A tour on a screen.
    VirtualTour,
}

impl AppointmentSubtype {
    /// Entrata's number.
    #[must_use]
    pub fn id(self) -> u32 {
        match self {
            Self::Tour => 454,
            Self::SelfGuidedTour => 560,
            Self::VirtualTour => 525,
        }
    }
}

impl Lead {
    /// The prospect as sendLeads and updateLeads take it.
    pub(super) fn prospect(&self, application: Option<ApplicationId>) -> Value {
        let mut prospect = Map::new();
        if let Some(application) = application {
            prospect.insert("applicationId".into(), application.to_string().into());
        }
        if let Some(source) = self.lead_source {
            prospect.insert("leadSource".into(), json!({ "originatingLeadSourceId": source.to_string() }));
        }
        let created = mountain(self.created_at);
        let mut customer = json!({
            "name": { "firstName": self.first_name, "lastName": self.last_name },
            "email": self.email,
        });
        if !self.phone.is_empty() {
            customer["phone"] = json!({ "personalPhoneNumber": self.phone });
        }
        prospect.insert("customers".into(), json!({ "customer": [customer] }));
        let preferences = self.preferences();
        if !preferences.is_empty() {
            prospect.insert("customerPreferences".into(), preferences.into());
        }
        if let Some(tour) = &self.tour {
            // Events must lie at events.event: a flat list is silently ignored, and no tour is booked.
            prospect.insert("events".into(), json!({ "event": [tour.event(&created)] }));
        }
        prospect.insert("createdDate".into(), created.into());
        prospect.into()
    }

    /// What the prospect looks for; the same in all methods.
    pub(super) fn preferences(&self) -> Map<String, Value> {
        let mut preferences = Map::new();
        if let Some(day) = self.move_in_date {
            preferences.insert("desiredMoveInDate".into(), us_date(day).into());
        }
        if !self.message.is_empty() {
            preferences.insert("comment".into(), self.message.clone().into());
        }
        preferences
    }
}

impl TourEvent {
    /// With the names of sendLeads and those of updateLeads: each ignores the other's.
    fn event(&self, now: &str) -> Value {
        json!({
            "type": "Appointment",
            "eventTypeId": APPOINTMENT,
            "typeId": APPOINTMENT,
            "subtypeId": self.subtype.id().to_string(),
            "date": now,
            "appointmentDate": self.appointment_date,
            "timeFrom": self.time_from,
            "timeTo": self.time_to,
            "eventReasons": self.title,
            "title": self.title,
            "comments": self.comments,
        })
    }
}
