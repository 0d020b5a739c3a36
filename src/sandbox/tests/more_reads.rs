use super::desk::{DENVER, Desk, leads, prospect};
use serde_json::json;

#[tokio::test]
async fn units_and_spaces_have_the_ids_of_the_other_methods() {
    let desk = Desk::new().await;
    let params = json!({ "propertyIds": "739076", "availableUnitsOnly": 1 });
    let answer = desk.call("propertyunits", "getPropertyUnits", "r1", params).await;
    let units = answer["result"]["properties"]["property"][0]["units"]["unit"].as_array().unwrap();
    assert_eq!((units.len(), &units[0]["id"]), (4, &json!("6001")));
    let space = &units[0]["unitSpaces"]["unitSpace"];
    assert_eq!(
        (&space["availabilityStatus"], &space["availableDate"]),
        (&json!("Vacant Unrented Ready"), &json!("12/02/2030"))
    );
    assert_eq!(space["rent"]["termRent"][0]["rent"], "1450.00");
}

#[tokio::test]
async fn pages_have_a_size_and_link_headers() {
    let desk = Desk::new().await;
    for n in 0..7 {
        let email = format!("p{n}@example.com");
        let mut prospect = prospect(&email, "12/03/2030", &format!("1{n}:00"), &format!("1{n}:30"));
        prospect["events"] = json!([]);
        desk.call("leads", "sendLeads", "r1", leads(DENVER, &prospect)).await;
    }
    let url = format!("{}/exampleliving/v1/leads?page_no=2&per_page=5", desk.sandbox.api_url());
    let body = json!({ "method": { "name": "getLeads", "params": { "propertyId": DENVER } } });
    let answer = desk.http.post(url).bearer_auth(&desk.token).body(body.to_string()).send().await.unwrap();
    assert_eq!(answer.headers()["x-total-count"], "7");
    let link = answer.headers()["link"].to_str().unwrap();
    assert!(link.contains("page_no=1&per_page=5>; rel=\"prev\"") && !link.contains("next"), "{link}");
    let page: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let page = page["response"]["result"]["prospects"][0]["prospect"].as_array().unwrap();
    assert_eq!((page.len(), &page[0]["customers"]["customer"][0]["email"]), (2, &json!("p5@example.com")));
}

#[tokio::test]
async fn r1_pick_lists_have_lead_sources_and_r2_pick_lists_have_subtypes() {
    let desk = Desk::new().await;
    let first = desk.call("leads", "getLeadPickLists", "r1", json!({ "propertyIds": "739076" })).await;
    let source = &first["result"]["Property"]["739076"]["LeadSources"]["LeadSource"][0]["@attributes"];
    assert_eq!(source, &json!({ "name": "Example Portal", "Id": 90001, "WebVisible": "1" }));
    let second = desk.call("leads", "getLeadPickLists", "r2", json!({ "propertyId": DENVER })).await;
    assert_eq!(second["result"]["eventSubTypes"]["eventSubType"][1]["@attributes"]["id"], 454);
    assert!(second["result"]["property"].get("leadSources").is_none());
}

#[tokio::test]
async fn get_lead_events_returns_the_events_of_a_lead() {
    let desk = Desk::new().await;
    let prospect = prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    let sent = desk.call("leads", "sendLeads", "r1", leads(DENVER, &prospect)).await;
    let id = &sent["result"]["prospects"]["prospect"][0]["applicationId"];
    let params = json!({ "propertyId": DENVER, "applicationId": id });
    let answer = desk.call("leads", "getLeadEvents", "r1", params).await;
    let event = &answer["result"]["prospects"]["prospect"][0]["events"]["event"][0];
    assert_eq!(
        (&event["type"], &event["appointmentDate"]),
        (&json!("Scheduled Appointment"), &json!("2030-12-03"))
    );
    let params = json!({ "propertyId": DENVER, "eventTypeIds": "17", "eventDateFrom": "12/03/2030", "eventDateTo": "12/03/2030" });
    let by_date = desk.call("leads", "getLeadEvents", "r1", params).await;
    assert_eq!(by_date["result"], answer["result"]);
    assert_eq!(
        desk.call("leads", "getLeadEvents", "r1", json!({ "propertyId": DENVER })).await["error"]["code"],
        400
    );
}

#[tokio::test]
async fn a_mits_lead_books_the_same_slots() {
    let desk = Desk::new().await;
    let params = json!({ "propertyId": DENVER, "Prospects": { "Prospect": [{
        "TransactionData": { "OriginatingLeadSource": "Example Portal" },
        "LastUpdateDate": "2030-12-02T09:59:00",
        "Customers": { "Customer": {
            "Name": { "FirstName": "Test", "LastName": "Person" }, "Email": "a@example.com",
            "Phone": [{ "PhoneNumber": "5555550100", "@attributes": { "PhoneType": "personal" } }],
        } },
        "events": { "event": [{ "type": "Appointment", "date": "12/03/2030", "timeFrom": "10:00 am", "timeTo": "10:30 am" }] },
    }] } });
    let answer = desk.call("leads", "sendMitsLeads", "r1", params).await;
    let verdict = &answer["result"]["Prospects"]["Prospect"][0]["@attributes"];
    let held = desk.sandbox.truth().appointments.remove(0);
    assert_eq!(
        (&verdict["status"], &verdict["reference_id"]),
        (&json!("Success"), &json!(held.application_id.to_string()))
    );
    assert_eq!(desk.slots(DENVER, "12/03/2030").await[0], "10:30 MST - 11:00 MST");
}

#[tokio::test]
async fn pictures_are_media_and_pick_lists_know_the_floor_plans() {
    let desk = Desk::new().await;
    let params = json!({ "propertyId": "739076", "mediaTypeId": "1", "mediaSubTypeId": "2" });
    let media = desk.call("properties", "getPropertyMedia", "r1", params).await;
    assert_eq!(
        (&media["result"]["propertyId"], media["result"]["media"].as_array().unwrap().len()),
        (&json!(DENVER), 4)
    );
    let lists =
        desk.call("properties", "getPropertyPickLists", "r2", json!({ "propertyId": "739076,739077" })).await;
    let properties = &lists["result"]["properties"]["property"];
    assert_eq!(
        properties[1]["propertyFloorplans"]["propertyFloorplan"][0],
        json!({ "id": "50011", "name": "Ocotillo" })
    );
}
