//! A lead as it is sent.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::event::EventType;
use crate::api::wire::{mountain_time, us_date};
use crate::email::EmailAddress;
use crate::id::{ApplicationId, LeadSourceId, PropertyId};
use crate::phone::PhoneNumber;
use crate::tour::{Slot, SlotForm, TourType};

/// How far back a new lead is dated: Entrata rejects a lead dated in its future, and clocks differ.
const CLOCK_MARGIN: TimeDelta = TimeDelta::seconds(60);
/// updateLeads rejects an event without a comment.
const NO_COMMENTS: &str = "n/a";

/// A person who is interested in a property.
///
/// ```
/// use entrata::api::leads::{Lead, TourEvent};
/// use entrata::tour::{Slot, TourType};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let slot = Slot::parse("2030-12-03", "10:00 MST - 10:30 MST")?;
/// let lead = Lead::new("Riley", "Renter", "riley@example.com".parse()?)
///     .phone("555-010-0199".parse()?)
///     .message("I would like to see the corner home.")
///     .tour(TourEvent::new(&slot, TourType::AgentGuided));
/// # let _ = lead;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Lead {
    /// First name.
    pub first_name: String,
    /// Last name. Entrata rejects a lead without one.
    pub last_name: String,
    /// E-mail address.
    pub email: EmailAddress,
    /// Telephone.
    pub phone: Option<PhoneNumber>,
    /// Their message.
    pub message: Option<String>,
    /// When they want to move in.
    pub move_in_date: Option<NaiveDate>,
    /// Where the lead comes from, by Entrata's id in this client company.
    pub lead_source: Option<LeadSourceId>,
    /// When they showed interest. Entrata rejects a lead dated in the future.
    pub created_at: DateTime<Utc>,
    /// The tour that they request.
    pub tour: Option<TourEvent>,
}

/// A tour to book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TourEvent {
    /// Who guides it.
    pub tour_type: TourType,
    /// The day.
    pub date: NaiveDate,
    /// The start as Entrata wrote it, such as `10:00 MST`.
    pub time_from: String,
    /// The end as Entrata wrote it, such as `10:30 MST`.
    pub time_to: String,
    /// The title of the appointment.
    pub title: String,
    /// A comment. updateLeads rejects an empty one.
    pub comments: String,
}

/// Entrata's id of the appointment's subtype. It is not an event type, although some ids look alike.
///
/// Source: Entrata's OpenAPI document lists 454 Tour, 560 Self-Guided Tour and 525 Virtual Tour; that they belong to
/// these tour types is inferred.
fn subtype_id(tour_type: TourType) -> u32 {
    match tour_type {
        TourType::AgentGuided => 454,
        TourType::SelfGuided => 560,
        TourType::VirtualGuided => 525,
    }
}

impl Lead {
    /// A lead without a tour, dated one minute back.
    #[must_use]
    pub fn new(first_name: impl Into<String>, last_name: impl Into<String>, email: EmailAddress) -> Self {
        Self {
            first_name: first_name.into(),
            last_name: last_name.into(),
            email,
            phone: None,
            message: None,
            move_in_date: None,
            lead_source: None,
            created_at: Utc::now() - CLOCK_MARGIN,
            tour: None,
        }
    }

    /// Sets the telephone.
    #[must_use]
    pub fn phone(mut self, phone: PhoneNumber) -> Self {
        self.phone = Some(phone);
        self
    }

    /// Sets the message.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets when they want to move in.
    #[must_use]
    pub fn move_in_date(mut self, day: NaiveDate) -> Self {
        self.move_in_date = Some(day);
        self
    }

    /// Sets where the lead comes from.
    #[must_use]
    pub fn lead_source(mut self, source: LeadSourceId) -> Self {
        self.lead_source = Some(source);
        self
    }

    /// Sets when they showed interest.
    #[must_use]
    pub fn created_at(mut self, instant: DateTime<Utc>) -> Self {
        self.created_at = instant;
        self
    }

