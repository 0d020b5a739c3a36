//! `--book`: books a tour for a test person, reads it back, and says which zone and words Entrata used.

use super::exchange::{Exchange, Question};
use super::path::values;
use crate::EmailAddress;
use crate::api::Method;
use crate::api::leads::{GetLeadEvents, GetLeads, Lead, SendLeads, TourEvent};
use crate::id::PropertyId;
use crate::tour::event_text::{AppointmentTimes, appointment_times};
use crate::tour::zone::TimeZone;
use crate::tour::{Slot, TourType};
use chrono::{NaiveDate, NaiveDateTime, TimeZone as _};
use serde::Serialize;
use serde_json::Value;

/// What a booking showed.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Booking {
    /// The status and the message of the reply to `sendLeads`.
    pub(crate) status: String,
    pub(crate) message: String,
    /// Whether the reply has a lead's id.
    pub(crate) has_id: bool,
    /// The slot as it was sent.
    pub(crate) slot: String,
    /// The appointment as each method returned it, and how it relates to the slot.
    pub(crate) read_back: Vec<ReadBack>,
}

/// An appointment that was read back.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReadBack {
    /// The method.
    pub(crate) method: String,
    /// The event's type.
    pub(crate) event_type: String,
    /// Its day and times, as returned.
    pub(crate) times: String,
    /// Whose clock they are by.
    pub(crate) clock: String,
    /// What the event's text says.
    pub(crate) text: String,
}

/// The call that books the slot. The lead names itself as a test, and Entrata sends no confirmation.
pub(super) fn send(property: PropertyId, slot: &Slot, email: &EmailAddress) -> Question {
    let tour = TourEvent::new(slot, TourType::AgentGuided).title("Test booking").comments("Please cancel.");
    let lead = Lead::new("Test", "Booking", email.clone())
        .message("This is a test of the integration. Please cancel this tour.")
        .tour(tour);
    of(&SendLeads::new(property, lead).confirmation_email(false), property)
}

/// The calls that read the booking back.
pub(super) fn read_back(property: PropertyId, email: &EmailAddress, sent: &Exchange) -> Vec<Question> {
    let mut questions = vec![of(&GetLeads::by_email(property, email.clone()), property)];
    if let Some(application) = application(sent).and_then(|id| id.parse().ok()) {
        questions.push(of(&GetLeadEvents::of_lead(property, application), property));
    }
    questions
}

fn of<M: Method>(method: &M, property: PropertyId) -> Question {
    let version = M::VERSION.map(str::to_owned);
    Question {
        name: format!("{} {}", M::NAME, version.as_deref().unwrap_or("r1")),
        service: M::SERVICE.to_owned(),
        method: M::NAME.to_owned(),
        version,
        params: method.params(),
        property: Some(property),
    }
}

/// What the replies show.
pub(super) fn summary(slot: &Slot, sent: &Exchange, read: &[Exchange]) -> Booking {
    let prospect = sent.response().and_then(|response| {
        let places = ["result.prospects.prospect[]", "result.prospects[].prospect[]", "result.prospects[]"];
        places.into_iter().find_map(|place| values(response, place).into_iter().next())
    });
    let text = |name: &str| {
        let value = prospect.and_then(|prospect| prospect.get(name));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    Booking {
        status: text("status"),
        message: text("message"),
        has_id: application(sent).is_some(),
        slot: format!("{} {}", slot.raw().date(), slot.raw().time()),
        read_back: read.iter().flat_map(|exchange| appointments(slot, exchange)).collect(),
    }
}

fn application(sent: &Exchange) -> Option<String> {
    let response = sent.response()?;
    let places = ["result.prospects.prospect[].applicationId", "result.prospects[].prospect[].applicationId"];
    let id = places.into_iter().find_map(|place| values(response, place).into_iter().next())?;
    Some(id.as_str().map_or_else(|| id.to_string(), str::to_owned))
}

fn appointments(slot: &Slot, exchange: &Exchange) -> Vec<ReadBack> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let places =
        ["result.prospects[].prospect[].events.event[]", "result.prospects.prospect[].events.event[]"];
    let events = places.into_iter().map(|place| values(response, place)).find(|events| !events.is_empty());
    let appointments = events.into_iter().flatten().filter(|event| event.get("timeFrom").is_some());
    appointments.map(|event| read(slot, exchange, event)).collect()
}

fn read(slot: &Slot, exchange: &Exchange, event: &Value) -> ReadBack {
    let field = |name: &str| {
        let value = event.get(name);
        value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default()
    };
    let (date, from, to) = (field("appointmentDate"), field("timeFrom"), field("timeTo"));
    let text = ["eventReasons", "eventReason", "comments", "Comments"]
        .into_iter()
        .map(field)
        .find(|text| appointment_times(text, day(&date)).is_some())
        .unwrap_or_default();
    ReadBack {
        method: exchange.name.clone(),
        event_type: format!("{} {}", field("typeId"), field("type")),
        times: format!("{date} {from} - {to}"),
        clock: clock(slot, &date, &from, &text),
        text,
    }
}

/// Whose clock a time is by: the one on which it is the start of the slot.
fn clock(slot: &Slot, date: &str, from: &str, text: &str) -> String {
    if let Some(AppointmentTimes::Instants { start, .. }) = appointment_times(text, day(date)) {
        let agrees =
            if start == slot.start() { "the slot's own start" } else { "ANOTHER time than the slot" };
        let by = wall(date, from).and_then(|wall| named(slot, wall));
        let by = by.map_or_else(|| "no known clock".to_owned(), str::to_owned);
        return format!("{by}; the text has a zone and names {agrees}");
    }
    match wall(date, from).and_then(|wall| named(slot, wall)) {
        Some(name) => format!("{name}; the text has no zone"),
        None => "no known clock: the time is not the slot's".to_owned(),
    }
}

fn named(slot: &Slot, wall: NaiveDateTime) -> Option<&'static str> {
    let is_local = wall == slot.local_start();
    let is_mountain = TimeZone::mountain().from_local_datetime(&wall).earliest().map(|at| at.to_utc())
        == Some(slot.start());
    match (is_mountain, is_local) {
        (true, true) => Some("Mountain Time, which is the slot's own clock"),
        (true, false) => Some("Mountain Time"),
        (false, true) => Some("the slot's own clock"),
        (false, false) => None,
    }
}

fn day(date: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%m/%d/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(date, form).ok())
}

fn wall(date: &str, time: &str) -> Option<NaiveDateTime> {
    let time = time.split_once(' ').map_or(time, |(clock, _)| clock);
    let forms = ["%H:%M:%S", "%H:%M"];
    let time = forms.iter().find_map(|form| chrono::NaiveTime::parse_from_str(time, form).ok())?;
    Some(day(date)?.and_time(time))
}
