//! Events and their appointments as `getLeads` and `getLeadEvents` return them.

use super::super::variants::{AppointmentTimes, TourEventTypes};
use super::super::world::{Event, Lead, Property, TourSlot};
use super::event::{APPOINTMENT, SELF_GUIDED_SUBTYPE, SELF_GUIDED_TOUR, VIRTUAL_SUBTYPE, VIRTUAL_TOUR};
use super::format::{mountain_day, set, us};
use super::{Call, Refusal};
use chrono::{DateTime, NaiveDate};
use chrono_tz::America::Denver;
use chrono_tz::Tz;
use serde_json::{Value, json};

/// The event types that a call asks for.
pub(super) fn asked_types(call: &Call<'_>) -> Result<Vec<u64>, Refusal> {
    let types = call.params.numbers("eventTypeIds")?;
    if types.len() > 5 {
        return Err(Refusal::bad("eventTypeIds takes at most 5 ids."));
    }
    Ok(types)
}

/// The event type under which an event is read back.
pub(super) fn event_type(event: &Event, call: &Call<'_>) -> u64 {
    match (call.variants.tour_event_types, event.type_id, event.subtype_id) {
        (TourEventTypes::Own, APPOINTMENT, Some(SELF_GUIDED_SUBTYPE)) => SELF_GUIDED_TOUR,
        (TourEventTypes::Own, APPOINTMENT, Some(VIRTUAL_SUBTYPE)) => VIRTUAL_TOUR,
        (_, type_id, _) => type_id,
    }
}

/// The day of an event: an appointment's own day, or else the day on which it was written.
pub(super) fn event_day(event: &Event, property: &Property, call: &Call<'_>) -> NaiveDate {
    match event.slot {
        Some(slot) => shown(&slot, property, call).map_or(slot.day, |[from, _]| from.date_naive()),
        None => mountain_day(event.at),
    }
}

/// An event. Its text is in `eventReasons` of `getLeads` and in `eventReason` of `getLeadEvents`.
pub(super) fn described(
    lead: &Lead,
    event: &Event,
    property: &Property,
    call: &Call<'_>,
    text_field: &str,
) -> Value {
    let type_id = event_type(event, call);
    let kind = match (event.slot, type_id) {
        (None, _) => event.kind.as_str(),
        (Some(_), SELF_GUIDED_TOUR) => "Self-Guided Tour",
        (Some(_), VIRTUAL_TOUR) => "Virtual Tour",
        (Some(_), _) => "Scheduled Appointment",
    };
    let mut value = json!({
        "eventId": event.id.to_string(), "type": kind, "typeId": type_id.to_string(),
        "leaseId": lead.application_id.to_string(), "applicantId": lead.applicant_id().to_string(),
        "date": us(mountain_day(event.at)), "comments": event.comments,
    });
    set(&mut value, text_field, event.reasons.clone());
    if let Some(slot) = &event.slot {
        match shown(slot, property, call) {
            Some(times) => add_times(&mut value, times, text_field, call),
            None => {
                set(&mut value, "appointmentDate", us(slot.day));
                set(&mut value, "timeFrom", event.time_from.clone());
                set(&mut value, "timeTo", event.time_to.clone());
            }
        }
    }
    if event.cancelled {
        set(&mut value, "eventResultId", "2");
        set(&mut value, "eventResult", "Cancelled");
    }
    value
}

/// The appointment's start and end on the clock on which it is shown; nothing where the lead's own words are shown.
fn shown(slot: &TourSlot, property: &Property, call: &Call<'_>) -> Option<[DateTime<Tz>; 2]> {
    let zone = match call.variants.appointment_times {
        AppointmentTimes::Mountain => Denver,
        AppointmentTimes::Property => property.zone,
        AppointmentTimes::AsSent => return None,
    };
    Some(slot.instants(property.zone).map(|instant| instant.with_timezone(&zone)))
}

/// `2019-09-15`, `23:30:00`, and the sentence in Entrata's example: `Schedule Appointment on 09/15/2019 from 11:30 PM
/// MDT to 01:00 AM MDT`.
fn add_times(value: &mut Value, [from, to]: [DateTime<Tz>; 2], text_field: &str, call: &Call<'_>) {
    set(value, "appointmentDate", from.format("%Y-%m-%d").to_string());
    set(value, "timeFrom", from.format("%H:%M:%S").to_string());
    set(value, "timeTo", to.format("%H:%M:%S").to_string());
    if call.variants.appointment_text {
        let text = format!(
            "Schedule Appointment on {} from {} to {}",
            from.format("%m/%d/%Y"),
            from.format("%I:%M %p %Z"),
            to.format("%I:%M %p %Z"),
        );
        set(value, text_field, text);
    }
}
