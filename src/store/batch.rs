//! Several statements as one message to the database: one round trip, however many they are.

use super::{Store, TRIES, errors};
use crate::error::portal::{Error, ErrorKind, Result};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Row, Value};

/// A value as it stands in the text of a statement.
///
/// Backslashes escape, because [`SESSION`](super::SESSION) sets an `sql_mode` in which they do.
pub(super) fn literal(value: impl Into<Value>) -> String {
    value.into().as_sql(false)
}

impl Store {
    /// Plays the statements as one transaction, and says how many rows each of them changed: all of it is done, or none.
    /// After a deadlock, or when its connection is gone, it is played again: the statements must be such that doing all
    /// of them twice is doing them once, as nobody can tell whether a batch that was cut off had been committed.
    pub(super) async fn batch(&self, doing: &'static str, statements: &[String]) -> Result<Vec<u64>> {
        let text = format!("START TRANSACTION; {}; COMMIT", statements.join("; "));
        for attempt in 1.. {
            let mut conn = self.conn().await?;
            // Whoever drops this half-way leaves a transaction open that the driver knows nothing of: the pool must
            // reset the connection then.
            conn.reset_connection(true);
            match played(&mut conn, &text).await.map_err(errors::database(doing)) {
                Ok(mut changed) => {
                    conn.reset_connection(false);
                    // The start of the transaction changes nothing.
                    changed.remove(0);
                    return Ok(changed);
                }
                Err(error) => {
                    // One that fails ends with its connection, which rolls back as well.
                    let _ = conn.query_drop("ROLLBACK").await;
                    if errors::is_read_only(&error) {
                        // Given back to the pool, it would be the next one's again.
                        let _ = conn.disconnect().await;
                    }
                    if !errors::plays_again(&error) || attempt == TRIES {
                        return Err(error);
                    }
                }
            }
        }
        Err(Error::new(ErrorKind::Internal, "a batch was never played"))
    }
}

async fn played(conn: &mut Conn, text: &str) -> mysql_async::Result<Vec<u64>> {
    let mut result = conn.query_iter(text).await?;
    let mut changed = Vec::new();
    while !result.is_empty() {
        changed.push(result.affected_rows());
        result.for_each(|_: Row| ()).await?;
        failpoint!("decision-mid-way");
    }
    // A statement that the server refused looks like the end until it is asked for.
    result.drop_result().await?;
    Ok(changed)
}
