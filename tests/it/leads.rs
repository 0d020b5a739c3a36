//! Each lead is delivered exactly once and reported correctly.

use crate::gate::{Foreign, Gate};
use crate::stage::{CID, PROPERTY, Stage};
use entrata::id::{HouseId, ViewingId};
use entrata::portal::DeliveryStatus::{Cancelled, Confirmed, Pending};
use entrata::portal::{ErrorKind, Portal};
use entrata::sandbox::{Fault, Faults, Planned};
use serde_json::json;

fn fail_next(stage: &Stage, method: &str, kind: Fault, count: u32) {
    let fail_next = vec![Planned { method: Some(method.to_owned()), kind, count }];
    stage.sandbox.faults(Faults { fail_next, ..Faults::default() }).unwrap();
}

async fn status(stage: &Stage) -> Vec<(String, Option<String>)> {
    stage.database.rows("SELECT status, external_id FROM viewings ORDER BY id").await
}

#[tokio::test]
async fn a_booking_is_confirmed_with_entrata_s_id_and_the_slot_verbatim() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let viewing = stage.viewing("ada@example.com", house, slot).await;
    let delivery = stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    let truth = stage.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.appointments.len(), truth.duplicates), (1, 1, 0));
    let appointment = &truth.appointments[0];
    assert_eq!(delivery.status, Confirmed);
    assert_eq!(delivery.external_id, Some(appointment.application_id.to_string()));
    let (from, to) = slot.1.split_once(" - ").unwrap();
    assert_eq!((appointment.time_from.as_str(), appointment.time_to.as_str()), (from, to));
    assert_eq!(status(&stage).await, [("CONFIRMED".to_owned(), delivery.external_id)]);
    let (starts, source): (bool, String) = stage
        .database
        .one("SELECT starts_at > UTC_TIMESTAMP() AND ends_at > starts_at, external_source FROM viewings")
        .await;
    assert!(starts);
    assert_eq!(source, "ENTRATA");
    assert!(!stage.slots(house).await.contains(slot), "the booked slot is gone from the tour times");
}

#[tokio::test]
async fn sending_a_confirmed_viewing_again_sends_nothing() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let viewing = stage.viewing("ada@example.com", house, slot).await;
    let first = stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    let calls = stage.sandbox.calls().len();
    assert_eq!(stage.portal.send_lead_from_viewing(viewing).await.unwrap(), first);
    assert_eq!(stage.sandbox.calls().len(), calls);
}

#[tokio::test]
async fn two_who_deliver_the_same_viewing_at_once_send_one_lead() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let viewing = stage.viewing("ada@example.com", house, slot).await;
    let other = stage.another_node();
    let (here, there) =
        tokio::join!(stage.portal.send_lead_from_viewing(viewing), other.send_lead_from_viewing(viewing));
    assert_eq!((here.unwrap().status, there.unwrap().status), (Confirmed, Confirmed));
    assert_eq!(stage.sandbox.truth().leads.len(), 1);
}

#[tokio::test]
async fn a_slot_that_someone_else_took_is_rejected_with_entrata_s_words() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let first = stage.viewing("ada@example.com", house, slot).await;
    let second = stage.viewing("bob@example.com", house, slot).await;
    stage.portal.send_lead_from_viewing(first).await.unwrap();
    let error = stage.portal.send_lead_from_viewing(second).await.unwrap_err();
    assert_eq!((error.kind(), error.kind().http_status()), (ErrorKind::SlotUnavailable, 409));
    let (status, why): (String, String) = stage
        .database
        .one(&format!("SELECT status, error FROM entrata_viewings WHERE viewing_id = {second}"))
        .await;
    assert_eq!(status, "REJECTED");
    assert!(why.contains("no longer available"), "{why}");
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
}

#[tokio::test]
async fn a_text_that_entrata_never_offered_is_never_sent() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let (date, _) = stage.slots(house).await[0].clone();
    let rebuilt = (date, "10:00 MST-10:30 MST".to_owned());
    let viewing = stage.viewing("ada@example.com", house, &rebuilt).await;
    let error = stage.portal.send_lead_from_viewing(viewing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SlotUnavailable);
    assert!(stage.sandbox.truth().leads.is_empty());
}

