use super::desk::{DENVER, Desk, exchange, leads, post, prospect};
use crate::sandbox::{CLIENT_ID, CLIENT_SECRET, Step, send_webhook};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn control(desk: &Desk, what: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/_sandbox/{what}", desk.sandbox.url());
    let answer = post(&desk.http, &url, &body.to_string()).await;
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

async fn book(desk: &Desk) -> Value {
    let lead = prospect("a@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    desk.call("leads", "sendLeads", "r1", leads(DENVER, &lead)).await["result"]["prospects"]["prospect"][0]
        .clone()
}

#[tokio::test]
async fn codes_come_over_http_too() {
    let desk = Desk::new().await;
    let (_, made) = control(&desk, "codes", json!({ "cid": 4712 })).await;
    let token = exchange(&desk.http, &desk.sandbox, made["auth_code"].as_str().unwrap(), CLIENT_SECRET).await;
    assert!(token["response"]["result"]["access_token"].is_string());
    assert_eq!(control(&desk, "codes", json!({ "cid": 1 })).await.0, 404);
    let set: Value = serde_json::from_str(include_str!("../world/built_in.json")).unwrap();
    assert_eq!((&set["client_id"], &set["client_secret"]), (&json!(CLIENT_ID), &json!(CLIENT_SECRET)));
}

#[tokio::test]
async fn a_reset_forgets_leads_and_takes_changes_back() {
    let desk = Desk::new().await;
    book(&desk).await;
    assert_eq!(control(&desk, "properties/739076", json!({ "remove_floor_plans": [50001] })).await.0, 200);
    assert_eq!(control(&desk, "reset", json!({})).await.0, 200);
    assert!(desk.sandbox.truth().leads.is_empty());
    let desk = Desk::signed_in(desk.sandbox, 4711, "exampleliving").await;
    assert_eq!(desk.slots(DENVER, "12/03/2030").await.len(), 13);
    let plans = desk.call("properties", "getFloorPlans", "r1", json!({ "propertyId": DENVER })).await;
    assert_eq!(plans["result"]["FloorPlans"]["FloorPlan"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_property_changes_as_it_is_told() {
    let desk = Desk::new().await;
    let change = json!({
        "name": "New Court", "remove_floor_plans": [50001], "lease_all_units": true, "capacity": 2,
        "closed": ["2030-12-04"], "rent": { "50002": [2500, 2600] },
    });
    assert_eq!(control(&desk, "properties/739076", change).await.0, 200);
    let plans = desk.call("properties", "getFloorPlans", "r1", json!({ "propertyId": DENVER })).await;
    let plan = &plans["result"]["FloorPlans"]["FloorPlan"][0];
    assert_eq!((&plan["Identification"]["IDValue"], &plan["UnitsAvailable"]), (&json!("50002"), &json!("0")));
    assert_eq!(plan["MarketRent"]["@attributes"]["Min"], "2500");
    assert!(desk.slots(DENVER, "12/04/2030").await.is_empty());
    assert_eq!(book(&desk).await["status"], "Success");
    assert_eq!(desk.slots(DENVER, "12/03/2030").await.len(), 13, "there is room for one more");
    let (status, wrong) = control(&desk, "properties/739076", json!({ "nmae": "x" })).await;
    assert!(status == 400 && wrong["error"].as_str().unwrap().contains("nmae"));
    assert_eq!(control(&desk, "properties/1", json!({})).await.0, 404);
}

#[tokio::test]
async fn other_people_may_take_a_slot_and_the_property_may_free_one() {
    let desk = Desk::new().await;
    let slot = json!({ "property_id": DENVER, "date": "2030-12-03", "time": "10:00 MST - 10:30 MST" });
    assert_eq!(control(&desk, "take-slot", slot.clone()).await.0, 200);
    assert_eq!(book(&desk).await["status"], "Failed");
    assert!(desk.sandbox.take_slot(DENVER, "2030-12-03", "10:05 MST - 10:35 MST").is_err());

    control(&desk, "reset", json!({})).await;
    let desk = Desk::signed_in(desk.sandbox, 4711, "exampleliving").await;
    book(&desk).await;
    let event = desk.sandbox.truth().appointments[0].event_id;
    assert_eq!(control(&desk, &format!("appointments/{event}/cancel"), json!({})).await.0, 200);
    assert_eq!(control(&desk, &format!("appointments/{event}/cancel"), json!({})).await.0, 404);
    assert_eq!(desk.slots(DENVER, "12/03/2030").await.len(), 13);
}

#[tokio::test]
async fn the_sandbox_clock_can_be_moved_forward() {
    let desk = Desk::new().await;
    let code = desk.sandbox.auth_code(4711).unwrap();
    assert_eq!(control(&desk, "clock", json!({ "advance_seconds": 61 })).await.0, 200);
    let late = exchange(&desk.http, &desk.sandbox, &code, CLIENT_SECRET).await;
    assert_eq!(late["response"]["error"]["code"], 401);
}

#[tokio::test]
async fn a_webhook_arrives_with_a_code_that_works_and_its_answer_is_kept() {
    let desk = Desk::new().await;
    let portal = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("http://{}/index.php?key=secret", portal.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut socket, _) = portal.accept().await.unwrap();
        let mut head = vec![0; 4096];
        let length = socket.read(&mut head).await.unwrap();
        socket
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
            .await
            .unwrap();
        String::from_utf8(head[..length].to_vec()).unwrap()
    });
    let step = json!({ "to": to, "request_type": "ACTIVATION", "cid": 4711, "property_id": DENVER, "auth_code": true });
    let (_, sent) = control(&desk, "webhooks", step).await;
    assert_eq!((&sent[0]["status"], &sent[0]["body"]), (&json!(200), &json!("ok")));
    let asked = asked.await.unwrap();
    assert!(asked.starts_with(
        "GET /index.php?key=secret&cid=4711&company_name=Example+Living&subdomain=exampleliving&auth_code="
    ));
    let code = asked.split("auth_code=").nth(1).unwrap().split('&').next().unwrap();
    let code = code.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let token = exchange(&desk.http, &desk.sandbox, &code, CLIENT_SECRET).await;
    assert!(token["response"]["result"]["access_token"].is_string());

    let unreachable = Step { to: Some("http://127.0.0.1:1/".to_owned()), cid: 4711, ..Step::default() };
    let sent = desk.sandbox.send_webhooks(vec![unreachable.clone()]).await;
    assert!(sent[0].error.as_ref().unwrap().contains("got no reply"));
    let error = send_webhook(desk.sandbox.url(), &unreachable).await.unwrap_err();
    assert!(error.to_string().contains("got no reply"), "{error}");
}

#[tokio::test]
async fn the_page_shows_what_came_in_and_no_markup_of_others() {
    let desk = Desk::new().await;
    let lead = prospect("<b>a</b>@example.com", "12/03/2030", "10:00 MST", "10:30 MST");
    desk.call("leads", "sendLeads", "r1", leads(DENVER, &lead)).await;
    let page = desk.http.get(desk.sandbox.url()).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Sample Court") && page.contains("sendLeads r1"));
    assert!(page.contains("&lt;b&gt;a&lt;/b&gt;@example.com") && !page.contains("<b>a</b>"));
}
