//! The texts of a shown slot.

use super::{day, slot, zone};
use crate::tour::ShownSlot;

fn in_chicago(date: &str, time: &str) -> ShownSlot {
    slot(date, time).shown(zone("America/Chicago"))
}

#[test]
fn a_mountain_slot_is_shown_in_chicago_beside_its_raw_text() {
    let shown = in_chicago("2026-12-01", "10:00 MST - 10:30 MST");
    assert_eq!((shown.raw().date(), shown.raw().time()), ("2026-12-01", "10:00 MST - 10:30 MST"));
    assert_eq!(shown.start(), "2026-12-01T11:00:00-06:00");
    assert_eq!(shown.end(), "2026-12-01T11:30:00-06:00");
    assert_eq!(shown.label(), "11:00 AM - 11:30 AM CST");
    assert_eq!(shown.day(), day("2026-12-01"));
}

#[test]
fn a_late_mountain_slot_is_the_next_day_in_chicago() {
    let shown = in_chicago("2026-12-31", "23:30 MST - 00:00 MST");
    assert_eq!(shown.start(), "2027-01-01T00:30:00-06:00");
    assert_eq!(shown.label(), "12:30 AM - 1:00 AM CST");
    assert_eq!(shown.day(), day("2027-01-01"));
    assert_eq!(shown.raw().date(), "2026-12-31");
}

#[test]
fn arizona_in_july_is_two_hours_behind_chicago() {
    let shown = in_chicago("2026-07-01", "10:00 MST - 10:30 MST");
    assert_eq!(shown.start(), "2026-07-01T12:00:00-05:00");
    assert_eq!(shown.label(), "12:00 PM - 12:30 PM CDT");
}

#[test]
fn a_clock_change_within_the_slot_gives_each_end_its_own_word() {
    let forward = in_chicago("2026-03-08", "07:30 UTC - 08:30 UTC");
    assert_eq!(forward.label(), "1:30 AM CST - 3:30 AM CDT");
    assert_eq!((forward.start(), forward.end()), ("2026-03-08T01:30:00-06:00", "2026-03-08T03:30:00-05:00"));
    let back = in_chicago("2026-11-01", "06:30 UTC - 07:30 UTC");
    assert_eq!(back.label(), "1:30 AM CDT - 1:30 AM CST");
    assert_eq!((back.start(), back.end()), ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"));
}

#[test]
fn a_label_follows_the_twelve_hour_clock() {
    for (time, label) in [
        ("00:00 - 00:30 UTC", "12:00 AM - 12:30 AM UTC"),
        ("09:05 - 10:00 UTC", "9:05 AM - 10:00 AM UTC"),
        ("11:45 - 12:15 UTC", "11:45 AM - 12:15 PM UTC"),
        ("12:59 - 13:00 UTC", "12:59 PM - 1:00 PM UTC"),
        ("23:00:59 - 0:00 UTC", "11:00 PM - 12:00 AM UTC"),
    ] {
        assert_eq!(slot("2026-12-01", time).shown(zone("UTC")).label(), label);
    }
}

#[test]
fn a_zone_without_an_abbreviation_is_shown_by_its_offset() {
    let shown = slot("2026-12-01", "10:00 UTC - 10:30 UTC").shown(zone("America/Sao_Paulo"));
    assert_eq!(shown.label(), "7:00 AM - 7:30 AM UTC-03:00");
}

#[test]
fn a_label_with_two_abbreviations_of_any_zone_fits() {
    for tz in chrono_tz::TZ_VARIANTS {
        for day in (2000..2100).flat_map(|year| [format!("{year}-01-15"), format!("{year}-07-15")]) {
            let shown = slot(&day, "10:00 UTC - 10:30 UTC").shown(zone(tz.name()));
            let word = shown.label().rsplit(' ').next().unwrap();
            assert!("10:00 AM  - 10:30 AM ".len() + 2 * word.len() <= 40, "{tz}: {word}");
        }
    }
}

/// In April 2006 Knox in Indiana went from Eastern Standard to Central Daylight Time: the clocks stood still.
#[test]
fn an_abbreviation_may_change_while_the_offset_stays() {
    let labels = [
        ("2006-04-01", "06:30 UTC - 07:30 UTC"),
        ("2006-04-02", "06:30 UTC - 07:30 UTC"),
        ("2006-04-03", "06:30 UTC - 07:30 UTC"),
    ]
    .map(|(date, time)| slot(date, time).shown(zone("America/Indiana/Knox")).label().to_owned());
    assert_eq!(labels, ["1:30 AM - 2:30 AM EST", "1:30 AM EST - 2:30 AM CDT", "1:30 AM - 2:30 AM CDT"]);
}

#[test]
fn the_local_label_is_there_where_the_clocks_differ() {
    for (date, time, local) in [
        ("2026-12-01", "10:00 MST - 10:30 MST", Some("10:00 AM - 10:30 AM MST")),
        ("2026-07-01", "22:00 MT - 22:30 MT", Some("10:00 PM - 10:30 PM MDT")),
        ("2026-07-01", "10:00 -07:00 - 10:30 -07:00", Some("10:00 AM - 10:30 AM UTC-07:00")),
        (
            "2026-12-01",
            "10:00 mountain standard time - 10:30 mountain standard time",
            Some("10:00 AM - 10:30 AM MST"),
        ),
        ("2026-12-01", "10:00 MST - 12:30 CST", Some("10:00 AM MST - 12:30 PM CST")),
        ("2026-03-08", "01:30 MT - 03:30 MT", Some("1:30 AM MST - 3:30 AM MDT")),
        ("2026-12-01", "10:00 CST - 10:30 CST", None),
        ("2026-12-01", "10:00 -06:00 - 10:30 -06:00", None),
        ("2026-07-01", "10:00 CT - 10:30 CT", None),
        ("2026-07-01", "10:00 EST - 10:30 EST", None),
        // The clocks in Chicago go forward within the slot, those of CST do not.
        ("2026-03-08", "01:30 CST - 02:30 CST", Some("1:30 AM - 2:30 AM CST")),
    ] {
        assert_eq!(in_chicago(date, time).local_label(), local, "{date} {time}");
    }
}

#[test]
fn a_slot_is_serialized_as_the_endpoint_shows_it() {
    let json = |date, time| serde_json::to_value(in_chicago(date, time)).unwrap();
    let shown = json("2026-12-01", "10:00 MST - 10:30 MST");
    assert_eq!(
        shown,
        serde_json::json!({
            "raw": {"date": "2026-12-01", "time": "10:00 MST - 10:30 MST"},
            "start": "2026-12-01T11:00:00-06:00", "end": "2026-12-01T11:30:00-06:00",
            "label": "11:00 AM - 11:30 AM CST", "localLabel": "10:00 AM - 10:30 AM MST",
        })
    );
    assert!(json("2026-12-01", "10:00 CST - 10:30 CST").get("localLabel").is_none());
}