#[tokio::test]
async fn a_second_tour_is_added_to_the_person_s_lead_ignoring_letter_case() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let first = stage.viewing("ada@example.com", house, &slots[0]).await;
    stage.portal.send_lead_from_viewing(first).await.unwrap();
    let second = stage.booking("ada@example.com", house, &slots[1]).await;
    let typed = "UPDATE entrata_viewings SET email = 'ADA@Example.com' WHERE viewing_id = ?";
    stage.database.run(typed, (second.get(),)).await;
    let delivery = stage.portal.send_lead_from_viewing(second).await.unwrap();
    let truth = stage.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.appointments.len(), truth.duplicates), (1, 2, 0));
    assert_eq!(delivery.external_id, Some(truth.leads[0].application_id.to_string()));
}

#[tokio::test]
async fn one_person_s_two_tours_at_once_are_one_lead() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let first = stage.viewing("ada@example.com", house, &slots[0]).await;
    let second = stage.viewing("ada@example.com", house, &slots[1]).await;
    let other = stage.another_node();
    let (here, there) =
        tokio::join!(stage.portal.send_lead_from_viewing(first), other.send_lead_from_viewing(second));
    assert_eq!((here.unwrap().status, there.unwrap().status), (Confirmed, Confirmed));
    let truth = stage.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.appointments.len(), truth.duplicates), (1, 2, 0));
}

#[tokio::test]
async fn a_lost_reply_is_asked_after_and_not_sent_again() {
    for kind in [Fault::LoseReply, Fault::CutBody, Fault::Html] {
        let stage = Stage::activated().await;
        let house = stage.house(PROPERTY).await;
        let slot = &stage.slots(house).await[0];
        let viewing = stage.viewing("ada@example.com", house, slot).await;
        fail_next(&stage, "sendLeads", kind.clone(), 1);
        let delivery = stage.portal.send_lead_from_viewing(viewing).await.unwrap();
        assert_eq!(delivery.status, Confirmed, "{kind:?}");
        let truth = stage.sandbox.truth();
        assert_eq!((truth.leads.len(), truth.appointments.len()), (1, 1), "{kind:?}");
        assert_eq!(delivery.external_id, Some(truth.leads[0].application_id.to_string()));
    }
}

#[tokio::test]
async fn a_lead_that_cannot_be_sent_now_is_kept_and_delivered_later() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let viewing = stage.viewing("ada@example.com", house, slot).await;
    fail_next(&stage, "sendLeads", Fault::Error, 1);
    let delivery = stage.portal.send_lead_from_viewing(viewing).await.unwrap();
    assert_eq!((delivery.status, delivery.external_id), (Pending, None));
    assert!(delivery.start.is_some());
    let (status, why, later): (String, String, bool) = stage
        .database
        .one("SELECT status, error, next_attempt_at > UTC_TIMESTAMP(3) FROM entrata_viewings")
        .await;
    assert_eq!((status.as_str(), later), ("REQUESTED", true));
    assert!(why.contains("Entrata reported a failure: ") && why.contains("HTTP 50"), "{why}");
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 0, "not due yet");
    stage.let_time_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
    assert_eq!(crate::leads::status(&stage).await[0].0, "CONFIRMED");
}

#[tokio::test]
async fn what_entrata_may_still_be_busy_with_is_left_to_settle() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let viewing = stage.booking("ada@example.com", house, slot).await;
    // A process died right after it started to send.
    stage.database.run("UPDATE entrata_viewings SET sent_at = UTC_TIMESTAMP(3)", ()).await;
    let calls = stage.sandbox.calls().len();
    assert_eq!(stage.portal.send_lead_from_viewing(viewing).await.unwrap().status, Pending);
    assert_eq!(stage.sandbox.calls().len(), calls);
    stage.let_time_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
}

