//! Telephone numbers as people type them or contact lists write them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many digits a number has without its extension: from a local number to the longest of ITU E.164.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
const MAX_EXTENSION: usize = 8;
/// Longer text is not a telephone number.
const MAX_LENGTH: usize = 200;

/// A telephone number, cleaned.
///
/// Reading it removes what copying from a contact list adds: invisible direction marks, non-breaking blanks and
/// hyphens, dashes, and `tel:`. An extension in any common spelling becomes ` x` and its digits.
///
/// ```
/// use entrata::PhoneNumber;
///
/// let phone: PhoneNumber = "\u{202a}tel:(555)\u{a0}010\u{2011}0199, ext. 4\u{202c}".parse()?;
/// assert_eq!(phone.as_str(), "(555) 010-0199 x4");
/// assert_eq!((phone.digits().as_str(), phone.extension()), ("5550100199", Some("4")));
/// # Ok::<(), entrata::phone::InvalidPhone>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Text that is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a phone number, such as 555-010-0199")]
pub struct InvalidPhone;

impl PhoneNumber {
    /// The number as it is shown and sent, with its extension.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits of the number, without its extension.
    #[must_use]
    pub fn digits(&self) -> String {
        self.parts().0.chars().filter(char::is_ascii_digit).collect()
    }

    /// The extension's digits.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        self.parts().1
    }

    fn parts(&self) -> (&str, Option<&str>) {
        match self.0.split_once(" x") {
            Some((number, extension)) => (number, Some(extension)),
            None => (&self.0, None),
        }
    }
}

impl FromStr for PhoneNumber {
    type Err = InvalidPhone;

    fn from_str(text: &str) -> Result<Self, InvalidPhone> {
        if text.len() > MAX_LENGTH {
            return Err(InvalidPhone);
        }
        let cleaned = cleaned(&unescaped(text));
        let (number, extension) = split_extension(without_label(cleaned.trim())).ok_or(InvalidPhone)?;
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let is_punctuation = |letter: char| matches!(letter, ' ' | '(' | ')' | '-' | '.' | '/');
        let rest = number.strip_prefix('+').unwrap_or(number);
        let is_number = rest.chars().all(|letter| letter.is_ascii_digit() || is_punctuation(letter));
        if !DIGITS.contains(&digits) || !is_number {
            return Err(InvalidPhone);
        }
        Ok(Self(match extension {
            Some(extension) => format!("{number} x{extension}"),
            None => number.to_owned(),
        }))
    }
}

/// Invisible characters that come with copied text: direction marks, joiners, control characters.
pub(crate) fn is_invisible(letter: char) -> bool {
    (letter.is_control() && !letter.is_whitespace())
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Removes the percent encoding of a link: `tel:%2B1%20555…`.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let encoded = [("%2B", "+"), ("%2b", "+"), ("%20", " "), ("%28", "("), ("%29", ")")];
    Cow::Owned(encoded.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to)))
}

/// Converts letters with a plain form to ASCII, and runs of blanks or hyphens to one.
fn cleaned(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
        let letter = match letter {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '_' | '~' => '-',
            '\u{ff08}' | '[' => '(',
            '\u{ff09}' | ']' => ')',
            '\u{d7}' => 'x',
            '\u{ff0b}' => '+',
            '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{ff0e}' => '.',
            '\u{2044}' | '\u{ff0f}' => '/',
            letter if letter.is_whitespace() => ' ',
            letter => decimal_digit(letter).unwrap_or(letter),
        };
        if !matches!(letter, ' ' | '-') || !plain.ends_with(letter) {
            plain.push(letter);
        }
    }
    plain
}

/// Digits of other scripts.
fn decimal_digit(letter: char) -> Option<char> {
    let zero = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}']
        .into_iter()
        .find(|zero| (u32::from(*zero)..u32::from(*zero) + 10).contains(&u32::from(letter)))?;
    char::from_digit(u32::from(letter) - u32::from(zero), 10)
}

/// What stands in front of a number: the schemes of links, and the labels of contact lists.
const LABELS: [&str; 20] = [
    "tel",
    "telephone",
    "phone",
    "ph",
    "cell",
    "mobile",
    "office",
    "home",
    "work",
    "main",
    "direct",
    "iphone",
    "no",
    "number",
    "callto",
    "sms",
    "t",
    "p",
    "m",
    "c",
];

/// Removes prefixes such as `tel:`, `Phone no.` or `Cell`, and quotes around the text.
fn without_label(text: &str) -> &str {
    let mut text = text.trim_matches(|letter| "'\"<>=".contains(letter));
    loop {
        let end = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
        let (label, rest) = text.split_at(end);
        if !LABELS.iter().any(|known| known.eq_ignore_ascii_case(label)) {
            return text;
        }
        text = rest.trim_start_matches([':', '.', '/', ' ']);
    }
}

