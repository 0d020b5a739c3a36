//! All slots that Entrata offers, and the days on which a person sees them.

use super::clock::Clock;
use super::contradiction::{Contradiction, contradiction_by};
use super::instant::{Instant, Wall};
use super::shown::{Board, Sight};
use super::text::{self, Written};
use super::{Problem, RawSlot, ShownSlot, Slot, SlotError, Window, slot};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use smol_str::SmolStr;

/// What Entrata offers, read: in the order of time, and no slot twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    slots: Vec<Slot>,
    unreadable: Vec<SlotError>,
}

/// The texts of the slots that were read last, by their place in the day: nearly every day has those of the day before,
/// and reading them is most of the work of reading a slot.
#[derive(Debug, Default)]
struct Texts(Vec<(SmolStr, Result<Written, Problem>)>);

impl Texts {
    fn read(&mut self, at: usize, time: &str) -> &(SmolStr, Result<Written, Problem>) {
        match self.0.get_mut(at) {
            Some((known, _)) if known == time => {}
            Some(before) => *before = (time.into(), text::read(time)),
            None => self.0.push((time.into(), text::read(time))),
        }
        // A day's places are counted from zero, so that none is missing before this one.
        &self.0[at]
    }
}

/// One day of a [`Schedule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day in the shown zone.
    pub date: NaiveDate,
    /// The slots that start on it, by their start.
    pub slots: Vec<ShownSlot>,
}

/// What a person is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The days that have slots.
    pub days: Vec<Day>,
    /// What Entrata sent and nobody can read, each text once.
    pub unreadable: Vec<SlotError>,
}

impl Availability {
    /// Reads the days of an answer, each with its `tourDate` and its `tourTime`s. An unreadable slot costs
    /// nothing but itself.
    #[must_use]
    pub fn parse<T: AsRef<str>>(days: impl IntoIterator<Item = (T, Vec<T>)>) -> Self {
        let (mut slots, mut unreadable) = (Vec::new(), Vec::new());
        let mut texts = Texts::default();
        for (date, times) in days {
            let date = SmolStr::new(date);
            let midnight = slot::read_date(&date).map(Wall::midnight);
            slots.reserve(times.len());
            for (at, time) in times.iter().enumerate() {
                let (time, written) = texts.read(at, time.as_ref());
                match Slot::on(midnight, written, RawSlot { date: date.clone(), time: time.clone() }) {
                    Ok(slot) => slots.push(slot),
                    Err(error) => unreadable.push(error),
                }
            }
        }
        let span = |slot: &Slot| slot.ends().map(|told| told.at);
        slots.sort_by_key(span);
        slots.dedup_by_key(|slot| span(slot));
        unreadable.sort();
        unreadable.dedup();
        Self { slots, unreadable }
    }

    /// Every slot that could be read.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The slots whose zone word contradicts the clocks at the property, to be logged and counted.
    pub fn contradictions(&self, property_zone: Tz) -> impl Iterator<Item = Contradiction> {
        let mut clock = Clock::of(property_zone);
        self.slots.iter().filter_map(move |slot| contradiction_by(slot, &mut clock))
    }

    /// What nobody can read, each text once.
    #[must_use]
    pub fn unreadable(&self) -> &[SlotError] {
        &self.unreadable
    }

    /// Shows a person in this zone the slots that have not started yet and start within the window, one after the other.
    pub(crate) fn show(&self, tz: Tz, now: DateTime<Utc>, window: Window, mut see: impl FnMut(Sight<'_>)) {
        let (mut board, now) = (Board::of(tz), Instant::of(now));
        for slot in self.slots.iter().filter(|slot| slot.ends()[0].at > now) {
            let sight = board.show(slot);
            if window.contains(sight.day) {
                see(sight);
            }
        }
    }

    /// What a person in this zone is shown: the slots that have not started yet and start within the window.
    #[must_use]
    pub fn schedule(self, tz: Tz, now: DateTime<Utc>, window: Window) -> Schedule {
        let mut days: Vec<Day> = Vec::new();
        self.show(tz, now, window, |slot| match days.last_mut() {
            Some(day) if day.date == slot.day => day.slots.push(slot.into()),
            _ => days.push(Day { date: slot.day, slots: vec![slot.into()] }),
        });
        Schedule { days, unreadable: self.unreadable }
    }
}
