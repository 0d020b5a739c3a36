//! The `result` of every typed method: the first byte chooses the method, the rest is Entrata's answer.
#![no_main]

use entrata::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use entrata::api::leads::{GetLeadEvents, GetLeadPickLists, GetLeads, SendLeads, SendMitsLeads, UpdateLeads};
use entrata::api::properties::{GetFloorPlans, GetProperties, GetPropertyMedia, GetPropertyPickLists, GetStatus};
use entrata::api::units::{GetMitsPropertyUnits, GetPropertyUnits, GetUnitsAvailabilityAndPricing};
use entrata::api::Method;
use entrata::api::wire::RawResult;
use libfuzzer_sys::fuzz_target;

fn read<M: Method>(result: &str) {
    read_to_its_parts::<M>(result, |_| {});
}

fn read_to_its_parts<M: Method>(result: &str, parts: impl Fn(M::Response)) {
    match M::read(RawResult::new(result)) {
        Ok(answer) => {
            drop(M::failure(&answer));
            parts(answer);
        }
        Err(unreadable) => assert!(!unreadable.what.is_empty()),
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((method, result)) = input.split_first() else { return };
    let Ok(result) = std::str::from_utf8(result) else { return };
    match method {
        b'a' => read::<GetStatus>(result),
        b'b' => read::<GetProperties>(result),
        b'c' => read::<GetFloorPlans>(result),
        b'd' => read::<GetPropertyMedia>(result),
        b'e' => read::<GetPropertyPickLists>(result),
        b'f' => read_to_its_parts::<GetMitsPropertyUnits>(result, |properties| {
            drop(properties.iter().map(|property| (property.floor_plans(), property.units())).collect::<Vec<_>>());
        }),
        b'g' => read_to_its_parts::<GetUnitsAvailabilityAndPricing>(result, |pricing| drop(pricing.floor_plans())),
        b'h' => read::<GetPropertyUnits>(result),
        b'i' => read::<GetCalendarAvailability>(result),
        b'j' => read::<GetCalendarHours>(result),
        b'k' => read::<GetLeads>(result),
        b'l' => read::<GetLeadEvents>(result),
        b'm' => read::<GetLeadPickLists>(result),
        b'n' => read::<SendLeads>(result),
        b'o' => read::<UpdateLeads>(result),
        b'p' => read::<SendMitsLeads>(result),
        _ => {}
    }
});
