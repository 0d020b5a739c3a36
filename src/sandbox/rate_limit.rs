//! Rate limits: a budget for each company and service, for the day, the hour and the minute.

use crate::{Error, ErrorKind};
use chrono::{DateTime, Days, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::America::Denver;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// How many calls a company may make of one service, written as in Entrata's header:
/// `15000/day;1000/hour;150/minute`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From Mountain midnight to Mountain midnight.
    pub day: u32,
    /// From the top of the hour.
    pub hour: u32,
    /// From the top of the minute.
    pub minute: u32,
}

impl Limits {
    /// No limits.
    #[must_use]
    pub fn none() -> Self {
        Self { day: u32::MAX, hour: u32::MAX, minute: u32::MAX }
    }
}

impl Default for Limits {
    /// The limits of a recorded header of Entrata.
    fn default() -> Self {
        Self { day: 15_000, hour: 1000, minute: 150 }
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/day;{}/hour;{}/minute", self.day, self.hour, self.minute)
    }
}

impl FromStr for Limits {
    type Err = Error;

    /// Reads `15000/day;1000/hour;150/minute`, or `none`.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "none" {
            return Ok(Self::none());
        }
        let mut parts = text.split(';');
        let mut part = |unit: &str| parts.next()?.trim().strip_suffix(unit)?.parse().ok();
        let limits = (|| Some(Self { day: part("/day")?, hour: part("/hour")?, minute: part("/minute")? }))();
        limits.filter(|_| parts.next().is_none()).ok_or_else(|| {
            Error::new(
                ErrorKind::Config,
                "limits must be written as `15000/day;1000/hour;150/minute` or `none`",
            )
        })
    }
}

/// The calls that each company has made of each service.
pub(super) struct Budgets {
    pub(super) limits: Limits,
    used: HashMap<(u64, String), [Window; 3]>,
}

/// The calls of the window that ends at an instant.
#[derive(Clone, Copy, Default)]
struct Window {
    ends: DateTime<Utc>,
    calls: u32,
}

/// What a call's budget allows.
pub(super) struct Standing {
    /// Entrata's rate-limit headers.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The seconds until the next call is allowed, if this one is over the limit.
    pub(super) wait: Option<i64>,
}

impl Budgets {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, used: HashMap::new() }
    }

    /// Counts one call, unless it is over the limit.
    pub(super) fn count(&mut self, cid: u64, service: &str, now: DateTime<Utc>) -> Standing {
        let limits = [self.limits.day, self.limits.hour, self.limits.minute];
        let ends = ends(now);
        let windows = self.used.entry((cid, service.to_owned())).or_default();
        for (window, ends) in windows.iter_mut().zip(ends) {
            if window.ends != ends {
                *window = Window { ends, calls: 0 };
            }
        }
        let to_go = ends.map(|end| (end - now).num_seconds().max(1));
        let full = |(window, limit): (&Window, u32)| window.calls >= limit;
        let wait = windows.iter().zip(limits).position(full).map(|at| to_go[at]);
        if wait.is_none() {
            windows.iter_mut().for_each(|window| window.calls += 1);
        }
        let left = |at: usize| limits[at].saturating_sub(windows[at].calls);
        let remaining = Limits { day: left(0), hour: left(1), minute: left(2) };
        let headers = vec![
            ("x-ratelimit-limit", self.limits.to_string()),
            ("x-ratelimit-remaining", remaining.to_string()),
            ("x-ratelimit-reset", to_go.map(|seconds| seconds.to_string()).join(";")),
        ];
        Standing { headers, wait }
    }

    pub(super) fn reset(&mut self) {
        self.used.clear();
    }
}

/// The ends of the day (in Mountain Time), the hour and the minute.
fn ends(now: DateTime<Utc>) -> [DateTime<Utc>; 3] {
    let minute = now.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(now);
    let hour = minute.with_minute(0).unwrap_or(minute);
    let tomorrow = now.with_timezone(&Denver).date_naive().checked_add_days(Days::new(1));
    let midnight =
        tomorrow.and_then(|day| Denver.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest());
    let day = midnight.map_or(now, |at| at.to_utc());
    [day, hour + chrono::TimeDelta::hours(1), minute + chrono::TimeDelta::minutes(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_they_are_printed() {
        let limits = Limits { day: 9, hour: 8, minute: 7 };
        assert_eq!(limits.to_string().parse::<Limits>().unwrap(), limits);
        assert_eq!("none".parse::<Limits>().unwrap(), Limits::none());
        for text in ["", "1/day", "1/day;1/hour;x/minute", "1/day;1/hour;1/minute;1/week"] {
            assert!(text.parse::<Limits>().is_err(), "{text}");
        }
    }

    #[test]
    fn resets_are_seconds_to_mountain_midnight_the_hour_and_the_minute() {
        // The recording: 20:48:33 GMT in November answered 36686;686;26, a second late.
        let now = "2024-11-24T20:48:33Z".parse().unwrap();
        let standing = Budgets::new(Limits::default()).count(1, "status", now);
        assert_eq!(standing.headers[2].1, "36687;687;27");
        assert_eq!(standing.headers[1].1, "14999/day;999/hour;149/minute");
    }
}
