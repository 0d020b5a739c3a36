//! Sealed tokens: a sealed token opens to itself, only for its own client and column; foreign seals never open.
//! The first byte chooses where a sealed token is altered, the rest is a token, and a text that claims to be sealed.
#![no_main]

use entrata::id::Cid;
use entrata::token_seal::TokenColumn::{Access, Refresh};
use entrata::token_seal::{TokenKey, TokenKeys};
use libfuzzer_sys::fuzz_target;
use secrecy::ExposeSecret;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fuzz_target!(|input: &str| {
    let key = TokenKey::from_base64(&KEY.into()).unwrap();
    let keys = TokenKeys::new(&key, None);
    let (here, there) = (Cid::try_from(4711_u64).unwrap(), Cid::try_from(4712_u64).unwrap());
    let _ = TokenKey::from_base64(&input.into());
    assert!(keys.open(input, here, Access).is_err(), "only our keys can seal");

    let sealed = keys.seal(&input.into(), here, Access).unwrap();
    assert_eq!(keys.open(&sealed, here, Access).unwrap().expose_secret(), input);
    assert!(keys.open(&sealed, there, Access).is_err(), "a seal is bound to its client");
    assert!(keys.open(&sealed, here, Refresh).is_err(), "a seal is bound to its column");
    let mut altered = sealed.into_bytes();
    let at = usize::from(input.as_bytes().first().copied().unwrap_or(0)) % altered.len();
    altered[at] ^= 1;
    if let Ok(altered) = std::str::from_utf8(&altered) {
        assert!(keys.open(altered, here, Access).is_err(), "{altered}");
    }
});
