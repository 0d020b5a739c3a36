//! Whether a unit can be rented.

use serde::{Deserialize, Serialize};

use crate::api::wire::Node;

/// Whether a unit can be rented.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Availability {
    /// It can be rented.
    Available,
    /// Its residents have given notice. It is not offered yet.
    OnNotice,
    /// It cannot be rented.
    NotAvailable,
    /// A word that this crate does not know. It is not offered.
    Other(String),
    /// Entrata does not say.
    #[default]
    Unknown,
}

impl Availability {
    /// Reads the word of a pricing row, else its status.
    ///
    /// Source: production clients know `Available`, `Not Available` and `On Notice`; Entrata's own example has the status
    /// `Vacant Ready (Available)`.
    pub(super) fn read(availability: &Node<'_>, status: &Node<'_>) -> Self {
        let status = status.word().to_ascii_lowercase();
        let said = availability.word();
        match said.to_ascii_lowercase().replace(['_', '-'], " ").as_str() {
            "available" => Self::Available,
            "not available" | "unavailable" => Self::NotAvailable,
            "on notice" | "notice" => Self::OnNotice,
            "" if status.ends_with("(available)") => Self::Available,
            "" if status.ends_with("(not available)") => Self::NotAvailable,
            "" => Self::Unknown,
            _ => Self::Other(said),
        }
    }

    /// Reads what MITS says of a unit: it can be rented if it is vacant, not leased, and a home.
    ///
    /// Source: a production client asks for all three of `VacancyClass`, `UnitOccupancyStatus` and `UnitLeasedStatus`;
    /// each may be missing.
    pub(super) fn read_mits(
        vacancy: &Node<'_>,
        occupancy: &Node<'_>,
        leased: &Node<'_>,
        economic: &Node<'_>,
    ) -> Self {
        let word = |node: &Node<'_>| node.word().to_ascii_lowercase().replace(['_', '-'], " ");
        let (leased, economic) = (word(leased), word(economic));
        if !matches!(economic.as_str(), "" | "residential" | "other") {
            return Self::NotAvailable;
        }
        match leased.as_str() {
            "" | "available" => {}
            "on notice" | "notice" => return Self::OnNotice,
            _ => return Self::NotAvailable,
        }
        let states = [word(vacancy), word(occupancy)];
        let says = |words: &[&str]| states.iter().any(|state| words.contains(&state.as_str()));
        if says(&["occupied", "admin", "model"]) {
            Self::NotAvailable
        } else if says(&["unoccupied", "vacant"]) {
            Self::Available
        } else {
            match states.into_iter().find(|state| !state.is_empty()) {
                Some(other) => Self::Other(other),
                None if leased == "available" => Self::Available,
                None => Self::Unknown,
            }
        }
    }
}
