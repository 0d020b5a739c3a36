//! The portal's tables: all of the SQL, and nothing of Entrata's wire.
//!
//! Rows become types through fallible conversions only, because the driver's short forms panic and print the
//! row. Instants are UTC, and leases are measured by the database's clock, so that the nodes' may differ.

mod batch;
pub mod entrata;
pub mod erasure;
mod errors;
pub mod host;
pub mod metrics;
pub mod schema;

use crate::error::portal::{Error, ErrorKind, Result};
pub(crate) use errors::{database, is_duplicate_key};
use mysql_async::prelude::{FromRow, Queryable};
use mysql_async::{
    Conn, Opts, OptsBuilder, Params, Pool, PoolConstraints, PoolOpts, Row, Transaction, TxOpts,
};
use std::fmt;
use std::time::Duration;
use uuid::Uuid;

/// How long to wait for a connection before the database counts as away.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// How often a transaction is played that meets deadlocks, or whose connection is gone before its end.
const TRIES: u32 = 5;

/// What every connection is told first: UTC, no silent truncation, no waiting for a lock beyond a page's patience. A
/// call that is cut off in the middle of a transaction leaves it to the driver to end it, which may not run before the
/// process's next call: so MariaDB ends it, in a comment that only MariaDB reads.
const SESSION: &str = "SET SESSION time_zone = '+00:00', \
     sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', \
     innodb_lock_wait_timeout = 5 /*M!100300 , idle_transaction_timeout = 10 */";
/// MariaDB and MySQL name the variable differently, but share the statement.
const ISOLATION: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

/// The database, through a pool of at most a few connections.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
}

impl Store {
    /// A pool of at most `connections`; none is opened before the first statement.
    #[must_use]
    pub fn open(opts: &Opts, connections: usize) -> Self {
        let constraints = PoolConstraints::new(connections, connections).unwrap_or_default();
        // Resetting would drop the prepared statements at every call; we keep no session state that it would clear.
        let pool_opts = PoolOpts::new().with_constraints(constraints).with_reset_connection(false);
        let opts = OptsBuilder::from_opts(opts.clone())
            .pool_opts(pool_opts)
            .prefer_socket(Some(opts.socket().is_some()))
            .setup(vec![SESSION, ISOLATION]);
        Self { pool: Pool::new(opts) }
    }

    /// A connection.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`] when none can be had within two seconds.
    pub async fn conn(&self) -> Result<Conn> {
        let connect = async || self.pool.get_conn().await.map_err(database("connecting to the database"));
        let connected = async {
            match connect().await {
                // Closed in the moment in which it was opened: nothing can have been done on it.
                Err(error) if errors::is_gone(&error) => connect().await,
                connected => connected,
            }
        };
        match tokio::time::timeout(CONNECT_WITHIN, connected).await {
            Ok(conn) => conn,
            Err(_) => Err(Error::new(ErrorKind::Database, "the database did not answer within 2 seconds")),
        }
    }

    /// Plays `work` in one transaction: all of it is done, or none. After a deadlock, or when
    /// its connection is gone before the commit, it is played again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`], or what `work` returns.
    pub async fn transaction<T>(
        &self,
        doing: &'static str,
        mut work: impl AsyncFnMut(&mut Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        for attempt in 1.. {
            let mut conn = self.conn().await?;
            let played = match conn.start_transaction(TxOpts::default()).await.map_err(database(doing)) {
                Err(error) => Err(error),
                Ok(mut tx) => match work(&mut tx).await {
                    // Whether a commit that was cut off has happened, nobody can tell: that is the caller's to know.
                    Ok(done) => return tx.commit().await.map_err(database(doing)).map(|()| done),
                    Err(error) => {
                        // A rollback that fails ends with its connection, which rolls back as well.
                        let _ = tx.rollback().await;
                        Err(error)
                    }
                },
            };
            if played.as_ref().is_err_and(errors::is_read_only) {
                // Given back to the pool, it would be the next one's again.
                let _ = conn.disconnect().await;
            }
            match played {
                Err(error) if errors::plays_again(&error) && attempt < TRIES => {}
                end => return end,
            }
        }
        Err(Error::new(ErrorKind::Internal, "a transaction was never played"))
    }

    /// Closes the connections in an orderly way.
    pub async fn close(&self) {
        if let Err(error) = self.pool.clone().disconnect().await {
            tracing::debug!(%error, "the database connections did not close in order");
        }
    }

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.pool.metrics().connection_count.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The pool's own Debug shows the password.
        f.write_str("Store")
    }
}

