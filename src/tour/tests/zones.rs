//! What a zone word means, and where it contradicts the clocks at the property.

use super::{at, day, slot};
use crate::tour::zone;
use chrono_tz::Tz;

#[test]
fn an_abbreviation_is_the_offset_it_names_in_winter_and_in_summer() {
    for (word, ten_o_clock) in [
        ("EST", 15),
        ("EDT", 14),
        ("CST", 16),
        ("CDT", 15),
        ("MST", 17),
        ("MDT", 16),
        ("PST", 18),
        ("PDT", 17),
        ("AKST", 19),
        ("AKDT", 18),
        ("HST", 20),
        ("UTC", 10),
        ("GMT", 10),
    ] {
        for date in ["2026-01-15", "2026-07-15"] {
            let slot = slot(date, &format!("10:00 {word} - 10:30 {word}"));
            assert_eq!(slot.start(), at(&format!("{date}T{ten_o_clock}:00:00Z")), "{word}");
            assert_eq!(slot.end(), at(&format!("{date}T{ten_o_clock}:30:00Z")), "{word}");
        }
    }
}

#[test]
fn a_property_zone_is_a_place_by_its_name_or_by_the_word_people_use() {
    for (text, tz) in [
        ("America/Denver", Tz::America__Denver),
        (" America/Phoenix ", Tz::America__Phoenix),
        ("US/Central", Tz::US__Central),
        ("EST5EDT", Tz::EST5EDT),
        ("Eastern", Tz::America__New_York),
        ("central", Tz::America__Chicago),
        ("MOUNTAIN", Tz::America__Denver),
        ("Arizona", Tz::America__Phoenix),
        ("Pacific", Tz::America__Los_Angeles),
        ("Alaska", Tz::America__Anchorage),
        ("Hawaii", Tz::Pacific__Honolulu),
    ] {
        assert_eq!(zone::property_zone(text), Some(tz), "{text:?}");
    }
    for text in ["", "MST", "EST", "CET", "-07:00", "Central Park", "America/Nowhere", "America/Vancouver"] {
        assert_eq!(zone::property_zone(text), None, "{text:?}");
    }
}

#[test]
fn a_zone_word_of_the_wrong_season_contradicts_the_property() {
    for (date, time, property, contradicts) in [
        ("2026-07-01", "10:00 MST - 10:30 MST", Tz::America__Denver, true),
        ("2026-07-01", "10:00 MDT - 10:30 MDT", Tz::America__Denver, false),
        ("2026-12-01", "10:00 MST - 10:30 MST", Tz::America__Denver, false),
        ("2026-12-01", "10:00 MDT - 10:30 MDT", Tz::America__Denver, true),
        ("2026-07-01", "10:00 MST - 10:30 MST", Tz::America__Phoenix, false),
        ("2026-07-01", "10:00 MDT - 10:30 MDT", Tz::America__Phoenix, true),
        ("2026-12-01", "10:00 MST - 10:30 MST", Tz::America__Chicago, true),
        ("2026-07-01", "10:00 -06:00 - 10:30 -06:00", Tz::America__Denver, false),
        ("2026-07-01", "10:00 - 10:30 America/Denver", Tz::America__Denver, false),
        // The clocks go forward at 2:00 MST: from then on only MDT is right.
        ("2026-03-08", "01:30 MST - 03:30 MDT", Tz::America__Denver, false),
        ("2026-03-08", "01:30 MST - 02:30 MST", Tz::America__Denver, true),
        ("2026-03-08", "01:30 MST - 02:00 MST", Tz::America__Denver, true),
        ("2026-03-08", "01:00 MST - 01:59 MST", Tz::America__Denver, false),
    ] {
        let found = zone::contradiction(&slot(date, time), property);
        assert_eq!(found.is_some(), contradicts, "{date} {time} in {property}");
    }
}

#[test]
fn a_contradiction_tells_what_each_side_says() {
    let summer = slot("2026-07-01", "10:00 MST - 10:30 MST");
    let found = zone::contradiction(&summer, Tz::America__Denver).expect("a contradiction");
    assert_eq!(&found.raw, summer.raw());
    assert_eq!(
        found.to_string(),
        "tour slot \"10:00 MST - 10:30 MST\" on \"2026-07-01\" says UTC-07:00, \
         but the clocks of America/Denver then are at UTC-06:00"
    );
}

#[test]
fn entratas_own_times_keep_mountain_daylight_saving() {
    for (instant, written) in [
        ("2026-01-15T12:00:00Z", "01/15/2026T05:00:00"),
        ("2026-07-15T12:00:00Z", "07/15/2026T06:00:00"),
        ("2026-07-15T05:59:59.999Z", "07/14/2026T23:59:59"),
        ("2026-03-08T08:59:59Z", "03/08/2026T01:59:59"),
        ("2026-03-08T09:00:00Z", "03/08/2026T03:00:00"),
        ("2026-11-01T07:59:59Z", "11/01/2026T01:59:59"),
        ("2026-11-01T08:00:00Z", "11/01/2026T01:00:00"),
    ] {
        assert_eq!(zone::entrata_date_time(at(instant)), written, "{instant}");
    }
    assert_eq!(zone::entrata_date(day("2026-02-03")), "02/03/2026");
}
