//! E-mail addresses and phone numbers as people paste them: what is read reads the same again, and nothing in it acts on a
//! terminal or a header.
#![no_main]

use entrata::email::EmailAddress;
use entrata::logging::is_unprintable;
use entrata::phone::PhoneNumber;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    if let Ok(email) = input.parse::<EmailAddress>() {
        let text = email.as_str();
        assert!(!text.contains(is_unprintable) && text.contains('@'), "{text:?}");
        assert_eq!(text.parse::<EmailAddress>().as_ref(), Ok(&email));
    }
    if let Ok(phone) = input.parse::<PhoneNumber>() {
        let text = phone.as_str();
        assert!(text.is_ascii() && !text.contains(is_unprintable), "{text:?}");
        assert_eq!(text.parse::<PhoneNumber>().as_ref(), Ok(&phone));
    }
});
