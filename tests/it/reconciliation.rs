//! Tours that Entrata's staff cancel or move are shown to the renter and the operator.

use crate::gate::{Foreign, Gate};
use crate::stage::{PROPERTY, Stage, cid, property};
use entrata::id::{HouseId, ViewingId};
use entrata::portal::DeliveryStatus::Confirmed;
use entrata::sandbox::{CancelledTours, Variants};
use serde_json::json;

type Slot = (String, String);

/// A stage with one confirmed tour. What is canceled stays listed, marked as canceled.
async fn confirmed() -> (Stage, HouseId, Vec<Slot>, ViewingId, u64) {
    let stage = Stage::activated().await;
    stage.sandbox.variants(Variants { cancelled_tours: CancelledTours::Marked, ..Variants::default() });
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let viewing = stage.viewing("ada@example.com", house, &slots[0]).await;
    assert_eq!(stage.portal.send_lead_from_viewing(viewing).await.unwrap().status, Confirmed);
    let event = stage.sandbox.truth().appointments[0].event_id;
    (stage, house, slots, viewing, event)
}

async fn reconcile(stage: &Stage) {
    stage.let_limits_pass().await;
    stage.portal.reconcile_property(cid(), property()).await.unwrap();
}

async fn cancel(stage: &Stage, event: u64) {
    stage.sandbox_is_told(&format!("appointments/{event}/cancel"), "{}".to_owned()).await;
}

async fn statuses(stage: &Stage) -> (String, String) {
    let sql = "SELECT v.status, e.status FROM viewings v JOIN entrata_viewings e ON e.viewing_id = v.id \
               ORDER BY v.id DESC LIMIT 1";
    stage.database.one(sql).await
}

async fn events(stage: &Stage) -> Vec<(String, u64)> {
    let sql = "SELECT kind, viewing_id FROM entrata_events WHERE viewing_id IS NOT NULL ORDER BY id";
    stage.database.rows(sql).await
}

fn both(status: &str) -> (String, String) {
    (status.to_owned(), status.to_owned())
}

#[tokio::test]
async fn a_tour_that_entrata_cancels_is_cancelled_for_everybody() {
    let (stage, _, _, viewing, event) = confirmed().await;
    reconcile(&stage).await;
    assert_eq!(statuses(&stage).await, both("CONFIRMED"));
    cancel(&stage, event).await;
    reconcile(&stage).await;
    assert_eq!(statuses(&stage).await, both("CANCELLED"));
    let id = viewing.get();
    assert_eq!(events(&stage).await, [("LeadConfirmed".to_owned(), id), ("TourCancelled".to_owned(), id)]);
    reconcile(&stage).await;
    assert_eq!(events(&stage).await.len(), 2, "a cancellation is reported once");
}

#[tokio::test]
async fn the_worker_reconciles_by_itself() {
    let (stage, _, _, _, event) = confirmed().await;
    cancel(&stage, event).await;
    let (code, output) = stage.program(&["worker", "--once"]);
    assert_eq!(code, 0, "{output}");
    assert_eq!(statuses(&stage).await, both("CANCELLED"));
}

#[tokio::test]
async fn a_tour_that_entrata_moves_shows_its_new_time() {
    for seen_before in [true, false] {
        let (stage, house, slots, viewing, event) = confirmed().await;
        if seen_before {
            reconcile(&stage).await;
        }
        let (date, time) = &slots[3];
        let body = json!({ "date": date, "time": time }).to_string();
        stage.sandbox_is_told(&format!("appointments/{event}/move"), body).await;
        reconcile(&stage).await;
        assert_eq!(statuses(&stage).await, both("CONFIRMED"));
        let moved = entrata::tour::Slot::parse(date, time).unwrap();
        let sql = "SELECT v.starts_at = e.starts_at, DATE_FORMAT(v.starts_at, '%Y-%m-%dT%H:%i:%sZ'), \
                   DATE_FORMAT(v.ends_at, '%Y-%m-%dT%H:%i:%sZ') FROM viewings v \
                   JOIN entrata_viewings e ON e.viewing_id = v.id";
        let (same, starts, ends): (bool, String, String) = stage.database.one(sql).await;
        let shown = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        assert!(same);
        assert_eq!((starts, ends), (shown(moved.start()), shown(moved.end())), "seen: {seen_before}");
        let delivery = stage.portal.send_lead_from_viewing(viewing).await.unwrap();
        let start: chrono::DateTime<chrono::FixedOffset> = delivery.start.unwrap().parse().unwrap();
        assert_eq!((delivery.status, start.to_utc()), (Confirmed, moved.start()));
        assert_eq!(events(&stage).await.last().unwrap().0, "TourMoved");
        reconcile(&stage).await;
        assert_eq!(events(&stage).await.len(), 2, "a move is reported once");
        assert!(stage.slots(house).await.contains(&slots[0]), "the old slot is free again");
    }
}

