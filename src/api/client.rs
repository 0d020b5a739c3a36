//! The client: one pool of connections, and what all calls through it share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::redirect;

use super::address::{self, Subdomain};
use super::auth::Auth;
use super::company::Company;
use super::limit::{Limiter, MemoryLimiter};
use super::retry::RetryPolicy;
use super::roots;
use crate::error::{Error, ErrorKind, Result};
use crate::id::Cid;

const API_URL: &str = "https://apis.entrata.com/ext/orgs";
const OAUTH_URL: &str = "https://sync.entrata.com/api/oauth";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Well below any server's own: between two calls nobody may be there to notice that the server hung up.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);
const TIMEOUT: Duration = Duration::from_secs(30);

/// Entrata, as a whole. Make one and keep it: its clones share one pool of connections.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    pub(crate) api_url: Url,
    pub(crate) oauth_url: Url,
    pub(crate) limiter: Arc<dyn Limiter>,
    pub(crate) retry: RetryPolicy,
    pub(crate) timeout: Duration,
}

impl Client {
    /// A client with Entrata's own addresses, and with limits counted in this process.
    pub fn builder() -> ClientBuilder {
        ClientBuilder { api_url: None, oauth_url: None, limiter: None, retry: None, timeout: TIMEOUT }
    }

    /// One client company, known by its id, its subdomain and its credentials.
    ///
    /// The subdomain may be bare, a host (`exampleliving.entrata.com`) or a URL.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when the subdomain is none, or the credentials cannot stand in a header.
    pub fn company(&self, cid: Cid, subdomain: &str, auth: Auth) -> Result<Company> {
        let subdomain = Subdomain::read(subdomain).map_err(|error| error.context(format!("client {cid}")))?;
        Company::new(self.clone(), cid, subdomain, auth)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api_url", &self.0.api_url.as_str())
            .field("oauth_url", &self.0.oauth_url.as_str())
            .field("retry", &self.0.retry)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Client`].
#[must_use = "a builder does nothing until it builds"]
pub struct ClientBuilder {
    api_url: Option<Url>,
    oauth_url: Option<Url>,
    limiter: Option<Arc<dyn Limiter>>,
    retry: Option<RetryPolicy>,
    timeout: Duration,
}

impl ClientBuilder {
    /// The gateway: calls go to `{it}/{subdomain}/v1/{service}`.
    pub fn api_url(mut self, url: Url) -> Self {
        self.api_url = Some(url);
        self
    }

    /// The address of the OAuth service.
    pub fn oauth_url(mut self, url: Url) -> Self {
        self.oauth_url = Some(url);
        self
    }

    /// Who counts the calls; without one they are counted in this process, by a [`MemoryLimiter`].
    pub fn limiter(mut self, limiter: Arc<dyn Limiter>) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// How often calls are tried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The time of a call that was given no deadline; without this, 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Builds it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for an address that is none, and when the system has no root certificates.
    pub fn build(self) -> Result<Client> {
        let known = |url: &str| {
            Url::parse(url).map_err(|error| {
                Error::new(ErrorKind::Config, "a built-in address is none").with_source(error)
            })
        };
        let api_url = self.api_url.map_or_else(|| known(API_URL), Ok)?;
        let oauth_url = self.oauth_url.map_or_else(|| known(OAUTH_URL), Ok)?;
        Ok(Client(Arc::new(Shared {
            http: http()?,
            api_url: address::http(api_url, "the address of Entrata's gateway")?,
            oauth_url: address::http(oauth_url, "the address of Entrata's OAuth service")?,
            limiter: self.limiter.unwrap_or_else(|| Arc::new(MemoryLimiter::default())),
            retry: self.retry.unwrap_or_default(),
            timeout: self.timeout,
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("retry", &self.retry).finish_non_exhaustive()
    }
}

fn http() -> Result<reqwest::Client> {
    // An error only means that the process has a provider already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        reqwest::Client::builder()
            .user_agent(concat!("entrata-rs/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // Redirected calls would carry a client's token to wherever the answer points.
            .redirect(redirect::Policy::none())
            .referer(false)
    };
    // One certificate that cannot be read spoils the bundle as a whole, but not what reqwest finds by itself.
    let with_bundle = roots::bundle().and_then(|roots| builder().tls_certs_only(roots).build().ok());
    with_bundle.map_or_else(|| builder().build(), Ok).map_err(|error| {
        Error::new(
            ErrorKind::Config,
            "the HTTP client cannot start: does the system have root certificates (package ca-certificates)?",
        )
        .with_source(error.without_url())
    })
}
