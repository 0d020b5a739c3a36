//! URLs of the calls. Nothing from outside changes a request's host or path.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::error::{Error, ErrorKind, FieldError, Result};

const PLACEHOLDER: &str = "{subdomain}";

/// The base URL of Entrata's API or OAuth service, with or without a place for the company's subdomain.
///
/// | base URL | a call to `leads` of `exampleliving` goes to |
/// | --- | --- |
/// | `https://apis.entrata.com/ext/orgs` | `https://apis.entrata.com/ext/orgs/exampleliving/v1/leads` |
/// | `https://{subdomain}.entrata.com/api/v1` | `https://exampleliving.entrata.com/api/v1/leads` |
/// | `https://{subdomain}.entrata.com/api` | `https://exampleliving.entrata.com/api/leads` |
///
/// ```
/// use entrata::api::{BaseUrl, Client};
///
/// # fn main() -> entrata::Result<()> {
/// let url: BaseUrl = "https://{subdomain}.entrata.com/api/v1".parse()?;
/// let client = Client::builder().api_url(url).build()?;
/// assert!("ftp://example.com".parse::<BaseUrl>().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// The URL with the placeholder, without a slash at its end.
    text: String,
}

impl FromStr for BaseUrl {
    type Err = Error;

    /// Accepts `http` and `https` URLs without user name, query and fragment.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim().trim_end_matches('/');
        let example = text.replace(PLACEHOLDER, "example");
        let invalid = |why: &str| {
            // The text is not shown: it may hold a password.
            Error::new(
                ErrorKind::Config,
                format!(
                    "a base URL {why} (expected an http or https URL such as https://apis.entrata.com/ext/orgs)"
                ),
            )
        };
        if example.contains(['{', '}']) {
            return Err(invalid("has an unknown placeholder; the only one is {subdomain}"));
        }
        let url = Url::parse(&example).map_err(|error| invalid("is invalid").with_source(error))?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !matches!(url.scheme(), "http" | "https") || !plain {
            return Err(invalid("has a user name, a query, a fragment or another scheme"));
        }
        // In a port or a scheme the placeholder would be something else than a name.
        if url.as_str().matches("example").count() < example.matches("example").count() {
            return Err(invalid("has {subdomain} in a wrong place"));
        }
        Ok(Self { text: text.to_owned() })
    }
}

impl TryFrom<&Url> for BaseUrl {
    type Error = Error;

    fn try_from(url: &Url) -> Result<Self> {
        url.as_str().parse()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl BaseUrl {
    /// Returns whether it has a place for the company's subdomain.
    #[must_use]
    pub fn has_placeholder(&self) -> bool {
        self.text.contains(PLACEHOLDER)
    }

    /// Returns whether requests go to this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let Ok(url) = Url::parse(&self.text.replace(PLACEHOLDER, "example")) else { return false };
        match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    pub(crate) fn is_https(&self) -> bool {
        self.text.len() > 8 && self.text[..8].eq_ignore_ascii_case("https://")
    }

    /// Returns the URL of a service's calls for a company. `service` is checked before: see [`check_service`].
    pub(crate) fn of_service(&self, subdomain: &Subdomain, service: &str) -> Result<Url> {
        let text = if self.has_placeholder() {
            format!("{}/{service}", self.text.replace(PLACEHOLDER, &subdomain.0))
        } else {
            format!("{}/{}/v1/{service}", self.text, subdomain.0)
        };
        Ok(Url::parse(&text)?)
    }

    /// Returns the URL itself, for a service that is no part of a path.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the URL needs a subdomain and there is no subdomain.
    pub(crate) fn itself(&self, subdomain: Option<&Subdomain>) -> Result<Url> {
        let text = match subdomain {
            Some(subdomain) => self.text.replace(PLACEHOLDER, &subdomain.0),
            None if self.has_placeholder() => {
                return Err(Error::new(
                    ErrorKind::Config,
                    format!("the URL {} needs a subdomain, and none is known", self.text),
                ));
            }
            None => self.text.clone(),
        };
        Ok(Url::parse(&text)?)
    }
}

/// A company's subdomain: one DNS label, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Subdomain(String);

impl Subdomain {
    /// Parses it as a label, as a host (`exampleliving.entrata.com`) or as a URL: people store all three.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for anything that is not a DNS label.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let lower = text.trim().to_ascii_lowercase();
        let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
        let host = host.strip_suffix('/').unwrap_or(host);
        let label = host.strip_suffix(".entrata.com").unwrap_or(host);
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_label = (1..=63).contains(&label.len())
            && label.bytes().all(allowed)
            && !label.starts_with('-')
            && !label.ends_with('-');
        if is_label {
            Ok(Self(label.to_owned()))
        } else {
            Err(Error::new(
                ErrorKind::Config,
                format!("{} is not a company's subdomain (expected one such as exampleliving)", shown(text)),
            ))
        }
    }
}

/// Checks the name of a service: lower-case letters, with at most one slash, as in `ils/internetlisting`.
pub(crate) fn check_service(service: &str) -> Option<FieldError> {
    let parts: Vec<_> = service.split('/').collect();
    let good = parts.len() <= 2
        && service.len() <= 60
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    (!good).then(|| {
        let message = format!("{} is not the name of a service such as properties", shown(service));
        FieldError::new("service", message)
    })
}

/// The start of a text in quotes, without control characters.
pub(crate) fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(80).collect::<String>())
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
