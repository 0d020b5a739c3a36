//! Who sent a webhook: our client id, and one of two secrets, compared in constant time.

use super::query::Credentials;
use crate::config::Settings;
use crate::error::portal::{Error, ErrorKind, Result};
use ring::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

/// Refuses a webhook that does not prove that it comes from Entrata, without saying what was wrong.
pub(super) fn check(given: &Credentials, settings: &Settings) -> Result<()> {
    let id = given.client_id.as_deref().is_some_and(|id| same(id, &settings.client_id));
    let secret =
        given.client_secret.as_ref().is_some_and(|given| same_secret(given, &settings.client_secret));
    let key = match (&given.key, &settings.webhook_key) {
        (Some(given), Some(key)) => same_secret(given, key),
        _ => false,
    };
    if id && (secret || key) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidClient, "the client credentials are wrong or absent"))
}

fn same_secret(given: &SecretString, expected: &SecretString) -> bool {
    same(given.expose_secret(), expected.expose_secret())
}

/// Digests have one length, so that not even the secret's length can be measured.
fn same(given: &str, expected: &str) -> bool {
    let given = digest(&SHA256, given.as_bytes());
    let expected = digest(&SHA256, expected.as_bytes());
    given.as_ref().ct_eq(expected.as_ref()).into()
}
