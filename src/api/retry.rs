//! Whether and when a request is sent again: the policy, the deadline, and a table of tests for the decision.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

/// Whether a request can be sent twice without harm. Entrata has no idempotency keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Idempotency {
    /// It only reads.
    Safe,
    /// It writes: sent twice, it may book a tour twice.
    Unsafe,
}

/// The outcome of an attempt that decides about a retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    /// Entrata did not receive it.
    NotReceived,
    /// Entrata's rate limit rejected it, and nothing was done.
    RateLimited,
    /// Entrata reported an internal failure; the request may have been carried out before.
    Failing,
    /// It was sent, and Entrata's response did not come back.
    Unknown,
    /// Entrata responded, and a retry would get the same response.
    Final,
}

/// An attempt that ended without success.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub(crate) idempotency: Idempotency,
    pub(crate) outcome: Outcome,
    /// Attempt number, starting at 1.
    pub(crate) number: u32,
    /// The pause that the response asks for, by `Retry-After` or its rate limit headers.
    pub(crate) requested_pause: Option<Duration>,
    /// The time until the deadline.
    pub(crate) remaining: Duration,
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// Another attempt after this pause.
    After(Duration),
    /// No other attempt.
    Stop(StopReason),
}

/// Why there is no other attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum StopReason {
    Final,
    MayBeDone,
    Attempts,
    Deadline,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Final => "the response is final",
            Self::MayBeDone => "it may have been carried out",
            Self::Attempts => "all attempts are used up",
            Self::Deadline => "no time is left",
        })
    }
}

/// The number of attempts and the pauses between them.
///
/// Reads are retried after every transient failure. A write is retried only if Entrata did not
/// carry it out: if it was not received, or if a rate limit rejected it.
///
/// The pauses double from `first_pause` up to `longest_pause`. Each is shortened by up to half at random, so that many
/// processes do not retry at the same moment. A pause that Entrata requests is kept instead. A pause that would
/// outlast the call's deadline ends the call at once.
///
/// ```
/// use entrata::api::{Client, RetryPolicy};
/// use std::time::Duration;
///
/// # fn main() -> entrata::Result<()> {
/// let patient = RetryPolicy::default().attempts(8).longest_pause(Duration::from_secs(20));
/// let client = Client::builder().retry(patient).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
}

impl Default for RetryPolicy {
    /// 4 attempts, with pauses from 200 ms up to 5 s.
    fn default() -> Self {
        Self { attempts: 4, first_pause: Duration::from_millis(200), longest_pause: Duration::from_secs(5) }
    }
}

impl RetryPolicy {
    /// Returns the policy of one attempt for each request.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// Sets the maximum number of attempts, the first included.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Sets the pause after the first attempt.
    #[must_use]
    pub fn first_pause(self, pause: Duration) -> Self {
        Self { first_pause: pause, ..self }
    }

    /// Sets the longest pause, except for pauses that Entrata requests.
    #[must_use]
    pub fn longest_pause(self, pause: Duration) -> Self {
        Self { longest_pause: pause, ..self }
    }

    /// Decides what follows an attempt. `jitter` is between 0 and 1.
    pub(crate) fn decide(&self, attempt: Attempt, jitter: f64) -> RetryDecision {
        match (attempt.outcome, attempt.idempotency) {
            (Outcome::Final, _) => return RetryDecision::Stop(StopReason::Final),
            (Outcome::Failing | Outcome::Unknown, Idempotency::Unsafe) => {
                return RetryDecision::Stop(StopReason::MayBeDone);
            }
            (Outcome::Failing | Outcome::Unknown, Idempotency::Safe)
            | (Outcome::NotReceived | Outcome::RateLimited, _) => {}
        }
        if attempt.number >= self.attempts {
            return RetryDecision::Stop(StopReason::Attempts);
        }
        let pause = attempt.requested_pause.unwrap_or_else(|| self.backoff(attempt.number, jitter));
        if pause < attempt.remaining {
            RetryDecision::After(pause)
        } else {
            RetryDecision::Stop(StopReason::Deadline)
        }
    }

    fn backoff(&self, number: u32, jitter: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(number.saturating_sub(1));
        let whole = self.first_pause.saturating_mul(doubled).min(self.longest_pause);
        whole.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }
}

