//! The HTTP client that a client builds for itself.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::tls;
use super::url::BaseUrl;
use crate::error::{Error, ErrorKind, Result};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Below the idle timeout of usual servers, so that a request rarely meets a connection that the server just closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

pub(super) type Configure = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// The options of a client's HTTP client; each is the default unless it is set.
#[derive(Default)]
pub(super) struct HttpOptions {
    pub(super) proxies: Vec<reqwest::Proxy>,
    pub(super) no_proxy: bool,
    pub(super) root_certificates: Vec<Vec<u8>>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) user_agent: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) configure: Option<Configure>,
}

impl HttpOptions {
    pub(super) fn is_default(&self) -> bool {
        self.proxies.is_empty()
            && !self.no_proxy
            && self.root_certificates.is_empty()
            && self.connect_timeout.is_none()
            && self.idle_timeout.is_none()
            && self.user_agent.is_none()
            && self.headers.is_empty()
            && self.configure.is_none()
    }

    pub(super) fn build(&self, url: &BaseUrl) -> Result<reqwest::Client> {
        let tls = if url.is_loopback() && !url.is_https() && self.root_certificates.is_empty() {
            tls::config_without_roots()?
        } else {
            tls::config(&self.root_certificates)?
        };
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(self.user_agent_header()?)
            .default_headers(self.header_map()?)
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .pool_idle_timeout(self.idle_timeout.unwrap_or(IDLE_TIMEOUT))
            // A redirected call would take a company's token to another server.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        if self.no_proxy || url.is_loopback() {
            builder = builder.no_proxy();
        }
        for proxy in self.proxies.iter().filter(|_| !url.is_loopback()) {
            builder = builder.proxy(proxy.clone());
        }
        if let Some(configure) = &self.configure {
            builder = configure(builder);
        }
        builder.build().map_err(|error| {
            Error::new(ErrorKind::Config, "the HTTP client cannot be built").with_source(error.without_url())
        })
    }

    fn user_agent_header(&self) -> Result<HeaderValue> {
        let own = concat!("entrata-rs/", env!("CARGO_PKG_VERSION"));
        let text = match &self.user_agent {
            Some(suffix) => format!("{own} {suffix}"),
            None => own.to_owned(),
        };
        let invalid =
            || Error::new(ErrorKind::Config, "the user agent has characters that a header cannot have");
        HeaderValue::from_str(&text).map_err(|_| invalid())
    }

    fn header_map(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            // The value may be a secret, so it is not shown.
            let invalid = || Error::new(ErrorKind::Config, format!("the header {name:?} is invalid"));
            let mut value = HeaderValue::from_str(value).map_err(|_| invalid())?;
            value.set_sensitive(true);
            headers.append(HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?, value);
        }
        Ok(headers)
    }
}
