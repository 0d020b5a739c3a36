//! What the response to a lead says about it.

use super::{read, unreadable};
use crate::api::Method as _;
use crate::api::leads::{LeadStatus, SendLeads, SendMitsLeads, SentLead, UpdateLeads};

/// A prospect in each nesting that Entrata sends.
fn nestings(prospect: &str) -> Vec<String> {
    vec![
        format!(r#"{{"prospects":{{"prospect":[{prospect}]}}}}"#),
        format!(r#"{{"prospects":{{"prospect":{prospect}}}}}"#),
        format!(r#"{{"prospects":[{prospect}]}}"#),
        format!(r#"{{"prospects":{prospect}}}"#),
        format!(r#"{{"prospects":[{{"prospect":[{prospect}]}}]}}"#),
        format!(r#"{{"prospects":{{"0":{prospect}}}}}"#),
        format!(r#"{{"prospects":{{"prospect":[{{"@attributes":{prospect}}}]}}}}"#),
        format!(r#"{{"Prospects":{{"Prospect":[{{"@attributes":{prospect}}}]}}}}"#),
        format!(r#"{{"Prospects":{{"Prospect":{{"@attributes":{prospect}}}}}}}"#),
        format!(r#"{{"Prospects":{{"Prospect":{prospect}}}}}"#),
    ]
}

#[test]
fn only_entratas_success_word_is_a_success_in_every_nesting() {
    for (status, message, expected) in [
        ("Success", "Lead inserted successfully.", LeadStatus::Succeeded),
        ("success", "Lead updated successfully.", LeadStatus::Succeeded),
        (" SUCCESS ", "", LeadStatus::Succeeded),
        ("Failed", "createdDate is invalid.", LeadStatus::Failed),
        ("failure", "", LeadStatus::Failed),
        ("Validation failed", "", LeadStatus::Failed),
        ("Not successful", "", LeadStatus::Failed),
        ("Error", "Lead inserted successfully.", LeadStatus::Unknown),
        ("Success with errors", "", LeadStatus::Unknown),
        ("Partially failed", "", LeadStatus::Unknown),
        ("No errors", "", LeadStatus::Unknown),
        ("Not failed", "", LeadStatus::Unknown),
        ("Failed over to the queue", "", LeadStatus::Unknown),
        ("OK", "Lead inserted successfully.", LeadStatus::Unknown),
        ("true", "", LeadStatus::Unknown),
        ("Rejected", "x", LeadStatus::Failed),
        ("Unsuccessful", "x", LeadStatus::Failed),
        ("Warning", "Lead is archived and cannot be updated.", LeadStatus::Unknown),
        ("Duplicate", "", LeadStatus::Unknown),
        ("Pending", "Lead inserted successfully.", LeadStatus::Unknown),
        ("Successful?", "", LeadStatus::Unknown),
        ("", "", LeadStatus::Unknown),
        ("", "Lead inserted successfully.", LeadStatus::Unknown),
        ("", "createdDate is invalid.", LeadStatus::Unknown),
        ("1", "", LeadStatus::Unknown),
        ("Success", "The selected tour time is no longer available.", LeadStatus::Unknown),
        ("Success", "Lead inserted, but the appointment could not be created.", LeadStatus::Unknown),
        ("Success", "Lead updated; event failed.", LeadStatus::Unknown),
        ("Success", "Lead updated. The tour was not scheduled.", LeadStatus::Unknown),
        ("Success", "Appointment skipped", LeadStatus::Unknown),
        ("Success", "Slot is full", LeadStatus::Unknown),
    ] {
        let prospect = format!(
            r#"{{"node":"0","applicationId":"3001","applicantId":"4001","status":"{status}","message":"{message}"}}"#
        );
        for result in nestings(&prospect) {
            for sent in
                [read::<SendLeads>(&result), read::<UpdateLeads>(&result), read::<SendMitsLeads>(&result)]
            {
                assert_eq!(sent.status, expected, "{result}");
                assert_eq!(sent.application_id.unwrap().get(), 3001, "{result}");
                assert_eq!((sent.applicant_id.as_str(), sent.message.as_str()), ("4001", message));
                assert_eq!(SendLeads::failure(&sent).is_some(), expected == LeadStatus::Failed, "{result}");
            }
        }
    }
}

#[test]
fn statuses_that_disagree_decide_nothing() {
    let result = |second: &str| {
        format!(r#"{{"prospects":[{{"status":"Success","applicationId":"3001"}},{{"status":"{second}"}}]}}"#)
    };
    assert_eq!(read::<UpdateLeads>(&result("Success")).status, LeadStatus::Succeeded);
    assert_eq!(read::<UpdateLeads>(&result("Failed")).status, LeadStatus::Unknown);
    for beside in [r#""error":"x""#, r#""code":"300""#, r#""events":{"event":[{"status":"Failed"}]}"#] {
        let result = format!(r#"{{"prospects":[{{"status":"Success","applicationId":"3001",{beside}}}]}}"#);
        assert_eq!(read::<SendLeads>(&result).status, LeadStatus::Unknown, "{beside}");
    }
    let whole = r#"{"prospects":[{"status":"Success","code":200,"error":[],"events":{"event":[{"status":"Success"}]}}]}"#;
    assert_eq!(read::<SendLeads>(whole).status, LeadStatus::Succeeded);
    for none in [r#"{"prospects":[]}"#, r#"{"prospects":{"prospect":""}}"#, "[]", "\"No records found\""] {
        assert!(unreadable::<SendLeads>(none).contains("does not mention the lead"), "{none}");
    }
    for odd in [r#"{"something":{"new":1}}"#, r#"{"prospects":"Success"}"#, "\"Success\""] {
        unreadable::<SendLeads>(odd);
    }
}

#[test]
fn a_lead_response_survives_serialization() {
    let sent =
        read::<SendLeads>(r#"{"prospects":{"prospect":[{"applicationId":"3001","status":"Success"}]}}"#);
    let json = serde_json::to_string(&sent).unwrap();
    assert_eq!(serde_json::from_str::<SentLead>(&json).unwrap(), sent);
}
