//! A lead's events as a call sends them, and the slots that appointments ask for.

use super::super::world::{Event, Property, TourSlot, World};
use super::context::{Params, us_date};
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::America::Denver;

/// Entrata's event type of an appointment.
pub(super) const APPOINTMENT: u64 = 17;
/// Entrata's event type of a lead whose person was a lead before.
pub(super) const DUPLICATE_LEAD: u64 = 18;
/// Entrata's event type of a self-guided tour.
pub(super) const SELF_GUIDED_TOUR: u64 = 442;
/// Entrata's event type of a virtual tour.
pub(super) const VIRTUAL_TOUR: u64 = 449;

/// Entrata's subtypes of an appointment: a self-guided and a virtual tour.
pub(super) const SELF_GUIDED_SUBTYPE: u64 = 560;
pub(super) const VIRTUAL_SUBTYPE: u64 = 525;

/// The message for a slot that is taken or was never offered. Entrata's own words are unknown.
pub(super) const SLOT_GONE: &str = "The selected tour time is no longer available.";

/// The event types, with the words that `sendLeads` uses.
const KINDS: [(u64, &str); 8] = [
    (APPOINTMENT, "Appointment"),
    (DUPLICATE_LEAD, "Duplicate Lead"),
    (78, "Show"),
    (8, "Note"),
    (VIRTUAL_TOUR, "VirtualTour"),
    (SELF_GUIDED_TOUR, "SelfGuidedTour"),
    (9, "Onsite Visit"),
    (10, "Online Guest Card"),
];

/// Reads `events.event` of a prospect, each with the id of the event that it replaces. A flat `events` list is
/// ignored, as Entrata ignores it.
pub(super) fn read_all(
    world: &World,
    property: &Property,
    prospect: Params<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<(Option<u64>, Event)>, String> {
    let mut read = Vec::new();
    for sent in prospect.inside("events").list("event") {
        let event = read_one(property, sent, now)?;
        if let Some(slot) = event.slot {
            let asked_for = |(_, other): &&(_, Event)| other.slot == Some(slot);
            let held =
                world.ledger.taken(property.id, &slot) as usize + read.iter().filter(asked_for).count();
            let capacity = property.tours.as_ref().map_or(0, |tours| tours.capacity) as usize;
            if held >= capacity {
                return Err(SLOT_GONE.to_owned());
            }
        }
        read.push((sent.number("eventId"), event));
    }
    Ok(read)
}

fn read_one(property: &Property, sent: Params<'_>, now: DateTime<Utc>) -> Result<Event, String> {
    let word = sent.text("type");
    let number = sent.number("eventTypeId").or_else(|| sent.number("typeId"));
    let by_word = || KINDS.iter().find(|(_, kind)| *kind == word).map(|(id, _)| *id);
    let type_id = number.or_else(by_word).ok_or("The event type is invalid.")?;
    let by_number = KINDS.iter().find(|(id, _)| *id == type_id).map(|(_, kind)| *kind);
    let at = match sent.text("date") {
        text if text.is_empty() => now,
        text => past(&text, "The event date", now)?,
    };
    let (time_from, time_to) = (sent.text("timeFrom"), sent.text("timeTo"));
    let slot = if type_id == APPOINTMENT {
        Some(offered(property, &sent.text("appointmentDate"), &time_from, &time_to, now)?)
    } else {
        None
    };
    let reasons = [sent.text("eventReasons"), sent.text("title")];
    Ok(Event {
        id: 0,
        type_id,
        kind: by_number.map_or(word, str::to_owned),
        subtype_id: sent.number("subtypeId"),
        at,
        slot,
        cancelled: false,
        time_from,
        time_to,
        reasons: reasons.into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
        comments: sent.text("comments"),
    })
}

fn offered(
    property: &Property,
    date: &str,
    from: &str,
    to: &str,
    now: DateTime<Utc>,
) -> Result<TourSlot, String> {
    let day = us_date(date).ok_or("appointmentDate must be a date such as 12/31/2030.")?;
    if from.is_empty() || to.is_empty() {
        return Err("timeFrom and timeTo are required.".to_owned());
    }
    let tours = property.tours.as_ref().ok_or("Tours are not supported by this property.")?;
    let slots = tours.slots(day, property.zone, now);
    slots.into_iter().find(|slot| slot.is_named(from, to, property.zone)).ok_or_else(|| SLOT_GONE.to_owned())
}

/// An instant that is not in the future: `MM/DD/YYYYTHH:MM:SS` in Mountain Time, or ISO 8601.
pub(super) fn past(text: &str, what: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let instant = instant(text).ok_or_else(|| format!("{what} is invalid."))?;
    if instant > now {
        return Err(format!("{what} must not be in the future."));
    }
    Ok(instant)
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let forms = ["%m/%d/%YT%H:%M:%S", "%Y-%m-%dT%H:%M:%S"];
    let wall = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(Denver.from_local_datetime(&wall).earliest()?.to_utc())
}
