//! What an ingestion did.

use crate::api::wire::Skipped;
use serde::Serialize;

/// What an ingestion did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ingested {
    /// The number of houses that Entrata lists.
    pub houses: u64,
    /// The number of images that they have.
    pub images: u64,
    /// The number of houses that were taken off the market because Entrata no longer lists them.
    pub retired: u64,
    /// What Entrata sent that cannot be used, each with the reason.
    pub skipped: Vec<Skipped>,
}
