//! A webhook's query string: no text is too strange, and what counts as our secret is never kept. The first line is
//! the name of a parameter whose value is planted in the rest.
#![no_main]

use entrata::portal::fuzzing::{is_request, masked, secrets};
use libfuzzer_sys::fuzz_target;

const PLANTED: &[u8] = b"planted-secret";

fn contains(text: &[u8]) -> bool {
    text.windows(PLANTED.len()).any(|part| part == PLANTED)
}

fuzz_target!(|input: &[u8]| {
    let line = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (name, rest) = (&input[..line], input.get(line + 1..).unwrap_or_default());
    let _ = is_request(rest);
    let kept = masked(rest);
    assert_eq!(masked(&kept), kept, "what is kept is masked already");
    assert_eq!(rest.split(|byte| *byte == b'&').count(), kept.split(|byte| *byte == b'&').count());

    let raw = [rest, b"&", name, b"=", PLANTED].concat();
    if !contains(rest) && !contains(name) && secrets(&raw).iter().any(|secret| contains(secret.as_bytes())) {
        assert!(!contains(&masked(&raw)), "{}", masked(&raw).escape_ascii());
    }
    for name in [&b"client_secret"[..], b"key", b"client%5fsecret", b"k%65y", b"key[]", b"client_secret%5B%5D"] {
        let raw = [name, b"=", PLANTED, b"&", rest].concat();
        assert!(contains(rest) || !contains(&masked(&raw)), "{}", masked(&raw).escape_ascii());
    }
});
