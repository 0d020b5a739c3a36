//! Assumptions that more than one value of the replies shows.

use super::compare::fits;
use super::exchange::{Exchange, Outcome};
use super::path::values;
use super::verdict::{Evidence, Verdict};
use crate::tour::{Slot, contradiction, property_zone};
use serde_json::Value;

const CALENDAR: &str = "getCalendarAvailability r2";
const MITS: &str = "getMitsPropertyUnits r1";
const PRICING: &str = "getUnitsAvailabilityAndPricing r1";
const MITS_PROPERTY: &str = "result.PhysicalProperty.Property[]";

/// Decides an assumption by the exchanges that were seen.
type Rule = fn(&[Exchange]) -> Verdict;

/// Every rule, by the name that an assumption gives it.
const RULES: [(&str, Rule); 11] = [
    ("a-call-succeeds", a_call_succeeds),
    ("captions-are-file-names", captions_are_file_names),
    ("time-zone-fits-state", time_zone_fits_state),
    ("office-phone-is-first", office_phone_is_first),
    ("fees-are-repeated", fees_are_repeated),
    ("units-are-listed", units_are_listed),
    ("slots-fit-the-zone", slots_fit_the_zone),
    ("no-tours-is-314", no_tours_is_314),
    ("appointment-text-has-times", appointment_text_has_times),
    ("appointments-are-in-mountain-time", appointments_are_in_mountain_time),
    ("client-info-answers", client_info_answers),
];

/// Checks one rule. Rules of a booking are checked by the booking.
pub(super) fn check(rule: &str, exchanges: &[Exchange]) -> Verdict {
    let rule = RULES.iter().find(|(name, _)| *name == rule);
    rule.map_or(Verdict::NotSeen, |(_, check)| check(exchanges))
}

#[cfg(test)]
pub(crate) fn is_known(rule: &str) -> bool {
    RULES.iter().any(|(name, _)| *name == rule)
}

fn words(text: impl Into<String>) -> Verdict {
    Verdict::Contradicted(Evidence::Words(text.into()))
}

/// The values at a path in every reply of a method.
fn seen<'a>(exchanges: &'a [Exchange], method: &str, path: &str) -> Vec<&'a Value> {
    let replies = exchanges.iter().filter(|exchange| exchange.name == method);
    replies.filter_map(Exchange::response).flat_map(|response| values(response, path)).collect()
}

/// Confirmed when every value passes, contradicted by the first that does not.
fn every<'a>(found: impl IntoIterator<Item = (bool, &'a Value)>) -> Verdict {
    let mut verdict = Verdict::NotSeen;
    for (is_right, value) in found {
        if !is_right {
            return Verdict::Contradicted(Evidence::Value(value.clone()));
        }
        verdict = Verdict::Confirmed;
    }
    verdict
}

fn a_call_succeeds(exchanges: &[Exchange]) -> Verdict {
    let succeeds = |exchange: &Exchange| exchange.response().is_some();
    let is_unauthorized =
        |exchange: &Exchange| matches!(exchange.outcome, Outcome::Rejected { code: Some(401 | 403), .. });
    if exchanges.iter().any(succeeds) {
        Verdict::Confirmed
    } else if !exchanges.is_empty() && exchanges.iter().all(is_unauthorized) {
        words("every call is rejected as unauthorized")
    } else {
        Verdict::NotSeen
    }
}

fn captions_are_file_names(exchanges: &[Exchange]) -> Verdict {
    let plans = [
        (MITS, "result.PhysicalProperty.Property[].Floorplan[].File[]"),
        ("getFloorPlans r1", "result.FloorPlans.FloorPlan[].File[]"),
    ];
    let files = plans.into_iter().flat_map(|(method, path)| seen(exchanges, method, path));
    every(files.filter_map(|file| {
        let (caption, name) = (file.get("Caption")?, file.get("Name")?.as_str()?);
        let Some(text) = caption.as_str().filter(|text| !text.is_empty()) else {
            return Some((true, caption));
        };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Some((text == name || text == stem, caption))
    }))
}

fn time_zone_fits_state(exchanges: &[Exchange]) -> Verdict {
    let properties = seen(exchanges, MITS, MITS_PROPERTY);
    let mut verdict = Verdict::NotSeen;
    for property in properties {
        let text = property.pointer("/ILS_Identification/TimeZone").and_then(Value::as_str);
        let state = property.pointer("/PropertyID/Address/State").and_then(Value::as_str);
        let (Some(text), Some(state)) = (text, state) else { continue };
        if property_zone(text, Some(state)).is_some() {
            verdict = Verdict::Confirmed;
        } else if property_zone(text, None).is_some() {
            return words(format!("{text:?} does not fit the property's state"));
        }
    }
    verdict
}

fn office_phone_is_first(exchanges: &[Exchange]) -> Verdict {
    let phones = seen(exchanges, MITS, "result.PhysicalProperty.Property[].PropertyID.Phone");
    every(phones.into_iter().filter_map(|phones| {
        let first = phones.get(0)?.pointer("/@attributes/PhoneType")?;
        Some((first == "office" || first == "primary", first))
    }))
}

