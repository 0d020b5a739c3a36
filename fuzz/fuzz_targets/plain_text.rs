//! Descriptions: whatever HTML becomes, it is text without a script in it.
#![no_main]

use entrata::api::wire::to_plain_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let plain = to_plain_text(html);
    assert_eq!(plain, plain.trim());
    // Entities may spell a tag out; one that was a tag is gone.
    if !html.contains('&') {
        assert!(!plain.to_ascii_lowercase().contains("<script>") || !html.to_ascii_lowercase().contains("<script>"), "{plain}");
    }
});
