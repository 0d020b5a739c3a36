//! The outcomes of the bookings.

use std::collections::HashMap;
use std::time::Duration;

pub(crate) enum Outcome {
    /// The renter saw the confirmation.
    Confirmed { looked: Duration, booked: Duration },
    /// Stored, and delivered later.
    Pending { looked: Duration, booked: Duration },
    /// Entrata's limits left no call to look at tour times.
    Limited,
    /// The property offers no tours.
    NoTours,
    /// Another renter booked the slot first.
    Taken,
    /// An unexpected outcome.
    Lost(String),
}

#[derive(Default)]
pub(crate) struct Figures {
    confirmed: usize,
    pending: usize,
    limited: usize,
    no_tours: usize,
    taken: usize,
    lost: HashMap<String, usize>,
    looked: Vec<Duration>,
    booked: Vec<Duration>,
    pub(crate) took: Duration,
    pub(crate) statements: u64,
}

impl Figures {
    pub(crate) fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Confirmed { looked, booked } => {
                self.confirmed += 1;
                self.looked.push(looked);
                self.booked.push(booked);
            }
            Outcome::Pending { looked, booked } => {
                self.pending += 1;
                self.looked.push(looked);
                self.booked.push(booked);
            }
            Outcome::Limited => self.limited += 1,
            Outcome::NoTours => self.no_tours += 1,
            Outcome::Taken => self.taken += 1,
            Outcome::Lost(why) => *self.lost.entry(why).or_default() += 1,
        }
    }

    pub(crate) fn lines(&mut self) -> Vec<(String, String)> {
        let asked = self.confirmed + self.pending + self.limited + self.no_tours + self.taken;
        let statements = self.statements / u64::try_from(asked.max(1)).unwrap_or(1);
        let mut lines = vec![
            ("confirmed while the renter waited", self.confirmed.to_string()),
            ("kept for later", self.pending.to_string()),
            ("turned away at the tour times: Entrata's limit", self.limited.to_string()),
            ("property without tours", self.no_tours.to_string()),
            ("slot already taken", self.taken.to_string()),
            ("tour times, ms: half, 95 %, 99 %, slowest", shown(&mut self.looked)),
            ("booking, ms: half, 95 %, 99 %, slowest", shown(&mut self.booked)),
            ("statements a renter, tour times and booking", statements.to_string()),
            ("statements a second", format!("{:.0}", per_second(self.statements, self.took))),
        ];
        lines.extend(self.lost.values().map(|count| ("failed", count.to_string())));
        let mut lines: Vec<_> = lines.into_iter().map(|(what, value)| (what.to_owned(), value)).collect();
        lines.extend(self.lost.keys().map(|why| ("why".to_owned(), why.clone())));
        lines
    }
}

fn per_second(count: u64, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64().max(0.001)
}

fn shown(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |part: usize| times.get((times.len() * part / 1000).min(times.len().saturating_sub(1)));
    let milliseconds = |part| at(part).map_or(0, Duration::as_millis);
    format!("{}, {}, {}, {}", milliseconds(500), milliseconds(950), milliseconds(990), milliseconds(1000))
}
