//! Every form a slot's text may have, and every reason to reject one.

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
fn rejects(time: &str, problem: &Problem) {
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
        "09:30 MST to 10:00 MST",
        "09:30 to 10:00 MST",
        "9:30 a.m. MST until 10:00 a.m. MST",
        "09:30 MST through 10:00 MST",
        "from 09:30 MST to 10:00 MST",
        "From 9:30 AM til 10:00 AM MST",
        "09:30 MST — 10:00 MST",
        "09:30 MST—10:00 MST",
        "09:30 MST -- 10:00 MST",
        "09:30 MST \u{2011} 10:00 MST",
        "09:30 \u{2212}07:00 \u{2212} 10:00 \u{2212}07:00",
        "9:30 AM - 10:00 AM (MST)",
        "9:30 AM (MST) - 10:00 AM (MST)",
        "9:30 AM - 10:00 AM [MST]",
        "9:30 a.m. - 10:00 a.m. MST",
        "9:30 AM - 10:00 AM, MST",
        "9:30 AM, MST - 10:00 AM, MST",
        "9:30 A.M. MST - 10:00 A.M. MST",
        "9:30 a. m. - 10:00 a. m. MST",
        "9:30 a m - 10:00 a m MST",
        "9:30a - 10:00a MST",
        "9:30a-10a MST",
        "9.30 MST - 10.00 MST",
        "9.30am - 10.00am MST",
        "09.30.00 - 10.00.00 MST",
        "9:30 Mountain Standard Time - 10:00 Mountain Standard Time",
        "9:30 - 10:00 mountain standard time",
        "9:30 AM - 10:00 AM (Mountain Standard Time)",
        "9:30 - 10:00 US Mountain Standard Time",
        "10:30 - 11:00 MT",
        "10:30 MT - 11:00 MT",
        "10:30 Mountain Time - 11:00 Mountain Time",
        "10:30 Mountain - 11:00 Mountain",
        "11:30 CT - 12:00 CT",
        "12:30 ET - 13:00 ET",
        "9:30 am PT to 10:00 am PT",
        "8:30 AKT - 9:00 AKT",
        "6:30 HT - 7:00 HT",
        "12:30 PM AST - 1:00 PM AST",
        "13:30 ADT - 14:00 ADT",
        "08:30 AKDT - 09:00 AKDT",
        "06:30 HST - 07:00 HST",
        "09:30 Arizona Time - 10:00 Arizona Time",
        "09:30 GMT-7 - 10:00 GMT-7",
        "09:30 UTC-07:00 - 10:00 UTC-07:00",
        "09:30 GMT -0700 - 10:00 GMT -0700",
        "09:30 - 10:00 (GMT-07:00)",
        "09:30 - 10:00 MST (UTC-7)",
        "09:30 MST - 10:00",
        "10:30 M.T. - 11:00 M.T.",
        "10:30 - 11:00 Mountain Time (US & Canada)",
        "06:30 HAST - 07:00 HAST",
        "9:30 AM MST - 10:00 AM",
        "09:30-07:00 - 10:00",
        "09:30 UTC-07:00 - 10:00",
        "09:30 - 10:00 M.S.T.",
        "16:30Z - 17:00Z",
        "09:30 america/phoenix - 10:00 AMERICA/PHOENIX",
        "09:30 - 10:00 US/Arizona",
        "9:30 - 10:00 America/Vancouver",
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
    says("22:00 UTC - 09:59 UTC", "01 22:00:00", "02 09:59:00");
    says("23:30 MST - 24:00 MST", "02 06:30:00", "02 07:00:00");
    says("23:30 - 24:00 UTC", "01 23:30:00", "02 00:00:00");
    says("23:30 UTC - 24:00:00 UTC", "01 23:30:00", "02 00:00:00");
    says("11:30 PM - midnight UTC", "01 23:30:00", "02 00:00:00");
    says("11:30 AM - noon UTC", "01 11:30:00", "01 12:00:00");
    says("11:30 AM - 12 noon UTC", "01 11:30:00", "01 12:00:00");
    says("12:00 noon UTC - 12:30 PM UTC", "01 12:00:00", "01 12:30:00");
    says("11:30 PM - 12:00 midnight UTC", "01 23:30:00", "02 00:00:00");
    says("noon UTC - 12:30 UTC", "01 12:00:00", "01 12:30:00");
    says("23:30 MST - 00:00 MST", "02 06:30:00", "02 07:00:00");
    says("23:30 HST - 05:00 EST", "02 09:30:00", "02 10:00:00");
    says("01:00 +14 - 02:00 -11", "30 11:00:00", "30 13:00:00");
    says("23:30 - 00:15 America/Denver", "02 05:30:00", "02 06:15:00");
}

