//! Parses the text of a slot: two times of day, their zones, and the separator.

use super::clock_time::{ClockTime, trim};
use super::problem::Problem;
use super::written_zone::WrittenZone;
use std::ops::Range;

/// Longer than any slot; bounds the search for the separator.
const LONGEST: usize = 160;

/// A slot's parsed text, without a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SlotText {
    pub(super) start: End,
    pub(super) end: End,
    /// The position of the separator.
    pub(super) separator: Range<usize>,
}

/// One end of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) clock: ClockTime,
    pub(super) zone: WrittenZone,
}

impl SlotText {
    /// Whether its zones have the same offsets on every day.
    pub(super) fn has_fixed_offsets(&self) -> bool {
        [self.start, self.end].iter().all(|end| matches!(end.zone, WrittenZone::Fixed { .. }))
    }

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > LONGEST {
            return Err(Problem::Form);
        }
        // Offsets and the names of zones have hyphens of their own, so each one is tried as the separator. At most one
        // fits if the zone stands behind the last time, since no zone has a time of day in it.
        let mut problem = Problem::Form;
        let mut with_zone_at_start = None;
        for separator in separators(text) {
            match Self::split(text, separator) {
                Ok((parsed, ZoneAt::End)) => return Ok(parsed),
                Ok((parsed, ZoneAt::StartOnly)) => with_zone_at_start = with_zone_at_start.or(Some(parsed)),
                Err(Problem::Form) => {}
                Err(closer) => problem = closer,
            }
        }
        with_zone_at_start.ok_or(problem)
    }

    fn split(text: &str, separator: Range<usize>) -> Result<(Self, ZoneAt), Problem> {
        let (before, after) = (without_from(&text[..separator.start]), &text[separator.end..]);
        let (Some((start, start_zone)), Some((end, end_zone))) = (half(before), half(after)) else {
            return Err(Problem::Form);
        };
        let (start_zone, end_zone, zone_at) = match (start_zone, end_zone) {
            ("", "") => return Err(Problem::NoZone),
            // `06:00 UTC-07:00` is one time with an offset.
            (zone, "") if WrittenZone::parse(&format!("{zone}{}", &text[separator.start..])).is_some() => {
                return Err(Problem::Form);
            }
            (zone, "") => (known(zone)?, None, ZoneAt::StartOnly),
            ("", zone) => (known(zone)?, None, ZoneAt::End),
            (zone, same) if zone == same => (known(zone)?, None, ZoneAt::End),
            (first, last) => (known(first)?, Some(known(last)?), ZoneAt::End),
        };
        if start.style.differs(end.style) {
            return Err(Problem::MixedClocks);
        }
        // The end of the day cannot start a slot on that day.
        if start.is_end_of_day() {
            return Err(Problem::Form);
        }
        let end_zone = end_zone.unwrap_or(start_zone);
        let start = End { clock: start, zone: start_zone };
        let end = End { clock: end, zone: end_zone };
        Ok((Self { start, end, separator }, zone_at))
    }
}

#[derive(Clone, Copy)]
enum ZoneAt {
    End,
    StartOnly,
}

/// A start without the word before it: `from 10:00 MST`.
pub(super) fn without_from(start: &str) -> &str {
    let text = trim(start);
    let rest = text.split_at_checked(4).filter(|(word, _)| word.eq_ignore_ascii_case("from"));
    rest.map(|(_, rest)| rest).filter(|rest| rest.starts_with(char::is_whitespace)).map_or(text, trim)
}

/// A time of day, and the text after it and its comma.
fn half(text: &str) -> Option<(ClockTime, &str)> {
    let (clock, rest) = ClockTime::parse_prefix(trim(text))?;
    let rest = trim(rest);
    Some((clock, rest.strip_prefix(',').map_or(rest, trim)))
}

fn known(zone: &str) -> Result<WrittenZone, Problem> {
    WrittenZone::parse(zone).ok_or_else(|| match may_be_a_zone(zone) {
        true => Problem::UnknownZone(zone.to_owned()),
        false => Problem::Form,
    })
}

/// Whether an unknown text may be the name of a zone: words without digits, or one word.
fn may_be_a_zone(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || " .()[]/_-".contains(letter);
    let is_start = |letter: char| letter.is_ascii_alphabetic() || "+-(".contains(letter);
    let is_one_word = text.starts_with(is_start) && !text.contains(char::is_whitespace);
    is_one_word || text.chars().all(is_letter)
}

/// The possible separators of start and end: each hyphen or dash, and words such as `to`.
fn separators(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(&byte) = text.as_bytes().get(at) {
            let start = at;
            at += match byte {
                b'-' | FIRST_BYTE_OF_DASHES => dashes(&text[at..]),
                b't' | b'T' | b'u' | b'U' => word(&text[..at], &text[at..]),
                _ => 0,
            };
            if at > start {
                return Some(start..at);
            }
            at += 1;
            while !text.is_char_boundary(at) {
                at += 1;
            }
        }
        None
    })
}

/// The first byte of every dash except the hyphen.
const FIRST_BYTE_OF_DASHES: u8 = 0xe2;

/// The length of the dashes with which a text starts.
fn dashes(text: &str) -> usize {
    let is_dash = |letter: char| matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    text.find(|letter| !is_dash(letter)).unwrap_or(text.len())
}

/// The length of the word with which a text starts, if it separates two times.
fn word(before: &str, text: &str) -> usize {
    if !before.ends_with(char::is_whitespace) {
        return 0;
    }
    let is_separator = |word: &&&str| {
        let end = text.split_at_checked(word.len());
        end.is_some_and(|(start, rest)| {
            start.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)
        })
    };
    ["to", "until", "till", "til", "through", "thru"].iter().find(is_separator).map_or(0, |word| word.len())
}