/// The number, and the digits of its extension.
///
/// An extension is introduced by `x`, `ext`, `extension`, `#`, or by the pause that phones write as `,` or `;`.
fn split_extension(text: &str) -> Option<(&str, Option<&str>)> {
    let is_number = |letter: char| letter.is_ascii_digit() || "+()-./ ".contains(letter);
    let end = text.find(|letter| !is_number(letter)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let number =
        number.trim_start_matches([' ', '-', '.', '/', ')']).trim_end_matches([' ', '-', '.', '/', '(']);
    if rest.is_empty() {
        return Some((number, None));
    }
    let mark_end = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
    let (mark, extension) = rest.split_at(mark_end);
    let mark: String =
        mark.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let punctuation =
        rest[..mark_end].chars().all(|letter| letter.is_ascii_alphabetic() || " ,;.:=#-(".contains(letter));
    let known = ["", "x", "xt", "ex", "ext", "extn", "extension", "extno", "extensionno", "p", "w"]
        .contains(&mark.as_str());
    let extension = extension.trim_end_matches([' ', ')', '.', '#']);
    if extension.is_empty() {
        // A pause without digits after it.
        return (mark.is_empty() && punctuation).then_some((number, None));
    }
    let is_extension =
        extension.len() <= MAX_EXTENSION && extension.bytes().all(|byte| byte.is_ascii_digit());
    (known && punctuation && is_extension).then_some((number, Some(extension)))
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for PhoneNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = InvalidPhone;

    fn try_from(text: String) -> Result<Self, InvalidPhone> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        text.parse().ok().map(|PhoneNumber(number)| number)
    }

    #[test]
    fn numbers_are_read_as_a_contact_list_writes_them() {
        for (text, number) in [
            ("555-010-0199", "555-010-0199"),
            ("5550100199", "5550100199"),
            ("+1 (555) 010-0199", "+1 (555) 010-0199"),
            ("\u{202a}+1 (555) 010-0199\u{202c}", "+1 (555) 010-0199"),
            ("(555)\u{a0}010\u{2011}0199", "(555) 010-0199"),
            ("555\u{2013}010\u{2013}0199", "555-010-0199"),
            ("555\u{202f}010\u{2212}0199", "555 010-0199"),
            ("555.010.0199", "555.010.0199"),
            ("\u{200e}555 010  0199\u{200f} ", "555 010 0199"),
            ("tel:+15550100199", "+15550100199"),
            ("TEL: 555-010-0199", "555-010-0199"),
            ("Phone: (555) 010-0199", "(555) 010-0199"),
            ("\u{ff0b}\u{ff11}\u{ff15}\u{ff15}\u{ff15}0100199", "+15550100199"),
            ("٥٥٥-٠١٠-٠١٩٩", "555-010-0199"),
            ("010-0199", "010-0199"),
            ("tel:%2B1%20555%20010%200199", "+1 555 010 0199"),
            ("mobile +1 555 010 0199", "+1 555 010 0199"),
            ("T: 555-010-0199", "555-010-0199"),
            ("Tel. No.: 555-010-0199", "555-010-0199"),
            ("'5550100199", "5550100199"),
            ("<tel:+15550100199>", "+15550100199"),
            ("[555] 010-0199", "(555) 010-0199"),
            ("< - 555--010--0199>", "555-010-0199"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text:?}");
        }
    }

    #[test]
    fn an_extension_is_read_in_every_spelling() {
        for text in [
            "555-010-0199 x12",
            "555-010-0199x12",
            "555-010-0199 X 12",
            "555-010-0199 ext 12",
            "555-010-0199 ext. 12",
            "555-010-0199, ext. 12",
            "555-010-0199 extension 12",
            "555-010-0199 (Extension 12)",
            "555-010-0199 Extn: 12",
            "555-010-0199 #12",
            "555-010-0199,12",
            "555-010-0199,,12#",
            "555-010-0199;12",
            "tel:555-010-0199;ext=12",
            "555-010-0199 \u{2013} ext. 12",
            "555-010-0199 \u{d7}12",
            "555-010-0199 Ext. No. 12",
        ] {
            let phone: PhoneNumber = text.parse().unwrap_or_else(|_| panic!("{text:?}"));
            assert_eq!(phone.as_str(), "555-010-0199 x12", "{text:?}");
            assert_eq!((phone.digits().as_str(), phone.extension()), ("5550100199", Some("12")));
        }
        assert_eq!(read("555-010-0199,").as_deref(), Some("555-010-0199"));
    }

    #[test]
    fn text_that_is_not_a_number_is_rejected() {
        for text in [
            "",
            " ",
            "call me",
            "12345",
            "1234567890123456",
            "555-010-0199 or 555-010-0198",
            "555-010-0199 home",
            "555-010-0199 x",
            "555-010-0199 x123456789",
            "riley@example.com",
            "+",
            "++15550100199",
            "5550100199e5",
            "555-010-0199\u{0}x",
            "1-800-FLOWERS",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read(&"5".repeat(10_000)), None);
    }

    proptest! {
        #[test]
        fn any_text_is_rejected_or_read_the_same_again(
            text in "[-0-9 ().+x#,;a-z<>'~_=\\[\\]/\u{2010}-\u{2015}\u{200e}\u{a0}\u{660}-\u{669}]{0,24}",
        ) {
            if let Ok(phone) = text.parse::<PhoneNumber>() {
                prop_assert_eq!(phone.as_str().parse::<PhoneNumber>(), Ok(phone.clone()));
                prop_assert!(phone.as_str().is_ascii());
                let json = serde_json::to_string(&phone).unwrap();
                prop_assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), phone);
            }
        }
    }
}
