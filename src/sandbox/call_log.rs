//! The last calls, without secrets and personal data.

use super::faults::Fault;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

const KEPT: usize = 1000;

/// An API call, as the sandbox received it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallRecord {
    /// When it arrived, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// `oauth`, or the gateway's service.
    pub service: String,
    /// The method it names.
    pub method: String,
    /// The version it names; `r1` when it names none.
    pub version: String,
    /// The property it names, if it names one.
    pub property_id: Option<u64>,
    /// The company of its token, key or user.
    pub cid: Option<u64>,
    /// The HTTP status of the reply.
    pub status: u16,
    /// Entrata's code in the reply: the error's, else `response.code`.
    pub code: Option<u64>,
    /// How long the call took, in milliseconds.
    pub ms: f64,
    /// The fault it was given.
    pub fault: Option<Fault>,
}

/// The last calls, and the number of calls of each method.
#[derive(Default)]
pub(super) struct CallLog {
    last: VecDeque<CallRecord>,
    pub(super) counts: BTreeMap<String, u64>,
}

impl CallLog {
    pub(super) fn add(&mut self, call: CallRecord) {
        *self.counts.entry(call.method.clone()).or_default() += 1;
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(call);
    }

    /// The last calls, oldest first.
    pub(super) fn last(&self) -> impl DoubleEndedIterator<Item = &CallRecord> {
        self.last.iter()
    }
}
