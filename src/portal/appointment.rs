//! Reads Entrata's events as appointments: when they take place, which kind of tour they are, and their state.
//! Pure: no I/O.
//!
//! Entrata shows an appointment's times without a zone. The zone is named in the event's text, if at all; otherwise the
//! times are those of the slot's own clock, or Mountain Time (`docs/explanation/tour-times.md`).

use crate::api::leads::{EventType, LeadEvent};
use crate::tour::event_text::{AppointmentTimes, appointment_times, start_clock};
use crate::tour::zone::TimeZone;
use crate::tour::{Slot, TourType};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// An appointment as Entrata shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Appointment {
    /// Entrata's id of the event.
    pub(super) event_id: String,
    /// Which kind of tour it is, if the event says so.
    pub(super) tour_type: Option<TourType>,
    /// Whether it takes place.
    pub(super) state: State,
    /// When it takes place.
    pub(super) when: When,
    /// The date and the times as Entrata wrote them.
    pub(super) date_text: String,
    pub(super) time_text: String,
}

/// Whether an appointment takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It takes place, or took place.
    Stands,
    /// It was canceled.
    Cancelled,
    /// Another appointment replaced it.
    Replaced,
}

/// When an appointment takes place, as far as its texts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A text of the event names the time zone.
    Instants { start: DateTime<Utc>, end: Option<DateTime<Utc>> },
    /// Only the times of some clock are known.
    Clock { start: NaiveDateTime, end: Option<NaiveDateTime> },
    /// No time can be read.
    Unknown,
}

/// Zones of the United States lie at most this far apart. Clocks that differ by less may show the same instant.
pub(super) const ZONES_APART: TimeDelta = TimeDelta::hours(6);

/// Which clocks an event without a zone may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clocks {
    /// That of the slot's own text. For a tour that was never sent: an hour's difference is another tour.
    Slot,
    /// That of the slot's own text, or Mountain Time, in which Entrata shows times unless it says otherwise.
    SlotOrMountain,
}

impl Appointment {
    /// Reads an event. Returns `None` if it is not an appointment.
    pub(super) fn read(event: &LeadEvent) -> Option<Self> {
        // A tour whose date is missing still has it in its sentence.
        let in_sentence = || {
            event.tour_event_type()?;
            start_clock(&event.reason, None).map(|start| start.date())
        };
        let date = event.appointment_date.or_else(in_sentence)?;
        let state = match () {
            () if event.result.to_ascii_lowercase().contains("resched") => State::Replaced,
            () if event.is_canceled() => State::Cancelled,
            () => State::Stands,
        };
        Some(Self {
            event_id: event.id.clone(),
            tour_type: tour_type(event),
            state,
            when: when(event, date),
            date_text: date.to_string(),
            time_text: shown_times(event),
        })
    }

    /// Returns whether it may be a tour of this kind. An event that does not say its kind may be of any.
    pub(super) fn may_be(&self, tour_type: TourType) -> bool {
        self.tour_type.is_none_or(|own| own == tour_type)
    }

    /// Returns whether it starts when the slot does. Compares instants, never texts.
    pub(super) fn starts_with(&self, slot: &Slot, clocks: Clocks) -> bool {
        match self.when {
            When::Instants { start, .. } => start == slot.start(),
            When::Clock { start, .. } => {
                start == slot.local_start()
                    || clocks == Clocks::SlotOrMountain && mountain(start) == Some(slot.start())
            }
            When::Unknown => false,
        }
    }
}

/// The instant at which clocks in Mountain Time show a date and time. `None` if they skip it or show it twice.
pub(super) fn mountain(clock: NaiveDateTime) -> Option<DateTime<Utc>> {
    clock.and_local_timezone(TimeZone::mountain()).single().map(|at| at.with_timezone(&Utc))
}

/// Reads the kind of tour from the event's type, which may be that of any appointment.
fn tour_type(event: &LeadEvent) -> Option<TourType> {
    let name = event.type_name.to_ascii_lowercase();
    match event.tour_event_type() {
        Some(EventType::SelfGuidedTour) => Some(TourType::SelfGuided),
        Some(EventType::VirtualTour) => Some(TourType::VirtualGuided),
        _ if name.contains("self") => Some(TourType::SelfGuided),
        _ if name.contains("virtual") => Some(TourType::VirtualGuided),
        _ => None,
    }
}

fn shown_times(event: &LeadEvent) -> String {
    [event.time_from.trim(), event.time_to.trim()]
        .into_iter()
        .filter(|time| !time.is_empty())
        .collect::<Vec<_>>()
        .join(" - ")
}

