//! The slots of an answer that are shown.

use super::{at, day, zone};
use crate::tour::zone::TimeZone;
use crate::tour::{Availability, Day, Month, Schedule, Window};

fn chicago() -> TimeZone {
    zone("America/Chicago")
}

fn offer(days: &[(&str, &[&str])]) -> Availability {
    Availability::parse(
        days.iter().map(|(date, times)| ((*date).to_owned(), times.iter().map(|&t| t.to_owned()).collect())),
    )
}

/// December 2026 as seen on 24 November.
fn december(days: &[(&str, &[&str])]) -> Schedule {
    let now = at("2026-11-24T18:00:00Z");
    let window = Window::of_month(Month::parse("12-2026").unwrap(), chicago(), now).unwrap();
    offer(days).schedule(chicago(), now, window)
}

/// One line a slot: the day it stands under, and its label.
fn lines(schedule: &Schedule) -> Vec<String> {
    let day_of = |day: &Day| -> Vec<_> {
        day.slots.iter().map(|slot| format!("{} {}", day.date, slot.label())).collect()
    };
    schedule.days.iter().flat_map(day_of).collect()
}

#[test]
fn slots_stand_under_the_day_of_the_shown_zone_in_the_order_of_time() {
    let schedule = december(&[
        ("2026-12-02", &["10:00 MST - 10:30 MST"]),
        ("2026-12-01", &["23:30 MST - 00:00 MST", "09:00 MST - 09:30 MST", "9:00am - 9:30am EST"]),
    ]);
    assert_eq!(
        lines(&schedule),
        [
            "2026-12-01 8:00 AM - 8:30 AM CST",
            "2026-12-01 10:00 AM - 10:30 AM CST",
            "2026-12-02 12:30 AM - 1:00 AM CST",
            "2026-12-02 11:00 AM - 11:30 AM CST",
        ]
    );
    assert!(schedule.unreadable.is_empty());
}

#[test]
fn a_slot_is_offered_once_however_often_entrata_sends_it() {
    let schedule = december(&[
        ("2026-12-01", &["10:00 MST - 10:30 MST", "10:00 MST - 10:30 MST", "17:00 UTC - 17:30 UTC"]),
        ("2026-12-01", &["10:00 MST - 10:30 MST", "10:00 MST - 11:00 MST"]),
    ]);
    let raw: Vec<_> = schedule.days[0].slots.iter().map(|slot| slot.raw().time()).collect();
    assert_eq!(raw, ["10:00 MST - 10:30 MST", "10:00 MST - 11:00 MST"]);
}

#[test]
fn an_unreadable_slot_is_listed_once_and_costs_no_other_slot() {
    let schedule = december(&[
        ("2026-12-01", &["noonish", "10:00 MST - 10:30 MST", "noonish"]),
        ("someday", &["10:00 MST - 10:30 MST"]),
    ]);
    assert_eq!(lines(&schedule), ["2026-12-01 11:00 AM - 11:30 AM CST"]);
    let unreadable: Vec<_> =
        schedule.unreadable.iter().map(|error| (error.raw.date(), error.raw.time())).collect();
    assert_eq!(unreadable, [("2026-12-01", "noonish"), ("someday", "10:00 MST - 10:30 MST")]);
}

#[test]
fn a_month_has_the_slots_that_start_in_it_where_they_are_shown() {
    let schedule = december(&[
        ("2026-11-30", &["22:30 MST - 23:00 MST", "23:00 MST - 23:30 MST"]),
        ("2026-12-31", &["22:30 MST - 23:30 MST", "23:00 MST - 23:30 MST"]),
        ("2027-01-01", &["00:00 EST - 00:30 EST", "01:00 EST - 01:30 EST"]),
    ]);
    assert_eq!(
        lines(&schedule),
        [
            "2026-12-01 12:00 AM - 12:30 AM CST",
            "2026-12-31 11:00 PM - 11:30 PM CST",
            "2026-12-31 11:30 PM - 12:30 AM CST",
        ]
    );
}

#[test]
fn a_slot_that_has_started_is_no_longer_offered() {
    let now = at("2026-12-01T17:00:00Z");
    let slots: &[(&str, &[&str])] =
        &[("2026-12-01", &["09:30 MST - 10:30 MST", "10:00 MST - 10:30 MST", "10:01 MST - 10:31 MST"])];
    let schedule = offer(slots).schedule(chicago(), now, Window::next_days(chicago(), now));
    assert_eq!(lines(&schedule), ["2026-12-01 11:01 AM - 11:31 AM CST"]);
}

#[test]
fn no_slots_are_no_days() {
    assert_eq!(december(&[]), Schedule { days: vec![], unreadable: vec![] });
    assert_eq!(december(&[("2026-12-01", &[])]).days, []);
}

#[test]
fn contradictions_are_found_for_every_slot_that_has_one() {
    let offer = offer(&[
        ("2026-07-01", &["10:00 MST - 10:30 MST", "10:30 MDT - 11:00 MDT"]),
        ("2026-12-01", &["10:00 MST - 10:30 MST"]),
    ]);
    let found: Vec<_> =
        offer.contradictions(zone("America/Denver")).map(|found| found.raw.date().to_owned()).collect();
    assert_eq!(found, ["2026-07-01"]);
    assert_eq!(offer.len(), 3);
    assert_eq!(offer.slots().next().unwrap().start().date_naive(), day("2026-07-01"));
}
