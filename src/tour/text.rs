//! The text of a slot: where it is cut, and which clock time and zone each half names.

use super::Problem;
use super::zone::Zone;
use chrono::NaiveTime;
use std::ops::Range;

/// Longer than any slot; keeps the search for the separator from being worth an attack.
const LONGEST: usize = 160;

/// The first byte of an en dash.
const EN_DASH: u8 = 0xe2;

/// What a slot's text says, not yet on any day.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) start: NaiveTime,
    pub(super) start_zone: Zone,
    pub(super) end: NaiveTime,
    pub(super) end_zone: Zone,
    /// Where the separator stands.
    pub(super) cut: Range<usize>,
}

struct Half<'a> {
    clock: NaiveTime,
    has_meridiem: bool,
    zone: &'a str,
}

pub(super) fn read(text: &str) -> Result<Written, Problem> {
    if text.len() > LONGEST {
        return Err(Problem::Form);
    }
    // An offset and a zone's name may have hyphens of their own, so every one is tried as the separator.
    // At most one fits: a zone is wanted after the last clock time, and no zone has a clock time in it.
    let mut problem = Problem::Form;
    for (at, byte) in text.bytes().enumerate() {
        let cut = match byte {
            b'-' => at..at + 1,
            EN_DASH if text[at..].starts_with('–') => at..at + '–'.len_utf8(),
            _ => continue,
        };
        match cut_at(&text[..cut.start], &text[cut.end..], cut) {
            Ok(written) => return Ok(written),
            Err(Problem::Form) => {}
            Err(closer) => problem = closer,
        }
    }
    Err(problem)
}

fn cut_at(start: &str, end: &str, cut: Range<usize>) -> Result<Written, Problem> {
    let (Some(start), Some(end)) = (half(start), half(end)) else {
        return Err(Problem::Form);
    };
    if end.zone.is_empty() {
        return Err(Problem::NoZone);
    }
    if start.has_meridiem != end.has_meridiem {
        return Err(Problem::MixedClocks);
    }
    let known = |zone: &str| Zone::read(zone).ok_or_else(|| Problem::UnknownZone(zone.to_owned()));
    let end_zone = known(end.zone)?;
    let start_zone =
        if start.zone.is_empty() || start.zone == end.zone { end_zone } else { known(start.zone)? };
    Ok(Written { start: start.clock, start_zone, end: end.clock, end_zone, cut })
}

/// A clock time, and behind it nothing or what may be a zone.
fn half(text: &str) -> Option<Half<'_>> {
    let (hour, rest) = number(trimmed(text))?;
    let (minute, rest) = after_colon(rest)?;
    let (second, rest) = if minute.is_some() { after_colon(rest)? } else { (None, rest) };
    let rest = trimmed(rest);
    let (meridiem, zone) = meridiem(rest);
    let hour = match meridiem {
        // `9 MST` may be anything; `9 AM MST` is nine o'clock.
        None => minute.map(|_| hour)?,
        Some(noon) => (1..=12).contains(&hour).then_some(hour % 12 + noon)?,
    };
    let clock = NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0))?;
    may_be_a_zone(zone).then_some(Half { clock, has_meridiem: meridiem.is_some(), zone })
}

/// Without the blanks around it, the narrow ones of typographers among them.
fn trimmed(text: &str) -> &str {
    let text = text.trim_ascii();
    if text.is_ascii() { text } else { text.trim() }
}

/// One or two digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let digit = |at: usize| {
        text.as_bytes().get(at).filter(|byte| byte.is_ascii_digit()).map(|byte| u32::from(byte - b'0'))
    };
    match (digit(0)?, digit(1), digit(2)) {
        (ones, None, _) => Some((ones, &text[1..])),
        (tens, Some(ones), None) => Some((tens * 10 + ones, &text[2..])),
        _ => None,
    }
}

/// A colon and two digits, or none of it.
fn after_colon(text: &str) -> Option<(Option<u32>, &str)> {
    let Some(rest) = text.strip_prefix(':') else {
        return Some((None, text));
    };
    let (value, after) = number(rest)?;
    (rest.len() - after.len() == 2).then_some((Some(value), after))
}

/// The hours that `AM` or `PM` adds to the twelve-hour clock, and what follows.
fn meridiem(text: &str) -> (Option<u32>, &str) {
    // The one zone that begins like a morning.
    if text.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("America/")) {
        return (None, text);
    }
    let noon = match text.as_bytes() {
        [b'a' | b'A', b'm' | b'M', ..] => Some(0),
        [b'p' | b'P', b'm' | b'M', ..] => Some(12),
        _ => None,
    };
    match noon {
        None => (None, text),
        Some(_) => (noon, trimmed(&text[2..])),
    }
}

fn may_be_a_zone(text: &str) -> bool {
    let part_of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    match text.as_bytes() {
        [] => true,
        [b'+' | b'-', rest @ ..] => rest.iter().all(|&byte| byte.is_ascii_digit() || byte == b':'),
        [first, rest @ ..] => first.is_ascii_alphabetic() && rest.iter().copied().all(part_of_a_name),
    }
}
