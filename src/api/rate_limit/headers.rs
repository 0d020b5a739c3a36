//! The headers of a response that report Entrata's rate limits.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;

/// The period that a window of the rate limits covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Period {
    /// The calendar minute.
    Minute,
    /// The calendar hour.
    Hour,
    /// The day, in Mountain Time.
    Day,
}

impl Period {
    /// Returns its length.
    #[must_use]
    pub fn length(self) -> Duration {
        Duration::from_secs(match self {
            Self::Minute => 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        })
    }
}

/// One window of a service's rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Window {
    /// The period that it covers.
    pub period: Period,
    /// The calls allowed in the period.
    pub limit: u64,
    /// The calls that are left, if the headers say so.
    pub remaining: Option<u64>,
    /// The time until the next period begins, if the headers say so.
    pub reset: Option<Duration>,
}

impl Window {
    /// Creates a window.
    #[must_use]
    pub fn new(period: Period, limit: u64, remaining: Option<u64>, reset: Option<Duration>) -> Self {
        Self { period, limit, remaining, reset }
    }
}

/// `X-RateLimit-Limit: 15000/day;1000/hour;150/minute`, its two companions, and `Retry-After`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateHeaders {
    /// The windows, in the order of the headers.
    pub windows: Vec<Window>,
    /// The pause that `Retry-After` asks for.
    pub retry_after: Option<Duration>,
}

impl RateHeaders {
    /// Creates them from their values.
    #[must_use]
    pub fn new(windows: Vec<Window>, retry_after: Option<Duration>) -> Self {
        Self { windows, retry_after }
    }

    /// Parses a response's headers and ignores what cannot be parsed. `now` is for a `Retry-After` that is a date.
    pub(crate) fn parse(headers: &HeaderMap, now: DateTime<Utc>) -> Self {
        let list = |name: &str| -> Vec<(u64, Option<Period>)> {
            let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            text.split([';', ',']).filter_map(amount).collect()
        };
        let remaining = list("x-ratelimit-remaining");
        let resets = list("x-ratelimit-reset");
        let windows = list("x-ratelimit-limit")
            .into_iter()
            .enumerate()
            .filter_map(|(place, (limit, period))| {
                let period = period?;
                // The resets have no unit: their order is that of the limits.
                let companion = |values: &[(u64, Option<Period>)]| {
                    let named = values.iter().find(|(_, unit)| *unit == Some(period));
                    named
                        .or_else(|| values.get(place).filter(|(_, unit)| unit.is_none()))
                        .map(|(number, _)| *number)
                };
                // Seconds remaining, not an epoch: recorded as 36686;686;26 at 20:48:33 GMT.
                let reset = companion(&resets).map(capped);
                Some(Window { period, limit, remaining: companion(&remaining), reset })
            })
            .collect();
        let retry_after = headers.get("retry-after").and_then(|value| pause(value.to_str().ok()?, now));
        Self { windows, retry_after }
    }

    /// Returns whether no limit is in the headers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty() && self.retry_after.is_none()
    }

    /// Returns the time until another call is possible, if the headers say that none is possible now.
    #[must_use]
    pub fn pause(&self) -> Option<Duration> {
        let spent = self.windows.iter().filter(|window| window.remaining == Some(0));
        spent.filter_map(|window| window.reset).chain(self.retry_after).max()
    }

    /// Returns the time until the first window's next period.
    pub(crate) fn soonest(&self) -> Option<Duration> {
        self.windows.iter().filter_map(|window| window.reset).min()
    }
}

/// Parses `1000/hour` or a bare number.
fn amount(text: &str) -> Option<(u64, Option<Period>)> {
    let (number, unit) = text.split_once('/').unwrap_or((text, ""));
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "minute" | "min" => Some(Period::Minute),
        "hour" => Some(Period::Hour),
        "day" => Some(Period::Day),
        _ => None,
    };
    Some((number.trim().parse().ok()?, unit))
}

/// Parses `Retry-After`: a number of seconds or an HTTP date.
fn pause(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(capped(seconds));
    }
    let then = DateTime::parse_from_rfc2822(text).ok()?;
    Some((then.with_timezone(&Utc) - now).to_std().unwrap_or_default().min(LONGEST))
}

/// The longest window is a day. A longer pause is invalid and must not overflow a clock.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

fn capped(seconds: u64) -> Duration {
    Duration::from_secs(seconds).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> RateHeaders {
        let headers = pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()));
        RateHeaders::parse(&HeaderMap::from_iter(headers), "2026-11-24T20:48:33Z".parse().unwrap())
    }

    #[test]
    fn the_recorded_headers_are_windows_with_seconds_left() {
        for limits in ["15000/day;1000/hour;150/minute", "15000/DAY;1000/HOUR;150/MINUTE"] {
            let found = read(&[
                ("x-ratelimit-limit", limits),
                ("x-ratelimit-remaining", "14996/day;999/hour;149/minute"),
                ("x-ratelimit-reset", "36686;686;26"),
            ]);
            let [day, hour, minute] = found.windows[..] else { panic!("{found:?}") };
            assert_eq!((day.period, day.limit, day.remaining), (Period::Day, 15_000, Some(14_996)));
            assert_eq!((hour.period, hour.reset), (Period::Hour, Some(Duration::from_secs(686))));
            assert_eq!((minute.period, minute.reset), (Period::Minute, Some(Duration::from_secs(26))));
            assert_eq!(found.pause(), None, "every window has calls left");
            assert_eq!(found.soonest(), Some(Duration::from_secs(26)));
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (text, pause) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Tue, 24 Nov 2026 20:50:33 GMT", Some(120)),
            ("Tue, 24 Nov 2026 20:00:00 GMT", Some(0)),
            ("99999999999999999999", None),
            ("18446744073709551615", Some(86_400)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read(&[("retry-after", text)]).retry_after, pause.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn unreadable_headers_are_ignored() {
        for text in ["", ";;;", "many/day", "10/fortnight", "-1/hour", "\u{fc}"] {
            assert!(read(&[("x-ratelimit-limit", text)]).is_empty(), "{text}");
        }
        let partial = read(&[("x-ratelimit-limit", "10/minute"), ("x-ratelimit-remaining", "0/hour")]);
        assert_eq!(partial.windows[0].remaining, None);
    }
}
