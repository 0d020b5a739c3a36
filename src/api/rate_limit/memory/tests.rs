//! What the limiter admits, by the state's rules and by tokio's paused clock.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::super::{CallKey, Limiter, Period, Priority, RateHeaders, Window};
use super::state::{Denial, Now, Rules, State};
use super::{CONTRACT_CALLS_PER_DAY, CONTRACT_INTERVAL, MemoryLimiter};
use crate::api::retry::Deadline;
use crate::error::ErrorKind;

const RULES: Rules = Rules { interval: CONTRACT_INTERVAL, calls_per_day: CONTRACT_CALLS_PER_DAY };

fn key(method: &str, property: u64) -> CallKey {
    CallKey::new("4711".parse().unwrap(), property.try_into().ok(), "properties", method)
}

fn minute(remaining: u64, seconds: u64) -> RateHeaders {
    let reset = Some(Duration::from_secs(seconds));
    RateHeaders::new(vec![Window::new(Period::Minute, 150, Some(remaining), reset)], None)
}

fn retry_after(seconds: u64) -> RateHeaders {
    RateHeaders::new(Vec::new(), Some(Duration::from_secs(seconds)))
}

/// A state and a clock that the test moves.
struct Bench {
    state: State,
    now: Now,
}

impl Bench {
    fn new() -> Self {
        let now = Now { instant: Instant::now(), utc: "2026-12-01T12:00:00Z".parse().unwrap() };
        Self { state: State::default(), now }
    }

    fn wait(&mut self, seconds: u64) {
        self.now.instant += Duration::from_secs(seconds);
        self.now.utc += Duration::from_secs(seconds);
    }

    fn take(&mut self, call: &CallKey, priority: Priority) -> Result<(), Denial> {
        let calls = std::slice::from_ref(call);
        self.state.take_all(calls, priority, self.now, RULES).map_err(|(_, denial)| denial)
    }

    fn record(&mut self, call: &CallKey, headers: &RateHeaders) {
        self.state.record(call, headers, self.now);
    }

    /// A call with its response.
    fn call(&mut self, call: &CallKey, headers: &RateHeaders) {
        self.take(call, Priority::Interactive).unwrap();
        self.record(call, headers);
    }
}

fn until(seconds: u64) -> Result<(), Denial> {
    Err(Denial::Until(Duration::from_secs(seconds)))
}

#[tokio::test]
async fn a_background_method_is_called_once_a_minute_for_each_property() {
    let mut bench = Bench::new();
    bench.call(&key("getA", 1), &minute(100, 30));
    assert_eq!(bench.take(&key("getA", 1), Priority::Background), until(60));
    assert_eq!(bench.take(&key("getB", 1), Priority::Background), Ok(()));
    assert_eq!(bench.take(&key("getA", 2), Priority::Background), Ok(()));
    bench.wait(60);
    assert_eq!(bench.take(&key("getA", 1), Priority::Background), Ok(()));
}

#[tokio::test]
async fn an_interactive_call_uses_what_the_headers_leave() {
    let mut bench = Bench::new();
    bench.call(&key("getA", 1), &minute(2, 30));
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), Ok(()));
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), Ok(()));
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), until(30));
}

#[tokio::test]
async fn a_window_is_full_again_when_its_next_period_begins() {
    let mut bench = Bench::new();
    bench.call(&key("getA", 1), &minute(0, 26));
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), until(26));
    for _ in 0..3 {
        bench.wait(60);
        for _ in 0..20 {
            assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), Ok(()));
            bench.record(&key("getA", 1), &RateHeaders::default());
        }
    }
    bench.wait(60 * 60 * 24 * 365);
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), Ok(()));
}

#[tokio::test]
async fn late_headers_of_the_same_minute_do_not_raise_the_budget() {
    let mut bench = Bench::new();
    bench.call(&key("getA", 1), &minute(9, 40));
    bench.call(&key("getA", 1), &minute(0, 40));
    bench.record(&key("getA", 1), &minute(3, 41));
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), until(41));
}

#[tokio::test]
async fn headers_of_the_minute_before_change_nothing() {
    let mut bench = Bench::new();
    bench.call(&key("getA", 1), &minute(9, 2));
    bench.wait(2);
    bench.record(&key("getA", 1), &minute(0, 1));
    assert_eq!(bench.take(&key("getA", 1), Priority::Interactive), Ok(()));
}

#[tokio::test]
async fn retry_after_stops_every_call_to_the_service() {
    for headers in
        [retry_after(30), RateHeaders { retry_after: Some(Duration::from_secs(30)), ..minute(100, 9) }]
    {
        let mut bench = Bench::new();
        bench.call(&key("getA", 1), &headers);
        for call in [key("getA", 1), key("getB", 2)] {
            for priority in [Priority::Interactive, Priority::Background] {
                assert_eq!(bench.take(&call, priority), until(30));
            }
        }
        let other = CallKey { service: "leads".into(), ..key("getA", 3) };
        assert_eq!(bench.take(&other, Priority::Interactive), Ok(()), "another service");
        bench.wait(31);
        assert_eq!(bench.take(&key("getB", 2), Priority::Interactive), Ok(()));
    }
}

#[tokio::test]
async fn a_company_has_2500_calls_from_midnight_to_midnight_in_mountain_time() {
    let mut bench = Bench::new();
    // 23:59:00 in Denver.
    bench.now.utc = "2026-12-01T06:59:00Z".parse::<DateTime<Utc>>().unwrap();
    for property in 1..=u64::from(CONTRACT_CALLS_PER_DAY) {
        bench.call(&key("getA", property), &RateHeaders::default());
    }
    assert_eq!(bench.take(&key("getA", 9_999), Priority::Interactive), until(60));
    bench.wait(60);
    assert_eq!(bench.take(&key("getA", 9_999), Priority::Interactive), Ok(()));
}

