//! Time zones: an IANA name and the clock changes of its place.
//!
//! The rules come from the system's time-zone database (`/usr/share/zoneinfo`, or the folder in `TZDIR`), so new rules need
//! no new build. If the system has none, or one that is older than a rule change that this crate knows, the embedded copy
//! is used.

pub(super) mod database;
pub(super) mod names;
mod rules;

pub(super) use rules::Period;

use chrono::{DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, Utc};
use chrono_tz::Tz;
use rules::{Rules, UTC};
use serde::{Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::LazyLock;

/// A time zone with an IANA name. It implements [`chrono::TimeZone`].
///
/// Names are read in any letter case. An old name such as `US/Central` gives the zone that replaces it, so
/// [`name`](Self::name) is known to every system.
///
/// ```
/// use entrata::tour::zone::TimeZone;
///
/// let chicago: TimeZone = "US/Central".parse()?;
/// assert_eq!(chicago.name(), "America/Chicago");
///
/// let instant: chrono::DateTime<chrono::Utc> = "2026-12-01T17:00:00Z".parse().expect("an instant");
/// assert_eq!(instant.with_timezone(&chicago).to_string(), "2026-12-01 11:00:00 CST");
/// # Ok::<_, entrata::tour::zone::UnknownTimeZone>(())
/// ```
#[derive(Clone, Copy)]
pub struct TimeZone(&'static Rules);

/// A name that is not the name of a time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone {name:?} (expected an IANA name such as America/Chicago)")]
#[non_exhaustive]
pub struct UnknownTimeZone {
    /// The name as it was given.
    pub name: String,
}

impl TimeZone {
    /// UTC.
    pub const UTC: Self = Self(&UTC);

    /// Mountain Time with daylight saving: the zone of every time for which Entrata names no other.
    ///
    /// Source: Entrata's API documentation, "all times are in Mountain Time".
    #[must_use]
    pub fn mountain() -> Self {
        static MOUNTAIN: LazyLock<TimeZone> =
            LazyLock::new(|| "America/Denver".parse().unwrap_or(TimeZone::UTC));
        *MOUNTAIN
    }

    /// The IANA name, one that every system knows.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The day in this zone at an instant.
    #[must_use]
    pub fn date_at(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self).date_naive()
    }

    /// The periods with a local time (in seconds like Unix time): none if the clocks skip it, two if they show it twice.
    pub(super) fn periods_of(self, local: i64) -> impl Iterator<Item = &'static Period> {
        self.0.periods_of(local)
    }

    /// The offset and the abbreviation at an instant in Unix time, and the end of their period.
    pub(super) fn period_at(self, unix: i64) -> &'static Period {
        self.0.period_at(unix)
    }
}

/// Looks up the periods of a zone for many instants. Consecutive instants are usually in the same period, which saves an
/// eighth for a response of 1,200 slots.
pub(super) struct Periods {
    zone: TimeZone,
    last: &'static Period,
}

impl Periods {
    pub(super) fn new(zone: TimeZone) -> Self {
        Self { zone, last: zone.period_at(0) }
    }

    /// The period in which an instant lies, in Unix time.
    pub(super) fn at(&mut self, unix: i64) -> &'static Period {
        if !self.last.contains(unix) {
            self.last = self.zone.period_at(unix);
        }
        self.last
    }
}

impl FromStr for TimeZone {
    type Err = UnknownTimeZone;

    fn from_str(name: &str) -> Result<Self, UnknownTimeZone> {
        let name = name.trim();
        if name.eq_ignore_ascii_case("UTC") {
            return Ok(Self::UTC);
        }
        database::rules(name).map(Self).ok_or_else(|| UnknownTimeZone { name: name.to_owned() })
    }
}

impl TryFrom<Tz> for TimeZone {
    type Error = UnknownTimeZone;

    fn try_from(zone: Tz) -> Result<Self, UnknownTimeZone> {
        zone.name().parse()
    }
}

impl PartialEq for TimeZone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for TimeZone {}

impl Hash for TimeZone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TimeZone").field(&self.name()).finish()
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The offset of a [`TimeZone`] at some instant. It is displayed as its abbreviation, `CST`, or as a number, `-03:00`.
#[derive(Clone, Copy)]
pub struct ZoneOffset {
    zone: TimeZone,
    period: &'static Period,
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        self.period.offset
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period.abbreviation {
            "" => self.period.offset.fmt(f),
            word => f.write_str(word),
        }
    }
}

impl fmt::Debug for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl chrono::TimeZone for TimeZone {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<ZoneOffset> {
        let mut offsets =
            self.periods_of(local.and_utc().timestamp()).map(|period| ZoneOffset { zone: *self, period });
        match (offsets.next(), offsets.next()) {
            (None, _) => MappedLocalTime::None,
            (Some(offset), None) => MappedLocalTime::Single(offset),
            (Some(earlier), Some(later)) => MappedLocalTime::Ambiguous(earlier, later),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        ZoneOffset { zone: *self, period: self.period_at(utc.and_utc().timestamp()) }
    }
}
