//! Events reach the portal's own code: each at least once, by one process at a time, in the order of their subject.

use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, PROPERTY, Stage};
use entrata::portal::Portal;
use entrata::store::entrata::webhooks::LogId;
use std::collections::BTreeSet;
use std::process::Stdio;

/// A stage with events of these viewings, in this order; 0 is an event about the property alone.
async fn with_events(viewings: &[u64]) -> Stage {
    let stage = Stage::empty().await;
    for viewing in viewings {
        let sql = format!(
            "INSERT INTO entrata_events (kind, cid, property_id, viewing_id) \
             VALUES ('LeadConfirmed', {CID}, {PROPERTY}, NULLIF({viewing}, 0))"
        );
        stage.database.run(&sql, ()).await;
    }
    stage
}

/// Takes the lease of the next event; returns its viewing.
async fn claimed(portal: &Portal) -> Option<u64> {
    portal.claim_event().await.unwrap().map(|claimed| claimed.event().viewing_id.unwrap_or(0))
}

async fn kinds(stage: &Stage) -> Vec<String> {
    stage.database.rows("SELECT kind FROM entrata_events WHERE kind <> 'PropertyIngested' ORDER BY id").await
}

#[tokio::test]
async fn two_workers_deliver_every_event_and_none_of_them_twice() {
    let stage = with_events(&(1..=40).collect::<Vec<_>>()).await;
    let file = std::env::temp_dir().join(format!("entrata-events-{}", LogId::new()));
    let command = format!("cat >> '{}'", file.display());
    let worker = || {
        let mut worker = stage.command(&["worker", "--once", "--event-command", &command]);
        worker.stdout(Stdio::null()).spawn().unwrap()
    };
    for mut worker in [worker(), worker()] {
        assert!(worker.wait().unwrap().success());
    }
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    let events: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), 40, "none twice");
    let viewings: BTreeSet<_> = events.iter().map(|event| event["viewingId"].as_u64().unwrap()).collect();
    assert_eq!(viewings, (1..=40).collect());
    assert_eq!((&events[0]["kind"], &events[0]["cid"]), (&"LeadConfirmed".into(), &CID.into()));
    assert!(events[0]["createdAt"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test]
async fn a_failed_event_comes_again_and_holds_up_its_own_subject_alone() {
    let stage = with_events(&[1, 1, 2]).await;
    let portal = &stage.portal;
    let first = portal.claim_event().await.unwrap().unwrap();
    portal.event_failed(&first, "the mail server is away").await.unwrap();
    let other = portal.claim_event().await.unwrap().unwrap();
    assert_eq!(other.event().viewing_id, Some(2));
    portal.event_delivered(&other).await.unwrap();
    assert_eq!(claimed(portal).await, None, "the second event of viewing 1 waits for the first");
    stage.database.run("UPDATE entrata_events SET due_at = UTC_TIMESTAMP(3)", ()).await;
    let again = portal.claim_event().await.unwrap().unwrap();
    assert_eq!((again.event().id, again.event().attempts), (first.event().id, 2));
    portal.event_delivered(&again).await.unwrap();
    assert_eq!(claimed(portal).await, Some(1));
}

#[tokio::test]
async fn an_event_of_a_process_that_died_is_taken_by_another_one() {
    let stage = with_events(&[1]).await;
    let other = stage.another_node();
    assert_eq!(claimed(&stage.portal).await, Some(1));
    assert_eq!(claimed(&other).await, None, "the first process holds the lease");
    stage
        .database
        .run("UPDATE entrata_events SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND", ())
        .await;
    assert_eq!(claimed(&other).await, Some(1));
}

#[tokio::test]
async fn a_command_that_fails_leaves_the_event_for_later() {
    let stage = with_events(&[1]).await;
    let (status, said) = stage.program(&["worker", "--once", "--event-command", "exit 3"]);
    assert_eq!(status, 0, "{said}");
    let row: (u32, bool, bool) = stage
        .database
        .one("SELECT attempts, delivered_at IS NULL AND lease_until IS NULL, due_at > UTC_TIMESTAMP(3) FROM entrata_events")
        .await;
    assert_eq!(row, (1, true, true));
}

#[tokio::test]
async fn a_kind_of_a_newer_version_is_left_to_that_version() {
    let stage = with_events(&[1, 2]).await;
    stage.database.run("UPDATE entrata_events SET kind = 'TourRated' WHERE viewing_id = 1", ()).await;
    assert_eq!(claimed(&stage.portal).await, Some(2));
    assert_eq!(claimed(&stage.portal).await, None);
}

#[tokio::test]
async fn old_events_are_deleted_delivered_or_not() {
    let stage = with_events(&[1, 2, 3, 4]).await;
    let days = |column: &str, days: u32, viewing: u32| {
        format!(
            "UPDATE entrata_events SET {column} = UTC_TIMESTAMP(3) - INTERVAL {days} DAY WHERE viewing_id = {viewing}"
        )
    };
    for sql in [
        days("delivered_at", 8, 1),
        days("delivered_at", 6, 2),
        days("created_at", 31, 3),
        days("created_at", 29, 4),
    ] {
        stage.database.run(&sql, ()).await;
    }
    stage.portal.tidy().await.unwrap();
    assert_eq!(stage.database.rows::<u64>("SELECT viewing_id FROM entrata_events ORDER BY id").await, [2, 4]);
}

#[tokio::test]
async fn a_suspension_is_an_event_unless_it_changes_nothing() {
    let stage = Stage::activated().await;
    let (older, newer) = (LogId::new(), LogId::new());
    let handle = async |request_type: &str, log_id| {
        let query = format!(
            "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={PROPERTY}&request_type={request_type}"
        );
        assert_eq!(stage.portal.handle_webhook(query.as_bytes(), None, log_id).await.status, 200);
    };
    handle("ACTIVATION", Some(newer)).await;
    handle("SUSPENDED", Some(older)).await;
    assert_eq!(kinds(&stage).await, Vec::<String>::new(), "an older webhook decides nothing");
    handle("SUSPENDED", None).await;
    handle("SUSPENDED", None).await;
    assert_eq!(kinds(&stage).await, ["PropertySuspended"], "the second one changed nothing");
    handle("ACTIVATION", None).await;
    handle("SUSPENDED", None).await;
    assert_eq!(kinds(&stage).await.len(), 2);
    let subject: (u64, u64, Option<u64>) = stage
        .database
        .one("SELECT cid, property_id, viewing_id FROM entrata_events ORDER BY id DESC LIMIT 1")
        .await;
    assert_eq!(subject, (CID, PROPERTY, None));
}
