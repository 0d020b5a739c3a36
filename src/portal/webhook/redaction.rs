//! Removes secrets from the webhook log.
//!
//! A query string is logged byte for byte, except that secrets read `***`. Two rules find them: by value, wherever
//! one of our secrets occurs in the text or its decoded form; and by name, because a wrong secret is often the right one
//! with a typing error.

use super::parameters::Parameter;
use crate::config::Settings;
use secrecy::{ExposeSecret, SecretString};
use std::ops::Range;

const MASK: &[u8] = b"***";
/// How many times text is decoded: registered URLs are often encoded twice, sometimes three times.
const MAX_LAYERS: usize = 6;
/// A shorter secret is masked only by name: by value it would hide unrelated text.
const MIN_SECRET: usize = 4;
/// How far beyond the kept text secrets are searched, so that no part of one is kept.
const LOOK_AHEAD: usize = 16 * 1024;

/// Whether a code is the log's placeholder for one.
pub(super) fn is_mask(code: &SecretString) -> bool {
    code.expose_secret().as_bytes() == MASK
}

/// The secrets to mask in the webhook log.
pub(super) struct Redaction<'a> {
    secrets: Vec<&'a str>,
    masks_codes: bool,
}

impl<'a> Redaction<'a> {
    /// Masks the client secret and the webhook key.
    pub(super) fn new(settings: &'a Settings) -> Self {
        let secrets = [Some(&settings.client_secret), settings.webhook_key.as_ref()];
        Self::of(secrets.into_iter().flatten().map(ExposeSecret::expose_secret).collect())
    }

    /// Masks these secrets.
    pub(super) const fn of(secrets: Vec<&'a str>) -> Self {
        Self { secrets, masks_codes: false }
    }

    /// Also masks authorization codes: in parameters of that name, and `code` at any place.
    pub(super) fn with_codes(mut self, code: Option<&'a SecretString>) -> Self {
        self.secrets.extend(code.map(ExposeSecret::expose_secret));
        self.masks_codes = true;
        self
    }

    /// The first `keep` bytes of a query string, with secrets masked.
    pub(super) fn redact(&self, raw: &[u8], keep: usize) -> Vec<u8> {
        let looked_at = raw.get(..keep.saturating_add(LOOK_AHEAD)).unwrap_or(raw);
        let mut masked = Vec::new();
        let mut layer = Layer::of(looked_at);
        for depth in 0..MAX_LAYERS {
            masked.extend(self.by_value(&layer));
            masked.extend(self.by_name(&layer, depth == 0));
            match layer.decoded() {
                Some(decoded) => layer = decoded,
                None => break,
            }
        }
        masked.retain(|range| !range.is_empty() && range.start < keep);
        masked.sort_unstable_by_key(|range| range.start);
        let mut kept = Vec::with_capacity(looked_at.len());
        let mut from = 0;
        for range in masked {
            if range.start >= from {
                kept.extend_from_slice(&looked_at[from..range.start]);
                kept.extend_from_slice(MASK);
            }
            from = from.max(range.end);
        }
        kept.extend_from_slice(looked_at.get(from..keep.min(looked_at.len())).unwrap_or_default());
        kept
    }

    fn by_value<'l>(&'l self, layer: &'l Layer) -> impl Iterator<Item = Range<usize>> + 'l {
        let secrets = self.secrets.iter().map(|secret| secret.trim().as_bytes());
        secrets.filter(|secret| secret.len() >= MIN_SECRET).flat_map(|secret| {
            let windows = layer.bytes.windows(secret.len()).enumerate();
            let found = windows.filter(|(_, window)| is_same(window, secret));
            found.map(|(at, _)| layer.source(at..at + secret.len()))
        })
    }