    /// Sets the tour that they request.
    #[must_use]
    pub fn tour(mut self, tour: TourEvent) -> Self {
        self.tour = Some(tour);
        self
    }

    /// The prospect in the form of sendLeads and updateLeads.
    pub(super) fn prospect(&self, application: Option<ApplicationId>) -> Value {
        let mut prospect = Map::new();
        if let Some(application) = application {
            prospect.insert("applicationId".into(), application.to_string().into());
        }
        if let Some(source) = self.lead_source {
            prospect.insert("leadSource".into(), json!({ "originatingLeadSourceId": source.to_string() }));
        }
        let created = mountain_time(self.created_at);
        let mut customer = json!({
            "name": { "firstName": self.first_name, "lastName": self.last_name },
            "email": self.email,
        });
        if let Some(phone) = &self.phone {
            customer["phone"] = json!({ "personalPhoneNumber": phone });
        }
        prospect.insert("customers".into(), json!({ "customer": [customer] }));
        let preferences = self.preferences();
        if !preferences.is_empty() {
            prospect.insert("customerPreferences".into(), preferences.into());
        }
        if let Some(tour) = &self.tour {
            // Entrata silently ignores a flat list and does not book a tour.
            prospect.insert("events".into(), json!({ "event": [tour.event(&created)] }));
        }
        prospect.insert("createdDate".into(), created.into());
        prospect.into()
    }

    /// The prospect's preferences, the same in all methods.
    pub(super) fn preferences(&self) -> Map<String, Value> {
        let mut preferences = Map::new();
        if let Some(day) = self.move_in_date {
            preferences.insert("desiredMoveInDate".into(), us_date(day).into());
        }
        if let Some(message) = self.message.as_deref().map(str::trim).filter(|message| !message.is_empty()) {
            preferences.insert("comment".into(), message.into());
        }
        preferences
    }
}

impl TourEvent {
    /// The tour of a slot, with the slot's times exactly as Entrata sent them.
    #[must_use]
    pub fn new(slot: &Slot, tour_type: TourType) -> Self {
        Self::with_form(slot, tour_type, SlotForm::Verbatim)
    }

    /// The tour of a slot, with the slot's times in this form.
    #[must_use]
    pub fn with_form(slot: &Slot, tour_type: TourType, form: SlotForm) -> Self {
        let times = slot.times(form);
        Self {
            tour_type,
            date: slot.date(),
            time_from: times.from,
            time_to: times.to,
            title: "Tour".to_owned(),
            comments: NO_COMMENTS.to_owned(),
        }
    }

    /// Sets the title of the appointment.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the comment.
    #[must_use]
    pub fn comments(mut self, comments: impl Into<String>) -> Self {
        self.comments = comments.into();
        self
    }

    /// With the names of sendLeads and those of updateLeads: each ignores the other's.
    fn event(&self, now: &str) -> Value {
        let appointment = EventType::Appointment.id().to_string();
        let comments = if self.comments.trim().is_empty() { NO_COMMENTS } else { &self.comments };
        json!({
            "type": "Appointment",
            "eventTypeId": appointment,
            "typeId": appointment,
            "subtypeId": subtype_id(self.tour_type).to_string(),
            "date": now,
            "appointmentDate": us_date(self.date),
            "timeFrom": self.time_from,
            "timeTo": self.time_to,
            "eventReasons": self.title,
            "title": self.title,
            "comments": comments,
        })
    }
}

/// Builds the parameters of the methods that send a lead. `prospects` is the name and the content of their member.
pub(super) fn sending_params(
    property: PropertyId,
    confirmation_email: bool,
    (name, prospects): (&str, Value),
) -> Value {
    let mut params = json!({
        "propertyId": property,
        "doNotSendConfirmationEmail": if confirmation_email { "0" } else { "1" },
        "isWaitList": "0",
    });
    params[name] = prospects;
    params
}
