//! Keeping to what Entrata allows.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use super::deadline::Deadline;
use super::rate::RateHeaders;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};

/// What Entrata counts a call under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallKey {
    /// The client company.
    pub cid: Cid,
    /// The property, where the call is about one.
    pub property: Option<PropertyId>,
    /// The service, such as `properties`.
    pub service: String,
    /// The method, such as `getProperties`.
    pub method: String,
}

/// Who waits for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Priority {
    /// A person: the call may use what Entrata's headers say is left.
    Interactive,
    /// Nobody: the call keeps to the contract, one a minute for each client, property and method.
    Background,
}

/// Admits calls, so that no client company is ever cut off for calling too often.
///
/// A call is admitted once; its repeats belong to it, since they happen only when Entrata failed or turned the
/// call away, and never sooner than its headers allow. Whoever runs many processes gives all of them one limiter
/// that counts in one place.
pub trait Limiter: Send + Sync {
    /// Waits until all of the calls may be made, or says that this lies beyond the deadline.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RateLimited`] with the seconds to wait for the first that may not be made; the others may have been counted.
    fn admit<'a>(
        &'a self,
        calls: &'a [CallKey],
        priority: Priority,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<()>>;

    /// Hears what Entrata's headers said about its limits in an answer to the call.
    fn told<'a>(&'a self, key: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()>;
}

/// The contract: one call a minute for each client, property and method.
pub const CONTRACT_PAUSE: Duration = Duration::from_mins(1);
/// The contract: calls a day for each client.
pub const CONTRACT_DAY: u32 = 2_500;
const DAY: Duration = Duration::from_hours(24);

/// Counts in this process's memory: right where one process makes all calls.
#[derive(Debug, Default)]
pub struct MemoryLimiter {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    last_call: HashMap<CallKey, Instant>,
    days: HashMap<Cid, Day>,
    budgets: HashMap<(Cid, String), Budget>,
}

#[derive(Debug)]
struct Day {
    since: Instant,
    calls: u32,
}

/// What Entrata's headers last said of one service of one client.
#[derive(Debug)]
struct Budget {
    left: u64,
    until: Instant,
}

impl MemoryLimiter {
    /// Takes a place for the call now, or says how long until there is one.
    fn take(&self, key: &CallKey, priority: Priority, now: Instant) -> Result<(), Duration> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let day = seen.days.entry(key.cid).or_insert(Day { since: now, calls: 0 });
        if now.duration_since(day.since) >= DAY {
            *day = Day { since: now, calls: 0 };
        }
        if day.calls >= CONTRACT_DAY {
            return Err(DAY.saturating_sub(now.duration_since(day.since)));
        }
        let service = (key.cid, key.service.clone());
        let told = seen.budgets.get(&service).filter(|budget| budget.until > now);
        if let Some(budget) = told.filter(|budget| budget.left == 0) {
            return Err(budget.until - now);
        }
        let since_last = seen.last_call.get(key).map_or(CONTRACT_PAUSE, |last| now.duration_since(*last));
        let may_borrow = priority == Priority::Interactive && told.is_some();
        if since_last < CONTRACT_PAUSE && !may_borrow {
            return Err(CONTRACT_PAUSE - since_last);
        }
        if let Some(day) = seen.days.get_mut(&key.cid) {
            day.calls += 1;
        }
        if let Some(budget) = seen.budgets.get_mut(&service) {
            budget.left = budget.left.saturating_sub(1);
        }
        seen.last_call.retain(|_, last| now.duration_since(*last) < CONTRACT_PAUSE);
        seen.last_call.insert(key.clone(), now);
        Ok(())
    }

    fn hear(&self, key: &CallKey, headers: &RateHeaders, now: Instant) {
        let Some((left, reset)) = headers.tightest() else { return };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.budgets.insert((key.cid, key.service.clone()), Budget { left, until: now + reset });
    }
}