fn fees_are_repeated(exchanges: &[Exchange]) -> Verdict {
    let fees = seen(exchanges, MITS, "result.PhysicalProperty.Property[].Fee.ApplicationFee[]");
    let is_repeated = fees.iter().enumerate().any(|(at, fee)| fees[..at].contains(fee));
    if is_repeated { Verdict::Confirmed } else { Verdict::NotSeen }
}

fn units_are_listed(exchanges: &[Exchange]) -> Verdict {
    let path = "result.Properties.Property[].Floorplans.Floorplan[].UnitsAvailable";
    let available: u64 = seen(exchanges, PRICING, path).into_iter().filter_map(number).sum();
    let listed = seen(exchanges, PRICING, "result.ILS_Units.Unit[]").len()
        + seen(exchanges, PRICING, "result.PropertyUnits.PropertyUnit[]").len();
    match (available, listed) {
        (0, 0) => Verdict::NotSeen,
        (_, 0) => words("the floor plans have available units, but no unit is listed"),
        _ => Verdict::Confirmed,
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The slots' zone words agree with the property's zone. Without a known zone nothing can be said.
fn slots_fit_the_zone(exchanges: &[Exchange]) -> Verdict {
    let zone = seen(exchanges, MITS, MITS_PROPERTY).into_iter().find_map(|property| {
        let text = property.pointer("/ILS_Identification/TimeZone")?.as_str()?;
        let state = property.pointer("/PropertyID/Address/State").and_then(Value::as_str);
        property_zone(text, state)
    });
    let Some(zone) = zone else { return Verdict::NotSeen };
    let mut verdict = Verdict::NotSeen;
    for day in seen(exchanges, CALENDAR, "result.availableTours.availableTour[]") {
        let Some(date) = day.get("tourDate").and_then(Value::as_str) else { continue };
        for time in values(day, "tourTime[]").into_iter().filter_map(Value::as_str) {
            let Ok(slot) = Slot::parse(date, time) else { continue };
            if contradiction(&slot, zone).is_some() {
                return words(format!("the slot {time:?} is not in the zone {zone}"));
            }
            verdict = Verdict::Confirmed;
        }
    }
    verdict
}

fn no_tours_is_314(exchanges: &[Exchange]) -> Verdict {
    let calendar = exchanges.iter().filter(|exchange| exchange.name == CALENDAR);
    let codes = calendar.filter_map(|exchange| match &exchange.outcome {
        Outcome::Rejected { code, .. } => *code,
        _ => None,
    });
    if codes.into_iter().any(|code| code == 314) { Verdict::Confirmed } else { Verdict::NotSeen }
}

/// The texts of appointments that are read back.
fn appointment_texts(exchanges: &[Exchange]) -> Vec<&Value> {
    let leads = [
        ("getLeads r1", "result.prospects[].prospect[].events.event[]", "eventReasons"),
        ("getLeads r1", "result.prospects.prospect[].events.event[]", "eventReasons"),
        ("getLeadEvents r1", "result.prospects.prospect[].events.event[]", "eventReason"),
    ];
    let mut texts = Vec::new();
    for (method, path, field) in leads {
        let events =
            seen(exchanges, method, path).into_iter().filter(|event| event.get("timeFrom").is_some());
        texts.extend(events.filter_map(|event| event.get(field)));
    }
    texts
}

/// The zone words of a text: `MST`, `CDT`.
fn zone_words(text: &str) -> Vec<&str> {
    let parts = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts.filter(|word| fits("^([ECMPA][SD]T|AK[SD]T|H[SD]?T|UTC|GMT)$", word)).collect()
}

fn appointment_text_has_times(exchanges: &[Exchange]) -> Verdict {
    let texts = appointment_texts(exchanges);
    let has_zone = |text: &&Value| text.as_str().is_some_and(|text| !zone_words(text).is_empty());
    let with_zone = texts.iter().filter(|text| has_zone(text)).count();
    match (texts.len(), with_zone) {
        (0, _) => Verdict::NotSeen,
        (all, some) if all == some => Verdict::Confirmed,
        (all, some) => words(format!("{some} of {all} texts have a zone")),
    }
}

fn appointments_are_in_mountain_time(exchanges: &[Exchange]) -> Verdict {
    let texts = appointment_texts(exchanges);
    let zones: Vec<_> = texts.into_iter().filter_map(Value::as_str).flat_map(zone_words).collect();
    match zones.iter().find(|zone| !matches!(**zone, "MST" | "MDT")) {
        Some(zone) => words(format!("a text has the zone {zone}")),
        None if zones.is_empty() => Verdict::NotSeen,
        None => Verdict::Confirmed,
    }
}

fn client_info_answers(exchanges: &[Exchange]) -> Verdict {
    let Some(exchange) = exchanges.iter().find(|exchange| exchange.name == "getClientInfo r1") else {
        return Verdict::NotSeen;
    };
    match &exchange.outcome {
        Outcome::Reply(_) => Verdict::Confirmed,
        Outcome::Rejected { code, .. } => {
            words(code.map_or_else(
                || "it is rejected".to_owned(),
                |code| format!("it is rejected with code {code}"),
            ))
        }
        Outcome::Foreign { .. } | Outcome::Failed(_) => Verdict::NotSeen,
    }
}