    /// The values of parameters with the name of a secret, in any spelling.
    fn by_name<'l>(&'l self, layer: &'l Layer, is_raw: bool) -> impl Iterator<Item = Range<usize>> + 'l {
        let equals = layer.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'=').map(|(at, _)| at);
        let named = equals.filter(move |at| {
            let name = decoded_fully(name_before(&layer.bytes[..*at]));
            // In decoded text `key` may belong to another URL, which is logged unchanged.
            is_client_secret(&name) || (is_raw && is_key(&name)) || (self.masks_codes && is_code(&name))
        });
        named.map(|at| layer.source(at + 1..at + 1 + value_length(&layer.bytes[at + 1..])))
    }
}

/// Text at one level of decoding, and the source of each byte.
struct Layer {
    bytes: Vec<u8>,
    /// Absent while the text is the raw one.
    sources: Option<Vec<(usize, usize)>>,
}

impl Layer {
    fn of(raw: &[u8]) -> Self {
        Self { bytes: raw.to_vec(), sources: None }
    }

    fn source(&self, range: Range<usize>) -> Range<usize> {
        match &self.sources {
            None => range,
            Some(_) if range.is_empty() => 0..0,
            Some(sources) => sources[range.start].0..sources[range.end - 1].1,
        }
    }

    /// Removes one level of percent encoding and HTML entities. `None` if the text has neither.
    fn decoded(&self) -> Option<Self> {
        if !self.bytes.iter().any(|byte| matches!(byte, b'%' | b'&')) {
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

/// A plus sign in a URL can mean itself or a blank.
fn is_same(text: &[u8], secret: &[u8]) -> bool {
    let plain = |byte: u8| if byte == b'+' { b' ' } else { byte };
    text.iter().zip(secret).all(|(one, other)| plain(*one) == plain(*other))
}

/// The name before an equals sign, back to the last separator.
fn name_before(text: &[u8]) -> &[u8] {
    const MAX_NAME: usize = 200;
    let text = &text[text.len().saturating_sub(MAX_NAME)..];
    let separator =
        text.iter().rposition(|byte| matches!(byte, b'&' | b'?' | b';' | b'=' | b'#' | b'"' | b'{' | b','));
    &text[separator.map_or(0, |at| at + 1)..]
}

/// A value ends at the next `&`, and at a `;` or `?` that another parameter follows.
fn value_length(text: &[u8]) -> usize {
    let ends = |(at, byte): (usize, &u8)| match byte {
        b'&' => true,
        b';' | b'?' => {
            let rest = &text[at + 1..];
            let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            word > 0 && rest.get(word) == Some(&b'=')
        }
        _ => false,
    };
    text.iter().enumerate().position(ends).unwrap_or(text.len())
}

fn decoded_fully(name: &[u8]) -> Vec<u8> {
    let mut layer = Layer::of(name);
    for _ in 0..MAX_LAYERS {
        let Some(decoded) = layer.decoded() else { break };
        layer = decoded;
    }
    layer.bytes
}

/// `client_secret` in any spelling: `Client-Secret`, `clientSecret`, `a[client_secret]`, `client_secret%00`.
fn is_client_secret(name: &[u8]) -> bool {
    let letters: Vec<u8> =
        name.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect();
    [&b"clientsecret"[..], b"webhookkey"]
        .iter()
        .any(|word| letters.windows(word.len()).any(|part| part == *word))
}

/// `key` as a name, or as a part of one in brackets; not `api_key` or `monkey`.
fn is_key(name: &[u8]) -> bool {
    words(name).any(|word| Parameter::Key.names().iter().any(|key| key.as_bytes().eq_ignore_ascii_case(word)))
}

fn is_code(name: &[u8]) -> bool {
    words(name).any(|word| {
        let letters: Vec<u8> = word.iter().filter(|byte| byte.is_ascii_alphanumeric()).copied().collect();
        [&b"authcode"[..], b"code"].iter().any(|known| known.eq_ignore_ascii_case(&letters))
    })
}

fn words(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.split(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')))
        .map(<[u8]>::trim_ascii)
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
#[path = "redaction_tests.rs"]
mod tests;
