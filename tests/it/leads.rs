//! No lead is ever lost, and none is sent twice.

use crate::stage::{PROPERTY, Stage};
use entrata::portal::DeliveryStatus::{Confirmed, Pending};
use entrata::portal::ErrorKind;
use entrata::sandbox::{Fault, Faults, Planned};

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
async fn a_person_with_a_lead_gets_the_second_tour_on_it_without_regard_to_case() {
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
    // A process died right after it had begun to send.
    stage.database.run("UPDATE entrata_viewings SET sent_at = UTC_TIMESTAMP(3)", ()).await;
    let calls = stage.sandbox.calls().len();
    assert_eq!(stage.portal.send_lead_from_viewing(viewing).await.unwrap().status, Pending);
    assert_eq!(stage.sandbox.calls().len(), calls);
    stage.let_time_pass().await;
    assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
    assert_eq!(stage.sandbox.truth().appointments.len(), 1);
}

#[tokio::test]
async fn a_lease_that_was_not_given_back_ends_by_itself() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = &stage.slots(house).await[0];
    stage.booking("ada@example.com", house, slot).await;
    let lease = "UPDATE entrata_viewings SET lease_owner = 'somebody', lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND";
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
    stage.database.run("UPDATE entrata_viewings SET email = 'nobody', tour_type = 'BY_BALLOON'", ()).await;
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
async fn a_tour_whose_time_has_passed_is_rejected_with_the_reason() {
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
async fn a_viewing_of_a_house_that_is_not_entrata_s_is_refused_and_left_alone() {
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
