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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn subdomain() -> Subdomain {
        Subdomain::parse("exampleliving").unwrap()
    }

    #[test]
    fn a_subdomain_is_parsed_in_every_form_that_people_store() {
        for text in [
            "exampleliving",
            " ExampleLiving ",
            "exampleliving.entrata.com",
            "https://exampleliving.entrata.com/",
            "HTTP://EXAMPLELIVING.ENTRATA.COM",
        ] {
            assert_eq!(Subdomain::parse(text).unwrap(), subdomain(), "{text:?}");
        }
        assert!(Subdomain::parse("example-test-4711").is_ok());
    }

    #[test]
    fn a_subdomain_cannot_change_the_host_or_the_path() {
        for text in [
            "",
            ".",
            "..",
            "a/b",
            "a.b",
            "a%2fb",
            "a?b",
            "a#b",
            "a@b",
            "a:1",
            "evil.com/",
            "-a",
            "a-",
            "ä",
            "a\0",
            "a b",
            "{subdomain}",
        ] {
            assert_eq!(Subdomain::parse(text).unwrap_err().kind(), ErrorKind::Config, "{text:?}");
        }
        assert!(Subdomain::parse(&"a".repeat(64)).is_err());
    }

    #[test]
    fn calls_go_to_the_form_of_the_base_url() {
        for (base, service, url) in [
            (
                "https://apis.entrata.com/ext/orgs/",
                "properties",
                "https://apis.entrata.com/ext/orgs/exampleliving/v1/properties",
            ),
            (
                "https://{subdomain}.entrata.com/api/v1",
                "leads",
                "https://exampleliving.entrata.com/api/v1/leads",
            ),
            (
                "https://{subdomain}.entrata.com/api",
                "ils/internetlisting",
                "https://exampleliving.entrata.com/api/ils/internetlisting",
            ),
            (
                "http://127.0.0.1:8080/x/{subdomain}/",
                "status",
                "http://127.0.0.1:8080/x/exampleliving/status",
            ),
        ] {
            let base: BaseUrl = base.parse().unwrap();
            assert_eq!(base.of_service(&subdomain(), service).unwrap().as_str(), url);
        }
    }

    #[test]
    fn a_url_with_a_placeholder_needs_a_subdomain() {
        let base: BaseUrl = "https://{subdomain}.entrata.com/api/oauth".parse().unwrap();
        assert_eq!(base.itself(None).unwrap_err().kind(), ErrorKind::Config);
        let url = base.itself(Some(&subdomain())).unwrap();
        assert_eq!(url.as_str(), "https://exampleliving.entrata.com/api/oauth");
        let plain: BaseUrl = "https://sync.entrata.com/api/oauth".parse().unwrap();
        assert_eq!(plain.itself(Some(&subdomain())).unwrap().as_str(), "https://sync.entrata.com/api/oauth");
    }

    #[test]
    fn a_base_url_is_http_without_user_query_and_other_placeholders() {
        for text in [
            "",
            "apis.entrata.com",
            "ftp://a.example",
            "https://user:secret@a.example",
            "https://a.example?x=1",
            "https://a.example#x",
            "https://{company}.entrata.com",
            "https://{subdomain",
            "https://a.example:{subdomain}/x",
            "{subdomain}://a.example",
        ] {
            let error = text.parse::<BaseUrl>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{text:?}");
            assert!(!error.display_chain().contains("secret"), "{error}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (text, loopback) in [
            ("http://127.0.0.1:1/x", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:8080", true),
            ("http://localhost:8080/a", true),
            ("http://{subdomain}.localhost/api", true),
            ("https://apis.entrata.com", false),
            ("https://127.0.0.1.example.com", false),
        ] {
            assert_eq!(text.parse::<BaseUrl>().unwrap().is_loopback(), loopback, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_service_name_never_changes_the_host_or_the_query(service in prop_oneof!["[a-z]{1,9}(/[a-z]{1,9})?", "[a-z/.?#%@:A-Z0-9 \r\n]{0,12}"]) {
            if check_service(&service).is_some() {
                return Ok(());
            }
            let base: BaseUrl = "https://apis.entrata.com/ext/orgs".parse().unwrap();
            let url = base.of_service(&subdomain(), &service).unwrap();
            prop_assert_eq!(url.as_str(), format!("https://apis.entrata.com/ext/orgs/exampleliving/v1/{service}"));
        }
    }

    #[test]
    fn a_service_is_a_name_with_at_most_one_slash() {
        for good in ["properties", "ils/internetlisting"] {
            assert_eq!(check_service(good), None, "{good}");
        }
        for bad in
            ["", "/", "a/", "/a", "a//b", "a/b/c", "..", "a/..", "Properties", "leads?x", "leads ", "a\r\nb"]
        {
            assert_eq!(check_service(bad).unwrap().field, "service", "{bad:?}");
        }
    }
}
