//! Whether an assumption holds.

use serde_json::Value;

/// Whether an assumption holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// Every value that shows it agrees.
    Confirmed,
    /// A value contradicts it.
    Contradicted(Evidence),
    /// No reply shows it.
    NotSeen,
}

/// What contradicts an assumption.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Evidence {
    /// A value of the reply.
    Value(Value),
    /// A sentence without values of the reply, except words and times.
    Words(String),
}