#[tokio::test]
async fn a_tour_waits_while_entrata_may_be_busy_with_the_person_s_lead() {
    let (stage, house, slots, gate, portal) = gated().await;
    let first = stage.viewing("ada@example.com", house, &slots[0]).await;
    let second = stage.viewing("ada@example.com", house, &slots[1]).await;
    // Entrata has the call, and has not carried it out yet.
    gate.answer_method("sendLeads", Foreign::html(504, "Gateway Timeout"));
    assert_eq!(portal.send_lead_from_viewing(first).await.unwrap().status, Pending);
    gate.open();
    assert_eq!(portal.send_lead_from_viewing(second).await.unwrap().status, Pending);
    assert_eq!(gate.calls("sendLeads").len(), 1, "a second lead");
    stage.let_time_pass().await;
    stage.portal.run_jobs(10).await.unwrap();
    let truth = stage.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.appointments.len(), truth.duplicates), (1, 2, 0));
}

#[tokio::test]
async fn a_lease_that_was_not_given_back_ends_by_itself() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    stage.booking("ada@example.com", house, slot).await;
    let lease = "UPDATE entrata_viewings SET lease_owner = 'another', lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND";
    stage.database.run(lease, (60,)).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 0);
    stage.database.run(lease, (-1,)).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
}

#[tokio::test]
async fn a_plain_insert_of_the_portal_s_own_php_is_found_and_delivered() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    stage.viewing("ada@example.com", house, slot).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert_eq!(status(&stage).await[0].0, "CONFIRMED");
}

#[tokio::test]
async fn a_viewing_that_cannot_be_sent_names_every_bad_field() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let viewing =
        stage.booking("ada@example.com", house, &("2026-12-01".to_owned(), "noonish".to_owned())).await;
    stage
        .database
        .run("UPDATE entrata_viewings SET email = 'no address', tour_type = 'BY_BALLOON'", ())
        .await;
    let error = stage.portal.send_lead_from_viewing(viewing).await.unwrap_err();
    let fields: Vec<_> = error.fields().iter().map(|bad| bad.field).collect();
    assert_eq!((error.kind(), fields), (ErrorKind::Validation, vec!["tourTime", "tourType", "email"]));
    assert_eq!(status(&stage).await[0].0, "REJECTED");
}

#[tokio::test]
async fn the_same_booking_is_one_viewing_until_it_is_rejected_or_cancelled() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    stage.booking("ada@example.com", house, slot).await;
    let again = |id: u32, tour_type: &str| {
        format!(
            "INSERT INTO entrata_viewings (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time) \
             SELECT {id}, cid, property_id, house_id, user_id, '{tour_type}', tour_date, tour_time \
             FROM entrata_viewings LIMIT 1"
        )
    };
    let mut conn = stage.database.conn().await;
    let rejected = mysql_async::prelude::Queryable::query_drop(&mut conn, again(1001, "AGENT_GUIDED")).await;
    assert!(rejected.is_err());
    stage.database.run(&again(1002, "VIRTUAL_GUIDED"), ()).await;
    for (id, status) in [(1003, "REJECTED"), (1004, "CANCELLED")] {
        let ended = "UPDATE entrata_viewings SET status = ? WHERE tour_type = 'AGENT_GUIDED'";
        stage.database.run(ended, (status,)).await;
        stage.database.run(&again(id, "AGENT_GUIDED"), ()).await;
    }
}

#[tokio::test]
async fn a_tour_in_the_past_is_rejected_with_the_reason() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let past = ("2020-01-01".to_owned(), "10:00 MST - 10:30 MST".to_owned());
    let viewing = stage.booking("ada@example.com", house, &past).await;
    stage.database.run("UPDATE entrata_viewings SET error = 'Entrata was away'", ()).await;
    let error = stage.portal.send_lead_from_viewing(viewing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    let (why,): (String,) = stage.database.one("SELECT error FROM entrata_viewings").await;
    assert!(why.contains("passed") && why.contains("Entrata was away"), "{why}");
    assert!(stage.sandbox.truth().leads.is_empty());
}