#[tokio::test]
async fn a_call_that_is_given_back_does_not_count() {
    let mut bench = Bench::new();
    for _ in 0..10 {
        assert_eq!(bench.take(&key("getA", 1), Priority::Background), Ok(()));
        bench.state.release(&key("getA", 1));
    }
    bench.call(&key("getB", 1), &minute(1, 30));
    for _ in 0..10 {
        assert_eq!(bench.take(&key("getC", 1), Priority::Interactive), Ok(()));
        bench.state.release(&key("getC", 1));
    }
    assert_eq!(bench.take(&key("getC", 1), Priority::Interactive), Ok(()));
    assert_eq!(bench.take(&key("getC", 1), Priority::Interactive), until(30));
}

#[tokio::test]
async fn several_calls_are_taken_together_or_not_at_all() {
    let mut bench = Bench::new();
    bench.call(&key("getA", 1), &minute(1, 30));
    let both = [key("getB", 1), key("getC", 1)];
    let denied = bench.state.take_all(&both, Priority::Interactive, bench.now, RULES);
    assert_eq!(denied, Err((&both[1], Denial::Until(Duration::from_secs(30)))));
    assert_eq!(bench.take(&key("getB", 1), Priority::Interactive), Ok(()), "the one call is still there");
}

/// The minute's window of a server that has counted this many calls.
struct Server(u64);

impl Server {
    fn respond(&mut self) -> RateHeaders {
        self.0 = self.0.checked_sub(1).expect("more calls than Entrata allows");
        minute(self.0, 40)
    }
}

async fn many(calls: impl Iterator<Item = CallKey>, deadline: Deadline) -> (usize, usize) {
    let limiter = Arc::new(MemoryLimiter::new());
    let server = Arc::new(std::sync::Mutex::new(Server(150)));
    let tasks: Vec<_> = calls
        .map(|call| {
            let (limiter, server) = (Arc::clone(&limiter), Arc::clone(&server));
            tokio::spawn(async move {
                limiter.admit(std::slice::from_ref(&call), Priority::Interactive, deadline).await?;
                tokio::time::sleep(Duration::from_millis(5)).await;
                let headers = server.lock().unwrap().respond();
                limiter.record(&call, &headers).await;
                crate::Result::<()>::Ok(())
            })
        })
        .collect();
    let mut admitted = 0;
    let mut limited = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => admitted += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
                assert!(error.retry_after().unwrap() <= Duration::from_secs(41), "{error:?}");
                limited += 1;
            }
        }
    }
    (admitted, limited)
}

#[tokio::test(start_paused = true)]
async fn at_a_cold_start_two_hundred_calls_use_the_whole_minute_and_no_more() {
    let began = Instant::now();
    let same = (0..200).map(|_| key("getFloorPlans", 1));
    assert_eq!(many(same, Deadline::after(Duration::from_secs(30))).await, (150, 50));
    let distinct = (1..=200).map(|property| key("getFloorPlans", property));
    assert_eq!(many(distinct, Deadline::after(Duration::from_secs(30))).await, (150, 50));
    assert!(began.elapsed() < Duration::from_secs(1), "no call waited for a reset it cannot reach");
}

#[tokio::test(start_paused = true)]
async fn two_calls_at_once_wait_for_the_first_response_and_not_for_a_minute() {
    let limiter = MemoryLimiter::new();
    let deadline = Deadline::after(Duration::from_secs(90));
    let call = [key("getA", 1)];
    limiter.admit(&call, Priority::Interactive, deadline).await.unwrap();
    let began = Instant::now();
    let first = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        limiter.record(&call[0], &minute(149, 40)).await;
    };
    let second = limiter.admit(&call, Priority::Interactive, deadline);
    let (_, admitted) = tokio::join!(first, second);
    admitted.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_be_made_in_time_fails_at_once_with_the_seconds() {
    let limiter = MemoryLimiter::new();
    let deadline = Deadline::after(Duration::from_secs(10));
    let call = [key("getA", 1)];
    limiter.admit(&call, Priority::Background, deadline).await.unwrap();
    let began = Instant::now();
    let error = limiter.admit(&call, Priority::Background, deadline).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(CONTRACT_INTERVAL)));
    assert_eq!(error.message(), "rate limit: client 4711 may call getA again in 60 s");
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_for_the_next_minute_if_its_deadline_allows() {
    let limiter = MemoryLimiter::new();
    let deadline = Deadline::after(Duration::from_secs(60));
    let call = [key("getA", 1)];
    limiter.admit(&call, Priority::Interactive, deadline).await.unwrap();
    limiter.record(&call[0], &minute(0, 26)).await;
    let began = Instant::now();
    limiter.admit(&call, Priority::Interactive, deadline).await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 26);
}

#[tokio::test(start_paused = true)]
async fn limits_can_be_set() {
    let limiter = MemoryLimiter::new().calls_per_day(2).interval(Duration::from_secs(5));
    let deadline = Deadline::after(Duration::from_secs(10));
    let call = [key("getA", 1)];
    for _ in 0..2 {
        limiter.admit(&call, Priority::Background, deadline).await.unwrap();
    }
    let error = limiter.admit(&call, Priority::Background, deadline).await.unwrap_err();
    assert!(error.retry_after().unwrap() > Duration::from_secs(5), "{error}");
}
