//! Whatever form Entrata shows an appointment in, a tour is canceled or moved only where the response says so.

use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;

const DAY: &str = "2026-07-15";

fn now() -> DateTime<Utc> {
    "2026-07-10T12:00:00Z".parse().unwrap()
}

/// A tour that was booked at `10:00 CDT`.
fn tour() -> Booked {
    let slot = Slot::parse(DAY, "10:00 CDT - 10:30 CDT").unwrap();
    Booked {
        tour_type: TourType::AgentGuided,
        starts_at: slot.start(),
        ends_at: slot.end(),
        slot: Some(slot),
        last_seen: None,
    }
}

fn clock(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn event(id: &str, when: When) -> Appointment {
    Appointment {
        event_id: id.to_owned(),
        tour_type: None,
        state: State::Stands,
        when,
        date_text: DAY.to_owned(),
        time_text: "as shown".to_owned(),
    }
}

fn at_clock(id: &str, text: &str) -> Appointment {
    event(id, When::Clock { start: clock(text), end: None })
}

fn at_instant(id: &str, text: &str) -> Appointment {
    event(id, When::Instants { start: text.parse().unwrap(), end: None })
}

fn in_state(state: State, event: Appointment) -> Appointment {
    Appointment { state, ..event }
}

fn one(tour: &Booked, listed: &[Appointment]) -> Finding {
    compare(std::slice::from_ref(tour), listed, Reading::Complete, now()).pop().unwrap()
}

fn start_of(finding: &Finding) -> Option<String> {
    match finding {
        Finding::Moved(moved) => Some(moved.starts_at.to_rfc3339()),
        _ => None,
    }
}

#[test]
fn a_tour_stands_in_its_own_clock_in_mountain_time_and_with_a_zone() {
    for listed in [
        at_clock("1", "2026-07-15T10:00:00"),
        at_clock("1", "2026-07-15T09:00:00"),
        at_instant("1", "2026-07-15T15:00:00Z"),
    ] {
        assert!(matches!(one(&tour(), std::slice::from_ref(&listed)), Finding::Stands(_)), "{listed:?}");
    }
}

#[test]
fn a_cancelled_event_cancels_the_tour_unless_another_replaces_it() {
    let cancelled = in_state(State::Cancelled, at_clock("1", "2026-07-15T10:00:00"));
    assert_eq!(one(&tour(), std::slice::from_ref(&cancelled)), Finding::Cancelled);
    let booked_again = [cancelled, at_clock("2", "2026-07-15T10:00:00")];
    assert!(matches!(one(&tour(), &booked_again), Finding::Stands(seen) if seen.event_id == "2"));
}

#[test]
fn a_slot_that_is_booked_again_keeps_the_new_tour_and_ends_the_old_one() {
    let old = Booked { last_seen: Some(Seen { event_id: "1".to_owned(), clock: None }), ..tour() };
    let listed = [
        in_state(State::Cancelled, at_instant("1", "2026-07-15T15:00:00Z")),
        at_instant("2", "2026-07-15T15:00:00Z"),
    ];
    let findings = compare(&[old.clone(), tour()], &listed, Reading::Complete, now());
    assert_eq!(findings[0], Finding::Cancelled);
    assert!(matches!(&findings[1], Finding::Stands(seen) if seen.event_id == "2"));
    assert!(matches!(one(&old, &listed), Finding::Stands(_)), "staff may enter it again");
}

#[test]
fn a_known_event_shows_a_move_in_any_time_zone() {
    for (before, after) in [
        ("2026-07-15T10:00:00", "2026-07-15T11:30:00"),
        ("2026-07-15T09:00:00", "2026-07-15T10:30:00"),
        ("2026-07-15T13:00:00", "2026-07-15T14:30:00"),
    ] {
        let seen = Seen { event_id: "1".to_owned(), clock: Some(clock(before)) };
        let tour = Booked { last_seen: Some(seen), ..tour() };
        let finding = one(&tour, &[at_clock("1", after)]);
        assert_eq!(start_of(&finding).as_deref(), Some("2026-07-15T16:30:00+00:00"), "{before}");
        let Finding::Moved(moved) = finding else { unreachable!() };
        assert_eq!(moved.ends_at - moved.starts_at, TimeDelta::minutes(30));
        assert!(matches!(one(&tour, &[at_clock("1", before)]), Finding::Stands(_)), "{before}");
    }
}

#[test]
fn an_unseen_event_moves_the_tour_only_if_no_zone_explains_its_clock() {
    let moved = one(&tour(), &[at_clock("1", "2026-07-17T12:00:00")]);
    assert_eq!(start_of(&moved).as_deref(), Some("2026-07-17T17:00:00+00:00"));
    assert!(
        matches!(one(&tour(), &[at_clock("1", "2026-07-15T08:00:00")]), Finding::Stands(_)),
        "Pacific Time"
    );
    let stated = one(&tour(), &[at_instant("1", "2026-07-15T16:00:00Z")]);
    assert_eq!(start_of(&stated).as_deref(), Some("2026-07-15T16:00:00+00:00"));
}

#[test]
fn a_rescheduled_tour_follows_the_appointment_that_replaced_it() {
    let listed = [
        in_state(State::Replaced, at_instant("1", "2026-07-15T15:00:00Z")),
        at_instant("2", "2026-07-16T20:00:00Z"),
    ];
    assert_eq!(start_of(&one(&tour(), &listed)).as_deref(), Some("2026-07-16T20:00:00+00:00"));
    assert_eq!(one(&tour(), &listed[..1]), Finding::Missing);
}

#[test]
fn a_past_appointment_and_another_kind_of_tour_are_not_this_tour() {
    let past = at_instant("1", "2026-07-01T15:00:00Z");
    let virtually =
        Appointment { tour_type: Some(TourType::VirtualGuided), ..at_instant("2", "2026-07-15T15:00:00Z") };
    assert_eq!(one(&tour(), &[past, virtually]), Finding::Missing);
}

#[test]
fn two_tours_of_one_lead_keep_their_own_appointments() {
    let later = Slot::parse(DAY, "11:00 CDT - 11:30 CDT").unwrap();
    let second = Booked { starts_at: later.start(), ends_at: later.end(), slot: Some(later), ..tour() };
    let listed = [
        at_clock("2", "2026-07-15T11:00:00"),
        in_state(State::Cancelled, at_clock("1", "2026-07-15T10:00:00")),
    ];
    let findings = compare(&[tour(), second], &listed, Reading::Complete, now());
    assert_eq!(findings[0], Finding::Cancelled);
    assert!(matches!(&findings[1], Finding::Stands(seen) if seen.event_id == "2"));
}

#[test]
fn another_appointment_in_a_partial_response_proves_no_move() {
    let other = at_instant("2", "2026-07-16T20:00:00Z");
    let findings = compare(&[tour()], &[other], Reading::Partial, now());
    assert_eq!(findings, [Finding::Missing]);
}

#[test]
fn an_empty_response_cancels_nothing() {
    assert_eq!(one(&tour(), &[]), Finding::Missing);
}

proptest! {
    /// No list of standing appointments cancels a tour, and a move never leads into the past.
    #[test]
    fn nothing_is_cancelled_without_a_cancelled_event(
        hours in prop::collection::vec((-200_i64..400, any::<bool>(), 0_u8..3), 0..6),
        seen in prop::option::of(0_usize..6),
    ) {
        let listed: Vec<_> = hours.iter().enumerate().map(|(id, (hour, zone, state))| {
            let start = tour().starts_at + TimeDelta::hours(*hour);
            let when = match zone {
                true => When::Instants { start, end: None },
                false => When::Clock { start: start.naive_utc(), end: None },
            };
            let state = if *state == 0 { State::Replaced } else { State::Stands };
            in_state(state, event(&id.to_string(), when))
        }).collect();
        let last_seen = seen.map(|id| Seen { event_id: id.to_string(), clock: None });
        let finding = one(&Booked { last_seen, ..tour() }, &listed);
        prop_assert_ne!(&finding, &Finding::Cancelled);
    }
}
