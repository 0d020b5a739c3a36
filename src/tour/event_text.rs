//! The appointment times in the text of an Entrata event.

use super::clock_time::{ClockTime, Style};
use super::instant::{ZonedInstant, midnight};
use super::slot::instants;
use super::slot_text::End;
use super::written_zone::WrittenZone;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};

/// The appointment times that an event text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppointmentTimes {
    /// The text names a time zone, so that its times are instants.
    Instants {
        /// When the appointment starts.
        start: DateTime<Utc>,
        /// When it ends, if the text has an end.
        end: Option<DateTime<Utc>>,
    },
    /// The text names no time zone: these are the times of a clock that the caller must know.
    NoZone {
        /// When the appointment starts by that clock.
        start: NaiveDateTime,
        /// When it ends by that clock, if the text has an end.
        end: Option<NaiveDateTime>,
    },
}

impl AppointmentTimes {
    /// Returns the start of the appointment, read by the clocks of `zone` if the text names no time zone.
    ///
    /// `None` if those clocks skip this time or show it twice.
    pub fn start_in<Z: TimeZone>(&self, zone: &Z) -> Option<DateTime<Utc>> {
        match self {
            Self::Instants { start, .. } => Some(*start),
            Self::NoZone { start, .. } => {
                zone.from_local_datetime(start).single().map(|start| start.with_timezone(&Utc))
            }
        }
    }
}

/// Reads the times of an appointment from the text of one of Entrata's events: its `eventReason`, its `comments`, or its
/// `timeFrom` and `timeTo` joined by a hyphen.
///
/// Words and order may vary. The date may be `09/15/2019`, `9/15/2019`, `2019-09-15` or `September 15, 2019`; `date` is
/// used if the text has none. A time that ends before it starts ends on the next day. A zone behind either time counts
/// for both.
///
/// `None` if the text has no time of day, no date and `date` is `None`, more than one date, more than two times, or a
/// zone word that contradicts itself: it may mean anything then.
///
/// Source: Entrata's own example of `getLeadEvents` has the sentence below.
///
/// ```
/// use entrata::tour::event_text::{AppointmentTimes, appointment_times};
///
/// let text = "Schedule Appointment on 09/15/2019 from 11:30 PM MDT to 01:00 AM MDT";
/// let times = appointment_times(text, None).expect("the text has a date and times");
/// let AppointmentTimes::Instants { start, end } = times else { panic!("the text has a zone") };
/// assert_eq!(start.to_string(), "2019-09-16 05:30:00 UTC");
/// assert_eq!(end.expect("an end").to_string(), "2019-09-16 07:00:00 UTC");
/// ```
#[must_use]
pub fn appointment_times(text: &str, date: Option<NaiveDate>) -> Option<AppointmentTimes> {
    let found = Found::scan(text)?;
    let midnight = midnight(found.date.or(date)?);
    let (first, last) = (found.times.first()?, found.times.get(1));
    let zone = first.zone.or_else(|| last.and_then(|last| last.zone));
    let known = zone.unwrap_or(WrittenZone::UTC);
    let first = End { clock: first.clock, zone: known };
    let start = first.zone.instant(midnight + first.clock.seconds()).ok()?;
    let end = last.and_then(|last| {
        let last = End { clock: last.clock, zone: last.zone.unwrap_or(known) };
        instants(midnight, first, last).ok().map(|(_, end)| end)
    });
    Some(match zone {
        Some(_) => AppointmentTimes::Instants { start: start.utc(), end: end.map(ZonedInstant::utc) },
        None => AppointmentTimes::NoZone { start: start.local(), end: end.map(ZonedInstant::local) },
    })
}

/// What a text names, in the order of the text.
#[derive(Default)]
struct Found {
    date: Option<NaiveDate>,
    times: Vec<Time>,
}

struct Time {
    clock: ClockTime,
    zone: Option<WrittenZone>,
}