#[tokio::test]
async fn a_viewing_of_a_house_outside_entrata_is_rejected_and_unchanged() {
    let stage = Stage::activated().await;
    stage.database.run("INSERT INTO houses (title, status) VALUES ('Ours', 1)", ()).await;
    let (ours,): (u64,) = stage.database.one("SELECT id FROM houses WHERE title = 'Ours'").await;
    let slot = ("2026-12-01".to_owned(), "10:00 MST - 10:30 MST".to_owned());
    let viewing = stage.viewing("ada@example.com", ours.try_into().unwrap(), &slot).await;
    let error = stage.portal.send_lead_from_viewing(viewing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAnEntrataProperty);
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 0);
    assert_eq!(status(&stage).await, [("REQUESTED".to_owned(), None)]);
}

type Slot = (String, String);

/// A property with its house, its free slots, and a gate in front of Entrata.
async fn gated() -> (Stage, HouseId, Vec<Slot>, Gate, Portal) {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let gate = Gate::before(&stage.sandbox).await;
    let portal = gate.portal(&stage);
    (stage, house, slots, gate, portal)
}

fn result(result: &serde_json::Value) -> Foreign {
    let response = json!({ "response": { "requestId": "1", "code": 200, "result": result } });
    Foreign::json(200, &response)
}

fn rejection(code: i64, message: &str) -> Foreign {
    let error = json!({ "code": code, "message": message });
    Foreign::json(200, &json!({ "response": { "requestId": "1", "code": code, "error": error } }))
}

/// The statuses of a lead in a successful response, in every nesting.
fn nestings(prospect: &serde_json::Value) -> Vec<serde_json::Value> {
    vec![
        json!({ "prospects": { "prospect": [prospect] } }),
        json!({ "prospects": { "prospect": [{ "@attributes": prospect }] } }),
        json!({ "prospects": { "prospect": prospect } }),
        json!({ "prospects": [prospect] }),
        json!({ "prospects": [{ "prospect": [prospect] }] }),
    ]
}

async fn delivered_later(stage: &Stage) {
    stage.let_time_pass().await;
    stage.portal.run_jobs(10).await.unwrap();
}

async fn status_of(stage: &Stage, viewing: ViewingId) -> String {
    let sql = format!("SELECT status FROM entrata_viewings WHERE viewing_id = {viewing}");
    let (status,): (String,) = stage.database.one(&sql).await;
    status
}

async fn appointment_of(stage: &Stage, slot: &Slot) -> u64 {
    let from = slot.1.split(" - ").next().unwrap();
    let truth = stage.sandbox.truth();
    let day = slot.0.as_str();
    let of_slot = |one: &&entrata::sandbox::TrueAppointment| one.date == day && one.time_from == from;
    truth.appointments.iter().find(of_slot).expect("an appointment").event_id
}

#[tokio::test]
async fn an_update_that_entrata_rejects_is_rejected() {
    let (stage, house, slots, gate, portal) = gated().await;
    let first = stage.viewing("ada@example.com", house, &slots[0]).await;
    portal.send_lead_from_viewing(first).await.unwrap();
    let failed = json!({ "node": "0", "status": "Failed",
        "message": "The selected tour time is no longer available." });
    for (response, slot) in nestings(&failed).iter().zip(&slots[1..]) {
        gate.answer_method("updateLeads", result(response));
        let viewing = stage.viewing("ada@example.com", house, slot).await;
        let error = portal.send_lead_from_viewing(viewing).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SlotUnavailable, "{response}");
        assert_eq!(status_of(&stage, viewing).await, "REJECTED");
    }
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
}

