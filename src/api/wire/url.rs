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
    if is_ordinary(text) { Some(text.to_owned()) } else { completed(text) }
}

/// Whether it is a whole address of ordinary letters, which stays as it is. Most addresses of a response are.
fn is_ordinary(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_label = |label: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        // Two hyphens mark another alphabet's letters.
        !label.is_empty() && !label.contains("--") && label.bytes().all(is_letter)
    };
    let is_name = host.split('.').all(is_label);
    // A number at the end would make it an address of the Internet Protocol.
    let has_top =
        host.rsplit_once('.').is_some_and(|(_, top)| top.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_path = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'/' | b'.' | b'_' | b'-' | b'%' | b'?' | b'=' | b'[' | b']')
    };
    is_name && has_top && path.bytes().all(is_path) && !path.ends_with('.')
}

/// As [`web_url`], for text of any kind.
fn completed(text: &str) -> Option<String> {
    // JSON that was encoded twice has `\/`.
    let text = plain_text(text).replace("\\/", "/");
    let text = text.trim_end_matches(['.', ',', ';']);
    let (scheme, rest) = split_scheme(text);
    let is_whole = rest.starts_with("//") && !rest.starts_with("///");
    let has_scheme = is_whole && scheme.is_some();
    let names_host = is_whole || scheme.is_some();
    let address = rest.trim_start_matches(['/', '\\']).trim_start();
    // `/images/a.jpg` has no host.
    if !names_host && address.len() + 1 == rest.len() {
        return None;
    }
    // Text with a blank in the place of the host is a sentence.
    let host = address.split(['/', '\\', '?']).next().unwrap_or_default();
    if host.contains(char::is_whitespace) || !names_host && host == address && is_file_name(host) {
        return None;
    }
    let complete = format!("{}://{address}", scheme.unwrap_or("https"));
    let complete = complete.replace(char::is_whitespace, "%20");
    if complete.split_once("://").is_none_or(|(_, rest)| rest.starts_with('/')) {
        return None;
    }
    let url = Url::parse(&complete).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
        return None;
    }
    let is_clear =
        has_scheme || url.domain().is_some_and(is_public_name) || is_whole && url.domain().is_none();
    (url.has_host() && is_clear).then_some(complete)
}

/// Whether text without a path is the name of a file and not of a host: `plan.pdf`.
fn is_file_name(text: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "tif", "tiff", "bmp", "pdf", "doc", "docx",
        "html",
    ];
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

/// The scheme, and what is behind its colon. The last one counts (`http://https://…`), and the colon may be missing.
fn split_scheme(text: &str) -> (Option<&str>, &str) {
    let (mut scheme, mut rest) = (None, text);
    loop {
        let start = if scheme.is_some() { rest.trim_start_matches('/') } else { rest };
        let known = ["https", "http"].into_iter().find_map(|known| {
            let (name, behind) = start.split_at_checked(known.len())?;
            let is_scheme = name.eq_ignore_ascii_case(known)
                && (behind.starts_with(':') && !behind[1..].starts_with(|c: char| c.is_ascii_digit())
                    || behind.starts_with("//"));
            is_scheme.then(|| (name, behind.strip_prefix(':').unwrap_or(behind)))
        });
        match known {
            Some((name, behind)) => (scheme, rest) = (Some(name), behind),
            None if scheme.is_none() => return (None, rest.strip_prefix(':').unwrap_or(rest)),
            None => return (scheme, rest),
        }
    }
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
    use proptest::prelude::*;

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
            ("https:/www.example.com/a", "https://www.example.com/a"),
            ("http:www.example.com", "http://www.example.com"),
            ("http:\\\\www.example.com/a", "http://www.example.com/a"),
            ("https//www.example.com", "https://www.example.com"),
            ("://www.example.com", "https://www.example.com"),
            ("///cdn.example.com/a.jpg", "https://cdn.example.com/a.jpg"),
            ("http://https://www.example.com", "https://www.example.com"),
            ("https:\\/\\/www.example.com\\/a", "https://www.example.com/a"),
            ("//192.0.2.1:8080/a.jpg", "https://192.0.2.1:8080/a.jpg"),
            ("www.example.com:8080/a", "https://www.example.com:8080/a"),
            ("//cdn.example.com/a b.jpg", "https://cdn.example.com/a%20b.jpg"),
            ("www.example.com/a b.jpg", "https://www.example.com/a%20b.jpg"),
            ("http:// www.example.com", "http://www.example.com"),
            ("www.example.com.", "https://www.example.com"),
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
            "/www.example.com/a.jpg",
            "192.0.2.1",
            "plan.pdf",
            "Lobby.JPG",
            "Visit www.example.com",
            "//cdn/a.jpg",
            "http:call us",
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

    proptest! {
        #[test]
        fn an_address_that_counts_as_ordinary_is_read_as_any_other(
            text in "(https?://|http:|//){0,2}([a-zA-Z0-9-]{1,4}|xn--[a-z]{1,3}|0x1|1[0-9]{0,3}|%20|:80|@)([.][a-z0-9-]{0,4}){0,3}(/[a-z.,;?=%&_ @\\\\:\\[\\]-]{0,8}){0,2}",
        ) {
            prop_assert_eq!(web_url(&text), completed(&text));
        }

        #[test]
        fn addresses_of_files_and_pages_are_ordinary(
            text in "https?://[a-z]{1,8}[.][a-z]{1,8}(/[A-Za-z0-9_%-]{1,8}){0,3}(/property\\[id\\]/[0-9]{1,6})?([.]jpg)?",
        ) {
            prop_assert!(is_ordinary(&text));
            prop_assert_eq!(web_url(&text), Some(text));
        }
    }
}
