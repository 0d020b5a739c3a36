//! The zone that a text names: `MST`, `MT`, `Mountain Standard Time`, `UTC-07:00`, `America/Denver`.

use super::clock_time::trim;
use super::instant::ZonedInstant;
use super::problem::Problem;
use super::region::Region;
use super::zone::TimeZone;
use chrono::FixedOffset;

/// A zone as a text names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenZone {
    /// An abbreviation or an offset, the same all year.
    Fixed {
        offset: FixedOffset,
        /// `MST`; empty for an offset.
        abbreviation: &'static str,
    },
    /// A place with its clock changes.
    Place(TimeZone),
}

impl WrittenZone {
    pub(super) const UTC: Self = Self::Place(TimeZone::UTC);

    /// Parses the name of a zone, in parentheses or not. `None` if it is unknown or may mean several zones.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::abbreviation(text).or_else(|| Self::longer(trim(text)))
    }

    fn longer(text: &str) -> Option<Self> {
        let text = unwrapped(text, '(', ')').or_else(|| unwrapped(text, '[', ']')).unwrap_or(text);
        Self::abbreviation(text)
            .or_else(|| Self::offset(text))
            .or_else(|| Self::region(text))
            .or_else(|| Self::two_names(text))
            .or_else(|| place(text).map(Self::Place))
    }

    /// `MST`, `mst` or `M.S.T.`: the offset that it names, all year, since `MST` in July is what Arizona's clocks show. `MT`: the
    /// clocks of the region.
    ///
    /// Source: RFC 822 for the four zones of the mainland and for `Z`, the IANA database for the others.
    fn abbreviation(text: &str) -> Option<Self> {
        let mut letters = [0; 4];
        let mut length = 0;
        for byte in text.bytes().filter(|&byte| byte != b'.') {
            *letters.get_mut(length)? = byte.to_ascii_uppercase();
            length += 1;
        }
        let (word, hours) = match &letters[..length] {
            b"MST" => ("MST", -7),
            b"MDT" => ("MDT", -6),
            b"CST" => ("CST", -6),
            b"CDT" => ("CDT", -5),
            b"EST" => ("EST", -5),
            b"EDT" => ("EDT", -4),
            b"PST" => ("PST", -8),
            b"PDT" => ("PDT", -7),
            b"AKST" => ("AKST", -9),
            b"AKDT" => ("AKDT", -8),
            b"HST" | b"HAST" => ("HST", -10),
            b"HDT" | b"HADT" => ("HDT", -9),
            b"AST" => ("AST", -4),
            b"ADT" => ("ADT", -3),
            b"CHST" => ("ChST", 10),
            b"UTC" | b"Z" => ("UTC", 0),
            b"GMT" => ("GMT", 0),
            letters => return Self::of_place(Region::abbreviated(letters)?),
        };
        FixedOffset::east_opt(hours * 3600).map(|offset| Self::Fixed { offset, abbreviation: word })
    }

    /// `-07:00`, `-0700`, `-07`, `-7`, and each of them after `GMT` or `UTC`.
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
            (region, None) => Self::of_place(region),
            (_, Some(season)) => Self::abbreviation(season),
        }
    }

    fn of_place(region: &Region) -> Option<Self> {
        region.place.parse().ok().map(Self::Place)
    }

    /// Two names for one offset, `MST (UTC-7)`, or the form of a well-known list, `Mountain Time (US & Canada)`.
    fn two_names(text: &str) -> Option<Self> {
        let (first, second) = text.split_once('(')?;
        let (first, second) = (Self::parse(first)?, second.strip_suffix(')')?);
        if second.eq_ignore_ascii_case("US & Canada") {
            return Some(first);
        }
        let second = Self::parse(second)?;
        match (first, second) {
            (Self::Fixed { offset, .. }, Self::Fixed { offset: other, .. }) => {
                (offset == other).then_some(first)
            }
            _ => (first == second).then_some(first),
        }
    }

    /// The only instant of a local time in this zone, in seconds like Unix time.
    pub(super) fn instant(self, local: i64) -> Result<ZonedInstant, Problem> {
        let offset = match self {
            // A fixed offset has each local time once.
            Self::Fixed { offset, .. } => offset,
            Self::Place(zone) => {
                let mut periods = zone.periods_of(local);
                match (periods.next(), periods.next()) {
                    (None, _) => return Err(Problem::Skipped),
                    (Some(period), None) => period.offset,
                    (Some(_), Some(_)) => return Err(Problem::Twice),
                }
            }
        };
        Ok(ZonedInstant { unix: local - i64::from(offset.local_minus_utc()), offset })
    }

    /// The local time of this zone at an instant, both in seconds like Unix time.
    pub(super) fn local(self, unix: i64) -> i64 {
        let offset = match self {
            Self::Fixed { offset, .. } => offset,
            Self::Place(zone) => zone.period_at(unix).offset,
        };
        unix + i64::from(offset.local_minus_utc())
    }

    /// The abbreviation of this zone at an instant: `MST`; empty if it has none.
    pub(super) fn abbreviation_at(self, unix: i64) -> &'static str {
        match self {
            Self::Fixed { abbreviation, .. } => abbreviation,
            Self::Place(zone) => zone.period_at(unix).abbreviation,
        }
    }
}

/// Parses an IANA name. Rejects the database's bare abbreviations, such as `CET`, which has summer time there.
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
