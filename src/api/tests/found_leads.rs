//! Leads read from Entrata: getLeads, getLeadEvents, getMitsLeads and getLeadPickLists.

use super::{day, property, read, unreadable};
use crate::api::Method as _;
use crate::api::leads::{
    EventType, GetLeadEvents, GetLeadPickLists, GetLeads, GetMitsLeads, LeadEvent, LeadsBy,
};

fn event(members: &str) -> LeadEvent {
    let events = format!(
        r#"{{"prospects":{{"prospect":[{{"applicationId":"3001","events":{{"event":{{{members}}}}}}}]}}}}"#
    );
    read::<GetLeadEvents>(&events).items.remove(0).events.remove(0)
}

#[test]
fn leads_are_found_in_every_nesting_with_empty_lists_for_text() {
    let lead = r#"{"applicationId":3001,"status":"Guest Card Completed","createdOn":"07\/15\/2030",
        "lease":{"expectedMoveOutDate":[]},"customers":{"customer":{"email":"test@example.com","lastName":[]}},
        "events":{"event":{"eventId":"1","type":"Appointment","typeId":"17","appointmentDate":"08\/01\/2030",
        "timeFrom":"10:00:00","timeTo":[]}}}"#;
    for form in [
        format!(r#"{{"prospect":[{lead}]}}"#),
        format!(r#"[{{"prospect":[{lead}]}}]"#),
        format!(r#"{{"prospect":{lead}}}"#),
        format!("[{lead}]"),
        lead.to_owned(),
        format!(r#"{{"3001":{lead}}}"#),
        format!(r#"{{"prospect":{{"3001":{lead}}}}}"#),
        format!(r#"{{"prospect":[{{"@attributes":{lead}}}]}}"#),
    ] {
        let found = read::<GetLeads>(&format!(
            r#"{{"propertyId":"100001","currencyCode":"USD","prospects":{form}}}"#
        ));
        assert_eq!(found[0].application_id.get(), 3001, "{form}");
        assert_eq!(found[0].created_on, day("2030-07-15"));
        assert_eq!(
            found[0].emails().map(crate::email::EmailAddress::as_str).collect::<Vec<_>>(),
            ["test@example.com"]
        );
        let event = &found[0].events[0];
        assert_eq!(
            (event.appointment_date, event.time_from.as_str(), event.time_to.as_str()),
            (day("2030-08-01"), "10:00:00", "")
        );
        assert_eq!(event.tour_event_type(), Some(EventType::Appointment));
    }
    for none in [
        r#"{"propertyId":"100001","currencyCode":"USD"}"#,
        r#"{"propertyId":"1","prospects":[]}"#,
        r#"{"prospects":{"prospect":""}}"#,
        "\"No records found\"",
    ] {
        assert!(read::<GetLeads>(none).is_empty(), "{none}");
    }
    for odd in [
        r#"{"prospects":"sorry"}"#,
        r#"{"leads":[{"applicationId":1}]}"#,
        r#"{"prospects":[{"status":"x"}]}"#,
    ] {
        unreadable::<GetLeads>(odd);
    }
}

#[test]
fn the_people_of_a_lead_have_names_and_phones() {
    let found = read::<GetLeads>(
        r#"{"prospects":[{"prospect":[{"applicationId":"3001","customers":{"customer":[
        {"customerId":"4001","firstName":"Riley","lastName":"O&#039;Hara","email":" Riley@example.com ",
         "personalPhoneNumber":"555-555-0100","cellPhoneNumber":"5555550100","officePhoneNumber":"x","faxPhoneNumber":"5555550109"},
        {"firstName":"Sam","phones":{"phone":[{"phoneNumber":"5555550120","isPrimary":"1"},{"phoneNumber":"5555550130","phoneType":"fax"}]}}]}}]}]}"#,
    );
    let [riley, sam] = &found[0].people[..] else { panic!("{:?}", found[0].people) };
    assert_eq!(
        (riley.first_name.as_str(), riley.last_name.as_str(), riley.id.as_str()),
        ("Riley", "O'Hara", "4001")
    );
    assert_eq!(riley.email.as_ref().unwrap().as_str(), "Riley@example.com");
    assert_eq!(
        riley.phones.iter().map(crate::phone::PhoneNumber::as_str).collect::<Vec<_>>(),
        ["555-555-0100"]
    );
    assert_eq!((sam.first_name.as_str(), sam.email.as_ref()), ("Sam", None));
    assert_eq!(sam.phones.iter().map(crate::phone::PhoneNumber::as_str).collect::<Vec<_>>(), ["5555550120"]);
}