#[tokio::test]
async fn an_update_that_entrata_does_not_confirm_is_not_confirmed() {
    let unknown = [
        json!({ "node": "0", "status": "Warning", "message": "Lead is archived and cannot be updated." }),
        json!({ "node": "0", "status": "", "message": "Lead updated." }),
        json!({ "node": "0", "status": "Success", "message": "Lead could not be updated." }),
        json!({}),
    ];
    for unknown in &unknown {
        let (stage, house, slots, gate, portal) = gated().await;
        let first = stage.viewing("ada@example.com", house, &slots[0]).await;
        portal.send_lead_from_viewing(first).await.unwrap();
        for (response, slot) in nestings(unknown).iter().zip(&slots[1..]) {
            gate.answer_method("updateLeads", result(response));
            let asked = gate.calls("updateLeads").len();
            let viewing = stage.viewing("ada@example.com", house, slot).await;
            let delivery = portal.send_lead_from_viewing(viewing).await.unwrap();
            assert_eq!(delivery.status, Pending, "{response}");
            assert!(gate.calls("updateLeads").len() > asked, "{response}: Entrata was not asked");
            // The next tour waits while Entrata may be busy with this one.
            stage.let_time_pass().await;
        }
        assert_eq!(stage.sandbox.truth().appointments.len(), 1);
    }
}

#[tokio::test]
async fn a_calendar_that_offers_nothing_at_all_rejects_no_tour() {
    let (stage, house, slots, gate, portal) = gated().await;
    let empty = [json!([]), json!({}), json!(""), json!({ "availableTours": { "availableTour": [] } })];
    for (empty, slot) in empty.iter().zip(&slots) {
        // What the booking page has read would prove that the slot was offered.
        stage.database.run("DELETE FROM entrata_tour_times", ()).await;
        gate.answer_method("getCalendarAvailability", result(empty));
        let viewing = stage.viewing("ada@example.com", house, slot).await;
        let delivery = portal.send_lead_from_viewing(viewing).await.unwrap();
        assert_eq!(delivery.status, Confirmed, "{empty}");
    }
    assert_eq!(stage.sandbox.truth().appointments.len(), empty.len());
}

#[tokio::test]
async fn a_slot_that_entrata_cancelled_can_be_booked_again() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let first = stage.booking("ada@example.com", house, slot).await;
    assert_eq!(stage.portal.send_lead_from_viewing(first).await.unwrap().status, Confirmed);
    let event = appointment_of(&stage, slot).await;
    stage.sandbox_is_told(&format!("appointments/{event}/cancel"), "{}".to_owned()).await;
    // The booking page shows the slot again, and the same renter takes it.
    assert!(stage.slots(house).await.contains(slot));
    assert_eq!(stage.portal.send_lead_from_viewing(first).await.unwrap().status, Cancelled);
    assert_eq!(status(&stage).await[0].0, "CANCELLED");
    let again = stage.booking("ada@example.com", house, slot).await;
    assert_eq!(stage.portal.send_lead_from_viewing(again).await.unwrap().status, Confirmed);
    let truth = stage.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.appointments.len()), (1, 1));
    assert_ne!(appointment_of(&stage, slot).await, event);
    let (kinds,): (String,) = stage
        .database
        .one("SELECT GROUP_CONCAT(kind ORDER BY id) FROM entrata_events WHERE viewing_id IS NOT NULL")
        .await;
    assert_eq!(kinds, "LeadConfirmed,TourCancelled,LeadConfirmed");
}

