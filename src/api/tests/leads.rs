//! Leads: what is sent, and what Entrata says of it.

use super::sending::lead;
use super::server::{Server, answer, status};
use super::{company, ok, property, read};
use crate::api::leads::{AppointmentSubtype, EventsOf, GetLeadEvents, GetLeadPickLists, GetLeads};
use crate::api::leads::{SendMitsLeads, TourEvent, UpdateLeads};
use crate::api::{Method as _, calendar::GetCalendarAvailability};
use crate::error::ErrorKind;

pub(super) fn tour() -> TourEvent {
    TourEvent {
        subtype: AppointmentSubtype::Tour,
        appointment_date: "08/01/2030".into(),
        time_from: "10:00 MST".into(),
        time_to: "10:30 MST".into(),
        title: "Tour".into(),
        comments: "n/a".into(),
    }
}

#[test]
fn a_lead_has_the_nesting_and_both_sets_of_names() {
    let mut method = lead();
    method.lead.tour = Some(tour());
    method.lead.phone = "555-555-0100".into();
    method.lead.message = "Hello".into();
    method.lead.lead_source = "90001".parse().ok();
    method.lead.move_in_date = chrono::NaiveDate::from_ymd_opt(2030, 8, 15);
    method.lead.created_at = "2030-07-15T15:30:00Z".parse().unwrap();
    let expected = serde_json::json!({
        "propertyId": 100001, "doNotSendConfirmationEmail": "0", "isWaitList": "0",
        "prospects": { "prospect": [{
            "leadSource": { "originatingLeadSourceId": "90001" },
            "createdDate": "07/15/2030T09:30:00",
            "customers": { "customer": [{ "name": { "firstName": "Test", "lastName": "Person" },
                "phone": { "personalPhoneNumber": "555-555-0100" }, "email": "test@example.com" }] },
            "customerPreferences": { "desiredMoveInDate": "08/15/2030", "comment": "Hello" },
            "events": { "event": [{ "type": "Appointment", "eventTypeId": "17", "typeId": "17", "subtypeId": "454",
                "date": "07/15/2030T09:30:00", "appointmentDate": "08/01/2030", "timeFrom": "10:00 MST",
                "timeTo": "10:30 MST", "eventReasons": "Tour", "title": "Tour", "comments": "n/a" }] }
        }] }
    });
    assert_eq!(method.params(), expected);
    let update = UpdateLeads {
        property: property(),
        application: "3001".parse().unwrap(),
        lead: method.lead.clone(),
        confirmation_email: false,
    };
    let params = update.params();
    assert_eq!(params["doNotSendConfirmationEmail"], "1");
    assert_eq!(params["prospects"]["prospect"]["applicationId"], "3001");
    assert_eq!(params["prospects"]["prospect"]["events"], expected["prospects"]["prospect"][0]["events"]);
}

#[test]
fn a_lead_is_never_dated_in_the_future_on_either_side_of_a_clock_change() {
    for (utc, mountain) in [
        ("2026-03-08T08:59:59Z", "03/08/2026T01:59:59"),
        ("2026-03-08T09:00:00Z", "03/08/2026T03:00:00"),
        ("2026-11-01T07:30:00Z", "11/01/2026T01:30:00"),
        ("2026-11-01T08:30:00Z", "11/01/2026T01:30:00"),
        ("2026-01-01T06:59:59Z", "12/31/2025T23:59:59"),
    ] {
        let mut method = lead();
        method.lead.created_at = utc.parse().unwrap();
        assert_eq!(method.params()["prospects"]["prospect"][0]["createdDate"], mountain, "{utc}");
    }
}

