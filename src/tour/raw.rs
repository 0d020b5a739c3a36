//! A slot's text as Entrata sent it.

use serde::Serialize;
use smol_str::SmolStr;

/// A slot as Entrata sent it, byte for byte: a booking must send it back unchanged.
///
/// ```
/// use entrata::tour::RawSlot;
///
/// let raw = RawSlot::new("2026-12-01", "10:00 MST - 10:30 MST");
/// assert_eq!((raw.date(), raw.time()), ("2026-12-01", "10:00 MST - 10:30 MST"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct RawSlot {
    date: SmolStr,
    time: SmolStr,
}

impl RawSlot {
    /// A raw slot: Entrata's `tourDate` and one of its `tourTime`s.
    pub fn new(date: impl AsRef<str>, time: impl AsRef<str>) -> Self {
        Self { date: SmolStr::new(date), time: SmolStr::new(time) }
    }

    /// A raw slot of texts that many slots share.
    pub(super) fn shared(date: &SmolStr, time: &SmolStr) -> Self {
        Self { date: date.clone(), time: time.clone() }
    }

    /// Entrata's `tourDate`.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// Entrata's `tourTime`.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }
}
