//! A fixture with many properties, so that every step and every webhook has one of its own.

use super::web::password_hash;
use crate::stage::{CID, Stage};
#[cfg(feature = "failpoints")]
use entrata::id::HouseId;
use entrata::sandbox::{Limits, Options};
use std::process::Child;
use std::time::{Duration, Instant};

/// The ids of the sandbox's generated properties of the first company; every second one is the other company's.
pub(crate) fn made_up(count: u64) -> Vec<u64> {
    (0..count).map(|at| 800_001 + 2 * at).collect()
}

/// A fixture whose sandbox has `count` generated properties of client 4711, which is authenticated.
pub(crate) async fn town(count: usize, changes: &[(&'static str, &str)]) -> Stage {
    let sandbox =
        Options { limits: Limits::none(), properties: 2 * count + 6, units: 6, ..Options::default() };
    let stage = Stage::on(sandbox, changes).await;
    // A few of the generated properties offer no tours.
    for property in made_up(u64::try_from(count).unwrap()) {
        stage.sandbox_is_told(&format!("properties/{property}"), r#"{"tours":true}"#.to_owned()).await;
    }
    stage.authenticate(CID).await;
    stage
}

/// A renter who can sign in.
pub(crate) async fn renter(stage: &Stage, email: &str) {
    let sql = "INSERT INTO users (first_name, last_name, email, phone, password_hash) \
               VALUES ('Ada', 'Renter', ?, '555-0100', ?)";
    stage.database.run(sql, (email, password_hash())).await;
}

/// A house on the market of a property that is ingested already, and its slots.
#[cfg(feature = "failpoints")]
pub(crate) async fn house_with_slots(stage: &Stage, property: u64) -> (HouseId, Vec<(String, String)>) {
    let house = stage.house(property).await;
    (house, stage.slots(house).await)
}

/// `entrata worker` until it is dropped.
pub(crate) struct Worker(pub(crate) Child);

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs workers until no work is open. Pauses and leases grow to 15 minutes; before they are cut short, the rows are
/// checked for an end.
pub(crate) async fn settle(stage: &Stage, within: Duration) {
    let began = Instant::now();
    loop {
        let (open,): (usize,) = stage
            .database
            .one(
                "SELECT (SELECT COUNT(*) FROM viewings WHERE status = 'REQUESTED') \
                 + (SELECT COUNT(*) FROM entrata_jobs WHERE state <> 'DONE')",
            )
            .await;
        if open == 0 && !stage.spool_waits() {
            return;
        }
        if began.elapsed() > within {
            let jobs: Vec<(String, Option<String>)> =
                stage.database.rows("SELECT state, last_error FROM entrata_jobs WHERE state <> 'DONE'").await;
            let viewings: Vec<(u64, Option<String>)> = stage
                .database
                .rows("SELECT viewing_id, error FROM entrata_viewings WHERE status = 'REQUESTED'")
                .await;
            panic!("{open} are still open: {jobs:?} {viewings:?}; the spool waits: {}", stage.spool_waits());
        }
        hurry(stage).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// Ends every pause; leases expire by themselves.
pub(crate) async fn hurry(stage: &Stage) {
    for sql in [
        "UPDATE entrata_viewings SET next_attempt_at = NULL WHERE status = 'REQUESTED' AND lease_owner IS NULL",
        "UPDATE entrata_rate_limits SET called_at = called_at - INTERVAL 2 MINUTE",
        "UPDATE entrata_jobs SET due_at = UTC_TIMESTAMP(3) WHERE state = 'DUE'",
    ] {
        // The database may be down.
        stage.database.try_run(sql).await;
    }
}

/// Ends the leases of a process that is known to be dead, and counts its requests as settled.
#[cfg(feature = "failpoints")]
pub(crate) async fn end_leases_of_dead_processes(stage: &Stage) {
    for sql in [
        "UPDATE entrata_viewings SET next_attempt_at = NULL, sent_at = sent_at - INTERVAL 1 HOUR, \
         lease_until = lease_until - INTERVAL 10 MINUTE WHERE status = 'REQUESTED'",
        "UPDATE entrata_prospect_leases SET lease_until = lease_until - INTERVAL 10 MINUTE",
        "UPDATE entrata_jobs SET lease_until = lease_until - INTERVAL 10 MINUTE",
        "UPDATE entrata_tour_times SET lease_until = lease_until - INTERVAL 10 MINUTE",
    ] {
        stage.database.try_run(sql).await;
    }
}