#[test]
fn an_appointment_is_read_in_every_form_in_which_entrata_writes_it() {
    for (members, texts) in [
        (
            r#""appointmentDate":"2019-09-15","timeFrom":"23:30:00","timeTo":"01:00:00",
            "eventReason":"Schedule Appointment on 09/15/2019 from 11:30 PM MDT to 01:00 AM MDT""#,
            &["Schedule Appointment on 09/15/2019 from 11:30 PM MDT to 01:00 AM MDT", "23:30:00 - 01:00:00"]
                [..],
        ),
        (r#""appointmentDate":"09\/15\/2019","timeFrom":"10:00 MST","timeTo":"""#, &["10:00 MST"]),
        (
            r#""appointmentDate":"09/15/2019","timeFrom":"09:00:00 AM","timeTo":"09:30:00 AM","Comments":"Virtual tour at 09:00 MST","eventReasons":"Tour""#,
            &["Tour", "Virtual tour at 09:00 MST", "09:00:00 AM - 09:30:00 AM"],
        ),
    ] {
        let event = event(&format!(r#""eventId":"2","typeId":"449",{members}"#));
        assert_eq!(event.appointment_date, day("2019-09-15"), "{members}");
        assert_eq!(event.times_texts(), texts, "{members}");
        assert_eq!(event.tour_event_type(), Some(EventType::VirtualTour));
    }
    let event =
        event(r#""typeId":442,"date":"07/01/2030","dateTime":"07/01/2030 09:00:00 MDT","eventResult":"""#);
    assert_eq!(
        (event.recorded_on, event.recorded_at.as_str()),
        (day("2030-07-01"), "07/01/2030 09:00:00 MDT")
    );
    assert_eq!((event.tour_event_type(), event.appointment_date), (Some(EventType::SelfGuidedTour), None));
}

#[test]
fn a_canceled_appointment_is_known_by_its_result_or_type() {
    for members in [
        r#""eventResult":"Cancelled""#,
        r#""eventResult":"Tour canceled by prospect""#,
        r#""type":"Cancelled Appointment""#,
    ] {
        assert!(event(members).is_canceled(), "{members}");
    }
    for members in [
        r#""eventResult":"Completed""#,
        r#""eventResult":[],"eventId":"1""#,
        r#""comments":"please do not cancel""#,
        r#""eventResult":"Not cancelled""#,
        r#""eventResult":"Cancellation requested""#,
        r#""eventResult":"Cancellation declined""#,
    ] {
        assert!(!event(members).is_canceled(), "{members}");
    }
}

#[test]
fn leads_are_requested_with_all_types_of_tours() {
    let email = "a@example.com".parse().unwrap();
    let params = GetLeads::by_email(property(), email).params();
    assert_eq!(
        params,
        serde_json::json!({ "propertyId": "100001", "email": "a@example.com", "eventTypeIds": "17,442,449" })
    );
    let (from, to) = (day("2030-08-01").unwrap(), day("2030-08-30").unwrap());
    let params = GetLeads::new(property(), LeadsBy::Days { from, to }).event_types([17]).params();
    assert_eq!(
        params,
        serde_json::json!({ "propertyId": "100001", "fromDate": "08/01/2030", "toDate": "08/30/2030", "eventTypeIds": "17" })
    );
    let params = GetLeadEvents::tours(property(), from, to).params();
    let expected = serde_json::json!({
        "propertyId": "100001", "eventTypeIds": "17,442,449", "eventDateFrom": "08/01/2030", "eventDateTo": "08/30/2030",
    });
    assert_eq!(params, expected);
    let params = GetLeadEvents::of_lead(property(), "3001".parse().unwrap()).params();
    assert_eq!(params, serde_json::json!({ "propertyId": "100001", "applicationId": "3001" }));
    let params = GetMitsLeads::new(property(), LeadsBy::Days { from, to }).params();
    assert_eq!(
        (&params["fromDateTime"], &params["eventTypeIds"]),
        (&"08/01/2030".into(), &"17,442,449".into())
    );
}

#[test]
fn an_unusable_lead_or_event_is_skipped_alone() {
    let found = read::<GetLeads>(
        r#"{"prospects":{"prospect":[{"status":"no id"},{"applicationId":"3001","events":{"event":[{},{"callData":{"x":"1"}},{"eventId":"1"}]}}]}}"#,
    );
    assert_eq!((found.len(), found.sent, found[0].events.len()), (1, 2, 1));
    let skipped: Vec<_> = found.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(skipped, ["lead 1 has no id", "event 1 says nothing"]);
}

#[test]
fn leads_of_listing_services_are_read_as_published() {
    let found = read::<GetMitsLeads>(
        r#"{"CurrencyCode":"USD","LeadManagement":[{"Prospects":{"Prospect":[{"TransactionData":{"Identification":[
        {"IDValue":"19760815_17390875","Status":"Guest Card Completed","@attributes":{"IDType":"Lead Number","IDScopeType":"sender"}}]},
        "LastUpdateDate":"2019-02-20T08:07:53","Customers":{"Customer":{"Name":{"FirstName":"Sample","LastName":"Person"},
        "Phone":{"PhoneNumber":"5555550100"}}},"CustomerPreferences":{"TargetMoveInDate":"2019-02-20"},
        "Events":{"Event":[{"EventID":{},"Agent":{"AgentID":{},"AgentName":{"FirstName":"Sample"}},"Comments":"East","EventReasons":"Manual Contact"}]}}]}}]}"#,
    );
    let lead = &found[0];
    assert_eq!(
        (lead.lead_number.as_str(), lead.status.as_str()),
        ("19760815_17390875", "Guest Card Completed")
    );
    assert_eq!((lead.updated_at.as_str(), lead.move_in_on), ("2019-02-20T08:07:53", day("2019-02-20")));
    assert_eq!(
        (lead.people[0].last_name.as_str(), lead.people[0].phones[0].as_str()),
        ("Person", "5555550100")
    );
    assert_eq!(
        (lead.events[0].comments.as_str(), lead.events[0].reason.as_str()),
        ("East", "Manual Contact")
    );
    assert!(read::<GetMitsLeads>(r#"{"CurrencyCode":"USD","LeadManagement":[]}"#).is_empty());
}

#[test]
fn lead_sources_are_found_by_property_in_both_versions_and_spellings() {
    for result in [
        r#"{"EventTypes":{"EventType":[{"@attributes":{"name":"Appointment","Id":17}},{"name":"Tour","Id":"78"}]},
        "Property":{"100001":{"@attributes":{"Id":100001},"LeadSources":{"LeadSource":{"@attributes":{"name":"Example ILS","Id":90001}}}}}}"#,
        r#"{"EventTypes":{"EventType":[{"name":"Appointment","Id":17},{"name":"Tour","Id":"78"}]},
        "Property":{"100001":{"lead_sources":{"lead_source":[{"name":"Example ILS","Id":90001},{}]}}},"LeadStatuses":{"LeadStatus":[{}]}}"#,
        r#"{"eventTypes":{"eventType":[{"@attributes":{"name":"Appointment","id":"17"}},{"@attributes":{"name":"Tour","id":"78"}}]},
        "property":{"@attributes":{"id":"100001"},"leadSources":{"leadSource":{"id":"90001","name":"Example ILS"}}}}"#,
    ] {
        let lists = read::<GetLeadPickLists>(result);
        assert_eq!(
            lists.event_types.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
            ["17", "78"],
            "{result}"
        );
        let [sources] = &lists.properties[..] else { panic!("{lists:?}") };
        assert_eq!(sources.property, Some(property()), "{result}");
        let [source] = &sources.sources[..] else { panic!("{sources:?}") };
        assert_eq!((source.id.get(), source.name.as_str()), (90_001, "Example ILS"));
    }
    let results =
        read::<GetLeadPickLists>(r#"{"EventResults":{"EventResult":[{"name":"Cancelled","Id":57024}]}}"#)
            .event_results;
    assert_eq!((results[0].id.as_str(), results[0].name.as_str()), ("57024", "Cancelled"));
    unreadable::<GetLeadPickLists>(r#"{"other":[1]}"#);
}
