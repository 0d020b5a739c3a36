//! Every form in every zone on any day of ten years, held against jiff.

use crate::tour::{Problem, Slot, zone};
use chrono_tz::TZ_VARIANTS;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::LazyLock;

pub(super) static JIFF: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Every place that a slot may name, as jiff knows it.
pub(super) fn places() -> impl Iterator<Item = (&'static str, TimeZone)> {
    TZ_VARIANTS
        .iter()
        .map(|tz| tz.name())
        .filter(|name| zone::place(name).is_some())
        .map(|name| (name, JIFF.get(name).expect("jiff knows the place")))
}

/// A zone as a slot may name it, and what jiff makes of it.
fn zones() -> impl Strategy<Value = (String, TimeZone)> {
    let abbreviations = [
        ("EST", -5),
        ("EDT", -4),
        ("CST", -6),
        ("CDT", -5),
        ("MST", -7),
        ("MDT", -6),
        ("PST", -8),
        ("PDT", -7),
        ("AKST", -9),
        ("AKDT", -8),
        ("HST", -10),
        ("UTC", 0),
        ("GMT", 0),
    ];
    let places: Vec<_> = places().map(|(name, tz)| (name.to_owned(), tz)).collect();
    let offset = (any::<bool>(), 0..14i32, select(vec![0, 30, 45]), select(vec!["", ":"]));
    prop_oneof![
        4 => select(abbreviations.to_vec()).prop_map(|(word, hours)| {
            (word.to_owned(), Offset::constant(hours).to_time_zone())
        }),
        1 => offset.prop_map(|(west, hours, minutes, colon)| {
            let sign = if west { -1 } else { 1 };
            let seconds = sign * (hours * 3600 + minutes * 60);
            let text = format!("{}{hours:02}{colon}{minutes:02}", if west { '-' } else { '+' });
            (text, Offset::from_seconds(seconds).expect("an offset").to_time_zone())
        }),
        2 => select(places),
    ]
}

/// How a slot is written.
#[derive(Debug, Clone)]
struct Form {
    twelve_hours: bool,
    capitals: bool,
    leading_zero: bool,
    zone_at_both_ends: bool,
    before_meridiem: &'static str,
    before_zone: &'static str,
    separator: String,
    american_date: bool,
}

prop_compose! {
    fn forms()(
        twelve_hours: bool,
        capitals: bool,
        leading_zero: bool,
        zone_at_both_ends: bool,
        before_meridiem in blank(),
        before_zone in blank(),
        left in blank(),
        dash in select(vec!['-', '–']),
        right in blank(),
        american_date: bool,
    ) -> Form {
        let separator = format!("{left}{dash}{right}");
        Form {
            twelve_hours, capitals, leading_zero, zone_at_both_ends, before_meridiem, before_zone, separator,
            american_date,
        }
    }
}

fn blank() -> impl Strategy<Value = &'static str> {
    select(vec!["", " ", "  ", "\t", "\u{a0}", "\u{202f}"])
}

impl Form {
    fn date(&self, start: DateTime) -> String {
        start.strftime(if self.american_date { "%m/%d/%Y" } else { "%Y-%m-%d" }).to_string()
    }

    fn time(&self, start: DateTime, end: DateTime, zone: &str) -> String {
        let first =
            if self.zone_at_both_ends { format!("{}{zone}", self.before_zone) } else { String::new() };
        let (start, end) = (self.clock(start), self.clock(end));
        format!("{start}{first}{}{end}{}{zone}", self.separator, self.before_zone)
    }

    fn clock(&self, time: DateTime) -> String {
        let hour = i32::from(time.hour());
        let shown = if self.twelve_hours { (hour + 11) % 12 + 1 } else { hour };
        let mut text = if self.leading_zero { format!("{shown:02}") } else { shown.to_string() };
        text += &format!(":{:02}", time.minute());
        if self.twelve_hours {
            let word = if hour < 12 { "am" } else { "pm" };
            text += self.before_meridiem;
            text += &if self.capitals { word.to_uppercase() } else { word.to_owned() };
        }
        text
    }
}

/// The one instant of a wall time, as jiff sees it.
pub(super) fn instant(tz: &TimeZone, wall: DateTime) -> Result<Timestamp, Problem> {
    use jiff::tz::AmbiguousOffset::{Fold, Gap, Unambiguous};
    let found = tz.to_ambiguous_timestamp(wall);
    match found.offset() {
        Unambiguous { .. } => Ok(found.unambiguous().expect("an instant")),
        Gap { .. } => Err(Problem::Skipped),
        Fold { .. } => Err(Problem::Twice),
    }
}

/// A slot's two instants in seconds, or why it has none.
pub(super) fn read(date: &str, time: &str) -> Result<(i64, i64), Problem> {
    Slot::parse(date, time)
        .map(|slot| (slot.start().timestamp(), slot.end().timestamp()))
        .map_err(|error| error.problem)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn every_form_in_every_zone_is_what_jiff_says(
        form in forms(),
        (zone, tz) in zones(),
        minute in 0..(10 * 365 * 24 * 60i64),
        lasts in 1..(24 * 60i64),
    ) {
        let start = jiff::civil::date(2022, 1, 1).at(0, 0, 0, 0) + minute.minutes();
        let end = start + lasts.minutes();
        let expected = instant(&tz, start)
            .and_then(|start| Ok((start.as_second(), instant(&tz, end)?.as_second())))
            .and_then(|(start, end)| if end - start > 86_400 { Err(Problem::TooLong) } else { Ok((start, end)) });
        let time = form.time(start, end, &zone);
        prop_assert_eq!(read(&form.date(start), &time), expected, "{}", time);
    }
}
