//! getAccessibleServices, getClientInfo and getStatus.

use super::{read, unreadable};
use crate::api::appinfo::{GetAccessibleServices, GetStatus};
use crate::api::ils::GetClientInfo;
use crate::api::leads::{SendLeads, UpdateLeads};

#[test]
fn accessible_services_are_methods_by_name() {
    let list = read::<GetAccessibleServices>(
        r#"{"services":[{"uri":"\/ext\/orgs\/exampleliving\/v1\/leads","service":"sendLeads"},{"uri":"x"}]}"#,
    );
    assert_eq!((list[0].service.as_str(), list[0].method.as_str()), ("leads", "sendLeads"));
    assert!(list[0].is::<SendLeads>() && !list[0].is::<UpdateLeads>());
    assert_eq!(list.skipped[0].to_string(), "service 2 has no name");
    assert!(read::<GetAccessibleServices>(r#"{"services":[]}"#).is_empty());
}

#[test]
fn client_info_names_the_company() {
    for result in [
        r#"{"cid":"4711","companyName":"Example &amp; Living","subdomain":"exampleliving"}"#,
        r#"{"cid":4711,"company_name":"Example & Living","subdomain":" exampleliving "}"#,
    ] {
        let info = read::<GetClientInfo>(result);
        assert_eq!((info.cid.unwrap().get(), info.company_name.as_str()), (4711, "Example & Living"));
        assert_eq!(info.subdomain, "exampleliving");
    }
    for result in [r#"{"cid":"x"}"#, r#"{"cid":0}"#] {
        assert_eq!(read::<GetClientInfo>(result).cid, None, "{result}");
    }
    for result in ["{}", "[]", "\"sorry\""] {
        unreadable::<GetClientInfo>(result);
    }
}

#[test]
fn a_status_is_a_word_and_a_sentence() {
    let status = read::<GetStatus>(r#"{"status":"Success","message":"Service is up."}"#);
    assert_eq!((status.status.as_str(), status.message.as_str()), ("Success", "Service is up."));
}
