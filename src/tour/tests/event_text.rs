//! Which times an event text names.

use super::day;
use crate::tour::event_text::{AppointmentTimes, appointment_times};

/// `2019-09-15T23:30Z/2019-09-16T01:00Z` for instants, the same without `Z` where no zone is named.
fn read(text: &str) -> Option<String> {
    read_on(text, None)
}

fn read_on(text: &str, date: Option<&str>) -> Option<String> {
    let written =
        |start: String, end: Option<String>| end.map_or(start.clone(), |end| format!("{start}/{end}"));
    Some(match appointment_times(text, date.map(day))? {
        AppointmentTimes::Instants { start, end } => {
            let text = |at: chrono::DateTime<chrono::Utc>| at.format("%m-%dT%H:%MZ").to_string();
            written(text(start), end.map(text))
        }
        AppointmentTimes::NoZone { start, end } => {
            let text = |at: chrono::NaiveDateTime| at.format("%m-%dT%H:%M").to_string();
            written(text(start), end.map(text))
        }
    })
}

#[test]
fn instants_are_read_from_a_sentence_with_a_zone() {
    for (text, expected) in [
        ("Schedule Appointment on 09/15/2019 from 11:30 PM MDT to 01:00 AM MDT", "09-16T05:30Z/09-16T07:00Z"),
        ("Appointment from 11:30 PM MDT to 01:00 AM MDT on 09/15/2019.", "09-16T05:30Z/09-16T07:00Z"),
        ("Tour 07/15/2030 10:00 MST", "07-15T17:00Z"),
        ("Tour 7/15/2030, 10:00-10:30 MST", "07-15T17:00Z/07-15T17:30Z"),
        ("2030-07-15T10:00:00 MDT", "07-15T16:00Z"),
        ("2030-07-15T10:00:00-06:00", "07-15T16:00Z"),
        ("Virtual tour: July 15, 2030 at 9 a.m. (MDT) until 9:30 a.m. (MDT)", "07-15T15:00Z/07-15T15:30Z"),
        ("Jul 15th 2030 09:00:00 AM EDT - 09:30:00 AM EDT", "07-15T13:00Z/07-15T13:30Z"),
        ("15 July 2030 10:00 -0600 to 10:30 -0600", "07-15T16:00Z/07-15T16:30Z"),
        ("Tour at 10:00 AM MDT on 7/15/30 (Central Park tower)", "07-15T16:00Z"),
        ("2030-07-15T10:00:00.000-06:00/2030-07-15T10:30:00.000-06:00", "07-15T16:00Z/07-15T16:30Z"),
        ("from 11:30 PM MDT on 09/15/2019 to 01:00 AM MDT on 09/16/2019", "09-16T05:30Z/09-16T07:00Z"),
        ("Tue Jul 15 2030 10:00:00 GMT-0600 (Mountain Daylight Time)", "07-15T16:00Z"),
        ("Tour on 07/15/2030 at 10:00 AM Mountain Time", "07-15T16:00Z"),
        ("Tour on 07/15/2030 at 10:00 AM America/Denver", "07-15T16:00Z"),
        (
            "Rescheduled Appointment on 07/15/2030 from 10:00 AM MST to 10:30 AM MST",
            "07-15T17:00Z/07-15T17:30Z",
        ),
        ("Meet at unit #10-204 on 07/15/2030 at 10:00 AM CDT, fee $10.50.", "07-15T15:00Z"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_sentence_without_a_zone_gives_the_times_of_an_unknown_clock() {
    for (text, expected) in [
        ("Appointment on 09/15/2019 from 11:30 PM to 01:00 AM", "09-15T23:30/09-16T01:00"),
        ("Tour on 2019-09-15 at 10:00:00", "09-15T10:00"),
        ("Tour on 09/15/2019 at 10:00 AM Mountain View Apartments", "09-15T10:00"),
        ("Tour on 09/15/2019 at 10:00 am at 12 Main St", "09-15T10:00"),
        ("09/15/2019 10:00 Jamaica Plain", "09-15T10:00"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn the_date_of_the_event_is_used_where_its_text_has_none() {
    let date = Some("2030-07-16");
    assert_eq!(read_on("Virtual tour at 09:00 MST", date).as_deref(), Some("07-16T16:00Z"));
    assert_eq!(read_on("09:00:00 AM - 09:30:00 AM", date).as_deref(), Some("07-16T09:00/07-16T09:30"));
    assert_eq!(read_on("15:30:00-16:00:00", date).as_deref(), Some("07-16T15:30/07-16T16:00"));
    assert_eq!(read_on("from 10:00am to 10:30am", date).as_deref(), Some("07-16T10:00/07-16T10:30"));
    assert_eq!(read("Virtual tour at 09:00 MST"), None);
    for text in ["call me at 10:00", "I can do 10:00 or 11:00", "Unit 10:30, rent $1,200.50"] {
        assert_eq!(read_on(text, date), None, "{text}");
    }
}

#[test]
fn a_text_that_may_mean_several_appointments_gives_none() {
    for text in [
        "",
        "INTERESTED",
        "Tour on 09/15/2019",
        "Rescheduled from 09/14/2019 11:30 PM MDT to 09/15/2019 01:00 AM MDT",
        "Appointment moved from 10:00 AM MDT to 11:00 AM MDT on 09/15/2019",
        "Created 09/01/2019 09:00:00 MDT. Tour 09/15/2019 10:00 MST",
        "Moved from 09/14/2019 10:00 AM MDT to 09/15/2019 11:00 AM MDT",
        "09/15/2019 10:00 AM MDT, 11:00 AM MDT or 12:00 PM MDT",
        "02/30/2019 10:00 AM MDT",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}
