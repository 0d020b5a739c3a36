//! Descriptions: any HTML becomes text without markup, and converting it again changes nothing.
#![no_main]

use entrata::api::wire::plain_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let plain = plain_text(html);
    assert_eq!(plain, plain.trim());
    assert!(!plain.to_ascii_lowercase().contains("<script>"), "{plain}");
    assert!(plain.chars().all(|letter| letter == '\n' || !letter.is_control()), "{plain:?}");
    assert_eq!(plain_text(&plain), plain);
});
