//! `entrata_sign_in_attempts`: wrong passwords, which the pages count.

use crate::error::portal::Result;
use crate::store::{Store, change};
use mysql_async::params;

/// Deletes up to `most` counts of wrong passwords whose pause ended a day ago.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_old(store: &Store, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_sign_in_attempts WHERE free_at < UTC_TIMESTAMP() - INTERVAL 1 DAY \
               ORDER BY free_at LIMIT :most";
    change(&mut store.conn().await?, "deleting wrong passwords", sql, params! { "most" => most }).await
}
