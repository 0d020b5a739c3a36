//! The client: what all calls share, and how it is built.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::http_options::HttpOptions;
use super::rate_limit::{Limiter, MemoryLimiter};
use super::retry::RetryPolicy;
use super::send::Transport;
use super::url::BaseUrl;
use crate::error::{Error, ErrorKind, Result};

const API_URL: &str = "https://apis.entrata.com/ext/orgs";
const OAUTH_URL: &str = "https://sync.entrata.com/api/oauth";
const TIMEOUT: Duration = Duration::from_secs(30);

/// Entrata's API. Create one and keep it: its clones share one pool of connections and one rate limiter.
///
/// ```
/// use entrata::api::{Auth, Client};
/// use std::time::Duration;
///
/// # fn main() -> entrata::Result<()> {
/// let client = Client::builder().timeout(Duration::from_secs(10)).user_agent("acme-rentals/2.1").build()?;
/// let company = client.company("4711".parse()?, "exampleliving", Auth::Bearer("token".into()))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    transport: Transport,
    oauth_transport: Transport,
    api_url: BaseUrl,
    oauth_url: BaseUrl,
    retry: RetryPolicy,
    timeout: Duration,
}

impl Client {
    /// Returns a builder with Entrata's own URLs and a rate limiter for this process.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            api_url: None,
            oauth_url: None,
            limiter: None,
            retry: RetryPolicy::default(),
            timeout: TIMEOUT,
            http: HttpOptions::default(),
            http_client: None,
        }
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    pub(crate) fn oauth_transport(&self) -> &Transport {
        &self.0.oauth_transport
    }

    pub(crate) fn api_url(&self) -> &BaseUrl {
        &self.0.api_url
    }

    pub(crate) fn oauth_url(&self) -> &BaseUrl {
        &self.0.oauth_url
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.0.retry
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.0.timeout
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api_url", &self.0.api_url)
            .field("oauth_url", &self.0.oauth_url)
            .field("retry", &self.0.retry)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Client`].
///
/// # Proxies
///
/// The variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment apply unless a
/// [`proxy`](Self::proxy) or [`no_proxy`](Self::no_proxy) is set. `http`, `https` and `socks5` proxies work. Calls to this
/// machine (`localhost`, `127.0.0.0/8`, `::1`) never go through a proxy.
///
/// # Certificates
///
/// Servers need a certificate from an authority that the system trusts. `SSL_CERT_FILE` (a PEM file) or
/// `SSL_CERT_DIR` replaces the system's; [`root_certificates`](Self::root_certificates) adds to them.
///
/// ```
/// use entrata::api::{Client, RetryPolicy, reqwest::Proxy};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder()
///     .proxy(Proxy::https("http://proxy.internal:3128")?)
///     .connect_timeout(Duration::from_secs(1))
///     .idle_timeout(Duration::from_secs(90))
///     .header("x-team", "tours")
///     .retry(RetryPolicy::never())
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until it builds"]
pub struct ClientBuilder {
    api_url: Option<BaseUrl>,
    oauth_url: Option<BaseUrl>,
    limiter: Option<Arc<dyn Limiter>>,
    retry: RetryPolicy,
    timeout: Duration,
    http: HttpOptions,
    http_client: Option<reqwest::Client>,
}

impl ClientBuilder {
    /// Sets the base URL of the calls. The default is `https://apis.entrata.com/ext/orgs`.
    pub fn api_url(mut self, url: BaseUrl) -> Self {
        self.api_url = Some(url);
        self
    }

    /// Sets the URL of the OAuth service. The default is `https://sync.entrata.com/api/oauth`.
    pub fn oauth_url(mut self, url: BaseUrl) -> Self {
        self.oauth_url = Some(url);
        self
    }

    /// Sets the rate limiter. The default is a [`MemoryLimiter`], which counts in this process.
    pub fn limiter(mut self, limiter: Arc<dyn Limiter>) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// Sets the retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the time for a call that has no deadline, with its retries and waits. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the HTTP client, instead of one built from the options below.
    ///
    /// It should not follow redirects, which would take a company's token to another server, and should have a connect
    /// timeout. Build it with the crate `reqwest` and one of its TLS features: the re-exported [`reqwest`] alone has no crypto
    /// provider and panics. [`configure_http`](Self::configure_http) changes the client that is built here instead.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Adds a proxy, instead of those in the environment.
    pub fn proxy(mut self, proxy: reqwest::Proxy) -> Self {
        self.http.proxies.push(proxy);
        self
    }

    /// Ignores the proxies in the environment.
    pub fn no_proxy(mut self) -> Self {
        self.http.no_proxy = true;
        self
    }

    /// Trusts the certificates in a PEM text in addition to those of the system.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http.root_certificates.push(pem.into());
        self
    }

    /// Sets the connect timeout. The default is 3 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.http.connect_timeout = Some(timeout);
        self
    }

    /// Sets how long an idle connection is kept. The default is 30 seconds.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.http.idle_timeout = Some(timeout);
        self
    }

    /// Appends your program's name and version, such as `acme-rentals/2.1`, to the user agent `entrata-rs/…`.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.http.user_agent = Some(suffix.into());
        self
    }

    /// Adds a header to every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.http.headers.push((name.into(), value.into()));
        self
    }

    /// Changes whatever else the HTTP client can do, after all other options.
    ///
    /// ```
    /// use entrata::api::Client;
    ///
    /// # fn main() -> entrata::Result<()> {
    /// let client = Client::builder().configure_http(|http| http.tcp_keepalive(None)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn configure_http(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http.configure = Some(Arc::new(configure));
        self
    }

    /// Builds the client. Reads the system's certificates, which takes some milliseconds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if a certificate, a header or the user agent is invalid, if there are no root certificates,
    /// or if an HTTP client is set together with options for another one.
    pub fn build(self) -> Result<Client> {
        let parse = |given: Option<BaseUrl>, default: &str| given.map_or_else(|| default.parse(), Ok);
        let api_url = parse(self.api_url, API_URL)?;
        let oauth_url = parse(self.oauth_url, OAUTH_URL)?;
        let limiter = self.limiter.unwrap_or_else(|| Arc::new(MemoryLimiter::new()));
        let (api, oauth) = match self.http_client {
            Some(_) if !self.http.is_default() => {
                return Err(Error::new(
                    ErrorKind::Config,
                    "an HTTP client is set together with options for one (expected only one of them)",
                ));
            }
            Some(client) => (client.clone(), client),
            None => {
                let api = self.http.build(&api_url)?;
                let same = api_url.is_loopback() == oauth_url.is_loopback()
                    && api_url.is_https() == oauth_url.is_https();
                (api.clone(), if same { api } else { self.http.build(&oauth_url)? })
            }
        };
        Ok(Client(Arc::new(Shared {
            transport: Transport { http: api, limiter: Arc::clone(&limiter) },
            oauth_transport: Transport { http: oauth, limiter },
            api_url,
            oauth_url,
            retry: self.retry,
            timeout: self.timeout,
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api_url", &self.api_url)
            .field("oauth_url", &self.oauth_url)
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
