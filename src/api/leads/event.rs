//! An event of a lead, such as an appointment.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::api::wire::{Node, Skips};

/// Types of events under which tours are filed.
///
/// Source: recorded pick lists. Which one a virtual or a self-guided tour gets is not recorded, so all are
/// requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EventType {
    /// An appointment: 17.
    Appointment,
    /// A self-guided tour: 442.
    SelfGuidedTour,
    /// A virtual tour: 449.
    VirtualTour,
}

impl EventType {
    /// All types of events under which tours are filed.
    pub const TOURS: [Self; 3] = [Self::Appointment, Self::SelfGuidedTour, Self::VirtualTour];

    /// Entrata's id of the type.
    #[must_use]
    pub fn id(self) -> u32 {
        match self {
            Self::Appointment => 17,
            Self::SelfGuidedTour => 442,
            Self::VirtualTour => 449,
        }
    }

    fn of(id: u32) -> Option<Self> {
        Self::TOURS.into_iter().find(|known| known.id() == id)
    }
}

/// Joins the ids of event types with commas, as Entrata expects.
pub(super) fn comma_list(types: &[u32]) -> String {
    types.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The ids of [`EventType::TOURS`].
pub(super) fn tour_types() -> Vec<u32> {
    EventType::TOURS.into_iter().map(EventType::id).collect()
}

/// An event of a lead. Texts that Entrata does not send are empty.
///
/// An appointment's day and clock times have no zone of their own. One of the
/// [`times_texts`](Self::times_texts) may name a zone, which [`tour::event_text`](crate::tour::event_text) reads;
/// otherwise they are most likely in Mountain Time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LeadEvent {
    /// Entrata's id of it.
    pub id: String,
    /// Entrata's id of its type. See [`LeadEvent::tour_event_type`].
    pub type_id: Option<u32>,
    /// The name of its type, such as `Scheduled Appointment`.
    pub type_name: String,
    /// The day on which it was recorded.
    pub recorded_on: Option<NaiveDate>,
    /// When it was recorded, as sent: `07/01/2030 09:00:00 MDT`.
    pub recorded_at: String,
    /// The day of the appointment.
    pub appointment_date: Option<NaiveDate>,
    /// The start of the appointment, as sent: `23:30:00`, `10:00 MST` or `09:00:00 AM`.
    pub time_from: String,
    /// The end of the appointment, as sent.
    pub time_to: String,
    /// Its title or reason, such as `Schedule Appointment on 09/15/2019 from 11:30 PM MDT to 01:00 AM MDT`.
    pub reason: String,
    /// Its result, such as `Completed` or `Cancelled`.
    pub result: String,
    /// Comments, as plain text.
    pub comments: String,
}

/// Words beside which nothing is canceled: `Not canceled`, `Cancellation requested`.
const NOT_DONE: [&str; 9] =
    ["not", "no", "never", "didn't", "without", "requested", "pending", "declined", "denied"];

impl LeadEvent {
    /// The type of the event, if tours are filed under it.
    #[must_use]
    pub fn tour_event_type(&self) -> Option<EventType> {
        self.type_id.and_then(EventType::of)
    }

    /// Returns whether it was canceled: its result or its type says so, as in `Canceled by prospect`.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        [&self.result, &self.type_name].iter().any(|text| {
            let text = text.to_ascii_lowercase();
            let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '\'');
            text.contains("cancel") && !words.any(|word| NOT_DONE.contains(&word))
        })
    }

    /// The texts that may name the times of the appointment with their zone, most reliable first.
    ///
    /// Source: Entrata's own example has the zone in the reason only; a tour product finds it in comments.
    #[must_use]
    pub fn times_texts(&self) -> Vec<String> {
        let times = match (self.time_from.as_str(), self.time_to.as_str()) {
            (from, "") => from.to_owned(),
            (from, to) => format!("{from} - {to}"),
        };
        let texts = [self.reason.clone(), self.comments.clone(), times];
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    pub(super) fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let event = Self {
            id: node.at("eventId").word(),
            type_id: node.any(&["typeId", "eventTypeId"]).count(),
            type_name: node.at("type").text(),
            recorded_on: node.at("date").date(),
            recorded_at: node.any(&["dateTime", "date"]).text(),
            appointment_date: node.at("appointmentDate").date(),
            time_from: node.at("timeFrom").text(),
            time_to: node.at("timeTo").text(),
            reason: node.any(&["eventReason", "eventReasons", "title"]).text(),
            result: node.at("eventResult").text(),
            comments: node.any(&["comments", "comment"]).paragraphs(),
        };
        let is_empty = event == Self::default();
        if is_empty { Err("says nothing".to_owned()) } else { Ok(event) }
    }
}
