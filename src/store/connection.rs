//! The database through a pool of connections, with retries when a server or a connection fails.

use super::database_url::DatabaseUrl;
use super::errors::{self, Remedy, database};
use super::statement::Statement;
use crate::error::portal::{Error, ErrorKind, Result};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Pool, PoolConstraints, PoolOpts, Row, Transaction, TxOpts};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long to wait for a connection before the database counts as unavailable.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// The maximum number of attempts.
const ATTEMPTS: u32 = 6;
/// No retry starts after this long: a page has a time limit of its own.
const RETRY_WITHIN: Duration = Duration::from_secs(5);

/// The session settings of every connection, sent in one round trip. Nothing depends on the server's defaults: with
/// `autocommit = 0` it would lose confirmed writes, and with another character set it would misread text.
///
/// A call that is dropped in the middle of a transaction leaves the rollback to the driver, which may not run before the
/// process's next call. MariaDB ends such a transaction itself; the setting is in a comment that MySQL ignores.
/// MySQL and MariaDB name the isolation level differently.
const SESSION: &str = "SET NAMES utf8mb4, SESSION autocommit = 1, SESSION completion_type = 0, SESSION time_zone = '+00:00', \
     SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', \
     SESSION sql_safe_updates = 0, SESSION innodb_lock_wait_timeout = 3, SESSION lock_wait_timeout = 3 \
     /*!80000 , SESSION transaction_isolation = 'READ-COMMITTED' */ \
     /*M!100300 , SESSION tx_isolation = 'READ-COMMITTED', SESSION idle_transaction_timeout = 10 */";

/// The database, through a pool of at most a few connections.
#[derive(Clone)]
pub struct Store {
    pools: Arc<Pools>,
}

struct Pools {
    first: Pool,
    /// For `ssl-mode=PREFERRED`: the options to use once the server has offered no TLS.
    without_tls: Option<Pool>,
    tls_failed: AtomicBool,
}

impl Pools {
    fn current(&self) -> &Pool {
        match &self.without_tls {
            Some(pool) if self.tls_failed.load(Ordering::Relaxed) => pool,
            _ => &self.first,
        }
    }

    async fn connect(&self) -> Result<Conn> {
        let doing = database("connecting to the database");
        match self.current().get_conn().await {
            Err(error) if errors::is_without_tls(&error) && self.without_tls.is_some() => {
                self.tls_failed.store(true, Ordering::Relaxed);
                self.current().get_conn().await.map_err(doing)
            }
            connected => connected.map_err(doing),
        }
    }
}

impl Store {
    /// A pool of at most `connections`; the first statement opens the first one.
    #[must_use]
    pub fn open(url: &DatabaseUrl, connections: usize) -> Self {
        let (first, without_tls) = url.driver_options();
        let pool = |opts| Pool::new(pooled(opts, connections));
        let pools = Pools {
            first: pool(first),
            without_tls: without_tls.map(pool),
            tls_failed: AtomicBool::new(false),
        };
        Self { pools: Arc::new(pools) }
    }

    /// Returns a connection.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`] if no connection is available within two seconds.
    pub async fn conn(&self) -> Result<Conn> {
        let connected = async {
            let mut retries = Retries::new();
            loop {
                let error = match self.pools.connect().await {
                    Ok(conn) => return Ok(conn),
                    Err(error) => error,
                };
                let again = match errors::remedy(&error) {
                    // Closed while it was opened. A server that is down stays down.
                    Remedy::Lost => retries.is_first(),
                    Remedy::Again | Remedy::Leave | Remedy::Wait => true,
                    Remedy::Final => false,
                };
                if !again || !retries.after(errors::remedy(&error)).await {
                    return Err(error);
                }
            }
        };
        match tokio::time::timeout(CONNECT_WITHIN, connected).await {
            Ok(conn) => conn,
            Err(_) => Err(Error::new(ErrorKind::Database, "the database did not respond within 2 seconds")),
        }
    }

