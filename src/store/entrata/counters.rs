//! `entrata_counters`: totals over all processes.

use crate::error::portal::Result;
use crate::store::{Store, change, rows};
use mysql_async::params;

/// A counted event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Tour times that were found in the cache.
    TourCacheHits,
    /// Tour times that were requested from Entrata.
    TourCacheMisses,
}

impl Counter {
    /// Every counter.
    pub const ALL: [Self; 2] = [Self::TourCacheHits, Self::TourCacheMisses];

    /// Its name in the table.
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
    let sql = "INSERT INTO entrata_counters (cid, name, value) VALUES (0, :name, :number) \
               ON DUPLICATE KEY UPDATE value = value + VALUES(value)";
    let values = params! { "name" => counter.name(), "number" => number };
    change(&mut store.conn().await?, "counting", sql, values).await.map(drop)
}

/// The counters by name; one that was never added to is missing.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn all(store: &Store) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT name, value FROM entrata_counters WHERE cid = 0";
    rows(&mut store.conn().await?, "reading the counters", sql, ()).await
}
