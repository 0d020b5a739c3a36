//! Text as it is and as it decodes to, so that a secret is found however it is encoded.

use std::ops::Range;

/// A shorter run of letters says nothing.
const SHORTEST_BASE64: usize = 6;

/// Text at one level of decoding, and the source of each byte.
pub(super) struct Layer {
    pub(super) bytes: Vec<u8>,
    /// Absent while the text is the raw one.
    sources: Option<Vec<(usize, usize)>>,
}

impl Layer {
    pub(super) fn of(raw: &[u8]) -> Self {
        Self { bytes: raw.to_vec(), sources: None }
    }

    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        match &self.sources {
            None => range,
            Some(_) if range.is_empty() => 0..0,
            Some(sources) => sources[range.start].0..sources[range.end - 1].1,
        }
    }

    /// Removes one level of percent encoding, HTML entities and JSON escapes. `None` if the text has none of them.
    pub(super) fn decoded(&self) -> Option<Self> {
        if !self.bytes.iter().any(|byte| matches!(byte, b'%' | b'&' | b'\\')) {
            return None;
        }
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut sources = Vec::with_capacity(self.bytes.len());
        let mut at = 0;
        while at < self.bytes.len() {
            let (byte, length) = decoded_byte(&self.bytes[at..]);
            bytes.push(byte);
            let source = self.source(at..at + length);
            sources.push((source.start, source.end));
            at += length;
        }
        (bytes.len() < self.bytes.len()).then_some(Self { bytes, sources: Some(sources) })
    }
}

/// Decodes the first byte of a text, and returns how many bytes encoded it.
fn decoded_byte(text: &[u8]) -> (u8, usize) {
    let plain = (text[0], 1);
    match text[0] {
        b'%' => {
            let digits = text.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            byte.filter(|_| !digits.is_some_and(|digits| digits.starts_with('+')))
                .map_or(plain, |byte| (byte, 3))
        }
        b'&' => entity(text).unwrap_or(plain),
        b'\\' => json_escape(text).unwrap_or(plain),
        _ => plain,
    }
}

/// An HTML entity of one ASCII character.
fn entity(text: &[u8]) -> Option<(u8, usize)> {
    let end = text.iter().take(10).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let byte = match name {
        "amp" => b'&',
        "lt" => b'<',
        "gt" => b'>',
        "quot" => b'"',
        "apos" => b'\'',
        "equals" => b'=',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u8::from_str_radix(digits, 16),
                None => number.parse(),
            };
            number.ok().filter(u8::is_ascii)?
        }
    };
    Some((byte, end + 1))
}

/// A JSON escape of one ASCII character.
fn json_escape(text: &[u8]) -> Option<(u8, usize)> {
    match text.get(1)? {
        byte @ (b'/' | b'"' | b'\\') => Some((*byte, 2)),
        b'u' => {
            let digits = text.get(2..6).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            let number = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
            Some((number, 6)).filter(|(byte, _)| byte.is_ascii())
        }
        _ => None,
    }
}

/// Where letters of base64, of either alphabet, stand in a row.
pub(super) fn base64_runs(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let runs = text.split(|byte| sextet(*byte).is_none()).map(move |run| {
        let start = at;
        at += run.len() + 1;
        start..start + run.len()
    });
    runs.filter(|run| run.len() >= SHORTEST_BASE64)
}

/// The bytes that letters of base64 stand for, with or without padding.
pub(super) fn decoded_base64(letters: &[u8]) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(letters.len() * 3 / 4), 0_u32, 0);
    for value in letters.iter().filter_map(|letter| sextet(*letter)) {
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_le_bytes()[0]);
        }
    }
    bytes
}

/// The six bits of a letter of base64.
fn sextet(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        // In a query, an unencoded plus sign may have become a blank.
        b'+' | b'-' | b' ' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}
