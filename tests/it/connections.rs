//! A lost connection is replaced without an error, as long as nothing can run twice.

use crate::stage::{Database, Stage, WITHOUT_TOURS, cid, property};
use entrata::portal::{Error, ErrorKind};
use entrata::store::entrata::{clients, jobs};
use mysql_async::prelude::Queryable;

/// Closes a connection from the server's side, and returns when the server has.
async fn kill(database: &Database, id: u32) {
    let mut conn = database.conn().await;
    conn.query_drop(format!("KILL {id}")).await.unwrap();
    let listed = format!("SELECT COUNT(*) FROM information_schema.processlist WHERE id = {id}");
    while conn.query_first::<u64, _>(&*listed).await.unwrap() != Some(0) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_read_replaces_a_connection_that_was_killed_after_checkout() {
    let stage = Stage::authenticated().await;
    let mut conn = stage.portal.store().conn().await.unwrap();
    let first = conn.id();
    kill(&stage.database, first).await;
    assert!(clients::find(&mut conn, cid()).await.unwrap().is_some());
    assert_ne!(conn.id(), first);
    // The new connection has the session settings too.
    let zone: Option<String> = conn.query_first("SELECT @@session.time_zone").await.unwrap();
    assert_eq!(zone.as_deref(), Some("+00:00"));
}

#[tokio::test]
async fn a_transaction_that_loses_its_connection_before_commit_runs_again() {
    let stage = Stage::authenticated().await;
    let mut attempts = 0;
    let outcome = stage.portal.store().transaction("testing", async |tx| {
        attempts += 1;
        jobs::request_ingestion(tx, cid(), WITHOUT_TOURS.try_into()?, None).await?;
        if attempts == 1 {
            let id: Option<u32> = tx.query_first("SELECT CONNECTION_ID()").await.unwrap();
            kill(&stage.database, id.unwrap()).await;
        }
        jobs::request_ingestion(tx, cid(), property(), None).await?;
        Ok(attempts)
    });
    assert_eq!(outcome.await.unwrap(), 2);
    let (jobs,): (u64,) = stage.database.one("SELECT COUNT(*) FROM entrata_jobs").await;
    assert_eq!(jobs, 2);
}

#[tokio::test]
async fn a_transaction_that_returns_an_error_does_not_run_again() {
    let stage = Stage::empty().await;
    let mut attempts = 0;
    let refused = stage.portal.store().transaction("testing", async |_| {
        attempts += 1;
        Err::<(), _>(Error::new(ErrorKind::UnknownClient, "no such client"))
    });
    assert_eq!(refused.await.unwrap_err().kind(), ErrorKind::UnknownClient);
    assert_eq!(attempts, 1);
}

/// Runs a statement on another thread while the portal's runtime does not run, so that what it left open stays open.
fn run_elsewhere(
    stage: &Stage,
    lock_wait_seconds: u32,
    statement: &'static str,
) -> Result<(), mysql_async::Error> {
    let database = stage.database.url();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut conn = mysql_async::Conn::new(mysql_async::Opts::from_url(&database).unwrap()).await?;
            conn.query_drop(format!("SET innodb_lock_wait_timeout = {lock_wait_seconds}")).await?;
            conn.query_drop(statement).await
        })
    });
    thread.join().unwrap()
}

#[tokio::test]
async fn mariadb_ends_the_transaction_of_a_dropped_call() {
    let stage = Stage::authenticated().await;
    let (version,): (String,) = stage.database.one("SELECT VERSION()").await;
    if !version.contains("MariaDB") {
        // MySQL has no time limit for an idle transaction.
        return;
    }
    let (lock, locked) = tokio::sync::oneshot::channel();
    let mut lock = Some(lock);
    let call = stage.portal.store().transaction("testing", async |tx| {
        clients::find_for_update(tx, cid()).await?;
        let _ = lock.take().map(|lock| lock.send(()));
        std::future::pending::<Result<(), Error>>().await
    });
    tokio::select! {
        ended = call => panic!("the call ended: {ended:?}"),
        locked = locked => locked.unwrap(),
    }
    run_elsewhere(&stage, 30, "UPDATE entrata_clients SET company_name = 'changed'").unwrap();
}

#[tokio::test]
async fn calls_that_are_cancelled_together_leave_no_counter_locked() {
    let stage = Stage::activated().await;
    // One of the four calls comes too early; the other three are dropped while they are being counted.
    let error = stage.portal.ingest_property(cid(), property()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    run_elsewhere(&stage, 3, "UPDATE entrata_rate_limits SET called_at = NULL").unwrap();
}
