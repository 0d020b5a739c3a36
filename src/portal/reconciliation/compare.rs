//! Compares confirmed tours with the appointments that Entrata lists. Pure: no I/O.

use crate::portal::appointment::{Appointment, Clocks, State, When, ZONES_APART, mountain};
use crate::tour::{Slot, TourType};
use chrono::{DateTime, NaiveDateTime, Utc};

/// A confirmed tour as our tables have it.
#[derive(Debug, Clone)]
pub(super) struct Booked {
    pub(super) tour_type: TourType,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    /// The slot that its texts name; `None` after a move to a time that is not a slot.
    pub(super) slot: Option<Slot>,
    /// The event in which Entrata last showed it.
    pub(super) last_seen: Option<Seen>,
}

/// An event as Entrata showed it: enough to recognize it, and to see whether it has changed since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Entrata's id of the event.
    pub(super) event_id: String,
    /// The start by the clock that the event shows; `None` if the event names its zone.
    pub(super) clock: Option<NaiveDateTime>,
}

/// What Entrata's response says about a tour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    /// It takes place as booked.
    Stands(Seen),
    /// It takes place at another time.
    Moved(Move),
    /// It was canceled.
    Cancelled,
    /// The response does not have it, which alone proves nothing.
    Missing,
}

/// The new time of a tour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    /// The date and the times as Entrata wrote them.
    pub(super) date: String,
    pub(super) time: String,
    pub(super) seen: Seen,
}

/// How much of a lead a response covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Some of its appointments: those of a number of days.
    Partial,
    /// All of its appointments.
    Complete,
}

/// Compares the upcoming tours of one lead with the appointments of that lead; one finding for each tour, in order.
///
/// An appointment belongs to one tour at most. A tour is recognized by the event in which it was last seen, then by its
/// start, and finally by being the only remaining tour and the only remaining upcoming appointment of the lead.
pub(super) fn compare(
    booked: &[Booked],
    listed: &[Appointment],
    reading: Reading,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let mut findings = vec![Finding::Missing; booked.len()];
    let mut free: Vec<&Appointment> = listed.iter().collect();
    let mut assign = |is_its: &dyn Fn(&Booked, &Appointment) -> bool| {
        for (tour, finding) in booked.iter().zip(&mut findings) {
            if *finding != Finding::Missing {
                continue;
            }
            if let Some(place) = free.iter().position(|event| is_its(tour, event)) {
                *finding = tour.in_its_event(free.remove(place));
            }
        }
    };
    let stands = |event: &Appointment| event.state == State::Stands;
    let lost_its_event = |tour: &Booked| listed.iter().any(|event| tour.was_seen_in(event) && !stands(event));
    assign(&|tour, event| stands(event) && tour.was_seen_in(event));
    assign(&|tour, event| stands(event) && tour.starts_in(event) && !lost_its_event(tour));
    assign(&|tour, event| stands(event) && tour.starts_in(event));
    assign(&|tour, event| tour.was_seen_in(event));
    assign(&|tour, event| event.state == State::Cancelled && tour.starts_in(event));
    let missing: Vec<_> = (0..booked.len()).filter(|&place| findings[place] == Finding::Missing).collect();
    if reading == Reading::Complete
        && let [place] = missing[..]
    {
        let tour = &booked[place];
        let moved = free.iter().filter(|event| event.state == State::Stands && event.may_be(tour.tour_type));
        let moved: Vec<_> = moved.filter_map(|event| tour.in_another_event(event, now)).collect();
        if let [finding] = &moved[..] {
            findings[place] = finding.clone();
        }
    }
    findings
}

impl Booked {
    fn was_seen_in(&self, event: &Appointment) -> bool {
        self.last_seen
            .as_ref()
            .is_some_and(|seen| !seen.event_id.is_empty() && seen.event_id == event.event_id)
    }

    fn starts_in(&self, event: &Appointment) -> bool {
        let at_its_time = match (&self.slot, event.when) {
            (Some(slot), _) => event.starts_with(slot, Clocks::SlotOrMountain),
            (None, When::Instants { start, .. }) => start == self.starts_at,
            (None, When::Clock { start, .. }) => mountain(start) == Some(self.starts_at),
            (None, When::Unknown) => false,
        };
        at_its_time && event.may_be(self.tour_type)
    }

    /// What its event says about it.
    fn in_its_event(&self, event: &Appointment) -> Finding {
        match event.state {
            State::Cancelled => return Finding::Cancelled,
            State::Replaced => return Finding::Missing,
            State::Stands => {}
        }
        let last_clock = self.last_seen.as_ref().and_then(|seen| seen.clock);
        match (event.when, last_clock) {
            (When::Instants { start, end }, _) if start != self.starts_at => {
                Finding::Moved(self.moved(event, start, end))
            }
            // The zone of the clock is unknown, but it is the same as before.
            (When::Clock { start, .. }, Some(before)) if start != before => {
                Finding::Moved(self.moved(event, self.starts_at + (start - before), None))
            }
            _ => Finding::Stands(event.seen()),
        }
    }

    /// What an event says about it that may be its event, although it shows another time. `None` if it is not upcoming.
    fn in_another_event(&self, event: &Appointment, now: DateTime<Utc>) -> Option<Finding> {
        let (start, end) = match (event.when, &self.last_seen, &self.slot) {
            (When::Instants { start, end }, ..) => (start, end),
            (When::Clock { start, .. }, Some(Seen { clock: Some(before), .. }), _) => {
                (self.starts_at + (start - *before), None)
            }
            (When::Clock { start, .. }, _, Some(slot)) => {
                let distance = start - slot.local_start();
                let whole_hours = distance.num_minutes() % 60 == 0;
                if self.last_seen.is_none() && whole_hours && distance.abs() < ZONES_APART {
                    return Some(Finding::Stands(event.seen()));
                }
                (slot.start() + distance, None)
            }
            _ => return None,
        };
        (start > now).then(|| Finding::Moved(self.moved(event, start, end)))
    }

    /// The move to a start. A tour keeps its length unless the event has an end.
    fn moved(&self, event: &Appointment, start: DateTime<Utc>, end: Option<DateTime<Utc>>) -> Move {
        Move {
            starts_at: start,
            ends_at: end.filter(|end| *end > start).unwrap_or(start + (self.ends_at - self.starts_at)),
            date: event.date_text.clone(),
            time: event.time_text.clone(),
            seen: event.seen(),
        }
    }
}

impl Appointment {
    fn seen(&self) -> Seen {
        let clock = match self.when {
            When::Clock { start, .. } => Some(start),
            When::Instants { .. } | When::Unknown => None,
        };
        Seen { event_id: self.event_id.clone(), clock }
    }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
