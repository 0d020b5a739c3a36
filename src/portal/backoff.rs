//! Exponential backoff for work that is retried across processes: the attempt number is in the database. Pure: no I/O.

use std::time::Duration;

/// Returns the pause after an attempt: `first` after attempt number 1, doubled after each further one, at most `longest`.
pub(super) fn growing_pause(first: Duration, longest: Duration, attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    first.saturating_mul(1 << doublings).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_pause_doubles_up_to_the_longest() {
        let seconds =
            |attempts| growing_pause(Duration::from_secs(5), Duration::from_secs(60), attempts).as_secs();
        assert_eq!((0..=6).map(seconds).collect::<Vec<_>>(), [5, 5, 10, 20, 40, 60, 60]);
    }

    proptest! {
        #[test]
        fn a_later_attempt_never_waits_less(first in 1_u64..1000, longest in 1_u64..100_000, attempts: u32) {
            let pause = |attempts| {
                growing_pause(Duration::from_secs(first), Duration::from_secs(longest), attempts)
            };
            let later = pause(attempts.saturating_add(1));
            prop_assert!(pause(attempts) <= later);
            prop_assert!(later <= Duration::from_secs(longest));
        }
    }
}
