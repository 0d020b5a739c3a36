//! Sent leads and the responses to them.

use super::sending::lead;
use super::server::{Server, answer, status};
use super::{company, ok, property};
use crate::api::leads::{SendLeads, SendMitsLeads, TourEvent, UpdateLeads};
use crate::api::{Method as _, calendar::GetCalendarAvailability};
use crate::error::ErrorKind;
use crate::tour::{Slot, TourType};

pub(super) fn tour() -> TourEvent {
    TourEvent::new(&Slot::parse("2030-08-01", "10:00 MST - 10:30 MST").unwrap(), TourType::AgentGuided)
}

#[test]
fn a_lead_has_the_nesting_and_both_sets_of_names() {
    let mut method = lead();
    method.lead.tour = Some(tour());
    method.lead.phone = "555-555-0100".parse().ok();
    method.lead.message = Some(" Hello ".into());
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
    let update =
        UpdateLeads::new(property(), "3001".parse().unwrap(), method.lead.clone()).confirmation_email(false);
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
async fn a_failed_prospect_is_an_error_in_every_form() {
    let failed =
        r#"{"prospects":{"prospect":[{"node":"0","status":"Failed","message":"createdDate is invalid."}]}}"#;
    for plan in [
        answer(ok(failed)),
        answer(ok(failed).replace("\"code\":200", "\"code\":300")),
        answer(ok(failed).replace("\"code\":200", "\"code\":\"300\"")),
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
async fn a_slot_that_is_gone_differs_from_an_invalid_lead() {
    for (message, kind) in [
        ("The selected time slot is no longer available.", ErrorKind::SlotUnavailable),
        ("Appointment time not available", ErrorKind::SlotUnavailable),
        ("Property is not available for this client", ErrorKind::Rejected),
        ("The lead source 90001 is no longer available.", ErrorKind::Rejected),
        ("createdDate is invalid.", ErrorKind::Rejected),
    ] {
        for code in [200, 300] {
            let body = format!(
                r#"{{"response":{{"code":{code},"result":{{"prospects":[{{"node":"0","status":"Failed","message":"{message}"}}]}}}}}}"#
            );
            let server = Server::plan([answer(body)]).await;
            let update = UpdateLeads::new(property(), "3001".parse().unwrap(), lead().lead);
            assert_eq!(company(&server).send(&update).await.unwrap_err().kind(), kind, "{message}");
        }
    }
}

#[tokio::test]
async fn rejections_are_classified_by_entratas_codes() {
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
        let call = GetCalendarAvailability::new(property(), from, from, TourType::AgentGuided);
        let error = company(&server).send(&call).await.unwrap_err();
        assert_eq!((error.kind(), error.entrata_code()), (kind, Some(code)), "{http} {code}");
        assert_eq!(server.received()[0].body["method"]["params"]["fromDate"], "08/01/2030");
    }
    let words = r#"{"response":{"error":{"code":400,"message":"Invalid lead source token supplied."}}}"#;
    let server = Server::plan([status(400, words)]).await;
    let error = company(&server).send(&lead()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "words are not a rejected token");
}

#[tokio::test]
async fn the_response_to_a_mits_lead_is_read_from_attributes() {
    let taken = r#"{"Prospects":{"Prospect":[{"@attributes":{"node":"0","reference_id":"3001","applicant_id":"4001","status":"Success"}}]}}"#;
    let failed = r#"{"Prospects":{"Prospect":{"@attributes":{"node":"0","status":"Failed","message":"No such source"}}}}"#;
    let plans = [answer(ok(taken)), answer(ok(failed)), answer(ok(failed).replace("200", "300"))];
    let server = Server::plan(plans).await;
    let mut method = SendMitsLeads::new(property(), lead().lead, "Example ILS");
    method.lead.phone = "555-555-0100".parse().ok();
    let sent = company(&server).send(&method).await.unwrap();
    assert_eq!((sent.application_id.unwrap().get(), sent.applicant_id.as_str()), (3001, "4001"));
    for _ in 0..2 {
        let error = company(&server).send(&method).await.unwrap_err();
        assert!(error.entrata_message() == Some("No such source"), "{error}");
    }
    let params = &server.received()[0].body["method"]["params"];
    assert_eq!(params["Prospects"]["Prospect"][0]["LastUpdateDate"], "1969-12-31T17:00:00");
}

#[test]
fn a_new_lead_is_dated_back_and_a_tour_has_a_comment() {
    let lead = crate::api::leads::Lead::new("A", "B", "a@example.com".parse().unwrap());
    assert!(lead.created_at < chrono::Utc::now() - chrono::TimeDelta::seconds(30));
    let method = SendLeads::new(property(), lead.tour(tour().comments("  ").title("Visit")));
    let event = &method.params()["prospects"]["prospect"][0]["events"]["event"][0];
    assert_eq!((&event["comments"], &event["title"]), (&"n/a".into(), &"Visit".into()));
    for (tour_type, subtype) in [("AGENT_GUIDED", "454"), ("SELF_GUIDED", "560"), ("VIRTUAL_GUIDED", "525")] {
        let tour = TourEvent { tour_type: tour_type.parse().unwrap(), ..tour() };
        let method = SendLeads::new(property(), method.lead.clone().tour(tour));
        assert_eq!(method.params()["prospects"]["prospect"][0]["events"]["event"][0]["subtypeId"], subtype);
    }
}
