use super::desk::{DENVER, Desk, client, on_monday, post};
use crate::sandbox::{Clock, Options, Sandbox};
use serde_json::{Value, json};

#[tokio::test]
async fn an_answer_echoes_the_request_id_as_text() {
    let desk = Desk::new().await;
    let answer = desk.call("status", "getStatus", "r1", json!([])).await;
    assert_eq!((&answer["requestId"], &answer["code"]), (&json!("15"), &json!(200)));
    assert_eq!(answer["result"]["status"], "Success");
}

#[tokio::test]
async fn bodies_are_ascii_with_escaped_slashes_as_php_writes_them() {
    let desk = Desk::signed_in(Sandbox::start().await.unwrap(), 4712, "northwind").await;
    let answer = desk.raw("properties", "getProperties", "r1", json!({ "propertyIds": "739082" })).await;
    let text = answer.text().await.unwrap();
    assert!(text.is_ascii() && text.contains(r"Ma\u00f1ana") && text.contains(r"https:\/\/"), "{text}");
}

#[tokio::test]
async fn a_company_sees_its_own_properties_and_no_others() {
    let desk = Desk::new().await;
    let all = desk.call("properties", "getProperties", "r1", json!({})).await;
    assert_eq!(all["result"]["PhysicalProperty"]["Property"].as_array().unwrap().len(), 4);
    let other =
        desk.call("properties", "getProperties", "r1", json!({ "propertyIds": "739076,739081" })).await;
    assert_eq!((&other["code"], &other["error"]["code"]), (&json!(400), &json!(311)));
}

#[tokio::test]
async fn floor_plans_units_and_prices_belong_together() {
    let desk = Desk::new().await;
    let plans = desk.call("properties", "getFloorPlans", "r1", json!({ "propertyId": DENVER })).await;
    let plan = &plans["result"]["FloorPlans"]["FloorPlan"][0];
    assert_eq!((&plan["Identification"]["IDValue"], &plan["UnitsAvailable"]), (&json!("50001"), &json!("3")));
    assert_eq!(plan["SquareFeet"]["@attributes"], json!({ "Min": "0", "Max": "850" }));

    let mits = desk
        .call(
            "propertyunits",
            "getMitsPropertyUnits",
            "r1",
            json!({ "propertyIds": "739076", "showUnitSpaces": 1 }),
        )
        .await;
    let property = &mits["result"]["PhysicalProperty"]["Property"][0];
    assert_eq!(property["ILS_Identification"]["Latitude"], "39.7478");
    assert_eq!(property["ILS_Unit"].as_array().unwrap().len(), 13);

    let params = json!({ "propertyId": DENVER, "availableUnitsOnly": "1" });
    let a = desk.call("propertyunits", "getUnitsAvailabilityAndPricing", "r1", params).await;
    let units = a["result"]["ILS_Units"]["Unit"].as_object().unwrap();
    assert_eq!(units.len(), 4);
    let unit = &units["6001"];
    assert_eq!(unit["@attributes"]["AvailableOn"], "12/02/2030");
    assert_eq!(unit["Rent"]["@attributes"], json!({ "MinRent": "$1,450.00", "MaxRent": "1,537.00" }));

    let params = json!({ "propertyId": DENVER, "showUnitSpaces": true });
    let b = desk.call("propertyunits", "getUnitsAvailabilityAndPricing", "r1", params).await;
    let unit = &b["result"]["PropertyUnits"]["PropertyUnit"][0];
    let space = unit["UnitSpace"].as_object().unwrap();
    assert_eq!(
        space.keys().next(),
        Some(&property["ILS_Unit"][0]["Identification"]["IDValue"].as_str().unwrap().to_owned())
    );
}

#[tokio::test]
async fn no_units_is_a_sentence_and_not_an_empty_list() {
    let desk = Desk::new().await;
    let params = json!({ "propertyId": DENVER, "floorplanId": 1 });
    let answer = desk.call("propertyunits", "getUnitsAvailabilityAndPricing", "r1", params).await;
    assert!(answer["result"].as_str().unwrap().starts_with("No records found"));
}

#[tokio::test]
async fn the_calendar_speaks_the_propertys_zone_on_each_day() {
    let desk = Desk::signed_in(
        Sandbox::with(Options {
            clock: Clock::new(|| "2031-03-07T18:00:00Z".parse().unwrap()),
            ..Options::default()
        })
        .await
        .unwrap(),
        4711,
        "exampleliving",
    )
    .await;
    for (property, saturday, monday) in
        [(DENVER, "MST", "MDT"), (739_077, "MST", "MST"), (739_078, "CST", "CDT")]
    {
        let before = desk.slots(property, "03/08/2031").await;
        assert_eq!(before.last().unwrap(), &format!("16:00 {saturday} - 16:30 {saturday}"));
        assert!(desk.slots(property, "03/09/2031").await.is_empty(), "a Sunday");
        assert_eq!(desk.slots(property, "03/10/2031").await[0], format!("10:00 {monday} - 10:30 {monday}"));
    }
}