/// A lease's holder: made anew for each claim, so that a late holder can be told from the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseOwner(Uuid);

impl LeaseOwner {
    /// A holder that never was before.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    fn text(self) -> String {
        self.0.to_string()
    }
}

/// Where statements are carried out: a connection, or a transaction on one.
pub trait Session: Queryable {
    /// Whether each statement is a transaction of its own, which may be played again alone.
    const ALONE: bool;

    /// Takes a fresh connection in place of one that is gone; `false` where that would lose something.
    fn reopen(&mut self) -> impl Future<Output = bool> + Send;
}

impl Session for Conn {
    const ALONE: bool = true;

    async fn reopen(&mut self) -> bool {
        let fresh = tokio::time::timeout(CONNECT_WITHIN, Self::new(self.opts().clone())).await;
        let Some(fresh) = fresh.ok().and_then(Result::ok) else { return false };
        // One that still answers must not go back to the pool either.
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

/// All rows that a statement reads, as a type. A connection that was closed since it was last used, as by a server
/// that is being restarted, costs a read nothing but time.
async fn rows<T: FromRow>(
    conn: &mut impl Session,
    doing: &'static str,
    sql: &str,
    params: impl Into<Params> + Send,
) -> Result<Vec<T>> {
    let params = params.into();
    let mut read = conn.exec(sql, params.clone()).await.map_err(database(doing));
    if read.as_ref().is_err_and(errors::is_gone) && conn.reopen().await {
        read = conn.exec(sql, params).await.map_err(database(doing));
    }
    let rows: Vec<Row> = read?;
    rows.into_iter()
        .map(|row| {
            mysql_async::from_row_opt(row).map_err(|_| {
                Error::new(
                    ErrorKind::Database,
                    "a row has another shape than this version expects: run `entrata migrate`",
                )
                .context(doing)
            })
        })
        .collect()
}

/// The first row that a statement reads, as a type.
async fn first<T: FromRow>(
    conn: &mut impl Session,
    doing: &'static str,
    sql: &str,
    params: impl Into<Params> + Send,
) -> Result<Option<T>> {
    Ok(rows(conn, doing, sql, params).await?.into_iter().next())
}

/// Carries out a statement; says how many rows it changed. One that stands alone is repeated after a deadlock, and at
/// the new primary when this one has been demoted: in both cases it has changed nothing.
async fn change<S: Session>(
    conn: &mut S,
    doing: &'static str,
    sql: &str,
    params: impl Into<Params> + Send,
) -> Result<u64> {
    let params = params.into();
    if !S::ALONE {
        return change_once(conn, doing, sql, params).await;
    }
    let mut attempt = 1;
    loop {
        let error = match change_once(conn, doing, sql, params.clone()).await {
            Err(error) if attempt < TRIES => error,
            end => return end,
        };
        let again = errors::is_deadlock(&error) || errors::is_read_only(&error) && conn.reopen().await;
        if !again {
            return Err(error);
        }
        attempt += 1;
    }
}

async fn change_once(conn: &mut impl Session, doing: &'static str, sql: &str, params: Params) -> Result<u64> {
    let result = conn.exec_iter(sql, params).await.map_err(database(doing))?;
    let changed = result.affected_rows();
    result.drop_result().await.map_err(database(doing))?;
    Ok(changed)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
