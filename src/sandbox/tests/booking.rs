use super::desk::{DENVER, Desk, leads, prospect};
use serde_json::{Value, json};

async fn book(desk: &Desk, prospect: Value) -> Value {
    let answer = desk.call("leads", "sendLeads", "r1", leads(DENVER, &json!([prospect]))).await;
    assert_eq!(answer["code"], 200);
    answer["result"]["prospects"]["prospect"][0].clone()
}

#[tokio::test]
async fn a_booked_slot_is_gone_and_the_truth_has_it() {
    let desk = Desk::new().await;
    let before = desk.slots(DENVER, "12/03/2030").await;
    assert_eq!((before.len(), before[0].as_str()), (13, "10:00 MST - 10:30 MST"));
    let booked = book(&desk, prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST")).await;
    assert_eq!((&booked["status"], &booked["node"]), (&json!("Success"), &json!("1")));
    assert_eq!(desk.slots(DENVER, "12/03/2030").await, before[1..]);
    let truth = desk.sandbox.truth();
    let held = &truth.appointments[0];
    assert_eq!(booked["applicationId"], held.application_id.to_string());
    assert_eq!(
        (held.date.as_str(), held.time_from.as_str(), held.time_to.as_str()),
        ("2030-12-03", "10:00 MST", "10:30 MST")
    );
}

#[tokio::test]
async fn every_form_of_a_slots_time_names_the_same_slot() {
    let desk = Desk::new().await;
    for (n, (from, to)) in
        [("10:00:00", "10:30:00"), ("10:30am", "11:00 AM"), ("11:00", "11:30 MST")].into_iter().enumerate()
    {
        let booked = book(&desk, prospect(&format!("p{n}@example.com"), "12/03/2030", from, to)).await;
        assert_eq!(booked["status"], "Success", "{from}");
    }
    assert_eq!(desk.slots(DENVER, "12/03/2030").await.len(), 10);
}

#[tokio::test]
async fn a_taken_or_never_offered_slot_is_rejected_and_leaves_no_lead() {
    let desk = Desk::new().await;
    book(&desk, prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST")).await;
    for (date, from, to) in [
        ("12/03/2030", "10:00 MST", "10:30 MST"),
        ("12/03/2030", "10:00 MDT", "10:30 MDT"),
        ("12/03/2030", "10:15 MST", "10:45 MST"),
        ("12/03/2030", "10:30 MST", "11:30 MST"),
        ("12/02/2030", "15:00 MST", "15:30 MST"),
        ("12/08/2030", "10:00 MST", "10:30 MST"),
    ] {
        let refused = book(&desk, prospect("b@example.com", date, from, to)).await;
        assert_eq!(refused["status"], "Failed", "{date} {from}");
        assert_eq!(refused["message"], "The selected tour time is no longer available.");
        assert!(refused.get("applicationId").is_none());
    }
    assert_eq!(desk.sandbox.truth().leads.len(), 1);
}

#[tokio::test]
async fn one_call_cannot_book_one_slot_twice() {
    let desk = Desk::new().await;
    let mut both = prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    let event = both["events"]["event"][0].clone();
    both["events"]["event"] = json!([event, event]);
    assert_eq!(book(&desk, both).await["status"], "Failed");
    assert_eq!(desk.slots(DENVER, "12/03/2030").await.len(), 13);
}

#[tokio::test]
async fn an_invalid_lead_is_rejected_with_a_reason() {
    let desk = Desk::new().await;
    let good = || prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    for (pointer, value, words) in [
        // Half past ten in Denver: in the future, though long past in UTC.
        ("/createdDate", "12/02/2030T10:30:00", "must not be in the future"),
        ("/createdDate", "2030-12-02T09:59:00.5", "is invalid"),
        ("/events/event/0/date", "12/02/2030T10:00:01", "must not be in the future"),
        ("/customers/customer/0/name/lastName", " ", "lastName"),
        ("/customers/customer/0/email", "", "email"),
        ("/leadSource/originatingLeadSourceId", "90011", "lead source"),
        ("/events/event/0/appointmentDate", "2030-12-03", "appointmentDate"),
    ] {
        let mut bad = good();
        *bad.pointer_mut(pointer).unwrap() = json!(value);
        let refused = book(&desk, bad).await;
        assert_eq!(refused["status"], "Failed", "{pointer}");
        assert!(refused["message"].as_str().unwrap().contains(words), "{refused}");
    }
    assert!(desk.sandbox.truth().leads.is_empty());
}

#[tokio::test]
async fn a_flat_list_of_events_is_ignored() {
    let desk = Desk::new().await;
    let mut flat = prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    flat["events"] = flat["events"]["event"].take();
    assert_eq!(book(&desk, flat).await["status"], "Success");
    assert!(desk.sandbox.truth().appointments.is_empty());
}

#[tokio::test]
async fn the_same_person_again_is_a_duplicate_lead() {
    let desk = Desk::new().await;
    book(&desk, prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST")).await;
    book(&desk, prospect("A@Example.com", "12/03/2030", "10:30 MST", "11:00 MST")).await;
    let truth = desk.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.duplicates), (2, 1));
}

#[tokio::test]
async fn a_lead_that_is_there_gets_another_tour_and_may_move_it() {
    let desk = Desk::new().await;
    let first = book(&desk, prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST")).await;
    let update = |event_id: Option<u64>, from: &str, to: &str| {
        let mut update = prospect("a@example.com", "12/04/2030", from, to);
        update["applicationId"] = first["applicationId"].clone();
        if let Some(id) = event_id {
            update["events"]["event"][0]["eventId"] = json!(id.to_string());
        }
        desk.call("leads", "updateLeads", "r2", leads(DENVER, &update))
    };
    let answer = update(None, "10:00 MST", "10:30 MST").await;
    assert_eq!(answer["result"]["prospects"][0]["status"], "Success");
    let moved = desk.sandbox.truth().appointments[1].event_id;
    let answer = update(Some(moved), "11:00 MST", "11:30 MST").await;
    assert_eq!(answer["result"]["prospects"][0]["status"], "Success");
    assert!(desk.slots(DENVER, "12/04/2030").await.contains(&"10:00 MST - 10:30 MST".to_owned()));
    let truth = desk.sandbox.truth();
    assert_eq!((truth.leads.len(), truth.appointments.len()), (1, 2));
    assert_eq!(truth.appointments[1].time_from, "11:00 MST");
}

#[tokio::test]
async fn an_update_needs_a_known_lead_and_whole_events() {
    let desk = Desk::new().await;
    let mut update = prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    update["applicationId"] = json!("77");
    let answer = desk.call("leads", "updateLeads", "r2", leads(DENVER, &json!([update]))).await;
    assert_eq!(answer["result"]["prospects"][0]["status"], "Failed");
    let first = book(&desk, prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST")).await;
    update["applicationId"] = first["applicationId"].clone();
    update["events"]["event"][0]["comments"] = json!("");
    let answer = desk.call("leads", "updateLeads", "r2", leads(DENVER, &json!([update]))).await;
    assert!(answer["result"]["prospects"][0]["message"].as_str().unwrap().contains("comments"));
}

#[tokio::test]
async fn events_come_back_only_when_their_types_are_asked_for() {
    let desk = Desk::new().await;
    book(&desk, prospect("Some.One@example.com", "12/03/2030", "10:00 MST", "10:30 MST")).await;
    let ask = |types: &str| {
        let params = json!({ "propertyId": DENVER, "email": "SOME.ONE@EXAMPLE.COM", "eventTypeIds": types });
        desk.call("leads", "getLeads", "r1", params)
    };
    let without = ask("").await["result"]["prospects"][0]["prospect"][0].clone();
    assert!(without.get("events").is_none(), "{without}");
    let with = ask("17").await["result"]["prospects"][0]["prospect"][0].clone();
    let event = &with["events"]["event"][0];
    assert_eq!(event["appointmentDate"], "2030-12-03");
    assert_eq!((&event["timeFrom"], &event["timeTo"]), (&json!("10:00:00"), &json!("10:30:00")));
    assert_eq!(ask("1,2,3,4,5,6").await["error"]["code"], 400);
}
