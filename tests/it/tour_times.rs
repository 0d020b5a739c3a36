//! Tour times: in the renter's zone, from one shared call, together with Entrata's text.

use crate::stage::{PROPERTY, Stage, WITHOUT_TOURS};
use chrono::{Months, Utc};
use entrata::portal::ErrorKind;
use entrata::sandbox::{Fault, Faults, Planned};

/// The calls beside the one of the ingestion, which asks whether the property offers tours.
fn calendar_calls(stage: &Stage) -> usize {
    stage.sandbox.calls().iter().filter(|call| call.method == "getCalendarAvailability").count() - 1
}

fn calendar_fails(stage: &Stage) {
    let planned =
        Planned { method: Some("getCalendarAvailability".to_owned()), kind: Fault::Error, count: 100 };
    stage.sandbox.faults(Faults { fail_next: vec![planned], ..Faults::default() }).unwrap();
}

#[tokio::test]
async fn times_are_shown_in_chicago_beside_what_entrata_wrote() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let times = stage.portal.tour_availability(house, None, None).await.unwrap();
    assert_eq!((times.time_zone, times.tour_type), ("America/Chicago", "AGENT_GUIDED"));
    assert_eq!(times.entrata_property_id.get(), PROPERTY);
    let slot = &times.tour_times[0].slots[0];
    assert!(slot.raw().time().starts_with("10:00 M"), "{:?}", slot.raw());
    assert!(slot.start().contains("T11:00:00-0"), "{}", slot.start());
    assert!(slot.label().starts_with("11:00 AM - 11:30 AM C"), "{}", slot.label());
    assert!(!times.stale);
    let json = serde_json::to_value(&times).unwrap();
    for key in ["propertyId", "entrataPropertyId", "timeZone", "tourType", "tourTimes", "unreadable"] {
        assert!(json.get(key).is_some(), "{key}");
    }
    assert!(json.get("stale").is_none());
}

#[tokio::test]
async fn fifty_clients_that_ask_at_once_cost_entrata_one_call() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let other = stage.another_node();
    let asking = (0..50).map(|number| {
        let portal = if number % 2 == 0 { &stage.portal } else { &other };
        portal.tour_availability(house, None, None)
    });
    for answer in futures_util::future::join_all(asking).await {
        assert!(!answer.unwrap().tour_times.is_empty());
    }
    assert_eq!(calendar_calls(&stage), 1);
}

#[tokio::test]
async fn another_month_or_kind_of_tour_is_another_question() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let next_month = (chrono::Utc::now().date_naive() + chrono::Months::new(1)).format("%m-%Y").to_string();
    stage.portal.tour_availability(house, Some(&next_month), None).await.unwrap();
    let virtually =
        stage.portal.tour_availability(house, Some(&next_month), Some("VIRTUAL_GUIDED")).await.unwrap();
    assert_eq!(virtually.tour_type, "VIRTUAL_GUIDED");
    for day in &virtually.tour_times {
        assert_eq!(day.date.format("%m-%Y").to_string(), next_month);
    }
    assert_eq!(calendar_calls(&stage), 2);
}

#[tokio::test]
async fn while_entrata_fails_older_times_are_shown_and_say_so() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    stage.portal.tour_availability(house, None, None).await.unwrap();
    calendar_fails(&stage);
    let age = async |minutes: u32| {
        let sql = "UPDATE entrata_tour_times SET fresh_until = NULL, fetched_at = UTC_TIMESTAMP(3) - INTERVAL ? MINUTE";
        stage.database.run(sql, (minutes,)).await;
    };
    age(14).await;
    assert!(stage.portal.tour_availability(house, None, None).await.unwrap().stale);
    age(16).await;
    let error = stage.portal.tour_availability(house, None, None).await.unwrap_err();
    assert_eq!(error.kind().http_status(), 502, "{error}");
}

#[tokio::test]
async fn every_rejection_has_its_kind() {
    let stage = Stage::activated().await;
    stage.activate(WITHOUT_TOURS).await;
    let house = stage.house(PROPERTY).await;
    let without = stage.house(WITHOUT_TOURS).await;
    let ask =
        async |house, month, kind| stage.portal.tour_availability(house, month, kind).await.unwrap_err();
    assert_eq!(ask(without, None, None).await.kind(), ErrorKind::ToursNotSupported);
    assert_eq!(
        ask(9_999_999_u64.try_into().unwrap(), None, None).await.kind(),
        ErrorKind::NotAnEntrataProperty
    );
    stage.database.run("INSERT INTO houses (title, status) VALUES ('Ours', 1)", ()).await;
    let (ours,): (u64,) = stage.database.one("SELECT id FROM houses WHERE title = 'Ours'").await;
    assert_eq!(ask(ours.try_into().unwrap(), None, None).await.kind(), ErrorKind::NotAnEntrataProperty);
    let error = ask(house, Some("13-2026"), Some("BY_BALLOON")).await;
    let fields: Vec<_> = error.fields().iter().map(|bad| bad.field).collect();
    assert_eq!((error.kind(), fields), (ErrorKind::Validation, vec!["month", "tourType"]));
    assert_eq!(ask(house, Some("01-2020"), None).await.fields()[0].message, "is in the past");
}

/// Ages what the ingestion fetched, so that it neither counts for this minute nor is shown instead.
async fn let_an_hour_pass(stage: &Stage) {
    let earlier = "UPDATE entrata_tour_times SET fetched_at = fetched_at - INTERVAL 1 HOUR";
    stage.database.run(earlier, ()).await;
}

#[tokio::test]
async fn the_tour_times_of_a_property_are_fetched_only_so_often_a_minute() {
    let stage = Stage::activated().await;
    let_an_hour_pass(&stage).await;
    let house = stage.house(PROPERTY).await;
    let months =
        (0..7).map(|ahead| (Utc::now().date_naive() + Months::new(ahead)).format("%m-%Y").to_string());
    let questions: Vec<_> = months
        .flat_map(|month| ["AGENT_GUIDED", "VIRTUAL_GUIDED"].map(|kind| (month.clone(), kind)))
        .take(13)
        .collect();
    let mut answers = Vec::new();
    for (month, kind) in &questions {
        answers.push(stage.portal.tour_availability(house, Some(month), Some(kind)).await);
    }
    let refused = answers.pop().unwrap().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::RateLimited);
    assert!(refused.retry_after().is_some());
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(calendar_calls(&stage), 12);
    let (month, kind) = &questions[0];
    assert!(
        stage.portal.tour_availability(house, Some(month), Some(kind)).await.is_ok(),
        "kept ones are shown"
    );
}

#[tokio::test]
async fn renters_cannot_use_up_the_calls_of_a_company() {
    let stage = Stage::activated().await;
    let_an_hour_pass(&stage).await;
    let house = stage.house(PROPERTY).await;
    for property in 1..=100 {
        let fetched = "INSERT INTO entrata_tour_times (cid, property_id, tour_type, from_date, to_date, fetched_at) \
                       VALUES (4711, ?, 'AGENT_GUIDED', '2026-12-01', '2026-12-31', UTC_TIMESTAMP(3))";
        stage.database.run(fetched, (property,)).await;
    }
    let refused = stage.portal.tour_availability(house, None, None).await.unwrap_err();
    assert_eq!((refused.kind(), calendar_calls(&stage)), (ErrorKind::RateLimited, 0));
    let later =
        "UPDATE entrata_tour_times SET fetched_at = fetched_at - INTERVAL 61 SECOND WHERE property_id = 1";
    stage.database.run(later, ()).await;
    assert!(stage.portal.tour_availability(house, None, None).await.is_ok());
}
