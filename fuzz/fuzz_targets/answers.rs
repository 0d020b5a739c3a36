//! The `result` of every typed method: the first byte chooses the method, the rest is Entrata's response.
#![no_main]

use entrata::api::Method;
use entrata::api::appinfo::{GetAccessibleServices, GetStatus};
use entrata::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use entrata::api::ils::GetClientInfo;
use entrata::api::leads::{GetLeadEvents, GetLeadPickLists, GetLeads, GetMitsLeads, SendLeads, SendMitsLeads, UpdateLeads};
use entrata::api::properties::{GetFloorPlans, GetProperties, GetPropertyFees, GetPropertyMedia, GetPropertyPickLists};
use entrata::api::units::{GetMitsPropertyUnits, GetPropertyUnits, GetSpecials, GetUnitsAvailabilityAndPricing};
use entrata::api::wire::RawResult;
use libfuzzer_sys::fuzz_target;

fn read<M: Method>(result: &str) {
    match M::read(RawResult::new(result)) {
        Ok(response) => drop(M::failure(&response)),
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
        b'f' => read::<GetMitsPropertyUnits>(result),
        b'g' => read::<GetUnitsAvailabilityAndPricing>(result),
        b'h' => read::<GetPropertyUnits>(result),
        b'i' => read::<GetCalendarAvailability>(result),
        b'j' => read::<GetCalendarHours>(result),
        b'k' => read::<GetLeads>(result),
        b'l' => read::<GetLeadEvents>(result),
        b'm' => read::<GetLeadPickLists>(result),
        b'n' => read::<SendLeads>(result),
        b'o' => read::<UpdateLeads>(result),
        b'p' => read::<SendMitsLeads>(result),
        b'q' => read::<GetMitsLeads>(result),
        b'r' => read::<GetSpecials>(result),
        b's' => read::<GetPropertyFees>(result),
        b't' => read::<GetAccessibleServices>(result),
        b'u' => read::<GetClientInfo>(result),
        _ => {}
    }
});
