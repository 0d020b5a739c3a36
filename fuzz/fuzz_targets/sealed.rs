//! Sealed tokens: a sealed token opens to itself and only for its own client; foreign seals never open.
//! The first byte chooses where a sealed token is altered, the rest is a token, and a text that claims to be sealed.
#![no_main]

use entrata::id::Cid;
use entrata::token_seal::{TokenKey, TokenKeys};
use libfuzzer_sys::fuzz_target;
use secrecy::ExposeSecret;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fuzz_target!(|input: &str| {
    let keys = TokenKeys::new(TokenKey::from_base64(&KEY.into()).unwrap(), None);
    let (here, there) = (Cid::try_from(4711_u64).unwrap(), Cid::try_from(4712_u64).unwrap());
    let _ = TokenKey::from_base64(&input.into());
    assert!(keys.open(input, here).is_err(), "only our keys can seal");

    let sealed = keys.seal(&input.into(), here).unwrap();
    assert_eq!(keys.open(&sealed, here).unwrap().expose_secret(), input);
    assert!(keys.open(&sealed, there).is_err(), "a seal is bound to its client");
    let mut altered = sealed.into_bytes();
    let at = usize::from(input.as_bytes().first().copied().unwrap_or(0)) % altered.len();
    altered[at] ^= 1;
    if let Ok(altered) = std::str::from_utf8(&altered) {
        assert!(keys.open(altered, here).is_err(), "{altered}");
    }
});
