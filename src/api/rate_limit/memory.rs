//! The rate limiter of one process.

mod state;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::Utc;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::{CONTRACT_CALLS_PER_DAY, CONTRACT_INTERVAL, CallKey, Limiter, Priority, RateHeaders, limited};
use crate::api::future::BoxFuture;
use crate::api::retry::Deadline;
use crate::error::Result;
use state::{Denial, Now, Rules, State};

/// Counts calls in the memory of this process: the right limiter if one process makes all calls for a company.
///
/// - A company's first calls to a service wait for the response to one of them, which reports the limits.
/// - Interactive calls use the budget that the headers report for each window. A new period refills its window.
/// - Background calls are limited to one a minute for each company, property and method. Later pages of a listing are
///   exempt.
/// - `Retry-After` stops all calls of that company to that service.
/// - A company makes at most 2,500 calls a day, counted from midnight in Mountain Time.
/// - A call that ends without a response, or is dropped, does not count.
///
/// A call that cannot be made by its deadline fails at once with the time to wait.
///
/// ```
/// use entrata::api::{Client, rate_limit::MemoryLimiter};
/// use std::sync::Arc;
///
/// # fn main() -> entrata::Result<()> {
/// let limiter = MemoryLimiter::new().calls_per_day(15_000);
/// let client = Client::builder().limiter(Arc::new(limiter)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct MemoryLimiter {
    rules: Rules,
    state: Mutex<State>,
    /// Notified when a call's response is recorded or a call is given back.
    changed: Notify,
}

impl Default for MemoryLimiter {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryLimiter {
    /// Creates a limiter with the developer agreement's interval and number of calls a day.
    #[must_use]
    pub fn new() -> Self {
        let rules = Rules { interval: CONTRACT_INTERVAL, calls_per_day: CONTRACT_CALLS_PER_DAY };
        Self { rules, state: Mutex::default(), changed: Notify::new() }
    }

    /// Sets the number of calls a day for each company. The default is 2,500.
    #[must_use]
    pub fn calls_per_day(mut self, calls: u32) -> Self {
        self.rules.calls_per_day = calls;
        self
    }

    /// Sets the interval between two background calls of one method about one property. The default is a minute.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.rules.interval = interval;
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn admit_all(&self, calls: &[CallKey], priority: Priority, deadline: Deadline) -> Result<()> {
        loop {
            // Created before the state is read, so that no change in between is missed.
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            let denied = self.state().take_all(calls, priority, Now::read(), self.rules);
            let Err((call, denial)) = denied else { return Ok(()) };
            let pause = match denial {
                Denial::Until(pause) if pause >= deadline.remaining() => return Err(limited(call, pause)),
                Denial::Until(pause) => pause,
                Denial::Response => deadline.remaining(),
            };
            tracing::info!(
                cid = call.cid.get(),
                method = call.method,
                seconds = pause.as_secs_f64(),
                "waiting for the rate limit"
            );
            let woken = tokio::time::timeout(pause, changed).await.is_ok();
            if !woken && denial == Denial::Response {
                return Err(limited(call, self.rules.interval));
            }
        }
    }
}

impl Limiter for MemoryLimiter {
    fn admit<'a>(
        &'a self,
        calls: &'a [CallKey],
        priority: Priority,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.admit_all(calls, priority, deadline))
    }

    fn record<'a>(&'a self, call: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.state().record(call, headers, Now::read());
            self.changed.notify_waiters();
        })
    }

    fn release(&self, call: &CallKey) {
        self.state().release(call);
        self.changed.notify_waiters();
    }
}

impl Now {
    fn read() -> Self {
        Self { instant: Instant::now(), utc: Utc::now() }
    }
}
