//! What a zone word means, and Entrata's own zone.

use super::Problem;
pub use super::contradiction::{Contradiction, contradiction};
use super::instant::{Instant, Told, Wall};
use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// Mountain Time with daylight saving: the zone of every time for which Entrata names no other.
pub const ENTRATA: Tz = Tz::America__Denver;

/// An abbreviation is the fixed offset that it names, all year: `MST` in July is what Arizona's clocks show.
/// The offsets are those of RFC 822; Alaska's and Hawaii's are the IANA database's.
const ABBREVIATIONS: [(&str, i32); 13] = [
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
    ("UTC", 0),
    ("GMT", 0),
];

/// What a property's zone may be called besides its IANA name.
const PLAIN_WORDS: [(&str, Tz); 7] = [
    ("Eastern", Tz::America__New_York),
    ("Central", Tz::America__Chicago),
    ("Mountain", Tz::America__Denver),
    ("Arizona", Tz::America__Phoenix),
    ("Pacific", Tz::America__Los_Angeles),
    ("Alaska", Tz::America__Anchorage),
    ("Hawaii", Tz::Pacific__Honolulu),
];

/// `chrono-tz` 0.10.4 carries the database of 2025b, and is the newest there is. In these places the law has
/// changed since (2026f); a test compares the two and says when this list is to be shortened.
pub(super) const OUTDATED: [Tz; 15] = [
    Tz::Africa__Casablanca,
    Tz::Africa__El_Aaiun,
    Tz::America__Edmonton,
    Tz::America__Havana,
    Tz::America__Inuvik,
    Tz::America__Rainy_River,
    Tz::America__Vancouver,
    Tz::America__Winnipeg,
    Tz::America__Yellowknife,
    Tz::Canada__Central,
    Tz::Canada__Mountain,
    Tz::Canada__Pacific,
    Tz::Cuba,
    Tz::Europe__Chisinau,
    Tz::Europe__Tiraspol,
];

/// A zone as a slot names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Fixed(FixedOffset),
    Place(Tz),
}

impl Zone {
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Some((_, hours)) = ABBREVIATIONS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
            return FixedOffset::east_opt(hours * 3600).map(Self::Fixed);
        }
        if text.starts_with(['+', '-']) {
            return offset(text).map(Self::Fixed);
        }
        place(text).map(Self::Place)
    }

    /// The one instant at which this zone's clocks show a time.
    pub(super) fn instant(self, wall: Wall) -> Result<Told, Problem> {
        let place = match self {
            // It shows each time once, so that there is nothing to look up.
            Self::Fixed(ahead) => return Ok(Told { at: wall.instant(ahead), ahead }),
            Self::Place(tz) => tz,
        };
        match place.offset_from_local_datetime(&wall.date_time()) {
            MappedLocalTime::Single(offset) => {
                let ahead = offset.fix();
                Ok(Told { at: wall.instant(ahead), ahead })
            }
            MappedLocalTime::None => Err(Problem::Skipped),
            MappedLocalTime::Ambiguous(..) => Err(Problem::Twice),
        }
    }

    /// The one instant at which this zone's clocks show a date and a time.
    pub(super) fn instant_of(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self {
            Self::Fixed(offset) => {
                offset.from_local_datetime(&local).single().map(|at| at.with_timezone(&Utc))
            }
            Self::Place(tz) => tz.from_local_datetime(&local).single().map(|at| at.with_timezone(&Utc)),
        }
    }

    /// What this zone's clocks show at an instant.
    pub(super) fn wall(self, at: Instant) -> Wall {
        match self {
            Self::Fixed(ahead) => at.wall(ahead),
            Self::Place(tz) => at.wall(tz.offset_from_utc_datetime(&at.utc().naive_utc()).fix()),
        }
    }
}

/// `-07`, `-7:00`, `-0700` or `-07:00`; no place on earth is further from UTC than 14 hours.
fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = match text.as_bytes() {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let (hours, minutes) = match rest {
        [h] => (digit(h)?, 0),
        [h1, h2] => (digit(h1)? * 10 + digit(h2)?, 0),
        [h, b':', m1, m2] => (digit(h)?, digit(m1)? * 10 + digit(m2)?),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => {
            (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?)
        }
        _ => return None,
    };
    let seconds = hours * 3600 + minutes * 60;
    (minutes < 60 && seconds <= 14 * 3600).then(|| FixedOffset::east_opt(sign * seconds)).flatten()
}

/// The place that an IANA name names, its letters as IANA writes them.
///
/// `None` for the database's own bare words in capitals: `CET` looks like an abbreviation and is none, it keeps
/// summer time there. `None` too for the places whose law has changed since `chrono-tz` was made: an hour off is
/// a person at a locked door.
#[must_use]
pub fn place(name: &str) -> Option<Tz> {
    if name.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    shown_in(name)
}

/// The zone in which times are to be shown, by its IANA name, `UTC` among them; none where `chrono-tz` would show
/// wrong times.
#[must_use]
pub fn shown_in(name: &str) -> Option<Tz> {
    name.parse().ok().filter(|&tz| !is_outdated(tz))
}

/// Whether a place's law has changed since `chrono-tz` was made, so that its times would be wrong.
#[must_use]
pub fn is_outdated(tz: Tz) -> bool {
    OUTDATED.contains(&tz)
}

/// The zone of a property, from its IANA name or the plain word people use: `Central`, `Arizona`.
///
/// `None` for everything else, abbreviations among them: `MST` is an offset, not a place.
#[must_use]
pub fn property_zone(text: &str) -> Option<Tz> {
    let text = text.trim();
    PLAIN_WORDS
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(text))
        .map(|&(_, tz)| tz)
        .or_else(|| place(text))
}

/// An instant as Entrata wants it where a field names no zone: `MM/DD/YYYYTHH:MM:SS` in [`ENTRATA`]'s time.
#[must_use]
pub fn entrata_date_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&ENTRATA).format("%m/%d/%YT%H:%M:%S").to_string()
}

/// A day as Entrata's requests want it: `MM/DD/YYYY`.
#[must_use]
pub fn entrata_date(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}
