//! The result of a scenario: one row of the table that `make chaos` prints.

use std::time::Instant;

pub(crate) struct Figures {
    scenario: &'static str,
    began: Instant,
    pub(crate) sent: usize,
    pub(crate) delivered: usize,
    pub(crate) lost: usize,
    pub(crate) doubled: usize,
    /// Each with what it is.
    pub(crate) half_done: Vec<String>,
    /// A note on what happened.
    pub(crate) note: String,
}

impl Figures {
    pub(crate) fn begin(scenario: &'static str) -> Self {
        Self {
            scenario,
            began: Instant::now(),
            sent: 0,
            delivered: 0,
            lost: 0,
            doubled: 0,
            half_done: Vec::new(),
            note: String::new(),
        }
    }

    /// Adds what another part of the same scenario counted.
    pub(crate) fn add(&mut self, part: Counted) {
        self.sent += part.sent;
        self.delivered += part.delivered;
        self.lost += part.lost.len();
        self.doubled += part.doubled;
        self.half_done.extend(part.half_done);
        for lost in part.lost {
            println!("lost: {lost}");
        }
    }

    /// Prints the row, and fails if anything was lost, duplicated or half done.
    pub(crate) fn end(self) {
        for what in &self.half_done {
            println!("half done: {what}");
        }
        println!(
            "chaos| {} | {} | {} | {} | {} | {} | {} | {} |",
            self.scenario,
            self.sent,
            self.delivered,
            self.lost,
            self.doubled,
            self.half_done.len(),
            self.began.elapsed().as_secs(),
            self.note
        );
        assert_eq!((self.lost, self.doubled, self.half_done.len()), (0, 0, 0), "{}", self.scenario);
        assert_eq!((self.delivered, self.sent > 0), (self.sent, true), "{}", self.scenario);
    }
}

/// The counts of one kind of work.
#[derive(Default)]
pub(crate) struct Counted {
    pub(crate) sent: usize,
    pub(crate) delivered: usize,
    pub(crate) lost: Vec<String>,
    pub(crate) doubled: usize,
    pub(crate) half_done: Vec<String>,
}
