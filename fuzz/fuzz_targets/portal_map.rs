//! A portal's map: any text is a map or an error that says where it is wrong.
#![no_main]

use entrata::store::host::Map;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    if let Err(error) = input.parse::<Map>() {
        assert!(!error.to_string().is_empty());
    }
});
