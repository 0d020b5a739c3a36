//! `getCalendarAvailability`: r1 returns open intervals, r2 returns slots.

use super::super::variants::SlotZone;
use super::super::world::{Property, TourSlot, Tours, World};
use super::format::us;
use super::{Answer, Call, Refusal, lookup};
use chrono::{NaiveDate, Weekday};
use chrono_tz::America::Denver;
use serde_json::{Value, json};

/// `getCalendarAvailability` r1 and r2.
pub(super) fn get_calendar_availability(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let most = if call.version == "r2" { 60 } else { 7 };
    let days = asked_days(call, most)?;
    let tours = property
        .tours
        .as_ref()
        .ok_or_else(|| Refusal::business(314, "Tours are not supported by this property."))?;
    let answer = if call.version == "r2" {
        slots(world, property, tours, &days, call)?
    } else {
        intervals(world, property, tours, &days, call)
    };
    Ok(answer.into())
}

/// The days from `fromDate` to `toDate`, both included.
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

/// The slots of a day that are not full.
fn free(world: &World, property: &Property, tours: &Tours, day: NaiveDate, call: &Call<'_>) -> Vec<TourSlot> {
    let mut slots = tours.slots(day, property.zone, call.now);
    slots.retain(|slot| world.ledger.taken(property.id, slot) < tours.capacity);
    slots
}

fn slots(
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
    let zone = match call.variants.slot_zone {
        SlotZone::Property => property.zone,
        SlotZone::Mountain => Denver,
    };
    let mut listed: Vec<(NaiveDate, Vec<String>)> = Vec::new();
    for day in days {
        for slot in free(world, property, tours, *day, call) {
            let [from, to] = slot.instants(property.zone).map(|instant| instant.with_timezone(&zone));
            let words = format!("{} - {}", from.format("%H:%M %Z"), to.format("%H:%M %Z"));
            match listed.last_mut().filter(|(day, _)| *day == from.date_naive()) {
                Some((_, times)) => times.push(words),
                None => listed.push((from.date_naive(), vec![words])),
            }
        }
    }
    let listed: Vec<_> = listed
        .into_iter()
        .map(|(day, times)| json!({ "tourDate": day.to_string(), "tourTime": times }))
        .collect();
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
            "minLeadTimeTour": format!("{} Hours", tours.lead_hours),
            "selfGuidedTourMinLeadTime": format!("{} Hours", tours.lead_hours),
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

/// An open interval. The zone word follows the time without a blank: `09:00:00MST`.
fn interval(property: &Property, (first, last): (TourSlot, TourSlot)) -> Value {
    let attached = |words: &str| words.replacen(' ', ":00", 1);
    json!({
        "date": us(first.day),
        "startTime": attached(&first.words(property.zone).0), "endTime": attached(&last.words(property.zone).1),
    })
}
