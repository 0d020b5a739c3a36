//! `getCalendarAvailability`: r1 gives open intervals, r2 ready-made slots.

use super::super::world::{Property, TourSlot, Tours, World};
use super::context::{Answer, Call, Refusal};
use super::{property, us};
use chrono::{NaiveDate, Weekday};
use serde_json::{Value, json};

/// `getCalendarAvailability` r1 and r2.
pub(super) fn get_calendar_availability(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = property(world, call)?;
    let most = if call.version == "r2" { 60 } else { 7 };
    let days = asked_days(call, most)?;
    let tours = property
        .tours
        .as_ref()
        .ok_or_else(|| Refusal::business(314, "Tours are not supported by this property."))?;
    let answer = if call.version == "r2" {
        ready_made(world, property, tours, &days, call)?
    } else {
        intervals(world, property, tours, &days, call)
    };
    Ok(answer.into())
}

/// Both ends count.
fn asked_days(call: &Call<'_>, most: usize) -> Result<Vec<NaiveDate>, Refusal> {
    let from = call.params.required("fromDate", call.params.date("fromDate")?)?;
    let to = call.params.required("toDate", call.params.date("toDate")?)?;
    if to < from {
        return Err(Refusal::bad("toDate must not be before fromDate."));
    }
    let days: Vec<_> = from.iter_days().take_while(|day| *day <= to).take(most + 1).collect();
    if days.len() > most {
        return Err(Refusal::business(303, format!("The date range must not exceed {most} days.")));
    }
    Ok(days)
}

/// A day's slots that still have room.
fn free(world: &World, property: &Property, tours: &Tours, day: NaiveDate, call: &Call<'_>) -> Vec<TourSlot> {
    let mut slots = tours.slots(day, property.zone, call.now);
    slots.retain(|slot| world.ledger.taken(property.id, slot) < tours.capacity);
    slots
}

fn ready_made(
    world: &World,
    property: &Property,
    tours: &Tours,
    days: &[NaiveDate],
    call: &Call<'_>,
) -> Result<Value, Refusal> {
    let tour_type = call.params.text("tourType");
    if !["", "AGENT_GUIDED", "SELF_GUIDED", "VIRTUAL_GUIDED"].contains(&tour_type.as_str()) {
        return Err(Refusal::bad("tourType must be AGENT_GUIDED, SELF_GUIDED or VIRTUAL_GUIDED."));
    }
    if !tour_type.is_empty() && !tours.types.contains(&tour_type) {
        return Err(Refusal::business(314, format!("{tour_type} tours are not supported by this property.")));
    }
    let mut listed = Vec::new();
    for day in days {
        let slots = free(world, property, tours, *day, call);
        if slots.is_empty() {
            continue;
        }
        let times = slots.iter().map(|slot| slot.words(property.zone));
        let times: Vec<_> = times.map(|(from, to)| format!("{from} - {to}")).collect();
        listed.push(json!({ "tourDate": day.to_string(), "tourTime": times }));
    }
    Ok(json!({ "availableTours": { "availableTour": listed } }))
}

fn intervals(
    world: &World,
    property: &Property,
    tours: &Tours,
    days: &[NaiveDate],
    call: &Call<'_>,
) -> Value {
    let weekly: Vec<_> = tours.days.iter().map(|day| pattern(tours, *day)).collect();
    let mut hours = Vec::new();
    for day in days {
        let mut open: Option<(TourSlot, TourSlot)> = None;
        for slot in free(world, property, tours, *day, call) {
            open = match open {
                Some((first, last)) if last.to == slot.from => Some((first, slot)),
                Some(ended) => {
                    hours.push(interval(property, ended));
                    Some((slot, slot))
                }
                None => Some((slot, slot)),
            };
        }
        hours.extend(open.map(|ended| interval(property, ended)));
    }
    json!({
        "propertyCalendarSettings": {
            "propertyId": property.id.to_string(),
            "appointmentLength": tours.minutes, "selfGuidedTourAppointmentLength": tours.minutes,
            "minLeadTimeTour": tours.lead_hours.to_string(), "selfGuidedTourMinLeadTime": tours.lead_hours.to_string(),
            "availabilities": { "availability": weekly },
            "selfGuidedTourAvailabilities": { "availability": weekly },
        },
        "propertyCalendarAvailability": { "availableHours": { "availableHour": hours } },
    })
}

fn pattern(tours: &Tours, day: Weekday) -> Value {
    let name = NaiveDate::from_isoywd_opt(2030, 1, day).map(|day| day.format("%A").to_string());
    json!({
        "day": name.unwrap_or_default(), "startTime": tours.open.to_string(), "endTime": tours.close.to_string(),
        "simultaneousAppointmentLimit": tours.capacity.to_string(),
    })
}

/// The zone word stands right behind the time here: `09:00:00MST`.
fn interval(property: &Property, (first, last): (TourSlot, TourSlot)) -> Value {
    let attached = |words: &str| words.replacen(' ', ":00", 1);
    json!({
        "date": us(first.day),
        "startTime": attached(&first.words(property.zone).0), "endTime": attached(&last.words(property.zone).1),
    })
}
