//! Whether and when a call is repeated: a pure decision, and a table of tests for it.

use std::fmt;
use std::time::Duration;

/// What repeating a call does at Entrata, which has no idempotency keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Idempotency {
    /// It only reads: doing it twice changes nothing.
    Safe,
    /// It writes: doing it twice may book a tour twice.
    Unsafe,
}

/// How one attempt of a call ended, seen from the question whether it may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It surely did not reach Entrata: no name, no connection.
    NotReceived,
    /// Entrata turned it away because of its limits, and did nothing.
    TurnedAway,
    /// Entrata answered that it is failing; what it did before it failed is not known.
    Failing,
    /// It was sent, and no whole answer came back.
    Unknown,
    /// Entrata answered, and would answer the same again.
    Final,
}

/// One ended attempt.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// What a repeat would do.
    pub repeat: Idempotency,
    /// How it ended.
    pub outcome: Outcome,
    /// The how manieth it was, from 1.
    pub number: u32,
    /// The pause that Entrata asked for, by `Retry-After` or its limit headers.
    pub asked: Option<Duration>,
    /// What is left of the call's time.
    pub left: Duration,
}

/// What follows an attempt that ended badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryDecision {
    /// Another attempt after this pause.
    After(Duration),
    /// No other attempt.
    Stop(StopReason),
}

/// StopReason a call is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StopReason {
    /// The answer would be the same.
    Final,
    /// It may have been carried out, and would then be carried out twice.
    WouldDouble,
    /// It was tried often enough.
    Attempts,
    /// The pause before the next attempt would outlast the call's time.
    Deadline,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Final => "the answer is final",
            Self::WouldDouble => "it may have been carried out",
            Self::Attempts => "it was tried often enough",
            Self::Deadline => "no time is left",
        })
    }
}

/// How often a call is tried, and how long the pauses between are.
///
/// The pauses grow from `first_pause` by doubling up to `longest_pause`, each shortened by chance to between
/// half of it and all of it, so that many workers do not come back at the same moment. A pause that Entrata
/// asks for is kept to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The most attempts, the first included.
    pub attempts: u32,
    /// The pause after the first attempt.
    pub first_pause: Duration,
    /// The longest pause that we choose ourselves.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 4, first_pause: Duration::from_millis(200), longest_pause: Duration::from_secs(5) }
    }
}

impl RetryPolicy {
    /// Every call is tried once.
    #[must_use]
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// Decides; `chance` is between 0 and 1.
    #[must_use]
    pub fn next(&self, attempt: Attempt, chance: f64) -> RetryDecision {
        match (attempt.outcome, attempt.repeat) {
            (Outcome::Final, _) => return RetryDecision::Stop(StopReason::Final),
            (Outcome::Failing | Outcome::Unknown, Idempotency::Unsafe) => {
                return RetryDecision::Stop(StopReason::WouldDouble);
            }
            (Outcome::Failing | Outcome::Unknown, Idempotency::Safe)
            | (Outcome::NotReceived | Outcome::TurnedAway, _) => {}
        }
        if attempt.number >= self.attempts {
            return RetryDecision::Stop(StopReason::Attempts);
        }
        let pause = attempt.asked.unwrap_or_else(|| self.pause(attempt.number, chance));
        if pause < attempt.left {
            RetryDecision::After(pause)
        } else {
            RetryDecision::Stop(StopReason::Deadline)
        }
    }

    fn pause(&self, number: u32, chance: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(number.saturating_sub(1));
        let whole = self.first_pause.saturating_mul(doubled).min(self.longest_pause);
        let chance = if chance.is_nan() { 1.0 } else { chance.clamp(0.0, 1.0) };
        whole.mul_f64(0.5 + chance / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const POLICY: RetryPolicy =
        RetryPolicy { attempts: 3, first_pause: SECOND, longest_pause: Duration::from_secs(5) };

    /// The call's class, how it ended, the how manieth attempt it was, what Entrata asked for, what time is left.
    type Row = (Idempotency, Outcome, u32, Option<u64>, u64, RetryDecision);

    #[test]
    fn a_call_is_repeated_by_this_table() {
        use Idempotency::{Safe, Unsafe};
        use Outcome::{Failing, Final, NotReceived, TurnedAway, Unknown};

        let after = |seconds| RetryDecision::After(Duration::from_secs(seconds));
        let table: &[Row] = &[
            (Safe, Final, 1, None, 60, RetryDecision::Stop(StopReason::Final)),
            (Unsafe, Final, 1, None, 60, RetryDecision::Stop(StopReason::Final)),
            (Safe, Final, 1, Some(1), 60, RetryDecision::Stop(StopReason::Final)),
            (Safe, NotReceived, 1, None, 60, after(1)),
            (Unsafe, NotReceived, 1, None, 60, after(1)),
            (Safe, Unknown, 1, None, 60, after(1)),
            (Unsafe, Unknown, 1, None, 60, RetryDecision::Stop(StopReason::WouldDouble)),
            (Safe, Failing, 1, None, 60, after(1)),
            (Unsafe, Failing, 1, None, 60, RetryDecision::Stop(StopReason::WouldDouble)),
            (Unsafe, Failing, 1, Some(1), 60, RetryDecision::Stop(StopReason::WouldDouble)),
            (Safe, Failing, 1, Some(7), 60, after(7)),
            (Safe, TurnedAway, 1, Some(30), 60, after(30)),
            (Unsafe, TurnedAway, 1, Some(30), 60, after(30)),
            (Unsafe, TurnedAway, 1, Some(60), 60, RetryDecision::Stop(StopReason::Deadline)),
            (Safe, TurnedAway, 1, Some(0), 1, after(0)),
            (Safe, Unknown, 2, None, 60, after(2)),
            (Safe, Unknown, 3, None, 60, RetryDecision::Stop(StopReason::Attempts)),
            (Unsafe, NotReceived, 3, None, 60, RetryDecision::Stop(StopReason::Attempts)),
            (Safe, Unknown, 1, None, 1, RetryDecision::Stop(StopReason::Deadline)),
            (Safe, Unknown, 1, None, 0, RetryDecision::Stop(StopReason::Deadline)),
        ];
        for (repeat, outcome, number, asked, left, next) in table.iter().copied() {
            let asked = asked.map(Duration::from_secs);
            let attempt = Attempt { repeat, outcome, number, asked, left: Duration::from_secs(left) };
            assert_eq!(POLICY.next(attempt, 1.0), next, "{attempt:?}");
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_chance_takes_at_most_half() {
        let policy = RetryPolicy { attempts: 100, ..POLICY };
        for (number, whole) in [(1, 1), (2, 2), (3, 4), (4, 5), (40, 5), (99, 5)] {
            let whole = Duration::from_secs(whole);
            assert_eq!(policy.pause(number, 1.0), whole);
            assert_eq!(policy.pause(number, 0.0), whole / 2);
        }
        assert!(policy.pause(1, f64::NAN) <= SECOND);
    }

    #[test]
    fn a_policy_of_never_tries_once() {
        let left = Duration::from_mins(1);
        let attempt = Attempt {
            repeat: Idempotency::Safe,
            outcome: Outcome::NotReceived,
            number: 1,
            asked: None,
            left,
        };
        assert_eq!(RetryPolicy::never().next(attempt, 0.5), RetryDecision::Stop(StopReason::Attempts));
    }
}
