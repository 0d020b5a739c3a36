//! The state of a tour, shared by our table and the portal's.

use std::fmt;
use std::str::FromStr;

/// The state of a tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewingStatus {
    /// Requested: the lead is still to be delivered.
    Requested,
    /// Entrata has the tour.
    Confirmed,
    /// The tour will not take place.
    Rejected,
    /// The tour was canceled after it was requested or confirmed.
    Cancelled,
}

impl ViewingStatus {
    /// The word that our table has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "REQUESTED",
            Self::Confirmed => "CONFIRMED",
            Self::Rejected => "REJECTED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl fmt::Display for ViewingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is not a state of a tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be REQUESTED, CONFIRMED, REJECTED or CANCELLED")]
pub struct UnknownViewingStatus;

impl FromStr for ViewingStatus {
    type Err = UnknownViewingStatus;

    fn from_str(text: &str) -> Result<Self, UnknownViewingStatus> {
        let all = [Self::Requested, Self::Confirmed, Self::Rejected, Self::Cancelled];
        all.into_iter().find(|status| status.as_str() == text).ok_or(UnknownViewingStatus)
    }
}
