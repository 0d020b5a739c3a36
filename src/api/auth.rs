//! The credentials of a company's calls, and their HTTP form.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::future::BoxFuture;
use super::redact::Redactor;
use crate::error::{Error, ErrorKind, Result};

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The credentials of a company's calls. Blanks around a token or a key are removed.
///
/// ```
/// use entrata::api::{Auth, Client};
///
/// # fn main() -> entrata::Result<()> {
/// let client = Client::builder().build()?;
/// let company = client.company("4711".parse()?, "exampleliving", Auth::ApiKey("secret".into()))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Auth {
    /// An OAuth access token: the header `Authorization: Bearer`, and `oauth` in the body.
    Bearer(SecretString),
    /// An API key: the header `X-Api-Key`, and `apikey` in the body.
    ApiKey(SecretString),
    /// A user of the legacy gateway: the header `Authorization: Basic`, and `basic` in the body.
    Basic {
        /// The user's name, without a colon.
        username: String,
        /// The user's password.
        password: SecretString,
    },
}

/// Supplies a company's credentials, and new ones when Entrata no longer accepts them.
///
/// The credentials are requested at the first call and kept. When Entrata rejects them, they are requested again; if
/// they differ, the request is sent again. Entrata did not carry out a request whose credentials it rejected.
///
/// ```
/// use entrata::api::{Auth, BoxFuture, CredentialsProvider};
///
/// struct TokenStore;
///
/// impl TokenStore {
///     async fn load(&self) -> String {
///         "token".to_owned()
///     }
/// }
///
/// impl CredentialsProvider for TokenStore {
///     fn credentials<'a>(&'a self, _rejected: Option<&'a Auth>) -> BoxFuture<'a, entrata::Result<Auth>> {
///         Box::pin(async { Ok(Auth::Bearer(self.load().await.into())) })
///     }
/// }
///
/// # fn main() -> entrata::Result<()> {
/// # let client = entrata::api::Client::builder().build()?;
/// let company = client.company_with_provider("4711".parse()?, "exampleliving", TokenStore)?;
/// # Ok(())
/// # }
/// ```
pub trait CredentialsProvider: Send + Sync {
    /// Returns the credentials. `rejected` holds those that Entrata has just rejected; `None` at the first call.
    ///
    /// # Errors
    ///
    /// Any error; the call ends with it.
    fn credentials<'a>(&'a self, rejected: Option<&'a Auth>) -> BoxFuture<'a, Result<Auth>>;
}

/// Credentials in the form in which they are sent.
pub(crate) struct Credentials {
    auth: Auth,
    /// `auth.type` of the body.
    pub(crate) auth_type: &'static str,
    pub(crate) header: (HeaderName, HeaderValue),
    pub(crate) redactor: Redactor,
}

impl Auth {
    /// Converts them, once, into the form in which they are sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if they are empty or cannot be a header.
    pub(crate) fn into_credentials(self) -> Result<Credentials> {
        let (auth_type, name, value, secrets) = match &self {
            Self::Bearer(token) => {
                let token = trimmed(token, "access token")?;
                let value = format!("Bearer {}", token.expose_secret());
                ("oauth", AUTHORIZATION, header(&value)?, vec![token])
            }
            Self::ApiKey(key) => {
                let key = trimmed(key, "API key")?;
                ("apikey", API_KEY, header(key.expose_secret())?, vec![key])
            }
            Self::Basic { username, password } => {
                if username.is_empty() || username.contains(':') || password.expose_secret().is_empty() {
                    return Err(Error::new(
                        ErrorKind::Config,
                        "the user name or password is empty, or the user name has a colon",
                    ));
                }
                let pair = BASE64.encode(format!("{username}:{}", password.expose_secret()));
                let value = header(&format!("Basic {pair}"))?;
                ("basic", AUTHORIZATION, value, vec![password.clone(), pair.into()])
            }
        };
        Ok(Credentials { auth: self, auth_type, header: (name, value), redactor: Redactor::new(secrets) })
    }
}

fn trimmed(secret: &SecretString, what: &str) -> Result<SecretString> {
    match secret.expose_secret().trim() {
        "" => Err(Error::new(ErrorKind::Config, format!("the {what} is empty"))),
        text => Ok(text.into()),
    }
}

fn header(value: &str) -> Result<HeaderValue> {
    // The source would add nothing.
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::new(ErrorKind::Config, "the credentials have characters that a header cannot have")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Where a company's credentials come from.
pub(crate) enum CredentialsSource {
    Fixed(Arc<Credentials>),
    Provider { provider: Box<dyn CredentialsProvider>, current: Mutex<Option<Arc<Credentials>>> },
}

impl CredentialsSource {
    pub(crate) fn new(provider: impl CredentialsProvider + 'static) -> Self {
        Self::Provider { provider: Box::new(provider), current: Mutex::new(None) }
    }

    /// Returns the credentials to send.
    pub(crate) async fn current(&self) -> Result<Arc<Credentials>> {
        let (provider, current) = match self {
            Self::Fixed(credentials) => return Ok(Arc::clone(credentials)),
            Self::Provider { provider, current } => (provider, current),
        };
        let mut current = current.lock().await;
        if let Some(credentials) = &*current {
            return Ok(Arc::clone(credentials));
        }
        let credentials = Arc::new(provider.credentials(None).await?.into_credentials()?);
        *current = Some(Arc::clone(&credentials));
        Ok(credentials)
    }

    /// Returns credentials that differ from the rejected ones, if any. Concurrent calls ask the provider once.
    pub(crate) async fn replace(&self, rejected: &Arc<Credentials>) -> Result<Option<Arc<Credentials>>> {
        let Self::Provider { provider, current } = self else { return Ok(None) };
        let mut current = current.lock().await;
        if let Some(credentials) = current.as_ref().filter(|known| known.header != rejected.header) {
            return Ok(Some(Arc::clone(credentials)));
        }
        let fresh = Arc::new(provider.credentials(Some(&rejected.auth)).await?.into_credentials()?);
        if fresh.header == rejected.header {
            return Ok(None);
        }
        *current = Some(Arc::clone(&fresh));
        Ok(Some(fresh))
    }
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CredentialsSource")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_that_cannot_work_are_rejected_before_any_call() {
        let basic = |username: &str, password: &str| Auth::Basic {
            username: username.to_owned(),
            password: password.into(),
        };
        for auth in [
            Auth::Bearer("".into()),
            Auth::Bearer(" \n".into()),
            Auth::ApiKey("".into()),
            Auth::ApiKey("a\nb".into()),
            basic("", ""),
            basic("user", ""),
            basic("", "password"),
            basic("a:b", "password"),
        ] {
            let error = auth.into_credentials().err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        }
    }

    #[test]
    fn blanks_around_a_token_are_removed() {
        let credentials = Auth::Bearer(" token\n".into()).into_credentials().unwrap();
        assert_eq!(credentials.header.1, "Bearer token");
    }
}
