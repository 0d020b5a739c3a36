//! The zone that a text names: `MST`, `MT`, `Mountain Standard Time`, `UTC-07:00`, `America/Denver`.

use super::clock_time::trim;
use super::problem::Problem;
use super::region::Region;
use super::zone::TimeZone;
use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, TimeZone as _};

/// A zone as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenZone {
    /// An abbreviation or an offset: the same all year.
    Fixed {
        offset: FixedOffset,
        /// `MST`; empty for an offset.
        abbreviation: &'static str,
    },
    /// A place with its clock changes.
    Place(TimeZone),
}

/// An abbreviation is the fixed offset that it names, all year: `MST` in July is what Arizona's clocks show.
///
/// Source: RFC 822 for the four zones of the mainland; the IANA database for the others.
const ABBREVIATIONS: [(&str, i32); 17] = [
    ("MST", -7),
    ("MDT", -6),
    ("CST", -6),
    ("CDT", -5),
    ("EST", -5),
    ("EDT", -4),
    ("PST", -8),
    ("PDT", -7),
    ("AKST", -9),
    ("AKDT", -8),
    ("HST", -10),
    ("HDT", -9),
    ("AST", -4),
    ("ADT", -3),
    ("ChST", 10),
    ("UTC", 0),
    ("GMT", 0),
];

impl WrittenZone {
    /// Parses the name of a zone, in parentheses or not. `None` for everything that may mean several zones.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = trim(text);
        let text = unwrapped(text, '(', ')').or_else(|| unwrapped(text, '[', ']')).unwrap_or(text);
        Self::abbreviation(text)
            .or_else(|| Self::offset(text))
            .or_else(|| Self::region(text))
            .or_else(|| Self::two_names(text))
            .or_else(|| place(text).map(Self::Place))
    }

    fn fixed(hours: i32, abbreviation: &'static str) -> Option<Self> {
        FixedOffset::east_opt(hours * 3600).map(|offset| Self::Fixed { offset, abbreviation })
    }

    /// `MST`, `mst`, `M.S.T.` or the `Z` of ISO 8601.
    fn abbreviation(text: &str) -> Option<Self> {
        if text.len() > 8 {
            return None;
        }
        if text.eq_ignore_ascii_case("Z") {
            return Self::fixed(0, "UTC");
        }
        let is_named = |word: &str| {
            let mut letters = text.bytes().filter(|&byte| byte != b'.');
            word.bytes().all(|byte| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&byte)))
                && letters.next().is_none()
        };
        let &(word, hours) = ABBREVIATIONS.iter().find(|(word, _)| is_named(word))?;
        Self::fixed(hours, word)
    }

    /// `-07:00`, `-0700`, `-07`, `-7`, and each of them behind `GMT` or `UTC`.
    fn offset(text: &str) -> Option<Self> {
        let prefix =
            text.get(..3).filter(|word| ["UTC", "GMT"].iter().any(|utc| utc.eq_ignore_ascii_case(word)));
        let text = if prefix.is_some() { text[3..].trim_start() } else { text };
        let offset = offset(text)?;
        Some(Self::Fixed { offset, abbreviation: "" })
    }

    /// `MT`, `Mountain Time`: the clocks of the place. `Mountain Standard Time`: `MST`.
    fn region(text: &str) -> Option<Self> {
        match Region::parse(text)? {
            (region, None) => region.place.parse().ok().map(Self::Place),
            (_, Some(season)) => Self::abbreviation(season),
        }
    }

    /// Two names for one offset: `MST (UTC-7)`.
    fn two_names(text: &str) -> Option<Self> {
        let (first, second) = text.split_once('(')?;
        let (first, second) = (Self::parse(first)?, Self::parse(second.strip_suffix(')')?)?);
        match (first, second) {
            (Self::Fixed { offset, .. }, Self::Fixed { offset: other, .. }) => {
                (offset == other).then_some(first)
            }
            _ => (first == second).then_some(first),
        }
    }

    /// The one instant at which the clocks of this zone show a date and a time.
    pub(super) fn instant(self, local: NaiveDateTime) -> Result<DateTime<FixedOffset>, Problem> {
        match self {
            // It shows each time once, so that there is nothing to look up.
            Self::Fixed { offset, .. } => Ok(DateTime::from_naive_utc_and_offset(local - offset, offset)),
            Self::Place(zone) => match zone.from_local_datetime(&local) {
                MappedLocalTime::Single(instant) => Ok(instant.fixed_offset()),
                MappedLocalTime::None => Err(Problem::Skipped),
                MappedLocalTime::Ambiguous(..) => Err(Problem::Twice),
            },
        }
    }

    /// What the clocks of this zone show at an instant.
    pub(super) fn local(self, instant: DateTime<FixedOffset>) -> NaiveDateTime {
        match self {
            Self::Fixed { offset, .. } => instant.naive_utc() + offset,
            Self::Place(zone) => instant.with_timezone(&zone).naive_local(),
        }
    }

    /// The word for this zone at an instant: `MST`; empty where people have none.
    pub(super) fn word_at(self, unix: i64) -> &'static str {
        match self {
            Self::Fixed { abbreviation, .. } => abbreviation,
            Self::Place(zone) => zone.period_at(unix).abbreviation,
        }
    }
}

/// Parses an IANA name. The database's bare words in capitals are not names of places: `CET` looks like an abbreviation, and
/// keeps summer time there.
pub(super) fn place(name: &str) -> Option<TimeZone> {
    let is_bare_word = name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_bare_word { None } else { name.parse().ok() }
}

fn unwrapped(text: &str, open: char, close: char) -> Option<&str> {
    let inner = text.strip_prefix(open)?.strip_suffix(close)?;
    (!inner.contains([open, close])).then(|| inner.trim())
}

/// `-07`, `-7:00`, `-0700` or `-07:00`; no place on earth is further from UTC than 14 hours.
fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        minus @ '\u{2212}' => (-1, &text[minus.len_utf8()..]),
        _ => return None,
    };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let (hours, minutes) = match digits.as_bytes() {
        [h] => (digit(h)?, 0),
        [h1, h2] => (digit(h1)? * 10 + digit(h2)?, 0),
        [h, b':', m1, m2] => (digit(h)?, digit(m1)? * 10 + digit(m2)?),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => {
            (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?)
        }
        _ => return None,
    };
    let seconds = hours * 3600 + minutes * 60;
    (minutes < 60 && seconds <= 14 * 3600).then(|| FixedOffset::east_opt(sign * seconds))?
}
