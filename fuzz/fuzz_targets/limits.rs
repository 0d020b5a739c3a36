//! The headers with Entrata's rate limits: two lines per header, its name and its value.
#![no_main]

use chrono::DateTime;
use entrata::api::fuzzing::rate_headers;
use libfuzzer_sys::fuzz_target;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

fuzz_target!(|input: &[u8]| {
    let mut headers = HeaderMap::new();
    let lines: Vec<_> = input.split(|byte| *byte == b'\n').collect();
    for pair in lines.chunks_exact(2) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(pair[0]), HeaderValue::from_bytes(pair[1])) {
            headers.append(name, value);
        }
    }
    let now = DateTime::from_timestamp(1_764_000_000, 0).unwrap();
    let rate = rate_headers(&headers, now);
    let _ = (rate.is_empty(), rate.pause());
});
