//! The text of a slot: two times of day, the zones they name, and where the text is cut.

use super::clock_time::{ClockTime, trim};
use super::problem::Problem;
use super::written_zone::WrittenZone;
use std::ops::Range;

/// Longer than any slot; bounds the search for the separator.
const LONGEST: usize = 160;

/// What a slot's text says, on no day yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SlotText {
    pub(super) start: End,
    pub(super) end: End,
    /// Where the separator stands.
    pub(super) separator: Range<usize>,
}

/// One end of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) clock: ClockTime,
    pub(super) zone: WrittenZone,
}

impl SlotText {
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
        let (before, after) = (&text[..separator.start], &text[separator.end..]);
        let (Some((start, start_zone)), Some((end, end_zone))) = (half(before), half(after)) else {
            return Err(Problem::Form);
        };
        if start.style.differs(end.style) {
            return Err(Problem::MixedClocks);
        }
        // The end of the day is no start of a slot on that day.
        if start.is_end_of_day() {
            return Err(Problem::Form);
        }
        let known =
            |zone: &str| WrittenZone::parse(zone).ok_or_else(|| Problem::UnknownZone(zone.to_owned()));
        let (start_zone, end_zone, zone_at) = match (start_zone, end_zone) {
            ("", "") => return Err(Problem::NoZone),
            (zone, "") => {
                // `06:00 UTC-07:00` is one time with an offset.
                let is_offset = WrittenZone::parse(&format!("{zone}{}", &text[separator.start..])).is_some();
                if is_offset {
                    return Err(Problem::Form);
                }
                (known(zone)?, known(zone)?, ZoneAt::StartOnly)
            }
            ("", zone) => (known(zone)?, known(zone)?, ZoneAt::End),
            (first, last) if first == last => (known(last)?, known(last)?, ZoneAt::End),
            (first, last) => (known(first)?, known(last)?, ZoneAt::End),
        };
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

/// A time of day, and behind it nothing or what may be a zone.
fn half(text: &str) -> Option<(ClockTime, &str)> {
    let (clock, rest) = ClockTime::parse_prefix(trim(text))?;
    let zone = trim(rest);
    may_be_a_zone(zone).then_some((clock, zone))
}

/// Whether a text can be the name of a zone, known or not: words without digits, or one word.
fn may_be_a_zone(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || " .()[]/_-".contains(letter);
    let is_one_word = || {
        text.starts_with(|first: char| first.is_ascii_alphabetic() || "+-(".contains(first))
            && !text.contains(char::is_whitespace)
    };
    text.chars().all(is_letter) || is_one_word() || WrittenZone::parse(text).is_some()
}

/// Where a text may be cut into a start and an end: at each hyphen or dash, and at words such as `to`.
fn separators(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let start = at;
            let length = if is_dash(first) {
                rest.find(|letter| !is_dash(letter)).unwrap_or(rest.len())
            } else {
                let is_behind_blank = text[..start].ends_with(char::is_whitespace);
                if is_behind_blank { word_separator(rest).unwrap_or(0) } else { 0 }
            };
            at += length.max(first.len_utf8());
            if length > 0 {
                return Some(start..at);
            }
        }
    })
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// How long the word is with which a text starts, if it separates two times.
fn word_separator(text: &str) -> Option<usize> {
    ["to", "until", "till", "through", "thru"].into_iter().find_map(|word| {
        let rest = text.get(word.len()..)?;
        let is_separator =
            text[..word.len()].eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace);
        is_separator.then_some(word.len())
    })
}
