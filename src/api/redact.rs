//! Removes known secrets from text that is shown or logged.

use secrecy::{ExposeSecret, SecretString};

/// Shorter texts are ordinary words; redacting them would make messages unreadable.
const SHORTEST: usize = 4;

/// The secrets of one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redactor(Vec<SecretString>);

impl Redactor {
    pub(crate) fn new(secrets: impl IntoIterator<Item = SecretString>) -> Self {
        Self(secrets.into_iter().collect())
    }

    /// Returns the text with `***` for every secret, even where JSON escapes its slashes as `\/`.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.0 {
            let secret = secret.expose_secret();
            if secret.len() >= SHORTEST {
                clean = clean.replace(secret, "***").replace(&secret.replace('/', "\\/"), "***");
            }
        }
        clean
    }

    /// Returns the redacted start of a text, on one line.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        // Redacted first: a cut could leave half of a secret.
        excerpt(&self.redact(text))
    }
}

/// Returns the start of a text, cut between characters, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut short: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