/// Longer than any call, and short enough to be added to any instant.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The moment by which a piece of work ends: its calls, their retries and pauses, and waits for a rate limit.
///
/// It uses tokio's clock, so tests can pause it with `tokio::time::pause`.
///
/// ```no_run
/// use entrata::api::{Company, Deadline, properties::{GetFloorPlans, GetProperties}};
/// use std::time::Duration;
///
/// # async fn example(company: &Company) -> entrata::Result<()> {
/// // Five seconds for both calls together.
/// let company = company.with_deadline(Deadline::after(Duration::from_secs(5)));
/// let property = "739076".parse()?;
/// let (home, plans) = (GetProperties::new(property), GetFloorPlans::new(property));
/// let (homes, plans) = tokio::try_join!(company.send(&home), company.send(&plans))?;
/// println!("{} floor plans of {} property", plans.len(), homes.len());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// Creates a deadline this long from now, at most a day.
    #[must_use]
    pub fn after(budget: Duration) -> Self {
        Self(Instant::now() + budget.min(LONGEST))
    }

    /// Returns the time that is left, or zero.
    #[must_use]
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// Returns the moment itself, for tokio's timers.
    #[must_use]
    pub fn instant(self) -> Instant {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const POLICY: RetryPolicy =
        RetryPolicy { attempts: 3, first_pause: SECOND, longest_pause: Duration::from_secs(5) };

    /// Idempotency, outcome, attempt number, requested pause, seconds left, decision.
    type Row = (Idempotency, Outcome, u32, Option<u64>, u64, RetryDecision);

    #[test]
    fn a_request_is_sent_again_by_this_table() {
        use Idempotency::{Safe, Unsafe};
        use Outcome::{Failing, Final, NotReceived, RateLimited, Unknown};

        let after = |seconds| RetryDecision::After(Duration::from_secs(seconds));
        let table: &[Row] = &[
            (Safe, Final, 1, None, 60, RetryDecision::Stop(StopReason::Final)),
            (Unsafe, Final, 1, None, 60, RetryDecision::Stop(StopReason::Final)),
            (Safe, Final, 1, Some(1), 60, RetryDecision::Stop(StopReason::Final)),
            (Safe, NotReceived, 1, None, 60, after(1)),
            (Unsafe, NotReceived, 1, None, 60, after(1)),
            (Safe, Unknown, 1, None, 60, after(1)),
            (Unsafe, Unknown, 1, None, 60, RetryDecision::Stop(StopReason::MayBeDone)),
            (Safe, Failing, 1, None, 60, after(1)),
            (Unsafe, Failing, 1, None, 60, RetryDecision::Stop(StopReason::MayBeDone)),
            (Unsafe, Failing, 1, Some(1), 60, RetryDecision::Stop(StopReason::MayBeDone)),
            (Safe, Failing, 1, Some(7), 60, after(7)),
            (Safe, RateLimited, 1, Some(30), 60, after(30)),
            (Unsafe, RateLimited, 1, Some(30), 60, after(30)),
            (Unsafe, RateLimited, 1, Some(60), 60, RetryDecision::Stop(StopReason::Deadline)),
            (Safe, RateLimited, 1, Some(0), 1, after(0)),
            (Safe, Unknown, 2, None, 60, after(2)),
            (Safe, Unknown, 3, None, 60, RetryDecision::Stop(StopReason::Attempts)),
            (Unsafe, NotReceived, 3, None, 60, RetryDecision::Stop(StopReason::Attempts)),
            (Safe, Unknown, 1, None, 1, RetryDecision::Stop(StopReason::Deadline)),
            (Safe, Unknown, 1, None, 0, RetryDecision::Stop(StopReason::Deadline)),
        ];
        for (idempotency, outcome, number, pause, left, decision) in table.iter().copied() {
            let attempt = Attempt {
                idempotency,
                outcome,
                number,
                requested_pause: pause.map(Duration::from_secs),
                remaining: Duration::from_secs(left),
            };
            assert_eq!(POLICY.decide(attempt, 1.0), decision, "{attempt:?}");
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_jitter_takes_at_most_half() {
        let policy = RetryPolicy { attempts: 100, ..POLICY };
        for (number, whole) in [(1, 1), (2, 2), (3, 4), (4, 5), (40, 5), (99, 5)] {
            let whole = Duration::from_secs(whole);
            assert_eq!(policy.backoff(number, 1.0), whole);
            assert_eq!(policy.backoff(number, 0.0), whole / 2);
        }
    }

    #[test]
    fn a_policy_of_never_stops_after_the_first_attempt() {
        let attempt = Attempt {
            idempotency: Idempotency::Safe,
            outcome: Outcome::NotReceived,
            number: 1,
            requested_pause: None,
            remaining: 60 * SECOND,
        };
        assert_eq!(RetryPolicy::never().decide(attempt, 0.5), RetryDecision::Stop(StopReason::Attempts));
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_follows_tokios_clock() {
        let deadline = Deadline::after(60 * SECOND);
        tokio::time::advance(59 * SECOND).await;
        assert_eq!(deadline.remaining(), SECOND);
        tokio::time::advance(2 * SECOND).await;
        assert_eq!(deadline.remaining(), Duration::ZERO);
    }
}