impl Limiter for MemoryLimiter {
    fn admit<'a>(
        &'a self,
        calls: &'a [CallKey],
        priority: Priority,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            for key in calls {
                while let Err(pause) = self.take(key, priority, Instant::now()) {
                    if pause >= deadline.left() {
                        return Err(limited(key, pause));
                    }
                    tokio::time::sleep(pause).await;
                }
            }
            Ok(())
        })
    }

    fn told<'a>(&'a self, key: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async move { self.hear(key, headers, Instant::now()) })
    }
}

/// The error of a call that may not be made yet.
#[must_use]
pub fn limited(key: &CallKey, pause: Duration) -> Error {
    let seconds = pause.as_secs() + u64::from(pause.subsec_nanos() > 0);
    Error::new(
        ErrorKind::RateLimited,
        format!("client {} may call {} again in {seconds} s, by Entrata's limits", key.cid, key.method),
    )
    .with_retry_after(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::super::rate::{Period, Window};
    use super::*;

    fn key(method: &str) -> CallKey {
        CallKey {
            cid: "4711".parse().unwrap(),
            property: "1".parse().ok(),
            service: "properties".into(),
            method: method.into(),
        }
    }

    fn told(left: u64, seconds: u64) -> RateHeaders {
        let reset = Some(Duration::from_secs(seconds));
        let window = Window { per: Period::Minute, limit: 150, remaining: Some(left), reset };
        RateHeaders { windows: vec![window], retry_after: None }
    }

    fn seconds(pause: u64) -> Result<(), Duration> {
        Err(Duration::from_secs(pause))
    }

    #[test]
    fn until_entrata_has_said_more_a_method_is_called_once_a_minute() {
        let limiter = MemoryLimiter::default();
        let start = Instant::now();
        assert_eq!(limiter.take(&key("getA"), Priority::Interactive, start), Ok(()));
        assert_eq!(
            limiter.take(&key("getA"), Priority::Interactive, start + Duration::from_secs(20)),
            seconds(40)
        );
        assert_eq!(limiter.take(&key("getB"), Priority::Interactive, start), Ok(()), "another method");
        let other = CallKey { property: "2".parse().ok(), ..key("getA") };
        assert_eq!(limiter.take(&other, Priority::Interactive, start), Ok(()), "another property");
        assert_eq!(limiter.take(&key("getA"), Priority::Background, start + CONTRACT_PAUSE), Ok(()));
    }

    #[test]
    fn only_who_waits_borrows_what_the_headers_leave() {
        let limiter = MemoryLimiter::default();
        let start = Instant::now();
        limiter.hear(&key("getA"), &told(2, 30), start);
        for priority in [Priority::Background, Priority::Interactive] {
            assert_eq!(limiter.take(&key("getA"), priority, start), Ok(()));
        }
        assert_eq!(limiter.take(&key("getA"), Priority::Interactive, start), seconds(30), "both are spent");
        assert_eq!(
            limiter.take(&key("getA"), Priority::Background, start + Duration::from_secs(31)),
            seconds(29)
        );
    }

    #[test]
    fn a_client_has_2500_calls_a_day() {
        let limiter = MemoryLimiter::default();
        let start = Instant::now();
        for call in 0..CONTRACT_DAY {
            assert_eq!(limiter.take(&key(&format!("get{call}")), Priority::Background, start), Ok(()));
        }
        assert_eq!(limiter.take(&key("getA"), Priority::Interactive, start), Err(DAY));
        assert_eq!(limiter.take(&key("getA"), Priority::Interactive, start + DAY), Ok(()));
    }

    #[tokio::test]
    async fn who_cannot_wait_so_long_hears_the_seconds() {
        let limiter = MemoryLimiter::default();
        limiter.admit(&[key("getA")], Priority::Interactive, Deadline::after(DAY)).await.unwrap();
        let error = limiter
            .admit(&[key("getA")], Priority::Interactive, Deadline::after(Duration::ZERO))
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(CONTRACT_PAUSE)));
        assert_eq!(error.message(), "client 4711 may call getA again in 60 s, by Entrata's limits");
    }
}
