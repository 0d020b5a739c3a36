//! A webhook's query string: any bytes are accepted, and our secrets are never logged. The first line is the name of a
//! parameter whose value is planted in the rest.
#![no_main]

use entrata::portal::fuzzing::{is_request, redacted};
use libfuzzer_sys::fuzz_target;

const PLANTED: &str = "planted-secret";

fn contains(text: &[u8]) -> bool {
    text.windows(PLANTED.len()).any(|part| part == PLANTED.as_bytes())
}

fuzz_target!(|input: &[u8]| {
    let line = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (name, rest) = (&input[..line], input.get(line + 1..).unwrap_or_default());
    let _ = is_request(rest);
    let kept = redacted(rest, PLANTED);
    assert!(redacted(&kept, PLANTED).len() <= kept.len(), "masking again shows nothing new");

    let raw = [rest, b"&", name, b"=", PLANTED.as_bytes(), name, b"&", rest].concat();
    assert!(!contains(&redacted(&raw, PLANTED)), "{}", redacted(&raw, PLANTED).escape_ascii());

    // A wrong secret is masked by the name of its parameter.
    for name in [&b"client_secret"[..], b"key", b"client%5fsecret", b"k%65y", b"key[]", b"client_secret%5B%5D", b"auth_code"] {
        let raw = [name, b"=", PLANTED.as_bytes(), b"&", rest].concat();
        let kept = redacted(&raw, "another-secret");
        assert!(contains(rest) || !contains(&kept), "{}", kept.escape_ascii());
    }
});