#[test]
fn a_slot_lasts_at_most_twelve_hours() {
    says("08:00 UTC - 20:00 UTC", "01 08:00:00", "01 20:00:00");
    for time in [
        "08:00 UTC - 20:01 UTC",
        "10:00 MST - 10:00 CST",
        "10:30 MST - 10:00 MST",
        "10:00 - 09:59 America/Denver",
    ] {
        rejects(time, &Problem::TooLong);
    }
    // The clocks go from 2:00 MST to 3:00 MDT in that night, so that 02:30 MST is 3:30 MDT.
    let error = Slot::parse("2026-03-08", "02:30 MST - 03:00 MDT").expect_err("23 and a half hours");
    assert_eq!(error.problem, Problem::TooLong);
    let slot = slot("2026-03-08", "02:30 MST - 04:00 MDT");
    assert_eq!(slot.end() - slot.start(), chrono::TimeDelta::minutes(30));
}

#[test]
fn an_empty_slot_is_rejected() {
    for time in ["10:00 MST - 10:00 MST", "00:00 - 00:00 UTC", "10:00 MST - 11:00 CST", "12:00am-12am UTC"] {
        rejects(time, &Problem::Empty);
    }
}

#[test]
fn a_clock_that_may_mean_two_times_is_rejected() {
    for time in ["1:00 - 2:00 PM MST", "11:30 - 12:30 pm MST", "9:30am - 10:00 MST", "9 AM MST - 10:00 MST"] {
        rejects(time, &Problem::MixedClocks);
    }
}

#[test]
fn a_slot_without_a_zone_is_rejected() {
    for time in ["10:00 - 10:30", "10:00-10:30", "10:00 to 10:30", "9am - 9:30am", "noon - 12:30"] {
        rejects(time, &Problem::NoZone);
    }
}

#[test]
fn an_unknown_zone_is_in_the_error_and_never_guessed() {
    for (time, zone) in [
        ("10:00 XYZ - 10:30 XYZ", "XYZ"),
        ("10:00 XYZ - 10:30 MST", "XYZ"),
        ("10:00 MST - 10:30 XYZ", "XYZ"),
        ("10:00 XYZ - 10:30", "XYZ"),
        ("10:00 -07:00 - 10:30 CET", "CET"),
        ("10:00 - 10:30 IST", "IST"),
        ("10:00 - 10:30 BST", "BST"),
        ("10:00 - 10:30 AT", "AT"),
        ("10:00 - 10:30 Atlantic Time", "Atlantic Time"),
        ("10:00 - 10:30 Arizona Daylight Time", "Arizona Daylight Time"),
        ("10:00 - 10:30 Standard Time", "Standard Time"),
        ("10:00 - 10:30 local time", "local time"),
        ("10:00 - 10:30 America/Nowhere", "America/Nowhere"),
        ("10:00 - 10:30 GMT-15", "GMT-15"),
        ("10:00 - 10:30 +15", "+15"),
        ("10:00 - 10:30 -07:60", "-07:60"),
        ("10:00 - 10:30 +07:000", "+07:000"),
        ("10:00 - 10:30 -", "-"),
        ("10:00 - 10:30 MST (CST)", "MST (CST)"),
        ("10:00 - 10:30 (MST", "(MST"),
        ("9:30 - 10:00 sharp", "sharp"),
    ] {
        rejects(time, &Problem::UnknownZone(zone.to_owned()));
    }
}

#[test]
fn a_text_without_a_start_and_an_end_is_rejected() {
    for time in [
        "",
        " ",
        "-",
        "to",
        "noonish",
        "10:00 MST",
        "10:00 MST 10:30 MST",
        "10:00 MST - 10:30 MST - 11:00 MST",
        "10 - 11 MST",
        "1000 - 1030 MST",
        "010:00 - 10:30 MST",
        "10:0 - 10:30 MST",
        "10:000 - 10:30 MST",
        "10: - 10:30 MST",
        "10:00: - 10:30 MST",
        "24:00 - 00:30 MST",
        "24:01 - 00:30 MST",
        "23:30 - 24:30 MST",
        "midnight - 00:30 MST",
        "25:00 - 26:00 MST",
        "10:60 - 11:00 MST",
        "10:00:60 - 11:00 MST",
        "0:30 AM - 1:00 AM MST",
        "13:00 PM - 13:30 PM MST",
        "１０:00 - 10:30 MST",
        "10:00 MST t 10:30 MST",
        "10:00 MST tomorrow 10:30 MST",
        // One time with an offset, not an hour in UTC.
        "06:00 UTC-07:00",
        "06:00 GMT -07:00",
        "10:00 -07:00",
    ] {
        let problem = on_a_summer_day(time).expect_err(time);
        assert!(matches!(problem, Problem::Form | Problem::NoZone), "{time}: {problem:?}");
    }
    rejects(&format!("10:00 - 10:30 {}", "A".repeat(500)), &Problem::Form);
}

