//! getSpecials and getPropertyFees.

use super::{day, number, property, read, unreadable};
use crate::api::Method as _;
use crate::api::properties::{FeeLevel, GetPropertyFees};
use crate::api::units::{GetSpecials, SpecialLevel};

#[test]
fn specials_are_shown_while_they_are_active_and_in_their_period() {
    let list = read::<GetSpecials>(
        r#"{"specialGroups":[{"specialGroupId":"11","specialGroupName":"Summer &amp; sun","associations":{"levelName":"Floorplan",
        "references":[{"id":"5001","name":"A1"},{"id":"","name":"lost"}]},"description":"One <b>month<\/b> free","termsAndConditions":"12-month lease",
        "startDate":"06\/01\/2030","endDate":"08\/31\/2030","isActive":"1","showOnWebsite":"1","leaseTermDetails":[{"leaseTermName":"12 months"}]},
        {"specialGroupId":"12","specialGroupName":"Ended","associations":{"levelName":"Property","references":[]},"startDate":"01\/01\/2029",
        "endDate":"02\/01\/2029","isActive":"1","showOnWebsite":"1"},
        {"specialGroupId":"13","specialGroupName":"Internal","associations":[],"isActive":"1","showOnWebsite":"0"},
        {"specialGroupId":"14","associations":{"levelName":"Unit Space","references":{"id":8001,"name":"115"}},"startDate":"MM/DD/YYYY","isActive":1,"showOnWebsite":true},
        {"description":"neither an id nor a name"}]}"#,
    );
    assert_eq!((list.len(), list.skipped.len()), (4, 1));
    let summer = &list[0];
    assert_eq!(
        (summer.name.as_str(), summer.description.as_str(), summer.terms.as_str()),
        ("Summer & sun", "One month free", "12-month lease")
    );
    assert_eq!(summer.floor_plans().iter().map(|id| id.get()).collect::<Vec<_>>(), [5001]);
    assert_eq!(summer.lease_terms, ["12 months"]);
    for (date, is_shown) in
        [("2030-05-31", false), ("2030-06-01", true), ("2030-08-31", true), ("2030-09-01", false)]
    {
        assert_eq!(summer.is_shown_on(day(date).unwrap()), is_shown, "{date}");
    }
    let today = day("2030-07-01").unwrap();
    assert!(!list[1].is_shown_on(today) && !list[2].is_shown_on(today) && list[3].is_shown_on(today));
    assert_eq!((&list[1].level, &list[2].level), (&SpecialLevel::Property, &SpecialLevel::Property));
    assert_eq!((&list[3].level, list[3].references[0].id.as_str()), (&SpecialLevel::Unit, "8001"));
    assert!(list[3].floor_plans().is_empty());
}

#[test]
fn a_property_without_specials_differs_from_an_invalid_response() {
    for none in [r#"{"specialGroups":[]}"#, "[]", "\"No records found\""] {
        assert!(read::<GetSpecials>(none).is_empty(), "{none}");
    }
    unreadable::<GetSpecials>(r#"{"specials":[{"specialId":1}]}"#);
    assert_eq!(
        (GetSpecials::new(property()).params()["propertyId"].as_str(), GetSpecials::VERSION),
        (Some("100001"), Some("r4"))
    );
}

#[test]
fn fees_have_labels_and_amounts() {
    let fee = |more: &str| {
        format!(r#"{{"propertyId":"100001","propertyFloorplanId":"5001","unitSpaceId":"",{more}}}"#)
    };
    let list = read::<GetPropertyFees>(&format!(
        r#"{{"propertyFees":[{},{},{},{}],"floorPlanFees":{{"0":{}}},"unitTypeFees":[],"unitSpaceFees":""}}"#,
        fee(
            r#""chargeCodeName":"Application &amp; screening","chargeCodeDescription":"Per adult","chargeTiming":"Application Fee","rateAmount":"50.00","isRefundable":"1""#
        ),
        fee(
            r#""chargeCodeName":"Return Fee","chargeCodeDescription":"Return Fee","rateAmount":"$1,025.50","isOptional":"1","entrataCategory":"Base","associatedItem":"Dishwasher""#
        ),
        fee(r#""chargeCodeName":"","chargeCodeDescription":"","rateAmount":"9.00""#),
        fee(r#""chargeCodeName":"Free","rateAmount":"0.00""#),
        fee(
            r#""chargeCodeDescription":"Storage","detailedAmount":"20.00","chargeTiming":"Monthly","leaseTerm":"12 months""#
        ),
    ));
    let [first, second, third] = &list[..] else { panic!("{list:?}") };
    assert_eq!((first.label.as_str(), first.description.as_str()), ("Application & screening", "Per adult"));
    assert_eq!(
        (first.timing.as_str(), Some(first.amount), first.level),
        ("Application Fee", number("50.00"), FeeLevel::Property)
    );
    assert!(first.is_refundable && !first.is_optional && second.is_optional && first.floor_plan.is_none());
    assert_eq!(
        (second.description.as_str(), second.category.as_str(), second.item.as_str()),
        ("", "Base", "Dishwasher")
    );
    assert_eq!(
        (third.label.as_str(), third.level, third.lease_term.as_str()),
        ("Storage", FeeLevel::FloorPlan, "12 months")
    );
    assert_eq!(third.floor_plan.unwrap().get(), 5001);
    assert_eq!(list.skipped[0].to_string(), "fee 3 has no label");
    assert!(read::<GetPropertyFees>(r#"{"propertyFees":[]}"#).is_empty());
    unreadable::<GetPropertyFees>(r#"{"fees":[{"rateAmount":"1"}]}"#);
}
