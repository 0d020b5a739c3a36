//! `entrata_counters`: what happens in many processes and is only ever added up.

use crate::error::portal::Result;
use crate::store::{Store, change, rows};

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Tour times that were answered from what is kept.
    TourCacheHits,
    /// Tour times for which Entrata was asked.
    TourCacheMisses,
}

impl Counter {
    /// Every counter.
    pub const ALL: [Self; 2] = [Self::TourCacheHits, Self::TourCacheMisses];

    /// As the table has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TourCacheHits => "tour_cache_hits",
            Self::TourCacheMisses => "tour_cache_misses",
        }
    }
}

/// Adds to a counter.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn add(store: &Store, counter: Counter, number: u64) -> Result<()> {
    let sql = "INSERT INTO entrata_counters (name, value) VALUES (?, ?) \
               ON DUPLICATE KEY UPDATE value = value + VALUES(value)";
    change(&mut store.conn().await?, "counting", sql, (counter.name(), number)).await.map(drop)
}

/// The counters by name; one that was never added to is not there.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn all(store: &Store) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT name, value FROM entrata_counters";
    rows(&mut store.conn().await?, "reading the counters", sql, ()).await
}
