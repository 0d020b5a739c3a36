//! Both versions of getCalendarAvailability.

use super::{day, property, read, unreadable};
use crate::api::Method as _;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::tour::TourType;

#[test]
fn tour_times_stay_as_they_were_sent() {
    let days = read::<GetCalendarAvailability>(
        r#"{"availableTours":{"availableTour":[{"tourDate":"2030-08-01","tourTime":["10:00 MST - 10:30 MST",null," noonish ","",7]},
        {"tourDate":"2030-08-02","tourTime":[]},{"tourDate":"2030-08-03"},{"tourDate":"2030-08-04","tourTime":""},
        {"tourDate":"2030-08-05","tourTime":"11:00 MST - 11:30 MST"},{"tourTime":["lost"]}]}}"#,
    );
    assert_eq!((days.len(), days.skipped.len()), (5, 1));
    assert_eq!(days[0].times, ["10:00 MST - 10:30 MST", " noonish ", "7"]);
    assert!(days[1].times.is_empty() && days[2].times.is_empty() && days[3].times.is_empty());
    assert_eq!(days[4].times, ["11:00 MST - 11:30 MST"]);
}

#[test]
fn days_are_read_in_every_nesting() {
    let day = r#"{"tourDate":"2024-08-26","tourTime":["05:00 MDT - 06:00 MDT"]}"#;
    for form in [
        format!(r#"{{"availableTour":[{day}]}}"#),
        format!(r#"{{"availableTour":{day}}}"#),
        format!(r#"[{{"availableTour":[{day}]}}]"#),
        format!("[{day}]"),
        day.to_owned(),
        format!(r#"{{"availableTour":{{"0":{day}}}}}"#),
    ] {
        let days = read::<GetCalendarAvailability>(&format!(r#"{{"availableTours":{form}}}"#));
        assert_eq!(days[0].times, ["05:00 MDT - 06:00 MDT"], "{form}");
    }
    for none in [
        r#"{"availableTours":{}}"#,
        r#"{"availableTours":[]}"#,
        r#"{"success":"No tours"}"#,
        r#"{"availableTours":{"success":"No tours"}}"#,
        "[]",
    ] {
        assert!(read::<GetCalendarAvailability>(none).is_empty(), "{none}");
    }
    for odd in [r#"{"availableTours":"sorry"}"#, r#"{"tours":[{"tourDate":"2024-08-26"}]}"#, "\"error\""] {
        unreadable::<GetCalendarAvailability>(odd);
    }
}

#[test]
fn office_hours_of_the_calendar_keep_their_zone_words() {
    let hours = read::<GetCalendarHours>(
        r#"{"propertyCalendarSettings":{"propertyId":"100001","appointmentLength":30,"minLeadTimeTour":"8 Hours",
        "selfGuidedTourAppointmentLength":"15","selfGuidedTourMinLeadTime":"15 Minutes"},
        "propertyCalendarAvailability":{"availableHours":{"availableHour":{"date":"08\/01\/2030",
        "startTime":"09:00:00MDT","endTime":"12:00:00MDT"}}}}"#,
    );
    assert_eq!((hours.appointment_minutes, hours.self_guided_minutes), (Some(30), Some(15)));
    assert_eq!(
        (hours.min_lead_time.as_str(), hours.self_guided_min_lead_time.as_str()),
        ("8 Hours", "15 Minutes")
    );
    assert_eq!(
        (hours.hours[0].start_time.as_str(), hours.hours[0].date.as_str()),
        ("09:00:00MDT", "08/01/2030")
    );
    assert!(read::<GetCalendarHours>(r#"{"success":"No hours"}"#).hours.is_empty());
    unreadable::<GetCalendarHours>(r#"{"other":{"x":1}}"#);
}

#[test]
fn a_calendar_is_requested_by_days_and_tour_type() {
    let (from, to) = (day("2030-08-01").unwrap(), day("2030-08-31").unwrap());
    let params = GetCalendarAvailability::new(property(), from, to, TourType::VirtualGuided).params();
    let expected = serde_json::json!({
        "propertyId": 100001, "fromDate": "08/01/2030", "toDate": "08/31/2030", "tourType": "VIRTUAL_GUIDED",
    });
    assert_eq!(params, expected);
}
