//! The limiter's state and decisions. Pure: reads no clock.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};
use tokio::time::Instant;

use super::super::{CallKey, Period, Priority, RateHeaders, Window};
use crate::id::Cid;
use crate::tour::zone::TimeZone;

/// The moment of a decision on both clocks. The wall clock determines the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    pub(super) instant: Instant,
    pub(super) utc: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) interval: Duration,
    pub(super) calls_per_day: u32,
}

/// Why a call may not be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denial {
    /// It may be made after this time.
    Until(Duration),
    /// It depends on the response to a call in progress.
    Response,
}

/// Concurrent calls to a service before its limits are known.
const UNKNOWN_AT_ONCE: u32 = 8;

#[derive(Debug, Default)]
pub(super) struct State {
    last_calls: HashMap<CallKey, Instant>,
    days: HashMap<Cid, Day>,
    services: HashMap<(Cid, String), Service>,
}

/// Calls of one company on one day of Mountain Time.
#[derive(Debug)]
struct Day {
    date: NaiveDate,
    calls: u32,
}

/// A company's limits at one service, as far as they are known.
#[derive(Debug, Default)]
struct Service {
    /// Admitted calls without a response so far.
    in_flight: u32,
    /// Whether any call has had a response.
    responded: bool,
    budgets: Vec<Budget>,
    blocked_until: Option<Instant>,
}

/// A window of the headers, counted down between responses.
#[derive(Debug)]
struct Budget {
    period: Period,
    limit: u64,
    remaining: u64,
    resets_at: Instant,
}

impl State {
    /// Counts all of the calls, or none and returns the first that may not be made.
    pub(super) fn take_all<'a>(
        &mut self,
        calls: &'a [CallKey],
        priority: Priority,
        now: Now,
        rules: Rules,
    ) -> Result<(), (&'a CallKey, Denial)> {
        for (taken, call) in calls.iter().enumerate() {
            if let Err(denial) = self.take(call, priority, now, rules) {
                for earlier in &calls[..taken] {
                    self.release(earlier);
                }
                return Err((call, denial));
            }
        }
        Ok(())
    }

    fn take(&mut self, call: &CallKey, priority: Priority, now: Now, rules: Rules) -> Result<(), Denial> {
        let date = TimeZone::mountain().date_at(now.utc);
        let day = self.days.entry(call.cid).or_insert(Day { date, calls: 0 });
        if day.date != date {
            *day = Day { date, calls: 0 };
        }
        if day.calls >= rules.calls_per_day {
            return Err(Denial::Until(until_midnight(date, now.utc)));
        }
        let service = self.services.entry((call.cid, call.service.clone())).or_default();
        service.roll(now.instant);
        service.check_limits(now.instant)?;
        let since_last = self.last_calls.get(call).map(|last| now.instant.duration_since(*last));
        let may_use_budgets = priority == Priority::Interactive && !service.budgets.is_empty();
        let pause = since_last.map_or(Duration::ZERO, |since| rules.interval.saturating_sub(since));
        if !pause.is_zero() && !may_use_budgets {
            let limits_may_follow =
                priority == Priority::Interactive && !service.responded && service.in_flight > 0;
            return Err(if limits_may_follow { Denial::Response } else { Denial::Until(pause) });
        }
        if !service.responded && service.in_flight >= UNKNOWN_AT_ONCE {
            return Err(Denial::Response);
        }
        day.calls += 1;
        service.in_flight += 1;
        for budget in &mut service.budgets {
            budget.remaining = budget.remaining.saturating_sub(1);
        }
        self.last_calls.retain(|_, last| now.instant.duration_since(*last) < rules.interval);
        self.last_calls.insert(call.clone(), now.instant);
        Ok(())
    }

    pub(super) fn record(&mut self, call: &CallKey, headers: &RateHeaders, now: Now) {
        let service = self.services.entry((call.cid, call.service.clone())).or_default();
        service.in_flight = service.in_flight.saturating_sub(1);
        service.responded = true;
        service.roll(now.instant);
        for window in &headers.windows {
            service.update(*window, now.instant);
        }
        let blocked_until = headers.retry_after.map(|pause| now.instant + pause);
        service.blocked_until = service.blocked_until.max(blocked_until);
    }

    pub(super) fn release(&mut self, call: &CallKey) {
        self.last_calls.remove(call);
        if let Some(day) = self.days.get_mut(&call.cid) {
            day.calls = day.calls.saturating_sub(1);
        }
        if let Some(service) = self.services.get_mut(&(call.cid, call.service.clone())) {
            service.in_flight = service.in_flight.saturating_sub(1);
            for budget in &mut service.budgets {
                budget.remaining = (budget.remaining + 1).min(budget.limit);
            }
        }
    }
}

impl Service {
    /// Begins the next period of each expired window. Calls in progress may count in either period.
    fn roll(&mut self, now: Instant) {
        for budget in self.budgets.iter_mut().filter(|budget| budget.resets_at <= now) {
            let length = budget.period.length();
            let late = now.duration_since(budget.resets_at).as_secs() % length.as_secs();
            budget.resets_at = now + length - Duration::from_secs(late);
            budget.remaining = budget.limit.saturating_sub(self.in_flight.into());
        }
    }

    fn check_limits(&self, now: Instant) -> Result<(), Denial> {
        let spent = self.budgets.iter().filter(|budget| budget.remaining == 0).map(|budget| budget.resets_at);
        match spent.chain(self.blocked_until).max() {
            Some(until) if until > now => Err(Denial::Until(until - now)),
            _ => Ok(()),
        }
    }

    /// Takes a window over from a response. Responses may arrive late and out of order.
    fn update(&mut self, window: Window, now: Instant) {
        let (Some(remaining), Some(reset)) = (window.remaining, window.reset) else { return };
        let resets_at = now + reset;
        // Entrata may not have counted the calls in progress yet.
        let fresh = Budget {
            period: window.period,
            limit: window.limit,
            remaining: remaining.saturating_sub(self.in_flight.into()),
            resets_at,
        };
        let Some(known) = self.budgets.iter_mut().find(|budget| budget.period == window.period) else {
            self.budgets.push(fresh);
            return;
        };
        // Resets are whole seconds: the same period's resets are never half a period apart.
        let half = window.period.length() / 2;
        if resets_at + half < known.resets_at {
            // A late response from the period before.
        } else if known.resets_at + half < resets_at {
            *known = fresh;
        } else {
            known.limit = window.limit;
            known.remaining = known.remaining.min(remaining);
            known.resets_at = resets_at;
        }
    }
}

/// Returns the time until Entrata's next day begins.
fn until_midnight(date: NaiveDate, now: DateTime<Utc>) -> Duration {
    let midnight = date.succ_opt().and_then(|next| next.and_hms_opt(0, 0, 0));
    let midnight =
        midnight.and_then(|midnight| TimeZone::mountain().from_local_datetime(&midnight).earliest());
    midnight
        .and_then(|midnight| (midnight.with_timezone(&Utc) - now).to_std().ok())
        .unwrap_or(Duration::from_secs(60))
}
