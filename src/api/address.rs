//! Where a call goes: nothing that comes from outside changes a request's host or path.

use reqwest::Url;

use crate::error::{Error, ErrorKind, Result};

/// A client company's part of the path: one DNS label, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Subdomain(String);

impl Subdomain {
    /// Reads it bare, as a host (`exampleliving.entrata.com`) or as a URL: people store it in all three forms.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for what is no DNS label.
    pub(crate) fn read(text: &str) -> Result<Self> {
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
            let shown: String = text.chars().take(80).collect();
            Err(Error::new(ErrorKind::Config, format!("{shown:?} is not the subdomain of an Entrata client")))
        }
    }
}

/// `{base}/{subdomain}/v1/{service}`.
pub(crate) fn gateway(base: &Url, subdomain: &Subdomain, service: &str) -> Result<Url> {
    if service.is_empty() || service.len() > 40 || !service.bytes().all(|byte| byte.is_ascii_lowercase()) {
        let shown: String = service.chars().take(80).collect();
        return Err(Error::new(
            ErrorKind::Validation,
            format!(
                "{shown:?} is not an Entrata service: a name in lower-case letters such as \"properties\""
            ),
        ));
    }
    let mut url = base.clone();
    url.path_segments_mut()
        .map_err(|()| {
            Error::new(ErrorKind::Config, "the address of Entrata's gateway is not an HTTP address")
        })?
        .pop_if_empty()
        .extend([&subdomain.0, "v1", service]);
    Ok(url)
}

/// Accepts an address for calls that carry secrets.
pub(crate) fn http(url: Url, whose: &str) -> Result<Url> {
    let good = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if good {
        Ok(url)
    } else {
        Err(Error::new(
            ErrorKind::Config,
            format!("{whose} must be an http or https address without user or query"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_is_read_in_every_form_that_people_store() {
        for text in [
            "exampleliving",
            " ExampleLiving ",
            "exampleliving.entrata.com",
            "https://exampleliving.entrata.com/",
            "HTTP://EXAMPLELIVING.ENTRATA.COM",
        ] {
            assert_eq!(Subdomain::read(text).unwrap(), Subdomain("exampleliving".into()), "{text:?}");
        }
        assert!(Subdomain::read("example-test-4711").is_ok());
    }

    #[test]
    fn what_comes_from_outside_never_changes_host_or_path() {
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
        ] {
            assert_eq!(Subdomain::read(text).unwrap_err().kind(), ErrorKind::Config, "{text:?}");
        }
        assert!(Subdomain::read(&"a".repeat(64)).is_err());
        let base = Url::parse("https://apis.entrata.com/ext/orgs/").unwrap();
        let subdomain = Subdomain::read("exampleliving").unwrap();
        let url = gateway(&base, &subdomain, "properties").unwrap();
        assert_eq!(url.as_str(), "https://apis.entrata.com/ext/orgs/exampleliving/v1/properties");
        for service in
            ["", "..", "properties/../leads", "Properties", "leads?x", "leads#", "%2e%2e", "leads "]
        {
            assert_eq!(
                gateway(&base, &subdomain, service).unwrap_err().kind(),
                ErrorKind::Validation,
                "{service:?}"
            );
        }
    }
}