    /// Runs `work` in one transaction: all or nothing. Runs it again after a conflict, a lost connection, or
    /// an error of a server that has left its cluster, even during the commit. The outcome of an interrupted commit is
    /// unknown, so running `work` twice must have the effect of running it once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`], or what `work` returns.
    pub async fn transaction<T>(
        &self,
        context: &'static str,
        mut work: impl AsyncFnMut(&mut Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut retries = Retries::new();
        loop {
            let mut conn = self.conn().await?;
            let error = match run_once(&mut conn, context, &mut work).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let remedy = errors::remedy(&error);
            leave(conn, remedy).await;
            if !retries.after(remedy).await {
                return Err(error);
            }
        }
    }

    /// Runs the statements as one transaction in one round trip, and returns the number of rows that each of them
    /// changed: all or nothing. Runs them again like [`Store::transaction`], so running the statements twice must have
    /// the effect of running them once.
    pub(crate) async fn batch(&self, context: &'static str, statements: &[Statement]) -> Result<Vec<u64>> {
        let body: Vec<_> = statements.iter().map(Statement::text).collect();
        let text = format!("START TRANSACTION; {}; COMMIT", body.join("; "));
        let mut retries = Retries::new();
        loop {
            let mut conn = self.conn().await?;
            // Dropping this future leaves a transaction open that the driver does not know about.
            // The pool resets the connection then.
            conn.reset_connection(true);
            let error = match all_results(&mut conn, &text).await.map_err(database(context)) {
                Ok(results) => {
                    conn.reset_connection(false);
                    // The first is that of START TRANSACTION.
                    let changed = results.iter().skip(1).take(statements.len()).map(|result| result.changed);
                    return Ok(changed.collect());
                }
                Err(error) => error,
            };
            // If the rollback fails, the connection ends, which rolls back as well.
            let _ = conn.query_drop("ROLLBACK").await;
            let remedy = errors::remedy(&error);
            leave(conn, remedy).await;
            if !retries.after(remedy).await {
                return Err(error);
            }
        }
    }

    /// Closes the connections in an orderly way.
    pub async fn close(&self) {
        if let Err(error) = self.pools.current().clone().disconnect().await {
            tracing::debug!(%error, "the database connections did not close in order");
        }
    }

    /// The number of open connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.pools.current().metrics().connection_count.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The pool's own Debug shows the password.
        f.write_str("Store")
    }
}

fn pooled(opts: Opts, connections: usize) -> Opts {
    let constraints = PoolConstraints::new(connections, connections).unwrap_or_default();
    // A reset at each return would cost a round trip, and we keep no session state that it would clear.
    let pool_opts = PoolOpts::new().with_constraints(constraints).with_reset_connection(false);
    OptsBuilder::from_opts(opts).pool_opts(pool_opts).setup(vec![SESSION]).into()
}

async fn run_once<T>(
    conn: &mut Conn,
    context: &'static str,
    work: &mut impl AsyncFnMut(&mut Transaction<'_>) -> Result<T>,
) -> Result<T> {
    let mut tx = conn.start_transaction(TxOpts::default()).await.map_err(database(context))?;
    match work(&mut tx).await {
        Ok(done) => tx.commit().await.map_err(database(context)).map(|()| done),
        Err(error) => {
            // If the rollback fails, the connection ends, which rolls back as well.
            let _ = tx.rollback().await;
            Err(error)
        }
    }
}

/// Closes a connection to a server that must be avoided, so that the pool does not hand it out again.
async fn leave(conn: Conn, remedy: Remedy) {
    if matches!(remedy, Remedy::Leave | Remedy::Lost) {
        let _ = conn.disconnect().await;
    }
}

/// The result of one of several statements.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    pub(super) changed: u64,
    /// The id that the statement generated.
    pub(super) inserted: Option<u64>,
}

