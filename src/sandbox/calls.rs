//! The last calls that came in, without their secrets and without their people.

use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

use super::faults::Fault;

const KEPT: usize = 1000;

/// One call of Entrata's API, as the sandbox saw it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallRecord {
    /// When it came, on the sandbox's clock.
    pub at: DateTime<Utc>,
    /// `oauth`, or the gateway's service.
    pub service: String,
    /// The method it named.
    pub method: String,
    /// The version it named; `r1` when it named none.
    pub version: String,
    /// The property it named, where it named one.
    pub property_id: Option<u64>,
    /// The company whose token or key it carried.
    pub cid: Option<u64>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Entrata's code in the answer: its error's, else `response.code`.
    pub code: Option<u64>,
    /// How long the work took, in milliseconds.
    pub ms: f64,
    /// What was made to go wrong with it.
    pub fault: Option<Fault>,
}

/// The last calls, and how many there were of each method.
#[derive(Default)]
pub(super) struct Calls {
    last: VecDeque<CallRecord>,
    pub(super) counts: BTreeMap<String, u64>,
}

impl Calls {
    pub(super) fn add(&mut self, call: CallRecord) {
        *self.counts.entry(call.method.clone()).or_default() += 1;
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(call);
    }

    /// Oldest first.
    pub(super) fn last(&self) -> impl DoubleEndedIterator<Item = &CallRecord> {
        self.last.iter()
    }
}
