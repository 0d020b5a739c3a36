//! The offsets that the clocks of a zone keep, period by period.

use chrono::{Datelike, FixedOffset, NaiveDate, TimeDelta, Weekday};
use std::borrow::Cow;
use tz::timezone::{AlternateTime, LocalTimeType, RuleDay, TransitionRule};

/// Rules that have no end are written out up to this year.
const LAST_YEAR: i32 = 2100;

/// A zone's name and its periods, in order and without a gap.
#[derive(Debug)]
pub(in crate::tour) struct Rules {
    pub(super) name: &'static str,
    pub(super) periods: Cow<'static, [Period]>,
}

/// A span of time in which the clocks of a zone keep one offset and one abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tour) struct Period {
    /// Its first second, in Unix time.
    from: i64,
    /// The first second of the next period.
    until: i64,
    /// How far the clocks are ahead of UTC.
    pub(in crate::tour) offset: FixedOffset,
    /// `CST`; empty if the zone has only a number.
    pub(in crate::tour) abbreviation: &'static str,
}

/// UTC itself, which needs no data.
pub(super) static UTC: Rules = Rules { name: "UTC", periods: Cow::Borrowed(&[Period::UTC]) };

impl Rules {
    /// Parses a compiled zone (RFC 9636). `None` if it is damaged, has no period, or counts leap seconds.
    pub(super) fn parse(name: &'static str, tzif: &[u8]) -> Option<Self> {
        let zone = tz::TimeZone::from_tz_data(tzif).ok()?;
        let zone = zone.as_ref();
        if !zone.leap_seconds().is_empty() {
            return None;
        }
        let mut known = Abbreviations::default();
        let types: Option<Vec<_>> = zone.local_time_types().iter().map(|kind| known.keep(kind)).collect();
        let types = types?;
        let mut periods = vec![Period::new(i64::MIN, *types.first()?)];
        for transition in zone.transitions() {
            let kind = *types.get(transition.local_time_type_index())?;
            push(&mut periods, Period::new(transition.unix_leap_time(), kind));
        }
        match zone.extra_rule() {
            Some(TransitionRule::Alternate(rule)) => {
                let kinds = [known.keep(rule.std())?, known.keep(rule.dst())?];
                write_out(rule, kinds, &mut periods)?;
            }
            // The rule after the last transition. It matters if there is no transition.
            Some(TransitionRule::Fixed(fixed)) if periods.len() == 1 => {
                periods = vec![Period::new(i64::MIN, known.keep(fixed)?)];
            }
            _ => {}
        }
        Some(Self { name, periods: periods.into() })
    }

    /// The period in which an instant lies, in Unix time.
    pub(in crate::tour) fn period_at(&'static self, unix: i64) -> &'static Period {
        static UTC_PERIOD: Period = Period::UTC;
        let at = self.periods.partition_point(|period| period.until <= unix);
        self.periods.get(at).or(self.periods.last()).unwrap_or(&UTC_PERIOD)
    }

    /// The offset of the clocks at an instant, in Unix time.
    pub(super) fn offset_at(&self, unix: i64) -> Option<FixedOffset> {
        self.periods.iter().find(|period| period.contains(unix)).map(|period| period.offset)
    }

    /// The periods in which the clocks show a local time, counted as Unix time is: none if they skip it, two if they show
    /// it twice.
    pub(super) fn periods_of(&'static self, seconds: i64) -> impl Iterator<Item = &'static Period> {
        // No offset is as large as a day.
        let at = self.periods.partition_point(|period| period.until <= seconds - 86_400);
        let near = self.periods.get(at..).unwrap_or_default();
        near.iter().take_while(move |period| period.from <= seconds + 86_400).filter(move |period| {
            let unix = seconds - i64::from(period.offset.local_minus_utc());
            period.contains(unix)
        })
    }
}

impl Period {
    const UTC: Self = match FixedOffset::east_opt(0) {
        Some(offset) => Self { from: i64::MIN, until: i64::MAX, offset, abbreviation: "UTC" },
        None => unreachable!(),
    };

    fn new(from: i64, (offset, abbreviation): Kind) -> Self {
        Self { from, until: i64::MAX, offset, abbreviation }
    }

    pub(in crate::tour) fn contains(&self, unix: i64) -> bool {
        self.from <= unix && unix < self.until
    }
}

/// An offset and its abbreviation.
type Kind = (FixedOffset, &'static str);

/// The abbreviations of a zone. They live as long as the process, which meets a few zones, each one once.
#[derive(Default)]
struct Abbreviations(Vec<&'static str>);

impl Abbreviations {
    fn keep(&mut self, kind: &LocalTimeType) -> Option<Kind> {
        let text = kind.time_zone_designation();
        let has_word = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let word = match self.0.iter().find(|word| **word == text) {
            _ if !has_word => "",
            Some(known) => known,
            None => {
                let word: &'static str = String::from(text).leak();
                self.0.push(word);
                word
            }
        };
        Some((FixedOffset::east_opt(kind.ut_offset())?, word))
    }
}

/// Adds a period that begins after the last one, unless nothing changes.
fn push(periods: &mut Vec<Period>, next: Period) {
    let Some(last) = periods.last_mut() else { return };
    if next.from <= last.from || (next.offset, next.abbreviation) == (last.offset, last.abbreviation) {
        return;
    }
    last.until = next.from;
    periods.push(next);
}

/// Adds the clock changes of every year from the last period on.
fn write_out(rule: &AlternateTime, [standard, daylight]: [Kind; 2], periods: &mut Vec<Period>) -> Option<()> {
    let first_year = periods.last().map_or(i64::MIN, |last| last.from).max(0);
    let first_year = chrono::DateTime::from_timestamp(first_year, 0)?.year();
    for year in first_year..=LAST_YEAR {
        let start = change(year, rule.dst_start(), rule.dst_start_time() - rule.std().ut_offset())?;
        let end = change(year, rule.dst_end(), rule.dst_end_time() - rule.dst().ut_offset())?;
        let mut changes = [(start, daylight), (end, standard)];
        changes.sort_by_key(|&(at, _)| at);
        for (at, kind) in changes {
            push(periods, Period::new(at, kind));
        }
    }
    Some(())
}

/// The instant of a clock change in a year, in Unix time.
fn change(year: i32, day: &RuleDay, seconds: i32) -> Option<i64> {
    let day = match day {
        RuleDay::MonthWeekDay(day) => {
            let weekday = Weekday::try_from((day.week_day() + 6) % 7).ok()?;
            let nth = |n| NaiveDate::from_weekday_of_month_opt(year, day.month().into(), weekday, n);
            nth(day.week()).or_else(|| nth(4))?
        }
        // The 60th day is 1 March in every year.
        RuleDay::Julian1WithoutLeap(day) => {
            let leap_day = u32::from(day.get() >= 60 && NaiveDate::from_ymd_opt(year, 2, 29).is_some());
            NaiveDate::from_yo_opt(year, u32::from(day.get()) + leap_day)?
        }
        RuleDay::Julian0WithLeap(day) => {
            NaiveDate::from_ymd_opt(year, 1, 1)? + TimeDelta::days(day.get().into())
        }
    };
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp() + i64::from(seconds))
}
