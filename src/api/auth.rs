//! How a call proves who makes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::mask::Mask;
use crate::error::{Error, Kind, Result};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The credentials of a company's calls.
#[derive(Debug, Clone)]
pub enum Auth {
    /// An access token of OAuth: `Authorization: Bearer`, and `oauth` in the body.
    Bearer(SecretString),
    /// A key of the gateway: `X-Api-Key`, and `apikey` in the body.
    ApiKey(SecretString),
    /// A user of the legacy gateway: `Authorization: Basic`, and `basic` in the body.
    Basic {
        /// The user's name.
        username: String,
        /// The user's password.
        password: SecretString,
    },
}

impl Auth {
    /// What `auth.type` in the body says.
    pub(crate) fn body_type(&self) -> &'static str {
        match self {
            Self::Bearer(_) => "oauth",
            Self::ApiKey(_) => "apikey",
            Self::Basic { .. } => "basic",
        }
    }

    pub(crate) fn header(&self) -> Result<(HeaderName, HeaderValue)> {
        let (name, mut value) = match self {
            Self::Bearer(token) => (AUTHORIZATION, text(&format!("Bearer {}", token.expose_secret()))?),
            Self::ApiKey(key) => (API_KEY, text(key.expose_secret())?),
            Self::Basic { username, password } => {
                let pair = BASE64.encode(format!("{username}:{}", password.expose_secret()));
                (AUTHORIZATION, text(&format!("Basic {pair}"))?)
            }
        };
        value.set_sensitive(true);
        Ok((name, value))
    }

    /// What must appear in no message and no log.
    pub(crate) fn mask(&self) -> Mask {
        match self {
            Self::Bearer(secret) | Self::ApiKey(secret) | Self::Basic { password: secret, .. } => {
                Mask::of([secret])
            }
        }
    }
}

fn text(value: &str) -> Result<HeaderValue> {
    // The cause would be dropped anyway: it holds nothing but the fact.
    HeaderValue::from_str(value).map_err(|_| {
        Error::new(Kind::Config, "the credentials of an Entrata call hold characters that no header may hold")
    })
}