#[tokio::test]
async fn an_event_that_is_gone_cancels_the_tour_at_the_second_look() {
    let (stage, _, _, _, event) = confirmed().await;
    let variants = Variants { cancelled_tours: CancelledTours::Removed, ..Variants::default() };
    stage.sandbox.variants(variants);
    reconcile(&stage).await;
    cancel(&stage, event).await;
    reconcile(&stage).await;
    assert_eq!(statuses(&stage).await, both("CONFIRMED"), "one look proves nothing");
    reconcile(&stage).await;
    assert_eq!(statuses(&stage).await, both("CONFIRMED"), "nor do two at the same moment");
    let later = "UPDATE entrata_viewings SET missing_since = missing_since - INTERVAL 10 MINUTE";
    stage.database.run(later, ()).await;
    reconcile(&stage).await;
    assert_eq!(statuses(&stage).await, both("CANCELLED"));
}

#[tokio::test]
async fn an_event_that_a_page_leaves_out_is_looked_up_in_its_lead() {
    let (stage, _, _, _, _) = confirmed().await;
    let gate = Gate::before(&stage.sandbox).await;
    let portal = gate.portal(&stage);
    let none = json!({ "response": { "code": 200, "result": { "prospects": { "prospect": [] } } } });
    gate.answer_method("getLeadEvents", Foreign::json(200, &none));
    for _ in 0..3 {
        stage.let_limits_pass().await;
        portal.reconcile_property(cid(), property()).await.unwrap();
        let later = "UPDATE entrata_viewings SET missing_since = missing_since - INTERVAL 10 MINUTE";
        stage.database.run(later, ()).await;
    }
    assert_eq!(gate.calls("getLeads").len(), 3);
    assert_eq!(statuses(&stage).await, both("CONFIRMED"));
}

#[tokio::test]
async fn a_foreign_or_failed_answer_changes_nothing() {
    let rejected =
        json!({ "response": { "code": 311, "error": { "code": 311, "message": "no permission" } } });
    for answer in [
        Foreign::html(200, "Cancelled"),
        Foreign::html(401, "Authorization Required"),
        Foreign::new(404, "text/plain", ""),
        Foreign::new(200, "application/json", "{\"prospects\":[]}"),
        Foreign::json(200, &rejected),
    ] {
        let (stage, _, _, _, event) = confirmed().await;
        let gate = Gate::before(&stage.sandbox).await;
        let portal = gate.portal(&stage);
        cancel(&stage, event).await;
        gate.answer(move |method, _| ["getLeadEvents", "getLeads"].contains(&method).then(|| answer.clone()));
        stage.let_limits_pass().await;
        assert!(portal.reconcile_property(cid(), property()).await.is_err());
        assert_eq!(statuses(&stage).await, both("CONFIRMED"));
        let (status,): (String,) = stage.database.one("SELECT status FROM entrata_clients").await;
        assert_eq!(status, "ACTIVE");
        gate.open();
        stage.let_limits_pass().await;
        portal.reconcile_property(cid(), property()).await.unwrap();
        assert_eq!(statuses(&stage).await, both("CANCELLED"));
    }
}

#[tokio::test]
async fn many_tours_of_a_property_cost_one_call() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    for (number, slot) in slots.iter().take(5).enumerate() {
        let viewing = stage.viewing(&format!("renter{number}@example.com"), house, slot).await;
        stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    }
    let before = stage.sandbox.calls().len();
    reconcile(&stage).await;
    let calls: Vec<_> = stage.sandbox.calls().split_off(before).into_iter().map(|call| call.method).collect();
    assert_eq!(calls, ["getLeadEvents"]);
}
