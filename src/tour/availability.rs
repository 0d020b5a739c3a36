//! All slots that Entrata offers, and the days on which a person sees them.

use super::contradiction::{Contradiction, contradiction, differing_offset};
use super::problem::{Problem, SlotError};
use super::raw::RawSlot;
use super::shown::{ShownEnd, ShownSlot, ShownTimes, SlotView, date_text};
use super::slot::{Slot, instants, parse_date};
use super::slot_text::SlotText;
use super::window::Window;
use super::zone::TimeZone;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::Serialize;
use smol_str::SmolStr;

/// The slots that Entrata offers: in order, and none twice.
///
/// Most days have the same times as the day before, so each text is kept and parsed once.
///
/// ```
/// use entrata::tour::{Availability, Window};
///
/// let days = [("2026-12-01", vec!["10:00 MST - 10:30 MST", "noonish"])];
/// let availability = Availability::parse(days);
/// assert_eq!(availability.slots().count(), 1);
/// assert_eq!(availability.unreadable()[0].raw.time(), "noonish");
///
/// let chicago = "America/Chicago".parse()?;
/// let now = "2026-11-30T12:00:00Z".parse()?;
/// let schedule = availability.schedule(chicago, now, Window::next_days(chicago, now));
/// assert_eq!(schedule.days[0].slots[0].label(), "11:00 AM - 11:30 AM CST");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    dates: Vec<SmolStr>,
    times: Times,
    entries: Vec<Entry>,
    unreadable: Vec<SlotError>,
}

/// A slot of an [`Availability`]: where its texts are, and the instants that they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    date: usize,
    time: usize,
    start: DateTime<FixedOffset>,
    end: DateTime<FixedOffset>,
}

/// The distinct `tourTime`s of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Times(Vec<(SmolStr, Result<SlotText, Problem>)>);

impl Times {
    /// The place of a text, which is most likely the one that is expected.
    fn place(&mut self, text: &str, expected: usize) -> usize {
        let Self(times) = self;
        if times.get(expected).is_some_and(|(known, _)| known == text) {
            return expected;
        }
        times.iter().position(|(known, _)| known == text).unwrap_or_else(|| {
            times.push((text.into(), SlotText::parse(text)));
            times.len() - 1
        })
    }
}

/// One day of a [`Schedule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Day {
    /// The day in the shown zone.
    pub date: NaiveDate,
    /// The slots that start on it, by their start.
    pub slots: Vec<ShownSlot>,
}

/// What a person is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schedule {
    /// The days that have slots.
    pub days: Vec<Day>,
    /// The texts that could not be parsed, each one once.
    pub unreadable: Vec<SlotError>,
}

impl Availability {
    /// Parses the days of an answer, each with its `tourDate` and its `tourTime`s. A slot that cannot be parsed is left
    /// out and kept in [`unreadable`](Self::unreadable).
    #[must_use]
    pub fn parse<T: AsRef<str>>(days: impl IntoIterator<Item = (T, Vec<T>)>) -> Self {
        let (mut dates, mut times) = (Vec::new(), Times::default());
        let (mut entries, mut unreadable) = (Vec::new(), Vec::new());
        for (raw_date, day) in days {
            let raw_date = SmolStr::new(raw_date);
            let date = parse_date(&raw_date);
            entries.reserve(day.len());
            let mut time = 0;
            for text in &day {
                time = times.place(text.as_ref(), time);
                let (raw_time, text) = &times.0[time];
                let parsed =
                    text.as_ref().map_err(Clone::clone).and_then(|text| instants(date.clone()?, text));
                match parsed {
                    Ok((start, end)) => entries.push(Entry { date: dates.len(), time, start, end }),
                    Err(problem) => {
                        unreadable.push(SlotError { raw: RawSlot::shared(&raw_date, raw_time), problem });
                    }
                }
                time += 1;
            }
            dates.push(raw_date);
        }
        entries.sort_by_key(|entry| (entry.start, entry.end));
        entries.dedup_by_key(|entry| (entry.start, entry.end));
        unreadable.sort();
        unreadable.dedup();
        Self { dates, times, entries, unreadable }
    }

    /// The number of slots that could be parsed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no slot could be parsed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The slots that could be parsed, in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.entries.iter().filter_map(|entry| self.slot(entry))
    }

    fn slot(&self, entry: &Entry) -> Option<Slot> {
        let (raw_time, text) = &self.times.0[entry.time];
        let raw = RawSlot::shared(&self.dates[entry.date], raw_time);
        Some(Slot::from_parts(raw, text.as_ref().ok()?.clone(), entry.start, entry.end))
    }

    /// The slots whose text contradicts the clocks at the property, to be logged and counted.
    pub fn contradictions(&self, property_zone: TimeZone) -> impl Iterator<Item = Contradiction> {
        let differs = move |end| differing_offset(end, property_zone).is_some();
        self.entries
            .iter()
            .filter(move |entry| differs(entry.start) || differs(entry.end))
            .filter_map(move |entry| contradiction(&self.slot(entry)?, property_zone))
    }

    /// The texts that could not be parsed, each one once.
    #[must_use]
    pub fn unreadable(&self) -> &[SlotError] {
        &self.unreadable
    }

    /// Shows the slots that have not started yet and start within the window, one after the other.
    pub(crate) fn show(
        &self,
        zone: TimeZone,
        now: DateTime<Utc>,
        window: Window,
        mut see: impl FnMut(SlotView<'_>),
    ) {
        let Some(first) = self.entries.first() else { return };
        let mut period = zone.period_at(first.start.timestamp());
        let mut shown_end = |end: DateTime<FixedOffset>| {
            let unix = end.timestamp();
            if !period.contains(unix) {
                period = zone.period_at(unix);
            }
            ShownEnd::new(end, period)
        };
        for entry in self.entries.iter().filter(|entry| entry.start > now) {
            let ends = [entry.start, entry.end];
            let shown = ends.map(&mut shown_end);
            let [start, end] = shown.map(|end| end.local.date());
            if !window.contains(start) {
                continue;
            }
            let (raw_time, Ok(text)) = &self.times.0[entry.time] else { continue };
            let times = ShownTimes::new(text, ends, shown);
            see(SlotView {
                raw_date: &self.dates[entry.date],
                raw_time,
                day: start,
                start: [&date_text(start), &times.start],
                end: [&date_text(end), &times.end],
                label: &times.label,
                local_label: times.local_label.as_deref(),
            });
        }
    }

    /// What a person in this zone is shown: the slots that have not started yet and start within the window.
    #[must_use]
    pub fn schedule(self, zone: TimeZone, now: DateTime<Utc>, window: Window) -> Schedule {
        let mut days: Vec<Day> = Vec::new();
        self.show(zone, now, window, |slot| match days.last_mut() {
            Some(day) if day.date == slot.day => day.slots.push(slot.into()),
            _ => days.push(Day { date: slot.day, slots: vec![slot.into()] }),
        });
        Schedule { days, unreadable: self.unreadable }
    }
}
