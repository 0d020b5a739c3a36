//! How a tour is guided.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a tour is guided, in Entrata's words.
///
/// ```
/// use entrata::tour::TourType;
///
/// let tour_type: TourType = "SELF_GUIDED".parse()?;
/// assert_eq!(tour_type, TourType::SelfGuided);
/// # Ok::<_, entrata::tour::UnknownTourType>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TourType {
    /// An agent shows the home.
    #[default]
    AgentGuided,
    /// The renter walks through it alone.
    SelfGuided,
    /// An agent shows it in a call.
    VirtualGuided,
}

impl TourType {
    /// Every tour type, the default one first.
    pub const ALL: [Self; 3] = [Self::AgentGuided, Self::SelfGuided, Self::VirtualGuided];

    /// Entrata's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AgentGuided => "AGENT_GUIDED",
            Self::SelfGuided => "SELF_GUIDED",
            Self::VirtualGuided => "VIRTUAL_GUIDED",
        }
    }
}

impl fmt::Display for TourType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is not a tour type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a tour type (expected AGENT_GUIDED, SELF_GUIDED or VIRTUAL_GUIDED)")]
pub struct UnknownTourType;

impl FromStr for TourType {
    type Err = UnknownTourType;

    fn from_str(text: &str) -> Result<Self, UnknownTourType> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(UnknownTourType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tour_type_is_parsed_from_its_own_word_only() {
        for known in [TourType::AgentGuided, TourType::SelfGuided, TourType::VirtualGuided] {
            assert_eq!(known.to_string().parse(), Ok(known));
        }
        for other in ["", "agent_guided", " AGENT_GUIDED", "AGENT"] {
            assert_eq!(other.parse::<TourType>(), Err(UnknownTourType), "{other:?}");
        }
    }
}
