//! What Entrata's headers say about its limits.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;

/// What one window of Entrata's limits counts over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// The calendar minute.
    Minute,
    /// The calendar hour.
    Hour,
    /// The day, in Mountain Time.
    Day,
}

/// One window of the limits of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// What it counts over.
    pub per: Period,
    /// The calls allowed in it.
    pub limit: u64,
    /// The calls still allowed in it, where the headers say so.
    pub remaining: Option<u64>,
    /// The time until it starts anew, where the headers say so.
    pub reset: Option<Duration>,
}

/// `X-RateLimit-Limit: 15000/day;1000/hour;150/minute` and its two companions, and `Retry-After`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateHeaders {
    /// The windows, in the headers' order.
    pub windows: Vec<Window>,
    /// What `Retry-After` asks for.
    pub retry_after: Option<Duration>,
}

impl RateHeaders {
    /// Reads an answer's headers; what cannot be read counts as not said. `now` is for a `Retry-After` that is a date.
    #[must_use]
    pub fn read(headers: &HeaderMap, now: DateTime<Utc>) -> Self {
        let list = |name: &str| -> Vec<(u64, Option<Period>)> {
            let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            text.split([';', ',']).filter_map(amount).collect()
        };
        let remaining = list("x-ratelimit-remaining");
        let resets = list("x-ratelimit-reset");
        let windows = list("x-ratelimit-limit")
            .into_iter()
            .enumerate()
            .filter_map(|(place, (limit, per))| {
                let per = per?;
                // The resets carry no unit: they stand in the order of the limits.
                let companion = |said: &[(u64, Option<Period>)]| {
                    let named = said.iter().find(|(_, unit)| *unit == Some(per));
                    named
                        .or_else(|| said.get(place).filter(|(_, unit)| unit.is_none()))
                        .map(|(number, _)| *number)
                };
                // Seconds to go, not an epoch: recorded as 36686;686;26 at 20:48:33 GMT.
                let reset = companion(&resets).map(believable);
                Some(Window { per, limit, remaining: companion(&remaining), reset })
            })
            .collect();
        let retry_after = headers.get("retry-after").and_then(|value| pause(value.to_str().ok()?, now));
        Self { windows, retry_after }
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty() && self.retry_after.is_none()
    }

    /// How long until a call is possible again, where the headers say that none is now.
    #[must_use]
    pub fn pause(&self) -> Option<Duration> {
        let spent = self.windows.iter().filter(|window| window.remaining == Some(0));
        spent.filter_map(|window| window.reset).chain(self.retry_after).max()
    }

    /// The time until the first window starts anew.
    pub(crate) fn soonest(&self) -> Option<Duration> {
        self.windows.iter().filter_map(|window| window.reset).min()
    }

    /// The calls left in the window that runs out first, and the time until that window starts anew.
    pub(crate) fn tightest(&self) -> Option<(u64, Duration)> {
        let told = |window: &Window| Some((window.remaining?, window.reset?));
        self.windows.iter().filter_map(told).min_by_key(|(left, reset)| (*left, std::cmp::Reverse(*reset)))
    }
}

/// `1000/hour`, or a bare number.
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

/// `Retry-After` is a number of seconds or an HTTP date.
fn pause(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(believable(seconds));
    }
    let then = DateTime::parse_from_rfc2822(text).ok()?;
    Some((then.with_timezone(&Utc) - now).to_std().unwrap_or_default().min(LONGEST))
}

/// The longest window is a day: a longer pause is a mistake, and must not overflow a clock.
const LONGEST: Duration = Duration::from_hours(24);

fn believable(seconds: u64) -> Duration {
    Duration::from_secs(seconds).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> RateHeaders {
        let headers = pairs.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()));
        RateHeaders::read(&HeaderMap::from_iter(headers), "2026-11-24T20:48:33Z".parse().unwrap())
    }

    #[test]
    fn the_recorded_headers_are_windows_with_seconds_to_go() {
        for limits in ["15000/day;1000/hour;150/minute", "15000/DAY;1000/HOUR;150/MINUTE"] {
            let told = read(&[
                ("x-ratelimit-limit", limits),
                ("x-ratelimit-remaining", "14996/day;999/hour;149/minute"),
                ("x-ratelimit-reset", "36686;686;26"),
            ]);
            let [day, hour, minute] = told.windows[..] else { panic!("{told:?}") };
            assert_eq!((day.per, day.limit, day.remaining), (Period::Day, 15_000, Some(14_996)));
            assert_eq!((hour.per, hour.reset), (Period::Hour, Some(Duration::from_secs(686))));
            assert_eq!((minute.per, minute.reset), (Period::Minute, Some(Duration::from_secs(26))));
            assert_eq!(told.pause(), None, "there is something left in every window");
            assert_eq!(told.tightest(), Some((149, Duration::from_secs(26))));
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
    fn headers_that_cannot_be_read_say_nothing() {
        for text in ["", ";;;", "many/day", "10/fortnight", "-1/hour", "\u{fc}"] {
            assert!(read(&[("x-ratelimit-limit", text)]).is_empty(), "{text}");
        }
        let partial = read(&[("x-ratelimit-limit", "10/minute"), ("x-ratelimit-remaining", "0/hour")]);
        assert_eq!(partial.windows[0].remaining, None);
    }
}