#[test]
fn a_date_is_read_in_both_of_entratas_forms_and_in_no_other() {
    for date in ["2026-07-01", "07/01/2026", " 2026-07-01 "] {
        let slot = slot(date, "10:00 UTC - 10:30 UTC");
        assert_eq!(slot.start(), at("2026-07-01T10:00:00Z"), "{date:?}");
        assert_eq!(slot.appointment_date(), "07/01/2026", "{date:?}");
    }
    for (date, problem) in [
        ("", Problem::DateForm),
        ("2026-7-1", Problem::DateForm),
        ("7/1/2026", Problem::DateForm),
        ("12/1/2026", Problem::DateForm),
        ("2026/07/01", Problem::DateForm),
        ("20260701", Problem::DateForm),
        ("2026-07-01T00:00", Problem::DateForm),
        ("+026-07-01", Problem::DateForm),
        ("２026-07-01", Problem::DateForm),
        ("2026-07-é", Problem::DateForm),
        ("2026-02-29", Problem::NoSuchDay),
        ("2026-02-30", Problem::NoSuchDay),
        ("13/01/2026", Problem::NoSuchDay),
        ("0000-00-00", Problem::NoSuchDay),
        ("1999-12-31", Problem::Year),
        ("2100-01-01", Problem::Year),
    ] {
        let error = Slot::parse(date, "10:00 UTC - 10:30 UTC").expect_err(date);
        assert_eq!((&error.problem, error.raw.date()), (&problem, date));
        assert!(error.problem.is_about_date());
    }
}

#[test]
fn an_error_names_the_raw_text() {
    let error = Slot::parse("2026-12-01", "noonish").expect_err("noonish");
    assert_eq!(
        error.to_string(),
        r#"tour slot "noonish" on "2026-12-01": malformed time (expected a start and an end such as 10:00 MST - 10:30 MST)"#
    );
    let error = Slot::parse("2026-12-01", "10:00 - 10:30 XYZ").expect_err("XYZ");
    assert_eq!(
        error.to_string(),
        r#"tour slot "10:00 - 10:30 XYZ" on "2026-12-01": unknown time zone "XYZ""#
    );
    let error = Slot::parse("2026-02-30", "10:00 - 10:30 MST").expect_err("no such day");
    assert!(error.to_string().ends_with("the date is not a day of the calendar"), "{error}");
    let error = Slot::parse("12/1/2026", "10:00 - 10:30 MST").expect_err("one digit");
    assert!(error.to_string().contains("expected YYYY-MM-DD"), "{error}");
    let error = Slot::parse("2026-12-01", &"é".repeat(5000)).expect_err("long");
    assert!(error.to_string().len() < 300, "a page of text is shortened");
    assert_eq!(error.raw.time().len(), 10_000, "and yet kept whole");
}

fn halves(slot: &Slot, form: SlotForm) -> [String; 2] {
    let times = slot.times(form);
    [times.from, times.to]
}

#[test]
fn a_lead_sends_the_halves_untouched_or_the_same_clock() {
    for (time, start, end) in [
        ("09:30 MST - 10:00 MST", "09:30 MST", "10:00 MST"),
        ("  9:30  MST -10:00 mst ", "9:30  MST", "10:00 mst"),
        ("09:30-10:00 MST", "09:30", "10:00 MST"),
        ("9:30am – 10am MST", "9:30am", "10am MST"),
        ("09:30-07:00-10:00-07:00", "09:30-07:00", "10:00-07:00"),
        ("9:30 a.m. to 10 a.m. (MST)", "9:30 a.m.", "10 a.m. (MST)"),
        ("From 9:30 AM MST to 10:00 AM MST", "9:30 AM MST", "10:00 AM MST"),
        ("09:30 America/Port-au-Prince-10:00 EST", "09:30 America/Port-au-Prince", "10:00 EST"),
    ] {
        let slot = slot("2026-12-01", time);
        assert_eq!(slot.raw().time(), time);
        assert_eq!(halves(&slot, SlotForm::Verbatim), [start, end], "{time:?}");
        assert_eq!(halves(&slot, SlotForm::Clock), ["09:30:00", "10:00:00"], "{time:?}");
    }
    let late = slot("2026-12-01", "11:30:15 PM - 12:00 AM HST");
    assert_eq!(halves(&late, SlotForm::Clock), ["23:30:15", "00:00:00"]);
    assert_eq!(late.appointment_date(), "12/01/2026");
}