#[tokio::test]
async fn the_calendar_keeps_its_limits() {
    let desk = Desk::new().await;
    let ask = |property: u64, version: &'static str, to: &str| {
        let params = json!({ "propertyId": property, "fromDate": "12/03/2030", "toDate": to });
        desk.call("properties", "getCalendarAvailability", version, params)
    };
    assert_eq!(ask(DENVER, "r2", "01/31/2031").await["code"], 200);
    assert_eq!(ask(DENVER, "r2", "02/01/2031").await["error"]["code"], 303);
    assert_eq!(ask(DENVER, "r1", "12/09/2030").await["code"], 200);
    assert_eq!(ask(DENVER, "r1", "12/10/2030").await["error"]["code"], 303);
    assert_eq!(ask(739_083, "r2", "12/09/2030").await["error"]["code"], 314);
}

#[tokio::test]
async fn open_hours_break_where_a_slot_is_taken() {
    let desk = Desk::new().await;
    let taken = super::desk::prospect("a@example.com", "12/03/2030", "11:00 MST", "11:30 MST");
    desk.call("leads", "sendLeads", "r1", super::desk::leads(DENVER, &json!([taken]))).await;
    let params = json!({ "propertyId": DENVER, "fromDate": "12/03/2030", "toDate": "12/03/2030" });
    let answer = desk.call("properties", "getCalendarAvailability", "r1", params).await;
    let hours = &answer["result"]["propertyCalendarAvailability"]["availableHours"]["availableHour"];
    assert_eq!(
        hours,
        &json!([
            { "date": "12/03/2030", "startTime": "10:00:00MST", "endTime": "11:00:00MST" },
            { "date": "12/03/2030", "startTime": "11:30:00MST", "endTime": "16:30:00MST" },
        ])
    );
}

#[tokio::test]
async fn a_malformed_call_is_rejected_in_entratas_form() {
    let desk = Desk::new().await;
    let url = format!("{}/exampleliving/v1/properties", desk.sandbox.api_url());
    let broken = desk.http.post(&url).bearer_auth(&desk.token).body("{").send().await.unwrap();
    assert_eq!(broken.status(), 400);
    let answer = desk.call("properties", "getproperties", "r1", json!({})).await;
    assert_eq!(answer["error"]["code"], 400);
    assert_eq!(desk.raw("nothing", "getProperties", "r1", json!({})).await.status(), 404);
}

#[tokio::test]
async fn the_control_api_gives_codes_and_the_truth() {
    let sandbox = Sandbox::with(on_monday()).await.unwrap();
    let http = client();
    let codes = format!("{}/_sandbox/codes", sandbox.url());
    let made: Value =
        serde_json::from_str(&post(&http, &codes, r#"{"cid":4711}"#).await.text().await.unwrap()).unwrap();
    assert!(made["auth_code"].as_str().unwrap().ends_with("=="));
    assert_eq!(post(&http, &codes, r#"{"cid":1}"#).await.status(), 404);
    let truth =
        http.get(format!("{}/_sandbox/truth", sandbox.url())).send().await.unwrap().text().await.unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&truth).unwrap(),
        json!({ "leads": [], "appointments": [], "duplicates": 0 })
    );
}

#[tokio::test]
async fn every_picture_that_an_answer_names_is_there() {
    let desk = Desk::new().await;
    let mits =
        desk.call("propertyunits", "getMitsPropertyUnits", "r1", json!({ "propertyIds": DENVER })).await;
    let plans = desk.call("properties", "getFloorPlans", "r1", json!({ "propertyId": DENVER })).await;
    let photos = mits["result"]["PhysicalProperty"]["Property"][0]["File"].as_array().unwrap().clone();
    let plans = plans["result"]["FloorPlans"]["FloorPlan"].as_array().unwrap().clone();
    let files = photos.into_iter().chain(plans.iter().map(|plan| plan["File"][0].clone()));
    for file in files {
        let (kind, end) = match file["Format"].as_str().unwrap() {
            "pdf" => ("application/pdf", "%%EOF\n"),
            _ => ("image/svg+xml", "</svg>"),
        };
        let served = desk.http.get(file["Src"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(served.headers()["content-type"], kind);
        assert!(served.text().await.unwrap().ends_with(end), "{file}");
    }
}
