//! Makes a body readable that is not quite JSON: tried only after strict reading failed.

use std::borrow::Cow;

/// Takes away a byte order mark, reads stray bytes as Windows-1252, and turns raw control characters into blanks.
pub(crate) fn repaired(body: &[u8]) -> String {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut text = String::with_capacity(body.len() + body.len() / 8);
    for chunk in body.utf8_chunks() {
        text.push_str(&without_controls(chunk.valid()));
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
    }
    text
}

fn without_controls(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7F) {
        Cow::Owned(text.replace(|c: char| c.is_ascii_control(), " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Only 0x80 to 0x9F differ from Latin-1; the five bytes without a meaning become the replacement character.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž', '\u{FFFD}',
        '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_bytes_are_windows_1252_and_controls_are_blanks() {
        assert_eq!(repaired(b"\xEF\xBB\xBFcaf\xE9 \x93x\x94\tA\nB\x00\x81"), "café “x” A B \u{FFFD}");
        assert_eq!(repaired("good é — text".as_bytes()), "good é — text");
    }
}
