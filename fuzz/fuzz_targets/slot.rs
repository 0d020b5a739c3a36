//! A slot's text, an event's text and a property's zone: a parsed slot keeps its text byte for byte, ends after it
//! starts, and can be shown in any zone.
#![no_main]

use entrata::tour::event_text::appointment_times;
use entrata::tour::zone::TimeZone;
use entrata::tour::{Slot, SlotForm, property_zone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (date, time) = input.split_once('\n').unwrap_or((input, ""));
    let _ = (appointment_times(time, None), property_zone(time, Some(date)));
    let Ok(slot) = Slot::parse(date, time) else { return };
    assert_eq!((slot.raw().date(), slot.raw().time()), (date, time));
    assert!(slot.start() < slot.end(), "{slot:?}");
    let times = slot.times(SlotForm::Verbatim);
    assert!(time.contains(&times.from) && time.contains(&times.to), "{slot:?} is sent as {times:?}");
    for zone in ["America/Chicago", "Pacific/Apia", "Asia/Kathmandu"] {
        let shown = slot.shown(zone.parse::<TimeZone>().unwrap());
        assert_eq!(chrono::DateTime::parse_from_rfc3339(shown.start()).unwrap(), slot.start());
        assert_eq!(chrono::DateTime::parse_from_rfc3339(shown.end()).unwrap(), slot.end());
    }
    let _ = (slot.times(SlotForm::Clock), slot.appointment_date());
});
