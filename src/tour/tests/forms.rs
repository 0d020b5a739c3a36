//! Every form in every zone on any day of ten years, compared with jiff.

use crate::tour::zone::database::Database;
use crate::tour::zone::names;
use crate::tour::{Problem, Slot};
use chrono_tz::TZ_VARIANTS;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::LazyLock;

/// The rules that we use for a place, as jiff understands them.
pub(super) fn oracle(name: &str) -> TimeZone {
    let canonical = names::canonical(name).expect("a known place");
    TimeZone::tzif(canonical, &Database::of_machine().tzif(canonical).expect("its rules"))
        .expect("rules that jiff understands")
}

/// Every place that a slot may name.
pub(super) fn places() -> Vec<(&'static str, TimeZone)> {
    static PLACES: LazyLock<Vec<(&str, TimeZone)>> = LazyLock::new(|| {
        let names = TZ_VARIANTS.iter().map(|tz| tz.name());
        names.filter(|name| name.contains('/')).map(|name| (name, oracle(name))).collect()
    });
    PLACES.clone()
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
        ("AST", -4),
        ("ADT", -3),
        ("UTC", 0),
        ("GMT", 0),
    ];
    let places: Vec<_> = places().into_iter().map(|(name, tz)| (name.to_owned(), tz)).collect();
    let region = |(words, name): (&str, &str)| (words.to_owned(), oracle(name));
    let regions = [
        ("MT", "America/Denver"),
        ("Central Time", "America/Chicago"),
        ("ET", "America/New_York"),
        ("pacific time", "America/Los_Angeles"),
        ("AKT", "America/Anchorage"),
        ("HT", "Pacific/Honolulu"),
        ("us/central", "America/Chicago"),
    ];
    let seasons =
        [("Mountain Standard Time", -7), ("Eastern Daylight Time", -4), ("Alaska Standard Time", -9)];
    let prefix = select(vec!["", "", "UTC", "GMT", "utc "]);
    let offset = (any::<bool>(), 0..14i32, select(vec![0, 30, 45]), select(vec!["", ":"]), prefix);
    prop_oneof![
        4 => select(abbreviations.to_vec()).prop_map(|(word, hours)| {
            (word.to_owned(), Offset::constant(hours).to_time_zone())
        }),
        1 => select(seasons.to_vec()).prop_map(|(words, hours)| {
            (words.to_owned(), Offset::constant(hours).to_time_zone())
        }),
        1 => select(regions.map(region).to_vec()),
        1 => offset.prop_map(|(west, hours, minutes, colon, prefix)| {
            let sign = if west { -1 } else { 1 };
            let seconds = sign * (hours * 3600 + minutes * 60);
            let text = format!("{prefix}{}{hours:02}{colon}{minutes:02}", if west { '-' } else { '+' });
            (text, Offset::from_seconds(seconds).expect("an offset").to_time_zone())
        }),
        2 => select(places),
    ]
}

/// How a slot is written.
#[derive(Debug, Clone)]
struct Form {
    meridiem: Option<[&'static str; 2]>,
    colon: char,
    leading_zero: bool,
    seconds: bool,
    zone_at: ZoneAt,
    parentheses: bool,
    before_meridiem: &'static str,
    before_zone: &'static str,
    separator: String,
    american_date: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum ZoneAt {
    Start,
    End,
    Both,
}

prop_compose! {
    fn forms()(
        meridiem in select(vec![None, Some(["am", "pm"]), Some(["AM", "PM"]), Some(["a.m.", "p.m."]), Some(["A. M.", "P. M."]), Some(["a m", "p m"])]),
        colon in select(vec![':', ':', ':', '.']),
        leading_zero: bool,
        seconds: bool,
        zone_at in select(vec![ZoneAt::Start, ZoneAt::End, ZoneAt::Both, ZoneAt::Both]),
        parentheses: bool,
        before_meridiem in blank(),
        before_zone in blank(),
        separator in separator(),
        american_date: bool,
    ) -> Form {
        Form {
            meridiem, colon, leading_zero, seconds, zone_at, parentheses, before_meridiem, before_zone, separator,
            american_date,
        }
    }
}

fn blank() -> impl Strategy<Value = &'static str> {
    select(vec!["", " ", "  ", "\t", "\u{a0}", "\u{202f}"])
}

fn separator() -> impl Strategy<Value = String> {
    let dash = (blank(), select(vec!["-", "--", "–", "—", "\u{2011}", "\u{2212}"]), blank());
    prop_oneof![
        3 => dash.prop_map(|(left, dash, right)| format!("{left}{dash}{right}")),
        1 => select(vec![" to ", " TO ", " until ", " through ", "\u{a0}to\u{202f}"]).prop_map(str::to_owned),
    ]
}

impl Form {
    fn date(&self, start: DateTime) -> String {
        start.strftime(if self.american_date { "%m/%d/%Y" } else { "%Y-%m-%d" }).to_string()
    }

    fn time(&self, start: DateTime, end: DateTime, zone: &str) -> String {
        let zone = if self.parentheses { format!("({zone})") } else { zone.to_owned() };
        let needs_blank = self.meridiem == Some(["a m", "p m"]) && self.before_zone.is_empty();
        let before_zone = if needs_blank { " " } else { self.before_zone };
        let zone_if = |at: ZoneAt| match self.zone_at {
            known if known == at || known == ZoneAt::Both => format!("{before_zone}{zone}"),
            _ => String::new(),
        };
        let (start, end) = (self.clock(start), self.clock(end));
        // A hyphen that stands between a time and an offset may be either.
        let separator = match self.zone_at {
            ZoneAt::Start => " - ",
            _ => &self.separator,
        };
        format!("{start}{}{separator}{end}{}", zone_if(ZoneAt::Start), zone_if(ZoneAt::End))
    }

    fn clock(&self, time: DateTime) -> String {
        let hour = i32::from(time.hour());
        let shown = if self.meridiem.is_some() { (hour + 11) % 12 + 1 } else { hour };
        let mut text = if self.leading_zero { format!("{shown:02}") } else { shown.to_string() };
        text += &format!("{}{:02}", self.colon, time.minute());
        if self.seconds {
            text += &format!("{}00", self.colon);
        }
        if let Some([morning, afternoon]) = self.meridiem {
            text += self.before_meridiem;
            text += if hour < 12 { morning } else { afternoon };
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
pub(super) fn parse(date: &str, time: &str) -> Result<(i64, i64), Problem> {
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
        lasts in 1..(15 * 60i64),
    ) {
        let start = jiff::civil::date(2022, 1, 1).at(0, 0, 0, 0) + minute.minutes();
        let end = start + lasts.minutes();
        let expected = instant(&tz, start)
            .and_then(|start| Ok((start.as_second(), instant(&tz, end)?.as_second())))
            .and_then(|(start, end)| if end - start > 43_200 { Err(Problem::TooLong) } else { Ok((start, end)) });
        let time = form.time(start, end, &zone);
        prop_assert_eq!(parse(&form.date(start), &time), expected, "{}", time);
    }
}