impl Found {
    fn scan(text: &str) -> Option<Self> {
        let mut found = Self::default();
        let mut rest = text;
        let mut is_iso = false;
        while !rest.is_empty() {
            if let Some((date, after)) = date_prefix(rest) {
                if found.date.is_some_and(|known| known != date) {
                    return None;
                }
                found.date = Some(date);
                // `2019-09-15T23:30:00-06:00`.
                let iso_time = after.strip_prefix('T');
                (is_iso, rest) = (iso_time.is_some(), iso_time.unwrap_or(after));
            } else if let Some((clock, after)) = time_prefix(rest) {
                // `10:00-10:30 MST` has a second time there.
                let is_range = after.starts_with(['-', '+']) && !is_iso;
                let (zone, after) = if is_range { (None, after) } else { zone_prefix(after) };
                found.times.push(Time { clock, zone });
                rest = after;
            } else {
                rest = after_token(rest);
            }
        }
        (found.times.len() <= 2).then_some(found)
    }
}

/// A time of day. A dot may end a sentence or stand in an amount, so `10.30` counts only with `AM` or `PM`.
fn time_prefix(text: &str) -> Option<(ClockTime, &str)> {
    let (clock, rest) = ClockTime::parse_prefix(text)?;
    let written = &text[..text.len() - rest.len()];
    let is_time = clock.style == Style::TwelveHour || !written.contains('.');
    (is_time && !rest.starts_with(':')).then_some((clock, rest))
}

/// A zone in the next words, the longest that is known: `MDT`, `(MDT)`, `Mountain Daylight Time`, `GMT -6`.
fn zone_prefix(text: &str) -> (Option<WrittenZone>, &str) {
    let start = text.trim_start();
    let is_end = |&(_, letter): &(usize, char)| letter.is_whitespace() || matches!(letter, ',' | ';' | ')');
    let ends = start.char_indices().filter(is_end).map(|(at, letter)| at + if letter == ')' { 1 } else { 0 });
    let ends: Vec<_> = ends.chain([start.len()]).take(5).collect();
    let known = ends.into_iter().rev().find_map(|end| {
        let word = start.get(..end)?.trim_end_matches('.');
        Some((WrittenZone::parse(word)?, end))
    });
    match known {
        Some((zone, end)) => (Some(zone), &start[end..]),
        None => (None, text),
    }
}

/// The rest of a text behind its next word or sign.
fn after_token(text: &str) -> &str {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '$' | '#' | '.' | ':' | '/');
    let end = match text.starts_with(is_word) {
        true => text.find(|letter| !is_word(letter)).unwrap_or(text.len()),
        false => text.chars().next().map_or(0, char::len_utf8),
    };
    &text[end..]
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `09/15/2019`, `9/15/2019`, `2019-09-15`, `September 15, 2019` or `15 Sep 2019`.
fn date_prefix(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, month, day, rest) = numeric_date(text).or_else(|| written_date(text))?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let ends = !rest.starts_with(|letter: char| letter.is_ascii_digit());
    (ends && (2000..2100).contains(&year)).then_some((date, rest))
}

fn numeric_date(text: &str) -> Option<(u32, u32, u32, &str)> {
    let (first, rest) = digits(text)?;
    let sign = rest.chars().next().filter(|sign| matches!(sign, '/' | '-'))?;
    let (second, rest) = digits(&rest[1..])?;
    let (third, rest) = digits(rest.strip_prefix(sign)?)?;
    Some(if first > 31 { (first, second, third, rest) } else { (third, first, second, rest) })
}

fn written_date(text: &str) -> Option<(u32, u32, u32, &str)> {
    let (month, day, rest) = match month_name(text) {
        Some((month, rest)) => {
            let (day, rest) = digits(rest.trim_start_matches(['.', ' ']))?;
            (month, day, rest)
        }
        None => {
            let (day, rest) = digits(text)?;
            let (month, rest) = month_name(without_ordinal(rest).trim_start())?;
            (month, day, rest)
        }
    };
    let (year, rest) = digits(without_ordinal(rest).trim_start_matches([',', '.', ' ']))?;
    Some((year, month, day, rest))
}

fn month_name(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(text.len());
    let name = text[..end].get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|&known| known == name)?;
    Some((u32::try_from(month).ok()? + 1, &text[end..]))
}

fn without_ordinal(text: &str) -> &str {
    ["st", "nd", "rd", "th"].into_iter().find_map(|ending| text.strip_prefix(ending)).unwrap_or(text)
}

/// One to four digits.
fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (1..=4).contains(&end).then(|| Some((text[..end].parse().ok()?, &text[end..])))?
}
