//! A slot's text: whatever reads as a slot goes back byte for byte, ends after it starts, and can be shown anywhere.
#![no_main]

use entrata::tour::{Slot, SlotForm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (date, time) = input.split_once('\n').unwrap_or((input, ""));
    let Ok(slot) = Slot::parse(date, time) else { return };
    assert_eq!((slot.raw().date.as_str(), slot.raw().time.as_str()), (date, time));
    assert!(slot.start() < slot.end(), "{slot:?}");
    let times = slot.times(SlotForm::Verbatim);
    assert!(time.contains(&from) && time.contains(&to), "{slot:?} is sent as {from:?} and {to:?}");
    for zone in [chrono_tz::America::Chicago, chrono_tz::Pacific::Apia, chrono_tz::Asia::Kathmandu] {
        let shown = slot.shown(zone);
        assert_eq!(chrono::DateTime::parse_from_rfc3339(&shown.start).unwrap(), slot.start());
        assert_eq!(chrono::DateTime::parse_from_rfc3339(&shown.end).unwrap(), slot.end());
    }
    let _ = (slot.times(SlotForm::Clock), slot.appointment_date());
});
