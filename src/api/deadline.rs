//! One budget of time for a whole piece of work.

use std::time::{Duration, Instant};

/// Longer than anybody waits, and short enough to be added to any instant.
const FOREVER: Duration = Duration::from_hours(24);

/// The moment by which a piece of work ends, whatever it consists of: calls, their repeats and the pauses between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline this long from now; anything beyond a day counts as a day.
    #[must_use]
    pub fn after(budget: Duration) -> Self {
        Self(Instant::now() + budget.min(FOREVER))
    }

    /// The time that is left; zero when there is none.
    #[must_use]
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// The instant itself, for tokio's timers.
    #[must_use]
    pub fn at(self) -> Instant {
        self.0
    }
}
