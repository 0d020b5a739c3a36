//! The appointment times in the text of an Entrata event.

use super::clock_time::{ClockTime, Style};
use super::instant::{ZonedInstant, midnight};
use super::slot::instants;
use super::slot_text::End;
use super::written_date::date_prefix;
use super::written_zone::WrittenZone;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};

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

/// Parses the times of an appointment in the text of an Entrata event: its `eventReason`, its `comments`, or its
/// `timeFrom` and `timeTo` joined by a hyphen.
///
/// Words and order may vary. The date may be `09/15/2019`, `9/15/19`, `2019-09-15` or `September 15, 2019`; `date` is used
/// if the text has none. An end before the start is on the next day. A zone after either time counts for both.
///
/// `None` if the text may mean several appointments or none: it has no time of day, more than two times, two dates that
/// are not those of one start and end, or the words `moved from`. `None` too if it has neither a zone nor a date
/// and other words than times, such as `call me at 10:00`.
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
    let (first, last) = (found.times.first()?, found.times.get(1));
    let zone = first.zone.or_else(|| last.and_then(|last| last.zone));
    if zone.is_none() && found.dates.is_empty() && found.has_other_words {
        return None;
    }
    let midnight = midnight(found.dates.first().copied().or(date)?);
    let known = zone.unwrap_or(WrittenZone::UTC);
    let first = End { clock: first.clock, zone: known };
    let start = first.zone.instant(midnight + first.clock.seconds()).ok()?;
    let end = last.and_then(|last| {
        let last = End { clock: last.clock, zone: last.zone.unwrap_or(known) };
        instants(midnight, first, last).ok().map(|(_, end)| end)
    });
    if found.dates.get(1).is_some_and(|&day| end.map(ZonedInstant::date) != Some(day)) {
        return None;
    }
    Some(match zone {
        Some(_) => AppointmentTimes::Instants { start: start.utc(), end: end.map(ZonedInstant::utc) },
        None => AppointmentTimes::NoZone { start: start.local(), end: end.map(ZonedInstant::local) },
    })
}

/// Returns the start of the appointment as the clock of the text shows it, whatever its time zone.
///
/// `None` in the same cases as [`appointment_times`], except that zone words do not matter.
#[must_use]
pub fn start_clock(text: &str, date: Option<NaiveDate>) -> Option<NaiveDateTime> {
    let found = Found::scan(text)?;
    let midnight = found.dates.first().copied().or(date)?.and_hms_opt(0, 0, 0)?;
    midnight.checked_add_signed(TimeDelta::seconds(found.times.first()?.clock.seconds()))
}

/// The dates, times and zones in a text, in order.
#[derive(Default)]
struct Found {
    /// Its distinct dates, at most two.
    dates: Vec<NaiveDate>,
    /// At most a start and an end.
    times: Vec<Time>,
    has_other_words: bool,
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
                if !found.dates.contains(&date) {
                    found.dates.push(date);
                }
                // `2019-09-15T23:30:00-06:00`.
                let iso_time = after.strip_prefix('T');
                (is_iso, rest) = (iso_time.is_some(), iso_time.unwrap_or(after));
            } else if let Some((clock, after)) = time_prefix(rest) {
                let (zone, after) = if is_iso { iso_zone_prefix(after) } else { zone_prefix(after) };
                found.times.push(Time { clock, zone });
                (is_iso, rest) = (false, after);
            } else {
                let is_move = ["moved from", "rescheduled from", "changed from"].iter().any(|words| {
                    rest.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
                });
                if is_move {
                    return None;
                }
                let after = after_token(rest);
                found.has_other_words |= !is_separator(&rest[..rest.len() - after.len()]);
                rest = after;
            }
        }
        (found.dates.len() <= 2 && found.times.len() <= 2).then_some(found)
    }
}

/// A time of day. A dot may end a sentence or stand in an amount, so `10.30` counts only with `AM` or `PM`.
fn time_prefix(text: &str) -> Option<(ClockTime, &str)> {
    let (clock, rest) = ClockTime::parse_prefix(text)?;
    let written = &text[..text.len() - rest.len()];
    let is_time = clock.style == Style::TwelveHour || !written.contains('.');
    (is_time && !rest.starts_with(':')).then_some((clock, rest))
}

/// The zone after a time of ISO 8601: `Z`, `-06:00`, `.000-06:00`.
fn iso_zone_prefix(text: &str) -> (Option<WrittenZone>, &str) {
    let text = text
        .strip_prefix('.')
        .map_or(text, |text| text.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    if !text.starts_with(['Z', '-', '+']) {
        return zone_prefix(text);
    }
    let end =
        text.find(|letter: char| !letter.is_ascii_digit() && !"Z+-:".contains(letter)).unwrap_or(text.len());
    (WrittenZone::parse(&text[..end]), &text[end..])
}

/// A zone in the next words, the longest that is known: `MDT`, `(MDT)`, `Mountain Daylight Time`, `GMT -6`.
fn zone_prefix(text: &str) -> (Option<WrittenZone>, &str) {
    // `10:00-10:30 MST` has a second time there.
    if text.starts_with(['-', '+']) {
        return (None, text);
    }
    let start = text.trim_start();
    let is_end = |&(_, letter): &(usize, char)| letter.is_whitespace() || matches!(letter, ',' | ';' | ')');
    let ends = start.char_indices().filter(is_end).map(|(at, letter)| at + usize::from(letter == ')'));
    let ends: Vec<_> = ends.chain([start.len()]).take(5).collect();
    let known = ends.into_iter().rev().find_map(|end| {
        let words = start.get(..end)?.trim_end_matches('.');
        Some((WrittenZone::parse(words).filter(|_| is_zone_among_words(words))?, end))
    });
    match known {
        Some((zone, end)) => (Some(zone), &start[end..]),
        None => (None, text),
    }
}

/// Whether a zone name counts as one within a sentence: `Mountain` may begin the name of a property, `at` is a word.
fn is_zone_among_words(words: &str) -> bool {
    let bare = words.trim_matches(['(', ')', '[', ']']);
    let is_abbreviation =
        bare.len() <= 8 && bare.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.');
    match is_abbreviation {
        true => bare.len() == 3 && bare.is_ascii() || bare.bytes().all(|byte| !byte.is_ascii_lowercase()),
        false => {
            let last = bare.rsplit(char::is_whitespace).next().unwrap_or_default();
            bare.contains(['/', '-', '+', '\u{2212}', '(']) || last.eq_ignore_ascii_case("time")
        }
    }
}

/// Whether a part of a text may separate two times: a sign, or a word such as `to`.
fn is_separator(token: &str) -> bool {
    let words = ["from", "to", "until", "till", "through", "and"];
    !token.starts_with(char::is_alphanumeric) || words.iter().any(|word| word.eq_ignore_ascii_case(token))
}

/// The rest of a text after its next word or sign. A number keeps what is before and in it: `$10.50`, `#10:30`.
fn after_token(text: &str) -> &str {
    let is_start = |letter: char| letter.is_alphanumeric() || matches!(letter, '$' | '#');
    let is_inside = |letter: char| is_start(letter) || matches!(letter, '.' | ':' | '/');
    let end = match text.starts_with(is_start) {
        true => text.find(|letter| !is_inside(letter)).unwrap_or(text.len()),
        false => text.chars().next().map_or(0, char::len_utf8),
    };
    &text[end..]
}
