//! Takes known secrets out of text that is going to be shown.

use secrecy::{ExposeSecret, SecretString};

/// Shorter ones would blank out ordinary words, and are no secrets.
const SHORTEST: usize = 4;

/// The secrets of one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mask(Vec<SecretString>);

impl Mask {
    pub(crate) fn of(secrets: impl IntoIterator<Item = SecretString>) -> Self {
        Self(secrets.into_iter().collect())
    }

    /// The text with `***` for every secret, also where JSON wrote its slashes as `\/`.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.0 {
            let secret = secret.expose_secret();
            if secret.len() >= SHORTEST {
                clean = clean.replace(secret, "***").replace(&secret.replace('/', "\\/"), "***");
            }
        }
        clean
    }
}

/// The start of a text, cut between characters, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut short: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
