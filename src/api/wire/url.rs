//! Addresses of web pages and files.

use reqwest::Url;

use super::text::plain_text;

/// Reads a web address and completes one without a scheme: `www.example.com` and `//cdn.example.com/a.jpg` get `https`.
///
/// `None` for anything a page must not link to, such as `javascript:`, and for text that is not an address.
///
/// ```
/// use entrata::api::wire::web_url;
///
/// assert_eq!(web_url("//cdn.example.com/a.jpg").as_deref(), Some("https://cdn.example.com/a.jpg"));
/// assert_eq!(web_url("javascript:alert(1)"), None);
/// ```
#[must_use]
pub fn web_url(text: &str) -> Option<String> {
    let text = plain_text(text);
    let has_scheme = |text: &str| {
        text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"))
            || text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"))
    };
    let (complete, is_guess) = match text.strip_prefix("//") {
        _ if has_scheme(&text) => (text, false),
        Some(rest) => (format!("https://{rest}"), true),
        None => (format!("https://{text}"), true),
    };
    if is_guess && complete.contains(char::is_whitespace) {
        return None;
    }
    let complete = complete.replace(char::is_whitespace, "%20");
    if complete.split_once("://").is_none_or(|(_, rest)| rest.starts_with('/')) {
        return None;
    }
    let url = Url::parse(&complete).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
        return None;
    }
    if is_guess && !url.domain().is_some_and(is_public_name) {
        return None;
    }
    url.has_host().then_some(complete)
}

/// Whether it is a host name with a top-level domain: what has no scheme may be any text.
fn is_public_name(domain: &str) -> bool {
    let mut labels = domain.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let is_top =
        top.len() >= 2 && (top.starts_with("xn--") || top.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let others: Vec<_> = labels.collect();
    is_top && !others.is_empty() && others.iter().all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_not_dropped() {
        for (text, url) in [
            ("https://www.example.com", "https://www.example.com"),
            ("http://a.example.com/property[id]/7", "http://a.example.com/property[id]/7"),
            ("HTTPS://www.example.com/", "HTTPS://www.example.com/"),
            ("http://127.0.0.1:8080/a.jpg", "http://127.0.0.1:8080/a.jpg"),
            ("www.example.com", "https://www.example.com"),
            (" www.example.com/Apartments ", "https://www.example.com/Apartments"),
            ("example.com/x?a=1", "https://example.com/x?a=1"),
            ("//cdn.example.com/a.jpg", "https://cdn.example.com/a.jpg"),
            ("https://cdn.example.com/a b.jpg", "https://cdn.example.com/a%20b.jpg"),
            ("https://example.com/?a=1&amp;b=2", "https://example.com/?a=1&b=2"),
            ("\u{200b}https://example.com/\u{202c}", "https://example.com/"),
            ("münchen.example", "https://münchen.example"),
        ] {
            assert_eq!(web_url(text).as_deref(), Some(url), "{text}");
        }
    }

    #[test]
    fn text_that_a_page_must_not_link_to_is_absent() {
        for text in [
            "",
            " ",
            "javascript:alert(1)",
            "JaVaScRiPt://x.example.com/%0aalert(1)",
            "data:text/html,x",
            "ftp://x.example.com",
            "mailto:a@b.example",
            "a@b.example",
            "N/A",
            "n.a.",
            "none",
            "call us",
            "/images/a.jpg",
            "//",
            "https://",
            "http:///x",
            "1.5",
            "localhost",
            "https://user:pass@example.com/",
        ] {
            assert_eq!(web_url(text), None, "{text}");
        }
    }
}
