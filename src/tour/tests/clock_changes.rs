//! Around every clock change of ten years, in every zone, compared with jiff.

use super::forms::{instant, parse, places};
use super::{slot, zone};
use crate::tour::zone::{database, names};
use chrono::{DateTime, Offset, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};

/// The clock changes of ten years and a bit.
fn changes(tz: &TimeZone) -> Vec<Timestamp> {
    let from: Timestamp = "2023-01-01T00:00:00Z".parse().unwrap();
    let to: Timestamp = "2034-01-01T00:00:00Z".parse().unwrap();
    tz.following(from).map(|change| change.timestamp()).take_while(|&at| at < to).collect()
}

#[test]
fn a_place_that_a_slot_names_has_jiffs_instants_around_every_change() {
    for (name, tz) in places() {
        for change in changes(&tz) {
            for half_hours in -4..=4 {
                let start = tz.to_datetime(change + (half_hours * 30).minutes());
                let end = start + 30.minutes();
                let expected = instant(&tz, start)
                    .and_then(|start| Ok((start.as_second(), instant(&tz, end)?.as_second())));
                let date = start.date().to_string();
                let time = format!("{} - {} {name}", start.strftime("%H:%M"), end.strftime("%H:%M"));
                assert_eq!(parse(&date, &time), expected, "{date} {time}");
            }
        }
    }
}

/// A slot of half an hour as jiff shows it: start, end, and the label of a zone that has words for its offsets.
fn as_jiff_shows_it(tz: &TimeZone, start: Timestamp) -> [String; 3] {
    let (start, end) =
        (start.to_zoned_datetime(tz.clone()), (start + 30.minutes()).to_zoned_datetime(tz.clone()));
    let written = |time: &jiff::ZonedDateTime| time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let word = |time: &jiff::ZonedDateTime| time.strftime("%:z %Z").to_string();
    let changes = word(&start) != word(&end);
    let first = start.strftime(if changes { "%-I:%M %p %Z" } else { "%-I:%M %p" });
    [written(&start), written(&end), format!("{first} - {}", end.strftime("%-I:%M %p %Z"))]
}

#[test]
fn a_slot_is_shown_as_jiff_shows_it_around_every_clock_change() {
    for (name, tz) in places() {
        for change in changes(&tz) {
            for minutes in [-1455, -1005, -45, -15, 0, 15, 45, 1005, 1425] {
                let at = change + minutes.minutes();
                let end = at + 30.minutes();
                let time = format!("{} - {} UTC", at.strftime("%H:%M:%S"), end.strftime("%H:%M:%S"));
                let shown = slot(&at.strftime("%F").to_string(), &time).shown(zone(name));
                let [start, end, label] = as_jiff_shows_it(&tz, at);
                assert!(start.starts_with(&shown.day().to_string()), "{name}");
                assert_eq!((shown.start(), shown.end()), (&*start, &*end), "{name}");
                if !shown.label().contains("UTC") {
                    assert_eq!(shown.label(), label, "{name}");
                }
            }
        }
    }
}

#[test]
fn every_zone_with_recently_changed_rules_is_known() {
    let from: Timestamp = "2025-12-01T00:00:00Z".parse().unwrap();
    let weeks: Vec<_> = (0..520).map(|week| from + (week * 7 * 24).hours()).collect();
    let newer = TimeZoneDatabase::bundled();
    let offsets = |tz: &Tz, at: Timestamp| {
        let utc = DateTime::from_timestamp(at.as_second(), 0).unwrap().naive_utc();
        let new = newer.get(tz.name()).expect("jiff knows the place").to_offset(at).seconds();
        (tz.offset_from_utc_datetime(&utc).fix().local_minus_utc(), new)
    };
    let differs = |tz: &&Tz| {
        let changes = changes(&newer.get(tz.name()).unwrap()).into_iter().filter(|&at| at > from);
        let mut instants = changes.flat_map(|at| [at - 1.second(), at]).chain(weeks.iter().copied());
        instants.any(|at| offsets(tz, at).0 != offsets(tz, at).1)
    };
    for tz in TZ_VARIANTS.iter().filter(differs) {
        let name = names::canonical(tz.name()).expect("a known place");
        let known = database::CHANGED.iter().find(|(known, ..)| *known == name);
        let &(_, at, hours) = known.unwrap_or_else(|| panic!("the law of {name} has changed"));
        let (old, new) = offsets(tz, Timestamp::from_second(at).unwrap());
        assert!(old == hours * 3600 && new != old, "{name}: {old} and {new} at {at}");
    }
}
