//! A limit for what waits for the database.

use crate::error::portal::{Error, ErrorKind, Result};
use std::time::Duration;

/// Ends what waits for the database too long, such as for a lock.
///
/// # Errors
///
/// [`ErrorKind::Database`] when the limit is reached, or what `work` returns.
pub(super) async fn within<T>(limit: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
        let message = format!("the database did not respond within {} ms", limit.as_millis());
        Err(Error::new(ErrorKind::Database, message))
    })
}
