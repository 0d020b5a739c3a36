//! Tags of HTML, replaced by the line breaks that they make.

use std::borrow::Cow;

/// Stand for line breaks and paragraphs of markup while a text is read; the text itself has no such characters then.
pub(super) const LINE: char = '\u{1}';
pub(super) const PARAGRAPH: char = '\u{2}';
/// No element has a longer name.
const MAX_NAME: usize = 64;

const CDATA: &str = "<![CDATA[";

/// Elements whose content is not text.
const HIDDEN: [&str; 7] = ["script", "style", "template", "noscript", "iframe", "svg", "title"];
/// Elements that start a paragraph.
const PARAGRAPHS: [&str; 14] =
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr"];
/// Elements that start a line.
const LINES: [&str; 16] = [
    "br",
    "li",
    "tr",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "dt",
    "dd",
    "caption",
    "option",
    "figure",
    "figcaption",
    "address",
    "nav",
];
/// Elements that start a cell.
const CELLS: [&str; 2] = ["td", "th"];

/// Elements within a line.
const INLINE: [&str; 24] = [
    "a", "b", "i", "u", "em", "strong", "span", "font", "img", "small", "big", "sub", "sup", "center",
    "input", "form", "button", "object", "embed", "video", "audio", "tbody", "thead", "link",
];

/// Replaces tags by the breaks that they make.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let last_end = text.rfind('>');
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let has_end = last_end.is_some_and(|end| end > text.len() - rest.len());
        let Some(tag) = Tag::read(rest, has_end) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if tag.name == CDATA {
            // Its content is text.
            let end = rest.find("]]>").unwrap_or(rest.len());
            plain.push_str(&rest[..end]);
            rest = rest[end..].strip_prefix("]]>").unwrap_or_default();
        } else if tag.opens && HIDDEN.contains(&tag.name.as_str()) {
            rest = after_closing(rest, &tag.name);
        } else if PARAGRAPHS.contains(&tag.name.as_str()) {
            plain.push(PARAGRAPH);
        } else if LINES.contains(&tag.name.as_str()) {
            plain.push(LINE);
        } else if CELLS.contains(&tag.name.as_str()) {
            plain.push(' ');
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The text behind the closing tag of this name, or nothing.
fn after_closing<'t>(text: &'t str, name: &str) -> &'t str {
    let last_end = text.rfind('>');
    let mut rest = text;
    while let Some(start) = rest.find("</") {
        rest = &rest[start..];
        let has_end = last_end.is_some_and(|end| end > text.len() - rest.len());
        if let Some(tag) = Tag::read(rest, has_end).filter(|tag| tag.name == name) {
            return &rest[tag.length..];
        }
        rest = &rest[2..];
    }
    ""
}

/// A tag, a comment or a declaration at the start of a text.
struct Tag {
    /// In lower case; empty for anything but an element.
    name: String,
    opens: bool,
    length: usize,
}

impl Tag {
    /// Reads what starts with `<`; `has_end` says whether there is a `>` behind it.
    fn read(text: &str, has_end: bool) -> Option<Self> {
        let unnamed = |length| Some(Self { name: String::new(), opens: false, length });
        if text.starts_with("<!--") {
            return unnamed(text.find("-->").map_or(text.len(), |end| end + 3));
        }
        if text.starts_with(CDATA) {
            return Some(Self { name: CDATA.to_owned(), opens: true, length: CDATA.len() });
        }
        if text.starts_with("<!") || text.starts_with("<?") {
            return if has_end { unnamed(text.find('>')? + 1) } else { None };
        }
        let inside = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
        if !inside.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        let before = text.len() - inside.len();
        let is_end = |&(_, letter): &(usize, char)| {
            letter.is_whitespace() || matches!(letter, '>' | '/' | LINE | PARAGRAPH)
        };
        let end = match inside.char_indices().take(MAX_NAME).find(is_end) {
            Some((end, _)) => end,
            None if inside.chars().nth(MAX_NAME - 1).is_none() => inside.len(),
            None => return None,
        };
        let name = inside[..end].to_ascii_lowercase();
        let length = match has_end.then(|| end_of_tag(&inside[end..])).flatten() {
            Some(length) => before + end + length,
            // Cut off with the end of the text.
            None if is_known(&name) => text.len(),
            None => return None,
        };
        Some(Self { name, opens: before == 1, length })
    }
}

/// Whether HTML has an element of this name.
fn is_known(name: &str) -> bool {
    [&HIDDEN[..], &PARAGRAPHS, &LINES, &CELLS, &INLINE].iter().any(|names| names.contains(&name))
}

/// The length of attributes up to and with the `>`, which may also stand in a quoted value.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (place, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some(place + 1),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed.
    text.find('>').map(|place| place + 1)
}
