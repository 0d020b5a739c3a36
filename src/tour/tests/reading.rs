//! Every form a slot's text may have, and every reason not to read one.

use super::{at, slot};
use crate::tour::{Problem, Slot, SlotForm};

/// The instants of a slot on 1 July 2026, a Wednesday in daylight saving time.
fn on_a_summer_day(time: &str) -> Result<(String, String), Problem> {
    Slot::parse("2026-07-01", time)
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

#[test]
fn a_slot_ends_the_next_time_that_the_clocks_show_its_end() {
    says("23:30 UTC - 00:00 UTC", "01 23:30:00", "02 00:00:00");
    says("23:30 UTC - 0:15 UTC", "01 23:30:00", "02 00:15:00");
    says("22:00 UTC - 21:59 UTC", "01 22:00:00", "02 21:59:00");
    says("23:30 MST - 00:00 MST", "02 06:30:00", "02 07:00:00");
    says("23:30 HST - 05:00 EST", "02 09:30:00", "02 10:00:00");
    says("01:00 +14 - 02:00 -11", "30 11:00:00", "30 13:00:00");
    says("23:30 - 00:15 America/Denver", "02 05:30:00", "02 06:15:00");
}

#[test]
fn an_empty_slot_is_refused() {
    for time in ["10:00 MST - 10:00 MST", "00:00 - 00:00 UTC", "10:00 MST - 11:00 CST", "12:00am-12am UTC"] {
        refuses(time, &Problem::Empty);
    }
}

#[test]
fn a_clock_that_may_mean_two_times_is_refused() {
    for time in ["1:00 - 2:00 PM MST", "11:30 - 12:30 pm MST", "9:30am - 10:00 MST", "9 AM MST - 10:00 MST"] {
        refuses(time, &Problem::MixedClocks);
    }
}

#[test]
fn a_slot_without_a_zone_at_its_end_is_refused() {
    for time in ["10:00 - 10:30", "10:00-10:30", "10:00 MST - 10:30", "9am - 9:30am", "10:00-07:00 - 10:30"] {
        refuses(time, &Problem::NoZone);
    }
}

#[test]
fn an_unknown_zone_is_named_and_never_guessed() {
    for (time, zone) in [
        ("10:00 XYZ - 10:30 XYZ", "XYZ"),
        ("10:00 XYZ - 10:30 MST", "XYZ"),
        ("10:00 MST - 10:30 XYZ", "XYZ"),
        ("10:00 -07:00 - 10:30 CET", "CET"),
        ("10:00 - 10:30 MT", "MT"),
        ("10:00 - 10:30 Mountain", "Mountain"),
        ("10:00 - 10:30 America/Nowhere", "America/Nowhere"),
        ("10:00 - 10:30 america/denver", "america/denver"),
        ("10:00 - 10:30 America/Vancouver", "America/Vancouver"),
        ("10:00 - 10:30 GMT-7", "GMT-7"),
        ("10:00 - 10:30 +15", "+15"),
        ("10:00 - 10:30 -07:60", "-07:60"),
        ("10:00 - 10:30 +07:000", "+07:000"),
        ("10:00 - 10:30 -", "-"),
    ] {
        refuses(time, &Problem::UnknownZone(zone.to_owned()));
    }
}

#[test]
fn what_is_no_start_and_end_is_refused() {
    for time in [
        "",
        " ",
        "-",
        "noonish",
        "10:00 MST",
        "10:00 MST 10:30 MST",
        "10:00 MST to 10:30 MST",
        "10:00 MST - 10:30 MST - 11:00 MST",
        "10 - 11 MST",
        "1000 - 1030 MST",
        "010:00 - 10:30 MST",
        "10:0 - 10:30 MST",
        "10:000 - 10:30 MST",
        "10: - 10:30 MST",
        "10:00: - 10:30 MST",
        "24:00 - 00:30 MST",
        "23:30 - 24:00 MST",
        "10:60 - 11:00 MST",
        "10:00:60 - 11:00 MST",
        "0:30 AM - 1:00 AM MST",
        "13:00 PM - 13:30 PM MST",
        "10:00 - 10:30 MST (Arizona)",
        "10:00 - 10:30 M.S.T.",
        "１０:00 - 10:30 MST",
        "10:00 MST -- 10:30 MST",
    ] {
        refuses(time, &Problem::Form);
    }
    refuses(&format!("10:00 - 10:30 {}", "A".repeat(500)), &Problem::Form);
}

#[test]
fn a_date_is_read_in_both_of_entratas_forms_and_in_no_other() {
    for date in ["2026-07-01", "07/01/2026", " 2026-07-01 "] {
        let slot = slot(date, "10:00 UTC - 10:30 UTC");
        assert_eq!(slot.start(), at("2026-07-01T10:00:00Z"), "{date:?}");
        assert_eq!(slot.appointment_date(), "07/01/2026", "{date:?}");
    }
    for date in
        ["", "2026-7-1", "7/1/2026", "2026/07/01", "2026-02-29", "13/01/2026", "20260701", "2026-07-01T00:00"]
            .into_iter()
            .chain(["1999-12-31", "2100-01-01", "+026-07-01", "２026-07-01", "2026-07-é", "0000-00-00"])
    {
        let refused = Slot::parse(date, "10:00 UTC - 10:30 UTC").expect_err(date);
        assert_eq!((refused.problem, refused.raw.date.as_str()), (Problem::Date, date));
    }
}

#[test]
fn a_refusal_names_the_raw_text() {
    let refused = Slot::parse("2026-12-01", "noonish").expect_err("noonish");
    assert_eq!(
        refused.to_string(),
        r#"tour slot "noonish" on "2026-12-01": its time is not a start and an end"#
    );
    let refused = Slot::parse("2026-12-01", "10:00 - 10:30 XYZ").expect_err("XYZ");
    assert_eq!(
        refused.to_string(),
        r#"tour slot "10:00 - 10:30 XYZ" on "2026-12-01": its time zone "XYZ" is not known"#
    );
    let refused = Slot::parse("2026-12-01", &"é".repeat(5000)).expect_err("long");
    assert!(refused.to_string().len() < 300, "a page of text is shortened");
    assert_eq!(refused.raw.time.len(), 10_000, "and yet kept whole");
}

#[test]
fn a_lead_sends_the_halves_untouched_or_the_same_clock() {
    let twenty_four = ("09:30:00".to_owned(), "10:00:00".to_owned());
    for (time, start, end) in [
        ("09:30 MST - 10:00 MST", "09:30 MST", "10:00 MST"),
        ("  9:30  MST -10:00 mst ", "9:30  MST", "10:00 mst"),
        ("09:30-10:00 MST", "09:30", "10:00 MST"),
        ("9:30am – 10am MST", "9:30am", "10am MST"),
        ("09:30-07:00-10:00-07:00", "09:30-07:00", "10:00-07:00"),
        ("09:30 America/Port-au-Prince-10:00 EST", "09:30 America/Port-au-Prince", "10:00 EST"),
    ] {
        let slot = slot("2026-12-01", time);
        assert_eq!(slot.raw().time, time);
        assert_eq!(slot.times(SlotForm::Verbatim), (start.to_owned(), end.to_owned()), "{time:?}");
        assert_eq!(slot.times(SlotForm::Clock), twenty_four, "{time:?}");
    }
    let late = slot("2026-12-01", "11:30:15 PM - 12:00 AM HST");
    assert_eq!(late.times(SlotForm::Clock), ("23:30:15".to_owned(), "00:00:00".to_owned()));
    assert_eq!(late.appointment_date(), "12/01/2026");
}
