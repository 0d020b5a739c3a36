//! Authenticates the sender of a webhook. One valid credential is enough; any wrong one rejects the webhook.

use super::parameters::{Parameter, Parameters};
use crate::config::Settings;
use ring::digest::{SHA256, digest};
use secrecy::ExposeSecret;
use subtle::{Choice, ConstantTimeEq};

const MAX_CREDENTIAL: usize = 4096;

/// The credential that authenticated a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The key in the URL that was registered with Entrata.
    Key,
    /// Our client id and client secret.
    Secret,
    /// An authorization code that Entrata accepted, for the company it belongs to.
    Code,
}

impl Proof {
    const ALL: [Self; 3] = [Self::Key, Self::Secret, Self::Code];

    /// The word in the column `authenticated_by`.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "KEY",
            Self::Secret => "SECRET",
            Self::Code => "CODE",
        }
    }

    /// Reads the word in the column `authenticated_by`.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.as_str() == word)
    }
}

/// The result of checking a webhook's credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credentials {
    /// They prove that the sender is Entrata.
    Valid(Proof),
    /// No credentials. An authorization code can still prove the sender.
    Absent,
    /// One of them is wrong.
    Wrong,
}

impl Credentials {
    /// Compares the credentials with the settings, in constant time.
    pub(super) fn check(parameters: &Parameters<'_>, settings: &Settings) -> Self {
        let given = |parameter, expected: Option<&str>| match parameters.value(parameter, MAX_CREDENTIAL) {
            Ok(None) => Match::Absent,
            Ok(Some(given)) => expected.map_or(Match::Absent, |expected| compare(given, expected)),
            // Invalid text counts as a wrong credential.
            Err(_) => Match::Wrong,
        };
        let id = given(Parameter::ClientId, Some(&settings.client_id));
        let secret = given(Parameter::ClientSecret, Some(settings.client_secret.expose_secret()));
        let key = given(Parameter::Key, settings.webhook_key.as_ref().map(ExposeSecret::expose_secret));
        match (id, secret, key) {
            (Match::Wrong, ..) | (_, Match::Wrong, _) | (.., Match::Wrong) => Self::Wrong,
            (.., Match::Right) => Self::Valid(Proof::Key),
            (Match::Right, Match::Right, _) => Self::Valid(Proof::Secret),
            _ => Self::Absent,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Right,
    Wrong,
    Absent,
}

/// A credential may contain a plus sign, which an unencoded URL turns into a blank: both forms match.
fn compare(given: &str, expected: &str) -> Match {
    let is_right = same(given.trim(), expected) | same(&given.replace(' ', "+"), expected);
    if is_right.into() { Match::Right } else { Match::Wrong }
}

/// Compares digests, whose fixed length hides even the length of a secret.
fn same(given: &str, expected: &str) -> Choice {
    let [given, expected] = [given, expected].map(|text| digest(&SHA256, text.as_bytes()));
    given.as_ref().ct_eq(expected.as_ref())
}
