//! Around every clock change of ten years, in every zone, held against jiff.

use super::forms::{JIFF, instant, places, read};
use crate::tour::shown::Board;
use crate::tour::zone::OUTDATED;
use crate::tour::{ShownSlot, Slot, zone};
use chrono::{DateTime, Offset, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The clock changes of ten years and a bit.
fn changes(tz: &TimeZone) -> Vec<Timestamp> {
    let from: Timestamp = "2023-01-01T00:00:00Z".parse().unwrap();
    let to: Timestamp = "2034-01-01T00:00:00Z".parse().unwrap();
    tz.following(from).map(|change| change.timestamp()).take_while(|&at| at < to).collect()
}

#[test]
fn a_place_that_a_slot_names_has_jiffs_instants_around_every_clock_change() {
    for (name, tz) in places() {
        for change in changes(&tz) {
            for half_hours in -4..=4 {
                let start = tz.to_datetime(change + (half_hours * 30).minutes());
                let end = start + 30.minutes();
                let expected = instant(&tz, start)
                    .and_then(|start| Ok((start.as_second(), instant(&tz, end)?.as_second())));
                let date = start.date().to_string();
                let time = format!("{} - {} {name}", start.strftime("%H:%M"), end.strftime("%H:%M"));
                assert_eq!(read(&date, &time), expected, "{date} {time}");
            }
        }
    }
}

/// A slot of half an hour as jiff shows it: start, end, and the label of a zone that has words for its offsets.
fn as_jiff_shows_it(tz: &TimeZone, start: Timestamp) -> [String; 3] {
    let (start, end) =
        (start.to_zoned_datetime(tz.clone()), (start + 30.minutes()).to_zoned_datetime(tz.clone()));
    let written = |time: &jiff::ZonedDateTime| time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let changes = start.offset() != end.offset();
    let first = start.strftime(if changes { "%-I:%M %p %Z" } else { "%-I:%M %p" });
    [written(&start), written(&end), format!("{first} - {}", end.strftime("%-I:%M %p %Z"))]
}

#[test]
fn a_slot_is_shown_as_jiff_shows_it_around_every_clock_change() {
    for (name, tz) in places() {
        let mut board = Board::of(name.parse().unwrap());
        for change in changes(&tz) {
            // Past midnight on both sides, since an offset is kept for a day.
            for minutes in [-1455, -1005, -555, -105, -45, -15, 0, 15, 45, 105, 555, 1005, 1425] {
                let at = change + minutes.minutes();
                let end = at + 30.minutes();
                let time = format!("{} - {} UTC", at.strftime("%H:%M:%S"), end.strftime("%H:%M:%S"));
                let slot = Slot::parse(&at.strftime("%F").to_string(), &time).unwrap();
                let shown = ShownSlot::from(board.show(&slot));
                let [start, end, label] = as_jiff_shows_it(&tz, at);
                assert!(start.starts_with(&shown.day.to_string()), "{name}");
                assert_eq!(
                    (shown.start.as_str(), shown.end.as_str()),
                    (start.as_str(), end.as_str()),
                    "{name}"
                );
                if !shown.label.contains("UTC") {
                    assert_eq!(shown.label.as_str(), label, "{name}");
                }
            }
        }
    }
}

#[test]
fn the_places_that_are_left_out_are_those_whose_law_has_changed() {
    let from: Timestamp = "2025-12-01T00:00:00Z".parse().unwrap();
    let weeks: Vec<_> = (0..520).map(|week| from + (week * 7 * 24).hours()).collect();
    let differs = |tz: &Tz| {
        let other = JIFF.get(tz.name()).expect("jiff knows the place");
        let changes = changes(&other).into_iter().filter(|&at| at > from);
        changes.flat_map(|at| [at - 1.second(), at]).chain(weeks.iter().copied()).any(|at| {
            let utc = DateTime::from_timestamp(at.as_second(), 0).unwrap().naive_utc();
            other.to_offset(at).seconds() != tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()
        })
    };
    let changed: Vec<_> = TZ_VARIANTS.into_iter().filter(differs).collect();
    assert_eq!(changed, OUTDATED);
    assert!(OUTDATED.iter().all(|&tz| zone::is_outdated(tz) && zone::place(tz.name()).is_none()));
}
