//! Removes secrets from the webhook log.
//!
//! A query string is logged byte for byte, except that secrets read `***`. Two rules find them: by value, wherever
//! one of our secrets occurs in the text or its decoded form; and by name, because a wrong secret is often the right one
//! with a typing error.

use super::layers::{Layer, base64_runs, decoded_base64};
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
            masked.extend(self.in_base64(&layer));
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
        self.long_secrets().flat_map(|secret| {
            let windows = layer.bytes.windows(secret.len()).enumerate();
            let found = windows.filter(|(_, window)| is_same(window, secret));
            found.map(|(at, _)| layer.source(at..at + secret.len()))
        })
    }

    /// Whole words of base64 that hold a secret, such as those of HTTP's basic authentication.
    fn in_base64<'l>(&'l self, layer: &'l Layer) -> impl Iterator<Item = Range<usize>> + 'l {
        let holds = |text: &[u8], secret: &[u8]| text.windows(secret.len()).any(|part| is_same(part, secret));
        let runs = base64_runs(&layer.bytes).filter(move |run| {
            // The word may have started up to three letters later.
            (0..4).any(|skipped| {
                let text = decoded_base64(layer.bytes.get(run.start + skipped..run.end).unwrap_or_default());
                self.long_secrets().any(|secret| holds(&text, secret))
            })
        });
        runs.map(|run| layer.source(run))
    }

    fn long_secrets(&self) -> impl Iterator<Item = &[u8]> {
        let secrets = self.secrets.iter().map(|secret| secret.trim().as_bytes());
        secrets.filter(|secret| secret.len() >= MIN_SECRET)
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

/// A plus sign in a URL can mean itself or a blank, and letter case is no protection.
fn is_same(text: &[u8], secret: &[u8]) -> bool {
    let plain = |byte: u8| if byte == b'+' { b' ' } else { byte.to_ascii_lowercase() };
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
