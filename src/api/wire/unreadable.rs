//! Why a result cannot be read.

/// What could not be read, and where it stands in the result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at {path}: {what}")]
pub struct Unreadable {
    /// The JSON path, below `result`.
    pub path: String,
    /// What stands there, and what was expected.
    pub what: String,
}

impl Unreadable {
    pub(crate) fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into() }
    }
}
