//! All slots that Entrata offers, and the days on which a person sees them.

use super::contradiction::{Contradiction, contradiction_by};
use super::shown::WallClock;
use super::slot;
use super::{RawSlot, Shown, Slot, SlotError, Window};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

/// What Entrata offers, read: in the order of time, and no slot twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    slots: Vec<Slot>,
    unreadable: Vec<SlotError>,
}

/// One day of a [`Schedule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day in the shown zone.
    pub date: NaiveDate,
    /// The slots that start on it, by their start.
    pub slots: Vec<Shown>,
}

/// What a person is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The days that have slots.
    pub days: Vec<Day>,
    /// What Entrata sent and nobody can read, each text once.
    pub unreadable: Vec<SlotError>,
}

impl Offer {
    /// Reads the days of an answer, each with its `tourDate` and its `tourTime`s. An unreadable slot costs
    /// nothing but itself.
    #[must_use]
    pub fn read(days: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        let (mut slots, mut unreadable) = (Vec::new(), Vec::new());
        for (date, times) in days {
            let day = slot::read_date(&date);
            slots.reserve(times.len());
            for time in times {
                match Slot::on(day, RawSlot { date: date.clone(), time }) {
                    Ok(slot) => slots.push(slot),
                    Err(error) => unreadable.push(error),
                }
            }
        }
        slots.sort_by_key(|slot| (slot.start(), slot.end()));
        slots.dedup_by_key(|slot| (slot.start(), slot.end()));
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
        let mut clock = WallClock::of(property_zone);
        self.slots.iter().filter_map(move |slot| contradiction_by(slot, &mut clock))
    }

    /// What a person in this zone is shown: the slots that have not started yet and start within the window.
    #[must_use]
    pub fn schedule(self, tz: Tz, now: DateTime<Utc>, window: Window) -> Schedule {
        let mut clock = WallClock::of(tz);
        let mut days: Vec<Day> = Vec::new();
        for slot in self.slots.into_iter().filter(|slot| slot.start() > now) {
            let shown = slot.into_shown(&mut clock);
            match days.last_mut() {
                Some(day) if day.date == shown.day => day.slots.push(shown),
                before if window.contains(shown.day) => {
                    // A day has about as many slots as the one before.
                    let mut slots = Vec::with_capacity(before.map_or(1, |day| day.slots.len()));
                    let date = shown.day;
                    slots.push(shown);
                    days.push(Day { date, slots });
                }
                _ => {}
            }
        }
        Schedule { days, unreadable: self.unreadable }
    }
}
