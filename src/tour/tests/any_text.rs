//! Any text in the place of a slot: a slot or an error, never a panic.

use super::{day, zone};
use crate::tour::event_text::appointment_times;
use crate::tour::zone::TimeZone;
use crate::tour::{Availability, Month, Slot, SlotForm, Window, contradiction, property_zone};
use chrono::{DateTime, TimeDelta};
use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;
use proptest::sample::select;

/// Pieces of which slots are made, in any order: far more often nearly right than random letters are.
fn nearly_a_slot() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "10",
        "9",
        ":",
        "00",
        "30",
        "59",
        "24",
        " ",
        "\t",
        "\u{a0}",
        "-",
        "–",
        "+",
        "am",
        "PM",
        "MST",
        "utc",
        "America/",
        "Port-au-Prince",
        "Denver",
        "Etc/GMT-9",
        "07:00",
        "-0700",
        "é",
        "\0",
        "\u{202f}",
        "12:30am",
        "/",
        "XYZ",
        " to ",
        "(",
        ")",
        ".",
        "noon",
        "Mountain ",
        "Standard Time",
        "MT",
        "—",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn nearly_a_date() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{2}/[0-9]{2}/[0-9]{4}",
        "20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
        "\\PC{0,12}",
    ]
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    select(&TZ_VARIANTS[..]).prop_map(|tz| zone(tz.name()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed_or_rejected_and_kept_byte_for_byte(
        date in nearly_a_date(),
        time in prop_oneof![nearly_a_slot(), "\\PC{0,60}"],
        tz in any_zone(),
    ) {
        match Slot::parse(&date, &time) {
            Ok(slot) => {
                prop_assert_eq!((slot.raw().date(), slot.raw().time()), (&*date, &*time));
                let lasts = slot.end() - slot.start();
                prop_assert!(lasts > TimeDelta::zero() && lasts <= TimeDelta::hours(12));
                let times = slot.times(SlotForm::Verbatim);
                prop_assert!(time.trim().starts_with(&times.from) && time.trim().ends_with(&times.to));
                let _ = slot.times(SlotForm::Clock);
                let _ = slot.appointment_date();
                if let Some(contradiction) = contradiction(&slot, tz) {
                    prop_assert!(contradiction.to_string().contains("UTC"));
                }
                let shown = slot.shown(tz);
                prop_assert_eq!(DateTime::parse_from_rfc3339(shown.start()).unwrap(), slot.start());
                prop_assert_eq!(DateTime::parse_from_rfc3339(shown.end()).unwrap(), slot.end());
            }
            Err(error) => {
                prop_assert_eq!((error.raw.date(), error.raw.time()), (&*date, &*time));
                prop_assert!(error.to_string().starts_with("tour slot "));
            }
        }
    }

    #[test]
    fn any_text_may_stand_for_a_zone_an_event_or_a_month(text in prop_oneof![nearly_a_slot(), "\\PC{0,40}", "[0-9]{2}-[0-9]{4}"]) {
        let _ = (property_zone(&text, None), property_zone(&text, Some("MD")));
        let _ = (appointment_times(&text, None), appointment_times(&text, Some(day("2026-07-01"))));
        let now = DateTime::UNIX_EPOCH;
        if let Ok(month) = Month::parse(&text) {
            prop_assert!(Window::of_month(month, zone("UTC"), now).is_ok());
        }
    }

}

proptest! {
    #[test]
    fn a_schedule_is_sorted_and_within_its_window(
        times in prop::collection::vec((0..40u32, 0..96u32, 1..40u32, select(vec!["MST", "EDT", "HST", "UTC"])), 0..60),
        tz in any_zone(),
    ) {
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        let days = times.into_iter().map(|(day, quarter, lasts, zone)| {
            let clock = |quarter: u32| format!("{:02}:{:02} {zone}", quarter / 4 % 24, quarter % 4 * 15);
            let date = format!("2026-{:02}-{:02}", 2 + day / 28, 1 + day % 28);
            (date, vec![format!("{} - {}", clock(quarter), clock(quarter + lasts))])
        });
        let offer = Availability::parse(days);
        let window = Window::next_days(tz, now);
        let expected = offer
            .slots()
            .filter(|slot| slot.start() > now && window.contains(slot.start().with_timezone(&tz).date_naive()))
            .count();
        let schedule = offer.schedule(tz, now, window);
        let shown: Vec<_> = schedule.days.iter().flat_map(|day| &day.slots).collect();
        prop_assert_eq!(shown.len(), expected);
        let key = |at: &str| DateTime::parse_from_rfc3339(at).unwrap();
        let order = |pair: &[_]| pair[0] < pair[1];
        prop_assert!(schedule.days.iter().map(|day| day.date).collect::<Vec<_>>().windows(2).all(order));
        let keys: Vec<_> = shown.iter().map(|slot| (key(slot.start()), key(slot.end()))).collect();
        prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        for day in &schedule.days {
            prop_assert!(day.slots.iter().all(|slot| slot.day() == day.date && slot.start().starts_with(&day.date.to_string())));
        }
    }
}

proptest! {
    #[test]
    fn a_slot_of_a_schedule_has_the_texts_that_it_has_alone(
        slots in prop::collection::vec((0..6u32, 0..96u32, 1..40u32, select(vec!["MST", "MDT", "CT", "America/Edmonton", "-05:00"])), 0..60),
        tz in select(vec!["America/Chicago", "America/Edmonton", "America/Phoenix", "Asia/Kolkata", "Australia/Lord_Howe"]),
        first in select(vec!["2026-03-05", "2026-10-29", "2026-12-29"]),
    ) {
        let days = slots.into_iter().map(|(days, quarter, lasts, zone)| {
            let clock = |quarter: u32| format!("{:02}:{:02} {zone}", quarter / 4 % 24, quarter % 4 * 15);
            let date = day(first) + chrono::Days::new(days.into());
            (date.to_string(), vec![format!("{} - {}", clock(quarter), clock(quarter + lasts))])
        });
        let (zone, now) = (zone(tz), "2026-01-01T00:00:00Z".parse().unwrap());
        let window = Window { from: day("2026-01-01"), to: day("2027-12-31") };
        let availability = Availability::parse(days);
        let alone: Vec<_> = availability.slots().map(|slot| slot.shown(zone)).collect();
        let parsed: Vec<_> = availability.slots().map(|slot| Slot::from_raw(slot.raw().clone())).collect();
        prop_assert_eq!(parsed, availability.slots().map(Ok).collect::<Vec<_>>());
        let schedule = availability.schedule(zone, now, window);
        prop_assert_eq!(schedule.days.into_iter().flat_map(|day| day.slots).collect::<Vec<_>>(), alone);
    }
}