#[tokio::test]
async fn a_confirmed_tour_whose_slot_is_offered_to_others_stays_confirmed() {
    let (stage, house, slots, gate, portal) = gated().await;
    let viewing = stage.viewing("ada@example.com", house, &slots[0]).await;
    portal.send_lead_from_viewing(viewing).await.unwrap();
    // Two agents show the home at the same time.
    stage.sandbox_is_told(&format!("properties/{PROPERTY}"), json!({ "capacity": 2 }).to_string()).await;
    assert!(stage.slots(house).await.contains(&slots[0]));
    assert_eq!(portal.send_lead_from_viewing(viewing).await.unwrap().status, Confirmed);
    gate.answer_method("getLeads", Foreign::html(503, "away"));
    let error = portal.send_lead_from_viewing(viewing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(status_of(&stage, viewing).await, "CONFIRMED");
}

#[tokio::test]
async fn the_same_slot_with_another_kind_of_tour_is_another_tour() {
    let stage = Stage::activated().await;
    stage.sandbox_is_told(&format!("properties/{PROPERTY}"), json!({ "capacity": 2 }).to_string()).await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let guided = stage.viewing("ada@example.com", house, slot).await;
    stage.portal.send_lead_from_viewing(guided).await.unwrap();
    let virtually = stage.viewing("ada@example.com", house, slot).await;
    let kind = "UPDATE viewings SET tour_type = 'VIRTUAL_GUIDED' WHERE id = ?";
    stage.database.run(kind, (virtually.get(),)).await;
    let delivery = stage.portal.send_lead_from_viewing(virtually).await.unwrap();
    assert_eq!(delivery.status, Confirmed);
    let truth = stage.sandbox.truth();
    let mut subtypes: Vec<_> = truth.appointments.iter().map(|one| one.subtype_id).collect();
    subtypes.sort_unstable();
    assert_eq!((truth.leads.len(), subtypes), (1, vec![Some(454), Some(525)]));
}

#[tokio::test]
async fn a_couple_that_shares_an_address_is_two_leads() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let ada = stage.booking("ada@example.com", house, &slots[0]).await;
    stage.portal.send_lead_from_viewing(ada).await.unwrap();
    let sam = stage.booking("ada@example.com", house, &slots[1]).await;
    let named = "UPDATE entrata_viewings SET first_name = 'Sam', last_name = 'Other' WHERE viewing_id = ?";
    stage.database.run(named, (sam.get(),)).await;
    let delivery = stage.portal.send_lead_from_viewing(sam).await.unwrap();
    let truth = stage.sandbox.truth();
    let names: Vec<_> = truth.leads.iter().map(|lead| lead.first_name.as_str()).collect();
    assert_eq!(names, ["Ada", "Sam"]);
    assert_eq!(delivery.external_id, Some(truth.leads[1].application_id.to_string()));
}

#[tokio::test]
async fn a_typed_address_neither_joins_nor_reveals_another_persons_tour() {
    let (stage, house, slots, gate, portal) = gated().await;
    let victim = stage.viewing("victim@example.com", house, &slots[0]).await;
    let theirs = portal.send_lead_from_viewing(victim).await.unwrap().external_id;
    let as_victim = "UPDATE entrata_viewings SET email = 'VICTIM@example.com' WHERE viewing_id = ?";
    // The name is the same: every user of this test is called Ada Renter.
    let other_slot = stage.booking("riley@example.com", house, &slots[1]).await;
    stage.database.run(as_victim, (other_slot.get(),)).await;
    let delivery = portal.send_lead_from_viewing(other_slot).await.unwrap();
    assert_ne!(delivery.external_id, theirs, "a lead of its own");
    let sent = gate.calls("sendLeads");
    let mailed: Vec<_> = sent
        .iter()
        .map(|call| call["method"]["params"]["doNotSendConfirmationEmail"].as_str().unwrap())
        .collect();
    assert_eq!(mailed, ["0", "1"], "Entrata writes only to the account's own address");
    let same_slot = stage.booking("riley@example.com", house, &slots[0]).await;
    stage.database.run(as_victim, (same_slot.get(),)).await;
    let error = portal.send_lead_from_viewing(same_slot).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SlotUnavailable, "as for every other renter");
    let updated = gate.calls("updateLeads");
    let joined: Vec<_> = updated
        .iter()
        .map(|call| call["method"]["params"]["prospects"]["prospect"]["applicationId"].as_str())
        .collect();
    assert!(!joined.contains(&theirs.as_deref()), "{joined:?}");
}

#[tokio::test]
async fn a_renter_has_at_most_twenty_open_tours() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    for slot in &slots[..20] {
        let viewing = stage.booking("ada@example.com", house, slot).await;
        let open = "UPDATE entrata_viewings SET status = 'CONFIRMED', starts_at = UTC_TIMESTAMP() + INTERVAL 1 DAY \
                    WHERE viewing_id = ?";
        stage.database.run(open, (viewing.get(),)).await;
    }
    let one_more = stage.booking("ada@example.com", house, &slots[20]).await;
    let error = stage.portal.send_lead_from_viewing(one_more).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.fields()[0].message.contains("20 upcoming tours"), "{error}");
    assert!(stage.sandbox.truth().leads.is_empty());
    let over = "UPDATE entrata_viewings SET starts_at = UTC_TIMESTAMP() - INTERVAL 1 DAY ORDER BY viewing_id LIMIT 1";
    stage.database.run(over, ()).await;
    let now_possible = stage.booking("ada@example.com", house, &slots[21]).await;
    assert_eq!(stage.portal.send_lead_from_viewing(now_possible).await.unwrap().status, Confirmed);
}

