//! Which days are shown, and which are requested.

use super::{at, day, zone};
use crate::tour::zone::TimeZone;
use crate::tour::{Month, MonthError, Window};
use chrono::TimeDelta;

fn chicago() -> TimeZone {
    zone("America/Chicago")
}

fn month(text: &str, now: &str) -> Result<Window, MonthError> {
    Window::of_month(Month::parse(text)?, chicago(), at(now))
}

fn window(from: &str, to: &str) -> Window {
    Window { from: day(from), to: day(to) }
}

#[test]
fn a_month_is_shown_whole_but_never_its_past() {
    let noon = "2026-11-24T18:00:00Z";
    assert_eq!(month("12-2026", noon), Ok(window("2026-12-01", "2026-12-31")));
    assert_eq!(month("02-2028", noon), Ok(window("2028-02-01", "2028-02-29")));
    assert_eq!(month("11-2026", noon), Ok(window("2026-11-24", "2026-11-30")));
    assert_eq!(month("10-2026", noon), Err(MonthError::Past));
}

#[test]
fn a_month_is_over_when_it_is_over_in_the_shown_zone() {
    assert_eq!(month("11-2026", "2026-12-01T05:59:59Z"), Ok(window("2026-11-30", "2026-11-30")));
    assert_eq!(month("11-2026", "2026-12-01T06:00:00Z"), Err(MonthError::Past));
}

#[test]
fn a_month_is_written_in_one_way() {
    for text in
        ["", "2026-12", "13-2026", "00-2026", "1-2026", "12-26", "12/2026", "12-2026 ", "+1-2026", "12-1999"]
            .into_iter()
            .chain(["12-2100", "١٢-2026", "12-2026-1"])
    {
        assert_eq!(text.parse::<Month>(), Err(MonthError::Form), "{text:?}");
    }
}

#[test]
fn without_a_month_it_is_the_next_thirty_days_of_the_shown_zone() {
    let late_evening = Window::next_days(chicago(), at("2026-12-01T05:59:59Z"));
    assert_eq!(late_evening, window("2026-11-30", "2026-12-29"));
    let days = (late_evening.to - late_evening.from).num_days() + 1;
    assert_eq!(days, 30);
}

#[test]
fn one_day_more_is_requested_at_each_end() {
    let december = window("2026-12-01", "2026-12-31");
    assert_eq!(december.requested(at("2026-11-24T18:00:00Z")), window("2026-11-30", "2027-01-01"));
}

#[test]
fn a_day_that_is_over_in_mountain_time_is_not_requested() {
    let from_today = window("2026-12-01", "2026-12-30");
    assert_eq!(from_today.requested(at("2026-12-01T18:00:00Z")), window("2026-12-01", "2026-12-31"));
    // Half past midnight in Chicago: in Denver it is still the day before.
    assert_eq!(from_today.requested(at("2026-12-01T06:30:00Z")), window("2026-11-30", "2026-12-31"));
    // East of Denver's day, in a zone far behind it, nothing that is shown may be left out.
    let honolulu = window("2026-11-30", "2026-12-29");
    assert_eq!(honolulu.requested(at("2026-12-01T08:00:00Z")).from, day("2026-11-30"));
}

#[test]
fn more_than_sixty_days_are_never_requested() {
    let now = at("2026-01-01T12:00:00Z");
    for month in 1..=12 {
        let window =
            Window::of_month(Month::parse(&format!("{month:02}-2027")).unwrap(), chicago(), now).unwrap();
        let requested = window.requested(now);
        assert!(requested.contains(window.from) && requested.contains(window.to));
        assert!(requested.to - requested.from < TimeDelta::days(60));
    }
    let long = window("2026-02-01", "2026-06-01").requested(now);
    assert_eq!(long, window("2026-01-31", "2026-03-31"));
    assert_eq!((long.to - long.from).num_days() + 1, 60);
}
