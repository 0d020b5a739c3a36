//! Text for people, out of text that may hold markup, character references and invisible characters.

use std::borrow::Cow;

use super::entities;
use super::markup::{LINE, PARAGRAPH, without_tags};
use crate::phone::is_invisible;

/// How often a text may be encoded.
const MAX_ENCODINGS: usize = 8;
/// HTML or text as plain text: no markup, character references decoded however often they were encoded, paragraphs on
/// lines of their own, and no control characters, direction marks or drawings.
///
/// ```
/// use entrata::api::wire::plain_text;
///
/// assert_eq!(plain_text("<p>Caf&eacute;</p><ul><li>Pool<li>Gym</ul>"), "Café\n\nPool\nGym");
/// assert_eq!(plain_text("&lt;b&gt;R&amp;amp;D&lt;/b&gt;"), "R&D");
/// ```
#[must_use]
pub fn plain_text(text: &str) -> String {
    if is_plain(text) { text.trim_ascii().to_owned() } else { laid_out(text) }
}

/// As [`plain_text`], for text that may need any of this.
fn laid_out(text: &str) -> String {
    let marked = without_markup(text);
    let has_layout = marked.contains([LINE, PARAGRAPH]);
    let mut lines = Lines::default();
    for letter in marked.chars() {
        match letter {
            PARAGRAPH => lines.end(true),
            LINE => lines.end(false),
            // In HTML a line break is a blank.
            '\n' | '\u{2028}' | '\u{2029}' if !has_layout => lines.end_in_source(),
            letter if letter.is_whitespace() => lines.blank(),
            letter => lines.push(letter),
        }
    }
    lines.text
}

/// As [`plain_text`], on one line.
pub(super) fn single_line(text: &str) -> String {
    if is_plain(text) {
        return text.trim_ascii().to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for letter in without_markup(text).chars() {
        match letter {
            letter if !letter.is_whitespace() && letter != LINE && letter != PARAGRAPH => line.push(letter),
            _ if line.is_empty() || line.ends_with(' ') => {}
            _ => line.push(' '),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Whether nothing has to be done: most texts of a response are names and numbers.
fn is_plain(text: &str) -> bool {
    let mut last = b' ';
    // Windows' ellipsis is a blank elsewhere.
    text.trim_ascii().bytes().all(|letter| {
        let is_single = letter != b' ' || last != b' ';
        last = letter;
        is_single && matches!(letter, b' '..=b'~') && !matches!(letter, b'<' | b'&')
    })
}

/// Decodes and removes markup until nothing is left of it.
fn without_markup(text: &str) -> String {
    let mut text: String = text.chars().filter_map(shown).collect();
    for _ in 0..MAX_ENCODINGS {
        let bare = without_tags(&text);
        let decoded = decoded(&bare);
        if decoded == text {
            return text;
        }
        text = decoded.into_owned();
    }
    // Encoded more often than anything real: what could still be a tag goes.
    without_tags(&text).replace('<', "")
}

/// The character as it is shown; `None` if it shows nothing.
fn shown(letter: char) -> Option<char> {
    match entities::windows_1252(letter) {
        '\n' | '\u{85}' => Some('\n'),
        '\r' => None,
        // Drawings of tables and boxes.
        '\u{2500}'..='\u{257f}' => Some(' '),
        // Joiners belong to letters of some scripts, and to emoji.
        '\u{200c}' | '\u{200d}' => Some(letter),
        '\u{e0000}'..='\u{e007f}' => None,
        letter if is_invisible(letter) => None,
        letter => Some(letter),
    }
}

/// Decodes character references; one that is itself encoded is decoded all the way.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        // `&amp;amp;amp;lt;` is `&lt;`, however often it was encoded.
        while let Some(more) = rest.strip_prefix("amp;") {
            rest = more;
        }
        match reference(rest) {
            Some((letter, length)) => {
                plain.extend(shown(letter));
                rest = &rest[length..];
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character that a reference without its `&` means, and the reference's length.
fn reference(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 20;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
    let end = text.bytes().take(LONGEST).position(|byte| !is_name(byte)).unwrap_or(text.len().min(LONGEST));
    let name = text.get(..end)?;
    match text.as_bytes().get(end) {
        Some(b';') => entities::character(name).map(|letter| (letter, end + 1)),
        // Some writers forget the semicolon of the most common ones; in a query `&quot=` is a name.
        Some(b'=') => None,
        _ if ["nbsp", "amp", "quot", "#39", "#039"].contains(&name) => {
            entities::character(name).map(|letter| (letter, end))
        }
        _ => None,
    }
}

/// Lines without blanks around them, and at most one empty line between paragraphs.
#[derive(Default)]
struct Lines {
    text: String,
    /// Line breaks that are due before the next character.
    breaks: usize,
    blank: bool,
}

impl Lines {
    fn end(&mut self, paragraph: bool) {
        self.breaks = self.breaks.max(if paragraph { 2 } else { 1 });
        self.blank = false;
    }

    /// Two line breaks in a row make an empty line.
    fn end_in_source(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
        self.blank = false;
    }

    fn blank(&mut self) {
        self.blank = true;
    }

    fn push(&mut self, letter: char) {
        if !self.text.is_empty() {
            match self.breaks {
                0 if self.blank => self.text.push(' '),
                breaks => self.text.extend(std::iter::repeat_n('\n', breaks)),
            }
        }
        (self.breaks, self.blank) = (0, false);
        self.text.push(letter);
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