fn when(event: &LeadEvent, date: NaiveDate) -> When {
    let shown = appointment_times(&shown_times(event), Some(date));
    if let Some(AppointmentTimes::Instants { start, end }) = shown {
        return When::Instants { start, end };
    }
    let clock = match shown {
        Some(AppointmentTimes::NoZone { start, .. }) => Some(start),
        _ => None,
    };
    if let Some((start, end)) = sentence(&event.reason, date, clock) {
        return When::Instants { start, end };
    }
    let Some(AppointmentTimes::NoZone { start, end }) = shown else { return When::Unknown };
    // Anyone may write a time into a comment. It counts only if it shows the same clock.
    let in_text = [&event.reason, &event.comments, &event.recorded_at].into_iter().find_map(|text| {
        match appointment_times(text, Some(date))? {
            AppointmentTimes::Instants { start: at, end } if start_clock(text, Some(date)) == Some(start) => {
                Some(When::Instants { start: at, end })
            }
            _ => None,
        }
    });
    in_text.unwrap_or(When::Clock { start, end })
}

/// Reads Entrata's own sentence, which has the date, the times and the zone:
/// `Schedule Appointment on 09/15/2019 from 11:30 PM MDT to 01:00 AM MDT`. A sentence is outdated if it is about another day,
/// or if no zone has its time when another one shows `clock`, the time beside it.
fn sentence(
    text: &str,
    date: NaiveDate,
    clock: Option<NaiveDateTime>,
) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let AppointmentTimes::Instants { start, end } = appointment_times(text, None)? else { return None };
    let written = start_clock(text, None)?;
    let is_zone_apart = |clock: NaiveDateTime| {
        let apart = clock - written;
        apart.num_minutes() % 60 == 0 && apart.abs() < ZONES_APART
    };
    let is_current = (written.date() - date).abs() <= TimeDelta::days(1) && clock.is_none_or(is_zone_apart);
    is_current.then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(date: &str, from: &str, to: &str) -> LeadEvent {
        LeadEvent {
            type_id: Some(17),
            appointment_date: date.parse().ok(),
            time_from: from.to_owned(),
            time_to: to.to_owned(),
            ..LeadEvent::default()
        }
    }

    fn is_slot(event: &LeadEvent, slot: &Slot, clocks: Clocks) -> bool {
        Appointment::read(event).unwrap().starts_with(slot, clocks)
    }

    fn chicago() -> Slot {
        Slot::parse("2026-07-15", "10:00 CDT - 10:30 CDT").unwrap()
    }

    #[test]
    fn the_slots_own_clock_is_recognized_in_every_form() {
        for (from, to) in [
            ("10:00:00", "10:30:00"),
            ("10:00", "10:30"),
            ("10:00 AM", "10:30 AM"),
            ("10:00am", "10:30am"),
            ("10:00:00 AM", "10:30:00 AM"),
            ("10:00 CDT", "10:30 CDT"),
            ("11:00 EDT", "11:30 EDT"),
        ] {
            assert!(is_slot(&event("2026-07-15", from, to), &chicago(), Clocks::Slot), "{from}");
        }
        for (date, from) in [("2026-07-16", "10:00:00"), ("2026-07-15", "10:30:00"), ("2026-07-15", "")] {
            assert!(!is_slot(&event(date, from, ""), &chicago(), Clocks::SlotOrMountain), "{date} {from}");
        }
    }

    #[test]
    fn mountain_time_without_a_word_counts_only_after_an_earlier_attempt() {
        let mountain = event("2026-07-15", "09:00:00", "09:30:00");
        assert!(!is_slot(&mountain, &chicago(), Clocks::Slot));
        assert!(is_slot(&mountain, &chicago(), Clocks::SlotOrMountain));
        let late = Slot::parse("2026-07-15", "00:30 EDT - 01:00 EDT").unwrap();
        let day_before = event("2026-07-14", "22:30:00", "23:00:00");
        assert!(is_slot(&day_before, &late, Clocks::SlotOrMountain));
    }

    #[test]
    fn a_zone_in_the_text_is_the_only_one_that_counts() {
        let sentence = "Schedule Appointment on 07/15/2026 from 09:00 AM MDT to 09:30 AM MDT";
        let mut appointment = event("2026-07-15", "09:00:00", "09:30:00");
        appointment.reason = sentence.to_owned();
        assert!(is_slot(&appointment, &chicago(), Clocks::Slot));
        let nine = Slot::parse("2026-07-15", "09:00 CDT - 09:30 CDT").unwrap();
        assert!(
            !is_slot(&appointment, &nine, Clocks::SlotOrMountain),
            "its own clock is not the one of the sentence"
        );
        appointment.reason = String::new();
        appointment.comments = "Virtual tour at 09:00 MDT".to_owned();
        assert!(is_slot(&appointment, &chicago(), Clocks::Slot));
        (appointment.comments, appointment.recorded_at) =
            (String::new(), "07/15/2026 09:00:00 MDT".to_owned());
        assert!(is_slot(&appointment, &chicago(), Clocks::Slot));
        appointment.recorded_at = "07/01/2026 09:00:00 MDT".to_owned();
        assert!(!is_slot(&appointment, &chicago(), Clocks::Slot), "when it was recorded");
    }

    #[test]
    fn a_tour_without_a_date_has_it_in_its_sentence() {
        let mut appointment = LeadEvent { type_id: Some(17), ..LeadEvent::default() };
        appointment.reason =
            "Schedule Appointment on 07/15/2026 from 09:00 AM MDT to 09:30 AM MDT".to_owned();
        assert!(is_slot(&appointment, &chicago(), Clocks::Slot));
        appointment.type_id = Some(3);
        assert_eq!(Appointment::read(&appointment), None, "another kind of event");
    }

    #[test]
    fn a_time_in_a_renters_message_is_not_the_appointments() {
        let mut appointment = event("2026-07-15", "11:00:00", "11:30:00");
        appointment.comments = "I would prefer 10:00 CDT, or 9 AM MDT".to_owned();
        assert!(!is_slot(&appointment, &chicago(), Clocks::SlotOrMountain));
        appointment.comments = "I would prefer 10:00 CDT".to_owned();
        assert!(!is_slot(&appointment, &chicago(), Clocks::SlotOrMountain));
    }

    #[test]
    fn a_sentence_about_another_day_or_time_is_ignored() {
        let mut appointment = event("2026-07-15", "10:00:00", "10:30:00");
        appointment.reason =
            "Schedule Appointment on 07/01/2026 from 09:00 AM MDT to 09:30 AM MDT".to_owned();
        assert!(is_slot(&appointment, &chicago(), Clocks::Slot));
        for moved in ["14:30:00", "17:00:00"] {
            let mut appointment = event("2026-07-15", moved, "");
            appointment.reason =
                "Schedule Appointment on 07/15/2026 from 09:00 AM MDT to 09:30 AM MDT".to_owned();
            assert!(
                !is_slot(&appointment, &chicago(), Clocks::Slot),
                "the sentence is still that of the old time"
            );
        }
    }

    #[test]
    fn the_type_names_the_kind_of_tour_and_the_result_its_state() {
        let read = |type_id: u32, name: &str, result: &str| {
            let mut appointment = event("2026-07-15", "10:00:00", "10:30:00");
            (appointment.type_id, appointment.type_name, appointment.result) =
                (Some(type_id), name.into(), result.into());
            let read = Appointment::read(&appointment).unwrap();
            (read.tour_type, read.state)
        };
        assert_eq!(read(17, "Scheduled Appointment", "Completed"), (None, State::Stands));
        assert_eq!(
            read(442, "Self-Guided Tour", "Cancelled"),
            (Some(TourType::SelfGuided), State::Cancelled)
        );
        assert_eq!(read(449, "", "Canceled by prospect"), (Some(TourType::VirtualGuided), State::Cancelled));
        assert_eq!(read(17, "Virtual Tour", "Rescheduled"), (Some(TourType::VirtualGuided), State::Replaced));
        assert_eq!(Appointment::read(&LeadEvent::default()), None);
    }

    proptest! {
        /// Whatever zone Entrata's staff use, a text that names it is recognized, and no other time is.
        #[test]
        fn instants_are_compared_and_not_texts(hour in 7_u32..20, zone in 0_usize..4, other in 1_u32..3) {
            let (zone, ahead) = [("PDT", -2), ("MDT", -1), ("CDT", 0), ("EDT", 1)][zone];
            let slot = Slot::parse("2026-07-15", &format!("{hour:02}:00 CDT - {hour:02}:30 CDT")).unwrap();
            let appointment = |hour: u32| {
                event("2026-07-15", &format!("{:02}:00 {zone}", hour.saturating_add_signed(ahead)), "")
            };
            prop_assert!(is_slot(&appointment(hour), &slot, Clocks::Slot));
            prop_assert!(!is_slot(&appointment(hour - other), &slot, Clocks::SlotOrMountain));
        }
    }
}
