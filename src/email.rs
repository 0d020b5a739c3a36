//! E-mail addresses as people type them or contact lists write them.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::phone::is_invisible;

/// The longest address that mail servers deliver to (RFC 5321), in bytes.
const MAX_LENGTH: usize = 254;
const MAX_LOCAL_PART: usize = 64;
/// The blanks of a keyboard and of a phone's contact list.
const BLANKS: [char; 3] = [' ', '\u{a0}', '\u{202f}'];

/// An e-mail address, cleaned.
///
/// Reading it removes what copying from a contact list adds: blanks around it, invisible direction marks, `mailto:`,
/// and a name with angle brackets. An international domain is kept in its ASCII form, which every mail server and
/// Entrata accept. The part before the `@` stays as written.
///
/// ```
/// use entrata::EmailAddress;
///
/// let email: EmailAddress = " \u{202a}riley@m\u{fc}nchen.example\u{202c} ".parse()?;
/// assert_eq!(email.as_str(), "riley@xn--mnchen-3ya.example");
/// assert!("riley@localhost".parse::<EmailAddress>().is_err());
/// # Ok::<(), entrata::email::InvalidEmail>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Text that is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an e-mail address, such as name@example.com")]
pub struct InvalidEmail;

impl EmailAddress {
    /// The address; its domain is in lower case and ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two addresses reach the same mailbox: mail servers in use ignore the letter case.
    #[must_use]
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let cleaned = cleaned(text);
        let address = unwrapped(&cleaned);
        let (local, domain) = address.rsplit_once('@').ok_or(InvalidEmail)?;
        // No address has a blank there.
        let (local, domain) = (local.trim_end_matches(BLANKS), domain.trim_start_matches(BLANKS));
        if !is_local_part(local) {
            return Err(InvalidEmail);
        }
        let address = format!("{local}@{}", ascii_domain(domain).ok_or(InvalidEmail)?);
        if address.len() > MAX_LENGTH { Err(InvalidEmail) } else { Ok(Self(address)) }
    }
}

/// Removes invisible characters, and replaces variants of hyphens and the at sign.
fn cleaned(text: &str) -> String {
    let plain = |letter| match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{ff20}' => '@',
        '\u{3002}' | '\u{ff0e}' => '.',
        other => other,
    };
    text.chars().filter(|letter| !is_invisible(*letter)).map(plain).collect()
}

/// The address in `mailto:a@b.example?subject=…`, `Name <a@b.example>` or `'a@b.example',`.
fn unwrapped(text: &str) -> &str {
    let text = text.trim().trim_end_matches([',', ';']).trim_end();
    let quoted = ['\'', '"'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    let text = quoted.unwrap_or(text);
    let inside = match text.rsplit_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or(text),
        None => text,
    };
    let inside = inside.trim();
    match inside.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            inside[7..].split('?').next().unwrap_or_default().trim()
        }
        _ => inside,
    }
}

fn is_local_part(local: &str) -> bool {
    let is_plain =
        |letter: char| !letter.is_whitespace() && !letter.is_control() && !"@,;:<>()[]\\\"".contains(letter);
    !local.is_empty() && local.len() <= MAX_LOCAL_PART && local.chars().all(is_plain)
}

/// The domain in lower case and ASCII: a name with at least two labels, never an IP address.
fn ascii_domain(domain: &str) -> Option<String> {
    let is_name =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '.') || !letter.is_ascii();
    if !domain.chars().all(is_name) {
        return None;
    }
    let url = Url::parse(&format!("http://{domain}/")).ok()?;
    let ascii = url.domain()?;
    // Wide forms of signs become the signs themselves: U+FF09 is `)`.
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(is_letter)
    };
    (ascii.contains('.') && ascii.split('.').all(is_label)).then(|| ascii.to_owned())
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for EmailAddress {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(email: EmailAddress) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        text.parse().ok().map(|EmailAddress(address)| address)
    }

    #[test]
    fn addresses_are_read_as_a_contact_list_writes_them() {
        for (text, address) in [
            ("riley@example.com", "riley@example.com"),
            ("riley@example.com ", "riley@example.com"),
            ("\u{a0}riley@example.com\r\n", "riley@example.com"),
            ("\u{202a}riley@example.com\u{202c}", "riley@example.com"),
            ("\u{200e}riley@\u{200b}example.com\u{feff}", "riley@example.com"),
            ("mailto:riley@example.com?subject=Tour", "riley@example.com"),
            ("MAILTO: riley@example.com", "riley@example.com"),
            ("Riley Renter <riley@example.com>", "riley@example.com"),
            ("Riley@Example.COM", "Riley@example.com"),
            ("o'brien@example.com", "o'brien@example.com"),
            ("a+b@mail.example.com", "a+b@mail.example.com"),
            ("jörg@example.com", "jörg@example.com"),
            ("riley@münchen.example", "riley@xn--mnchen-3ya.example"),
            ("riley@MÜNCHEN.example", "riley@xn--mnchen-3ya.example"),
            ("riley@xn--mnchen-3ya.example", "riley@xn--mnchen-3ya.example"),
            ("riley@例え.テスト", "riley@xn--r8jz45g.xn--zckzah"),
            ("riley@my\u{2011}home.example", "riley@my-home.example"),
            ("riley@my\u{2013}home.example", "riley@my-home.example"),
            ("riley.@example.com", "riley.@example.com"),
            ("riley @example.com", "riley@example.com"),
            ("riley@\u{a0}example.com", "riley@example.com"),
            ("'riley@example.com'", "riley@example.com"),
            ("riley@example.com;", "riley@example.com"),
        ] {
            assert_eq!(read(text).as_deref(), Some(address), "{text:?}");
        }
    }

    #[test]
    fn text_that_is_not_an_address_is_rejected() {
        for text in [
            "",
            " ",
            "a",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a@b..co",
            "a@.co",
            "a@b.co.",
            "a@@b.co",
            "a b@c.co",
            "a@b c.co",
            "a@b.co, c@d.co",
            "a@1.2.3.4",
            "a@[::1]",
            "a@b.co:80",
            "a@b.co/x",
            "a@-b.co",
            "a@b%2eco",
            "a\n@b.co",
            "<a@b.co",
            "a;b@c.co",
            "a@b\u{ff09}.co",
            "a@b\u{ff0c}c.co",
            "a@b.co\u{ff02}",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read(&format!("{}@example.com", "a".repeat(65))), None);
        assert_eq!(read(&format!("a@{}example.com", "b.".repeat(130))), None);
    }

    #[test]
    fn a_mailbox_is_the_same_in_any_letter_case() {
        let email = |text: &str| text.parse::<EmailAddress>().unwrap();
        assert!(email("Riley@example.com").is_same_mailbox(&email("riley@EXAMPLE.com")));
        assert!(!email("riley@example.com").is_same_mailbox(&email("sam@example.com")));
    }

    proptest! {
        #[test]
        fn any_text_is_rejected_or_read_the_same_again(text in "\\PC{0,20}@\\PC{0,20}") {
            if let Ok(email) = text.parse::<EmailAddress>() {
                prop_assert_eq!(email.as_str().parse::<EmailAddress>(), Ok(email.clone()));
                let json = serde_json::to_string(&email).unwrap();
                prop_assert_eq!(serde_json::from_str::<EmailAddress>(&json).unwrap(), email);
            }
        }
    }
}
