//! A response body, valid or in need of repair: the first byte chooses the HTTP status.
#![no_main]

use entrata::api::fuzzing::judged;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((status, body)) = input.split_first() else { return };
    let status = [200, 401, 403, 429, 500, 503][usize::from(*status) % 6];
    match judged(status, body) {
        Ok(result) => {
            assert_eq!(status, 200, "a failed status is never a success");
            if let Err(error) = serde_json::from_str::<serde_json::Value>(&result) {
                // Too deep, or a number that no type holds: valid all the same.
                let is_valid = result.len() > 100 || error.to_string().starts_with("number out of range");
                assert!(is_valid, "{error}: {result}");
            }
        }
        Err((_, message)) => assert!(!message.is_empty()),
    }
});
