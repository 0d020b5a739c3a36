//! How a call proves who makes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::mask::Mask;
use crate::error::{Error, ErrorKind, Result};

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

/// What a call carries of them.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// What `auth.type` in the body says.
    pub(crate) auth_type: &'static str,
    pub(crate) header: (HeaderName, HeaderValue),
    /// What must appear in no message and no log.
    pub(crate) mask: Mask,
}

impl Auth {
    pub(crate) fn into_credentials(self) -> Result<Credentials> {
        let (auth_type, name, value, secrets) = match self {
            Self::Bearer(token) => (
                "oauth",
                AUTHORIZATION,
                sensitive(&format!("Bearer {}", token.expose_secret()))?,
                vec![token],
            ),
            Self::ApiKey(key) => ("apikey", API_KEY, sensitive(key.expose_secret())?, vec![key]),
            Self::Basic { username, password } => {
                let pair = BASE64.encode(format!("{username}:{}", password.expose_secret()));
                ("basic", AUTHORIZATION, sensitive(&format!("Basic {pair}"))?, vec![password, pair.into()])
            }
        };
        Ok(Credentials { auth_type, header: (name, value), mask: Mask::of(secrets) })
    }
}

fn sensitive(value: &str) -> Result<HeaderValue> {
    // The cause says nothing more than that.
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::new(
            ErrorKind::Config,
            "the credentials of an Entrata call hold characters that no header may hold",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}
