//! The offered slots of a response, and their days in the shown zone.

use super::contradiction::{Contradiction, contradiction};
use super::instant::{ZonedInstant, midnight};
use super::problem::{Problem, SlotError};
use super::raw::RawSlot;
use super::shown::{ShownDay, ShownEnd, ShownSlot, ShownTimes, SlotView};
use super::slot::{Slot, instants, parse_date};
use super::slot_text::SlotText;
use super::window::Window;
use super::zone::{Period, Periods, TimeZone};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use smol_str::SmolStr;

/// The slots that Entrata offers, ordered and without duplicates.
///
/// Most days have the same times, so each distinct text is stored and parsed once.
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

/// A slot of an [`Availability`]: the indexes of its texts, and their instants.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    date: usize,
    time: usize,
    start: ZonedInstant,
    end: ZonedInstant,
}

/// The distinct `tourTime`s of a response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Times(Vec<(SmolStr, Result<SlotText, Problem>)>);

impl Times {
    /// Returns the index of a text, and adds it if it is new. It usually has the `expected` index, and comparing with that one
    /// first saves a quarter of parsing a response.
    fn index_of(&mut self, text: &str, expected: usize) -> usize {
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

/// The slots that a person is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schedule {
    /// The days that have slots.
    pub days: Vec<Day>,
    /// The texts that could not be parsed, each one once.
    pub unreadable: Vec<SlotError>,
}

impl Availability {
    /// Parses the days of a response, each with its `tourDate` and its `tourTime`s. A slot that cannot be parsed is left
    /// out and kept in [`unreadable`](Self::unreadable).
    #[must_use]
    pub fn parse<T: AsRef<str>>(days: impl IntoIterator<Item = (T, Vec<T>)>) -> Self {
        let (mut dates, mut times) = (Vec::new(), Times::default());
        let (mut entries, mut unreadable) = (Vec::new(), Vec::new());
        for (raw_date, day) in days {
            let raw_date = SmolStr::new(raw_date);
            let begins = parse_date(&raw_date).map(midnight);
            entries.reserve(day.len());
            let mut time = 0;
            for text in &day {
                time = times.index_of(text.as_ref(), time);
                let (raw_time, text) = &times.0[time];
                let parsed = text
                    .as_ref()
                    .map_err(Clone::clone)
                    .and_then(|text| instants(begins.clone()?, text.start, text.end));
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
        entries.sort_by_key(|entry| (entry.start.unix, entry.end.unix));
        entries.dedup_by_key(|entry| (entry.start.unix, entry.end.unix));
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
        let mut periods = Periods::new(property_zone);
        let mut differs = move |end: ZonedInstant| periods.at(end.unix).offset != end.offset;
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

    /// Calls `each` with every slot that has not started yet and starts within the window, in order.
    pub(crate) fn show(
        &self,
        zone: TimeZone,
        now: DateTime<Utc>,
        window: Window,
        mut each: impl FnMut(SlotView<'_>),
    ) {
        let Some(first) = self.entries.first() else { return };
        let mut periods = Periods::new(zone);
        let mut shown_end = |end: ZonedInstant| ShownEnd::new(end.unix, periods.at(end.unix));
        let mut day = ShownDay::new(shown_end(first.start).instant);
        let mut known: Vec<Option<ShownBefore>> = vec![None; self.times.0.len()];
        for entry in self.entries.iter().filter(|entry| entry.start.unix > now.timestamp()) {
            let ends = [entry.start, entry.end];
            let shown = ends.map(&mut shown_end);
            day = day.turned_to(shown[0].instant);
            if !window.contains(day.date) {
                continue;
            }
            let end_day = day.turned_to(shown[1].instant);
            let (raw_time, Ok(text)) = &self.times.0[entry.time] else { continue };
            let known = &mut known[entry.time];
            let times = match known {
                Some(before) if before.holds_for(text, shown) => &before.times,
                _ => {
                    let times = ShownTimes::new(text, ends, shown);
                    &known.insert(ShownBefore { periods: shown.map(|end| end.period), times }).times
                }
            };
            each(SlotView {
                raw_date: &self.dates[entry.date],
                raw_time,
                day: day.date,
                start: [&day.text, times.start()],
                end: [&end_day.text, times.end()],
                label: times.label(),
                local_label: Some(times.local_label()).filter(|label| !label.is_empty()),
            });
        }
    }

    /// Returns the slots that have not started yet and start within the window, by their day in the shown zone.
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

/// The texts of the slot last shown with one of the distinct times.
///
/// Writing these texts is most of the work of showing a slot. Reusing them saves two fifths of the instructions
/// for a response of 1,200 slots, from the stored text to JSON.
#[derive(Clone)]
struct ShownBefore {
    periods: [&'static Period; 2],
    times: ShownTimes,
}

impl ShownBefore {
    /// Whether a slot with the same time has the same texts: neither its own offsets nor those of the shown zone differ.
    fn holds_for(&self, text: &SlotText, shown: [ShownEnd; 2]) -> bool {
        let is_same = |(before, end): (&&Period, &ShownEnd)| std::ptr::eq(*before, end.period);
        text.has_fixed_offsets() && self.periods.iter().zip(&shown).all(is_same)
    }
}