#[tokio::test]
async fn a_failed_prospect_is_an_error_in_every_form_of_answer() {
    let failed =
        r#"{"prospects":{"prospect":[{"node":"0","status":"Failed","message":"createdDate is invalid."}]}}"#;
    for plan in [
        answer(ok(failed)),
        answer(ok(failed).replace("\"code\":200", "\"code\":300")),
        answer(ok(failed).replace("\"code\":200", "\"code\":\"300\"")),
        answer(ok(r#"{"prospects":{"prospect":{"status":"","message":"createdDate is invalid."}}}"#)),
        status(400, r#"{"response":{"code":400,"error":{"code":333,"message":"createdDate is invalid."}}}"#),
        answer(r#"{"response":{"code":311,"result":"error","message":"createdDate is invalid."}}"#),
        answer(r#"{"response":{"code":300,"result":"createdDate is invalid."}}"#),
    ] {
        let server = Server::plan([plan.clone()]).await;
        let error = company(&server).send(&lead()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{plan:?}: {error:?}");
        assert!(
            error.message().starts_with("Entrata rejected the request: createdDate is invalid. ("),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_slot_that_is_gone_is_told_from_a_lead_that_is_wrong() {
    for (message, kind) in [
        ("The selected time slot is no longer available.", ErrorKind::SlotUnavailable),
        ("Appointment time not available", ErrorKind::SlotUnavailable),
        ("Property is not available for this client", ErrorKind::Rejected),
        ("createdDate is invalid.", ErrorKind::Rejected),
    ] {
        for code in [200, 300] {
            let body = format!(
                r#"{{"response":{{"code":{code},"result":{{"prospects":[{{"node":"0","status":"Failed","message":"{message}"}}]}}}}}}"#
            );
            let server = Server::plan([answer(body)]).await;
            let update = UpdateLeads {
                property: property(),
                application: "3001".parse().unwrap(),
                lead: lead().lead,
                confirmation_email: true,
            };
            assert_eq!(company(&server).send(&update).await.unwrap_err().kind(), kind, "{message}");
        }
    }
}

#[tokio::test]
async fn refusals_are_told_apart_by_entratas_numbers() {
    for (http, code, kind) in [
        (200, 311, ErrorKind::Rejected),
        (403, 1403, ErrorKind::Rejected),
        (400, 1403, ErrorKind::Rejected),
        (200, 401, ErrorKind::Unauthorized),
        (401, 1401, ErrorKind::Unauthorized),
        (403, 403, ErrorKind::Unauthorized),
        (200, 314, ErrorKind::ToursNotSupported),
        (400, 314, ErrorKind::ToursNotSupported),
        (404, 404, ErrorKind::Rejected),
        (200, 318, ErrorKind::Rejected),
    ] {
        let body = format!(r#"{{"response":{{"error":{{"code":{code},"message":"Some text."}}}}}}"#);
        let server = Server::plan([status(http, body)]).await;
        let from = chrono::NaiveDate::from_ymd_opt(2030, 8, 1).unwrap();
        let call = GetCalendarAvailability {
            property: property(),
            from,
            to: from,
            tour_type: "AGENT_GUIDED".into(),
        };
        let error = company(&server).send(&call).await.unwrap_err();
        assert_eq!((error.kind(), error.entrata_code()), (kind, Some(code)), "{http} {code}");
        assert_eq!(server.received()[0].body["method"]["params"]["fromDate"], "08/01/2030");
    }
    let words = r#"{"response":{"error":{"code":400,"message":"Invalid lead source token supplied."}}}"#;
    let server = Server::plan([status(400, words)]).await;
    let error = company(&server).send(&lead()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "words are not a rejected token");
}

#[test]
fn leads_are_found_in_both_nestings_with_empty_lists_for_text() {
    let lead = r#"{"applicationId":3001,"status":"Guest Card Completed","createdOn":"07\/15\/2030",
        "lease":{"expectedMoveOutDate":[]},"customers":{"customer":{"email":"test@example.com","lastName":[]}},
        "events":{"event":{"eventId":"1","type":"Appointment","typeId":"17","appointmentDate":"08\/01\/2030",
        "timeFrom":"10:00:00","timeTo":[]}}}"#;
    for form in [
        format!(r#"{{"prospect":[{lead}]}}"#),
        format!(r#"[{{"prospect":[{lead}]}}]"#),
        format!(r#"{{"prospect":{lead}}}"#),
    ] {
        let found = read::<GetLeads>(&format!(
            r#"{{"propertyId":"100001","currencyCode":"USD","prospects":{form}}}"#
        ));
        assert_eq!(found[0].application_id.unwrap().get(), 3001, "{form}");
        assert_eq!(found[0].emails, ["test@example.com"]);
        assert_eq!(found[0].events[0].time_from, "10:00:00");
        assert_eq!(found[0].events[0].time_to, "");
    }
    for none in [
        r#"{"propertyId":"100001","currencyCode":"USD"}"#,
        r#"{"propertyId":"1","prospects":[]}"#,
        "\"No records found\"",
    ] {
        assert!(read::<GetLeads>(none).is_empty(), "{none}");
    }
    let asked = GetLeads { property: property(), email: "a@example.com".into() }.params();
    assert_eq!(asked["eventTypeIds"], "17");
}

#[test]
fn events_are_found_for_a_lead_or_for_days() {
    let day = chrono::NaiveDate::from_ymd_opt(2030, 8, 1).unwrap();
    let of = EventsOf::Days { types: vec![17, 78], from: day, to: day };
    let asked = GetLeadEvents { property: property(), of }.params();
    assert_eq!((&asked["eventTypeIds"], &asked["eventDateFrom"]), (&"17,78".into(), &"08/01/2030".into()));
    let found = read::<GetLeadEvents>(
        r#"{"prospects":{"prospect":[{"applicationId":"3001","events":{"event":[{"eventId":"1","typeId":"17",
        "date":"07\/15\/2030","eventReason":"Tour"}]}}]}}"#,
    );
    assert_eq!(found[0].events[0].event_reasons, "Tour", "eventReason here, eventReasons in getLeads");
}

#[test]
fn lead_sources_are_found_by_property_with_and_without_attributes() {
    let lists = read::<GetLeadPickLists>(
        r#"{"EventTypes":{"EventType":[{"@attributes":{"name":"Appointment","Id":17}},{"name":"Tour","Id":"78"}]},
        "Property":{"100001":{"@attributes":{"Id":100001},"LeadSources":{"LeadSource":{"@attributes":{"name":"Example ILS","Id":90001}}}}}}"#,
    );
    assert_eq!(lists.event_types.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["17", "78"]);
    assert_eq!(lists.properties[0].property, Some(property()));
    assert_eq!(lists.properties[0].sources, [("90001".parse().unwrap(), "Example ILS".to_owned())]);
}

#[tokio::test]
async fn a_lead_of_a_listing_service_is_answered_in_attributes() {
    let taken = r#"{"Prospects":{"Prospect":[{"@attributes":{"node":"0","reference_id":"3001","applicant_id":"4001","status":"Success"}}]}}"#;
    let failed = r#"{"Prospects":{"Prospect":{"@attributes":{"node":"0","status":"Failed","message":"No such source"}}}}"#;
    let plans = [answer(ok(taken)), answer(ok(failed)), answer(ok(failed).replace("200", "300"))];
    let server = Server::plan(plans).await;
    let mut method = SendMitsLeads {
        property: property(),
        lead: lead().lead,
        originating_lead_source: "Example ILS".into(),
        confirmation_email: true,
    };
    method.lead.phone = "555-555-0100".into();
    let sent = company(&server).send(&method).await.unwrap();
    assert_eq!((sent.application_id.unwrap().get(), sent.applicant_id.as_str()), (3001, "4001"));
    for _ in 0..2 {
        let error = company(&server).send(&method).await.unwrap_err();
        assert!(error.entrata_message() == Some("No such source"), "{error}");
    }
    let params = &server.received()[0].body["method"]["params"];
    assert_eq!(params["Prospects"]["Prospect"][0]["LastUpdateDate"], "1969-12-31T17:00:00");
}