#[tokio::test]
async fn a_failed_look_at_the_slots_leaves_the_verdict_to_entrata() {
    for answer in [
        Foreign::html(403, "Access denied"),
        Foreign::html(500, "error"),
        rejection(314, "Tours are not supported by this property."),
        rejection(300, "Something is wrong."),
        rejection(311, "The app has no permission."),
    ] {
        let (stage, house, slots, gate, portal) = gated().await;
        // No cached response shows that the slot was offered.
        stage.database.run("DELETE FROM entrata_tour_times", ()).await;
        gate.answer_method("getCalendarAvailability", answer.clone());
        let viewing = stage.viewing("ada@example.com", house, &slots[0]).await;
        let delivery = portal.send_lead_from_viewing(viewing).await.unwrap();
        assert_eq!(delivery.status, Confirmed, "{answer:?}");
        assert_eq!(stage.sandbox.truth().appointments.len(), 1);
    }
}

#[tokio::test]
async fn a_disturbed_lookup_keeps_the_lead_until_it_works() {
    for (answer, disturbance) in [
        (Foreign::html(403, "Access denied by edge firewall"), "foreign"),
        (Foreign::new(404, "text/plain", ""), "empty"),
    ] {
        let (stage, house, slots, gate, portal) = gated().await;
        gate.answer_method("getLeads", answer);
        let viewing = stage.viewing("ada@example.com", house, &slots[0]).await;
        assert_eq!(portal.send_lead_from_viewing(viewing).await.unwrap().status, Pending, "{disturbance}");
        assert_eq!(gate.calls("sendLeads").len(), 0, "{disturbance}");
        gate.open();
        for _ in 0..3 {
            stage.let_time_pass().await;
            stage.portal.run_jobs(10).await.unwrap();
        }
        assert_eq!(status_of(&stage, viewing).await, "CONFIRMED", "{disturbance}");
        assert_eq!(stage.sandbox.truth().appointments.len(), 1);
    }
}

#[tokio::test]
async fn a_rejected_lookup_never_rejects_the_lead() {
    for (answer, rejected_again) in [
        (rejection(300, "email is invalid."), "rejected"),
        (rejection(311, "The app has no permission for getLeads."), "not granted"),
    ] {
        let (stage, house, slots, gate, portal) = gated().await;
        gate.answer_method("getLeads", answer.clone());
        let first = stage.viewing("ada@example.com", house, &slots[0]).await;
        assert_eq!(portal.send_lead_from_viewing(first).await.unwrap().status, Confirmed, "{rejected_again}");
        // After an attempt whose outcome is unknown, only a lookup decides.
        let second = stage.viewing("bob@example.com", house, &slots[1]).await;
        let lost = answer.clone();
        gate.answer(move |method, _| match method {
            "getLeads" => Some(lost.clone()),
            "sendLeads" => Some(Foreign::html(502, "Bad Gateway").after_entrata()),
            _ => None,
        });
        assert_eq!(portal.send_lead_from_viewing(second).await.unwrap().status, Pending, "{rejected_again}");
        gate.answer_method("getLeads", answer);
        for _ in 0..3 {
            stage.let_time_pass().await;
            portal.run_jobs(10).await.unwrap();
            assert_eq!(status_of(&stage, second).await, "REQUESTED", "{rejected_again}");
        }
        assert_eq!(gate.calls("sendLeads").len(), 2, "{rejected_again}");
        gate.open();
        delivered_later(&stage).await;
        assert_eq!(status_of(&stage, second).await, "CONFIRMED", "{rejected_again}");
        assert_eq!(stage.sandbox.truth().appointments.len(), 2);
    }
}

