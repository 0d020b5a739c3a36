//! Detects that a lead was rejected because its tour time is no longer available.

use crate::error::ErrorKind;

/// Classifies a rejected lead by Entrata's message: only a sentence about this tour time or appointment means that it is
/// gone.
///
/// Entrata publishes no code for it, and its message is not recorded. A rule that is too narrow shows a renter "rejected"
/// instead of "choose another time"; one that is too wide mistakes an outage for it.
pub(super) fn classify(message: &str) -> Option<ErrorKind> {
    let message = message.to_lowercase();
    let is_gone = message.split(['.', ';', '!', '\n']).any(speaks_of_a_gone_slot);
    is_gone.then_some(ErrorKind::SlotUnavailable)
}

/// Words that make a sentence about an outage, regardless of its other words.
const OUTAGE: [&str; 14] = [
    "service",
    "services",
    "server",
    "system",
    "api",
    "database",
    "gateway",
    "timeout",
    "maintenance",
    "temporarily",
    "source",
    "connection",
    "website",
    "internal",
];
/// Words that make it about something other than this slot, unless it names the slot.
const OTHER_SUBJECT: [&str; 12] = [
    "property",
    "unit",
    "floorplan",
    "plan",
    "calendar",
    "scheduler",
    "scheduling",
    "type",
    "agent",
    "feature",
    "module",
    "client",
];
const SLOT: [&str; 4] = ["slot", "slots", "timeslot", "timeslots"];
/// Words before `tour` or `time` that refer to this one.
const THIS: [&str; 8] = ["this", "that", "selected", "requested", "chosen", "desired", "your", "the"];

fn speaks_of_a_gone_slot(sentence: &str) -> bool {
    let words: Vec<&str> = sentence
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let phrase = |wanted: &[&str]| words.windows(wanted.len()).any(|window| window == wanted);
    let says_try_again =
        phrase(&["try", "again"]) || phrase(&["at", "this", "time"]) || phrase(&["at", "the", "time"]);
    if has(&OUTAGE) || says_try_again {
        return false;
    }
    let names_slot = has(&SLOT);
    if !names_slot && has(&OTHER_SUBJECT) {
        return false;
    }
    let of_this = |noun: &str| THIS.iter().any(|this| phrase(&[this, noun]));
    let names_time = of_this("time")
        || phrase(&["tour", "time"])
        || phrase(&["appointment", "time"])
        || phrase(&["time", "you"]);
    let names_tour = has(&["appointment"]) || of_this("tour");
    let is_unavailable = has(&["unavailable"])
        || (has(&["available"]) && (has(&["not", "no", "isn't", "longer"])))
        || has(&["taken", "booked", "reserved", "full", "filled", "gone", "expired"])
            && !has(&["not", "must", "cannot"]);
    (names_slot || names_time || names_tour) && is_unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_about_this_slot_mean_that_it_is_gone() {
        for message in [
            "The selected time slot is no longer available.",
            "The selected tour time is no longer available.",
            "Appointment time not available",
            "Sorry! This appointment is no longer available. Please choose another one.",
            "Time slot already booked",
            "The requested time has already been taken by another prospect",
            "This tour has been booked.",
            "Slot is full",
            "No slots available for 12/01/2030",
            "The slot you selected is unavailable for this property.",
            "The appointment has already been booked",
            "Your selected tour time isn't available",
        ] {
            assert_eq!(classify(message), Some(ErrorKind::SlotUnavailable), "{message}");
        }
    }

    #[test]
    fn words_about_anything_else_do_not_mean_that_it_is_gone() {
        for message in [
            "",
            "The service is unavailable at this time. Please try again later.",
            "Timeout: database unavailable",
            "The lead source 90001 is no longer available.",
            "Property is unavailable for sometime",
            "Property is not available for this client",
            "The appointment service is not available",
            "The tour calendar is unavailable",
            "Tours are not available for this property",
            "Self-guided tours are no longer available",
            "The selected tour type is not available",
            "The agent for this appointment is not available",
            "The appointment could not be created at this time",
            "createdDate is invalid.",
            "The appointment date must not be in the past",
            "The time is not valid",
            "Unit 12 is no longer available",
            "The slot service is temporarily unavailable",
        ] {
            assert_eq!(classify(message), None, "{message}");
        }
    }
}