/// Sends statements, separated by semicolons, in one round trip.
pub(super) async fn all_results(conn: &mut impl Queryable, text: &str) -> mysql_async::Result<Vec<Done>> {
    let mut result = conn.query_iter(text).await?;
    let mut results = Vec::new();
    loop {
        results.push(Done { changed: result.affected_rows(), inserted: result.last_insert_id() });
        // Nothing follows the last result.
        if result.is_empty() {
            break;
        }
        result.for_each(|_: Row| ()).await?;
        failpoint!("decision-mid-way");
    }
    // A rejected statement looks like the end until the result is dropped.
    result.drop_result().await?;
    Ok(results)
}

/// Where statements are executed: a connection, or a transaction on one.
pub trait Session: Queryable {
    /// Whether each statement is a transaction of its own and can be retried alone.
    const ALONE: bool;

    /// Replaces the connection by a new one. Returns `false` if that would lose a transaction.
    fn reopen(&mut self) -> impl Future<Output = bool> + Send;
}

impl Session for Conn {
    const ALONE: bool = true;

    async fn reopen(&mut self) -> bool {
        let fresh = tokio::time::timeout(CONNECT_WITHIN, Self::new(self.opts().clone())).await;
        let Some(fresh) = fresh.ok().and_then(Result::ok) else { return false };
        // A connection that still responds must not go back to the pool either.
        let _ = std::mem::replace(self, fresh).disconnect().await;
        true
    }
}

impl Session for Transaction<'_> {
    const ALONE: bool = false;

    async fn reopen(&mut self) -> bool {
        false
    }
}

/// The attempts at one piece of work.
pub(super) struct Retries {
    attempt: u32,
    since: Instant,
}

impl Retries {
    pub(super) fn new() -> Self {
        Self { attempt: 1, since: Instant::now() }
    }

    pub(super) fn is_first(&self) -> bool {
        self.attempt == 1
    }

    /// Returns whether to retry after an error with this remedy. Waits for the pause that it needs.
    pub(super) async fn after(&mut self, remedy: Remedy) -> bool {
        if remedy == Remedy::Final || self.attempt >= ATTEMPTS || self.since.elapsed() >= RETRY_WITHIN {
            return false;
        }
        let pause = pause(remedy, self.attempt, RandomState::new().hash_one(self.attempt));
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        self.attempt += 1;
        true
    }
}

/// A proxy needs a moment to notice that a server is gone, and two conflicting nodes must not retry together.
fn pause(remedy: Remedy, attempt: u32, random: u64) -> Duration {
    let doubled = 1 << attempt.saturating_sub(1).min(16);
    let base = match remedy {
        Remedy::Final | Remedy::Again | Remedy::Lost if attempt == 1 => Duration::ZERO,
        Remedy::Final | Remedy::Again | Remedy::Lost => Duration::from_millis(5) * doubled,
        Remedy::Leave | Remedy::Wait => Duration::from_millis(50) * doubled,
    };
    // Jitter: from half of it to one and a half.
    let percent = 50 + u32::try_from(random % 101).unwrap_or(0);
    base * percent / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_is_retried_at_once_and_then_with_growing_pauses() {
        let pauses: Vec<_> =
            (1..ATTEMPTS).map(|attempt| pause(Remedy::Again, attempt, 50).as_millis()).collect();
        assert_eq!(pauses, [0, 10, 20, 40, 80]);
        let pauses: Vec<_> =
            (1..ATTEMPTS).map(|attempt| pause(Remedy::Leave, attempt, 50).as_millis()).collect();
        assert_eq!(pauses, [50, 100, 200, 400, 800]);
    }

    #[test]
    fn two_nodes_pause_for_different_times() {
        let shortest = pause(Remedy::Again, 3, 0);
        let longest = pause(Remedy::Again, 3, 100);
        assert_eq!((shortest, longest), (Duration::from_millis(10), Duration::from_millis(30)));
    }

    #[tokio::test]
    async fn a_final_error_is_never_retried_and_others_only_so_often() {
        assert!(!Retries::new().after(Remedy::Final).await);
        let mut retries = Retries::new();
        for _ in 1..ATTEMPTS {
            assert!(retries.after(Remedy::Again).await);
        }
        assert!(!retries.after(Remedy::Again).await);
    }
}