#[tokio::test]
async fn a_missing_permission_or_token_waits_for_a_person_and_says_so() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    for code in [311, 1403] {
        let denied = json!({ "denied": { "sendLeads": code } }).to_string();
        stage.sandbox_is_told(&format!("companies/{CID}"), denied).await;
        let viewing = stage.viewing("ada@example.com", house, slot).await;
        assert_eq!(stage.portal.send_lead_from_viewing(viewing).await.unwrap().status, Pending, "{code}");
        let (why, sent): (String, bool) = stage
            .database
            .one(&format!(
                "SELECT error, sent_at IS NOT NULL FROM entrata_viewings WHERE viewing_id = {viewing}"
            ))
            .await;
        assert!(why.contains("permission") || why.contains("not associated"), "{why}");
        assert!(!sent, "nothing has reached Entrata");
    }
    stage.sandbox_is_told(&format!("companies/{CID}"), json!({ "denied": {} }).to_string()).await;
    stage.sandbox.expire_tokens();
    delivered_later(&stage).await;
    assert!(status(&stage).await.iter().all(|(status, _)| status == "REQUESTED"));
    stage.authenticate(CID).await;
    delivered_later(&stage).await;
    assert!(
        status(&stage).await.iter().all(|(status, _)| status == "CONFIRMED"),
        "{:?}",
        status(&stage).await
    );
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
}

#[tokio::test]
async fn an_unknown_status_is_an_error_that_names_it_and_never_a_verdict() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    let viewing = stage.viewing("ada@example.com", house, slot).await;
    stage.database.run("UPDATE viewings SET status = 'NEW'", ()).await;
    let error = stage.portal.send_lead_from_viewing(viewing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    for named in ["viewings", "status", "NEW"] {
        assert!(error.to_string().contains(named), "{error}");
    }
    assert_eq!(status(&stage).await, [("NEW".to_owned(), None)]);
    assert!(stage.sandbox.truth().leads.is_empty());
}

#[tokio::test]
async fn a_viewing_that_fails_before_its_attempt_is_put_off() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let broken = stage.booking("ada@example.com", house, &slots[0]).await;
    stage.database.run("UPDATE viewings SET status = 'NEW'", ()).await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    let pause = format!(
        "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), next_attempt_at), error FROM entrata_viewings \
         WHERE viewing_id = {broken}"
    );
    let (first, why): (i64, String) = stage.database.one(&pause).await;
    assert!((5..=10).contains(&first), "{first}");
    assert!(why.contains("NEW"), "{why}");
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 0, "not due yet");
    let healthy = stage.booking("bob@example.com", house, &slots[1]).await;
    stage.let_time_pass().await;
    stage.portal.run_jobs(10).await.unwrap();
    assert_eq!(status_of(&stage, healthy).await, "CONFIRMED", "the others have their turn");
    let (second, _): (i64, String) = stage.database.one(&pause).await;
    assert!(second > first, "{second}");
}

#[tokio::test]
async fn an_appointment_is_recognized_in_every_zone_that_entrata_shows() {
    use entrata::sandbox::{AppointmentTimes, Variants};
    for (times, text) in [
        (AppointmentTimes::Mountain, true),
        (AppointmentTimes::Mountain, false),
        (AppointmentTimes::Property, true),
        (AppointmentTimes::Property, false),
        (AppointmentTimes::AsSent, false),
    ] {
        let (stage, house, slots, gate, portal) = gated().await;
        let variants = Variants { appointment_times: times, appointment_text: text, ..Variants::default() };
        stage.sandbox.variants(variants);
        gate.answer_method("sendLeads", Foreign::html(504, "Gateway Timeout").after_entrata());
        let viewing = stage.viewing("ada@example.com", house, &slots[0]).await;
        let delivery = portal.send_lead_from_viewing(viewing).await.unwrap();
        assert_eq!(delivery.status, Confirmed, "{times:?} {text}");
        let truth = stage.sandbox.truth();
        assert_eq!((truth.leads.len(), truth.appointments.len()), (1, 1), "{times:?} {text}");
    }
}
