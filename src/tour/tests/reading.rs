//! Every form a slot's text may have, and every reason not to read one.

use crate::tour::{Problem, Slot, SlotForm};

/// The instants of a slot on 1 July 2026, a Wednesday in daylight saving time.
fn on_a_summer_day(time: &str) -> Result<(String, String), Problem> {
    Slot::read("2026-07-01", time)
        .map(|slot| {
            let written = |instant: chrono::DateTime<chrono::Utc>| instant.format("%d %H:%M:%S").to_string();
            (written(slot.start()), written(slot.end()))
        })
        .map_err(|error| error.problem)
}

#[track_caller]
fn says(time: &str, start: &str, end: &str) {
    assert_eq!(on_a_summer_day(time), Ok((start.to_owned(), end.to_owned())), "{time:?}");
}

#[track_caller]
fn refuses(time: &str, problem: &Problem) {
    assert_eq!(on_a_summer_day(time).as_ref(), Err(problem), "{time:?}");
}

#[test]
fn a_half_past_nine_slot_is_read_however_it_is_written() {
    for time in [
        "09:30 MST - 10:00 MST",
        "9:30 MST - 10:00 MST",
        "09:30 - 10:00 MST",
        "09:30-10:00 MST",
        "09:30-10:00MST",
        "09:30MST-10:00MST",
        "09:30 MST – 10:00 MST",
        "09:30 MST–10:00 MST",
        "  09:30\tMST   -\u{a0}10:00 \u{202f}MST ",
        "09:30:00 MST - 10:00:00 MST",
        "09:30:00MST-10:00:00MST",
        "9:30am - 10:00am MST",
        "9:30am-10:00am MST",
        "9:30amMST-10:00amMST",
        "9:30 AM MST - 10:00 AM MST",
        "09:30 Am - 10:00 aM MST",
        "9:30am - 10am MST",
        "9:30am-10amMST",
        "9:30\u{202f}AM – 10:00\u{202f}AM MST",
        "09:30 mst - 10:00 mst",
        "09:30 PDT - 10:00 PDT",
        "09:30 MST - 10:00 PDT",
        "10:30 MDT - 10:00 MST",
        "09:30 -07:00 - 10:00 -07:00",
        "09:30 -0700 - 10:00 -0700",
        "09:30 -07 - 10:00 -07",
        "09:30 -7:00 - 10:00 -7",
        "09:30-07:00-10:00-07:00",
        "09:30-07-10:00-07",
        "09:30 - 10:00 -07:00",
        "09:30-10:00-07:00",
        "9:30am-10am-07:00",
        "09:30 America/Phoenix - 10:00 America/Phoenix",
        "09:30America/Phoenix-10:00America/Phoenix",
        "9:30amAmerica/Phoenix-10amAmerica/Phoenix",
        "09:30 - 10:00 America/Phoenix",
        "09:30 Etc/GMT+7 - 10:00 Etc/GMT+7",
        "16:30 UTC - 17:00 UTC",
        "16:30 +00:00 - 17:00 GMT",
        "12:30 America/Port-au-Prince-13:00 America/Port-au-Prince",
        "22:00 +0530 - 22:30 +05:30",
    ] {
        says(time, "01 16:30:00", "01 17:00:00");
    }
}

#[test]
fn the_twelve_hour_clock_starts_with_twelve() {
    says("12:00 AM - 12:30 AM UTC", "01 00:00:00", "01 00:30:00");
    says("12:00 PM - 12:30 PM UTC", "01 12:00:00", "01 12:30:00");
    says("11:30 am - 12:00 pm UTC", "01 11:30:00", "01 12:00:00");
    says("11:30 pm - 12:00 am UTC", "01 23:30:00", "02 00:00:00");
}
