//! getFloorPlans: amounts, files, invalid responses.

use super::{number, read, unreadable};
use crate::api::properties::{Deposit, FloorPlan, GetFloorPlans, Range};
use crate::api::wire::Records;

pub(super) fn plans(plans: &str) -> Records<FloorPlan> {
    read::<GetFloorPlans>(&format!(r#"{{"FloorPlans":{{"FloorPlan":{plans}}}}}"#))
}

/// The only floor plan, with these members besides its id.
pub(super) fn plan(members: &str) -> FloorPlan {
    plans(&format!(r#"{{"Identification":{{"IDValue":"5001"}},{members}}}"#)).items.remove(0)
}

#[test]
fn one_floor_plan_reads_the_same_alone_in_a_list_and_in_a_map() {
    let plan = |id: u32| {
        format!(
            r#"{{"Name":"A{id}","Identification":{{"IDValue":"{id}","@attributes":{{"IDType":"FloorplanID"}}}},
            "Room":[{{"Count":"1.5","@attributes":{{"RoomType":"Bathroom"}}}},
                    {{"Count":1,"@attributes":{{"RoomType":"Bedroom"}}}}],
            "SquareFeet":{{"@attributes":{{"Min":"0","Max":"850"}}}},
            "MarketRent":{{"@attributes":{{"Min":"$1,450.00","Max":"1600"}}}},"UnitsAvailable":"3","IsDisabled":false,
            "FloorplanAvailabilityURL":"http:\/\/x.example.com\/property_floorplan[id]\/{id}",
            "File":{{"Src":"https:\/\/cdn.example.com\/a.jpg","Caption":[],"Name":"Plan","@attributes":{{"Active":"true"}}}}}}"#
        )
    };
    let (one, two) = (plan(5001), plan(5002));
    for (form, count) in [
        (one.clone(), 1),
        (format!("[{one}]"), 1),
        (format!("[{one},{two}]"), 2),
        (format!("[\"\",{one},[],null]"), 1),
        (format!(r#"{{"5001":{one},"5002":{two}}}"#), 2),
        ("[]".to_owned(), 0),
        ("\"\"".to_owned(), 0),
        ("null".to_owned(), 0),
        ("{}".to_owned(), 0),
    ] {
        let plans = plans(&form);
        assert_eq!(plans.len(), count, "{form}");
        for plan in &plans {
            assert_eq!((plan.bedrooms, plan.bathrooms), (number("1"), number("1.5")));
            assert_eq!(plan.square_feet.low(), number("850"), "Min 0 means unknown");
            assert_eq!(
                (plan.market_rent.low(), plan.market_rent.high()),
                (number("1450.00"), number("1600"))
            );
            assert_eq!((plan.units_available, plan.offered_units()), (Some(3), Some(3)));
            assert_eq!(plan.files[0].caption, "Plan");
            assert!(plan.availability_url.as_ref().unwrap().ends_with(&format!("[id]/{}", plan.id)));
        }
    }
}

#[test]
fn every_known_form_of_no_floor_plans_is_an_empty_list() {
    for none in [
        "\"No records found for this request.\"",
        "[]",
        "\"\"",
        "{}",
        r#"{"FloorPlans":""}"#,
        r#"{"FloorPlans":[]}"#,
        r#"{"propertyId":"100001","count":0}"#,
        r#"{"FloorPlans":"No records found"}"#,
        r#"{"status":"No records found with mentioned preferences."}"#,
    ] {
        assert!(read::<GetFloorPlans>(none).is_empty(), "{none}");
    }
}

#[test]
fn an_invalid_response_is_never_an_empty_list() {
    for odd in [
        "\"error\"",
        "7",
        "true",
        r#"{"Plans":{"Plan":[]},"Other":[1]}"#,
        r#"{"status":"ok"}"#,
        r#"{"message":"Forbidden"}"#,
        r#"{"error":"not available","count":0}"#,
        r#"{"FloorPlans":{"status":"ok"}}"#,
        r#"{"FloorPlans":7}"#,
        r#"{"FloorPlans":"sorry"}"#,
        r#"{"FloorPlans":{"Plan":[{"Name":"A1"}]}}"#,
        r#"{"FloorPlans":{"FloorPlan":[{"Name":"A1"},{"Name":"B1"}]}}"#,
        r#"{"FloorPlans":{"FloorPlan":["A1"]}}"#,
        "not JSON",
    ] {
        assert!(!unreadable::<GetFloorPlans>(odd).is_empty(), "{odd}");
    }
    let error = unreadable::<GetFloorPlans>(r#"{"FloorPlans":"sorry"}"#);
    assert_eq!(error, "at FloorPlans.FloorPlan: \"sorry\" instead of a list");
}

#[test]
fn a_floor_plan_without_a_usable_id_is_skipped_alone() {
    for bad in [r#"{"IDValue":""}"#, r#"{"IDValue":"FP-50002"}"#, r#"{"IDValue":"0"}"#, "[]", "\"x\""] {
        let list = plans(&format!(
            r#"[{{"Identification":{{"IDValue":"5001"}}}},{{"Name":"B2","Identification":{bad}}},{{"Identification":{{"IDValue":"5003"}}}}]"#
        ));
        assert_eq!(list.iter().map(|plan| plan.id.get()).collect::<Vec<_>>(), [5001, 5003], "{bad}");
        assert!(list.skipped[0].what.contains("floor plan 2 (B2)"), "{:?}", list.skipped);
    }
}

#[test]
fn month_multiples_are_dollars_unless_they_can_only_be_months() {
    let deposit = |amount_type: &str, min: &str, max: &str| {
        plan(&format!(
            r#""Deposit":{{"@attributes":{{"DepositType":"security deposit"}},"Amount":{{"@attributes":{{"AmountType":"{amount_type}"}},
            "ValueRange":{{"@attributes":{{"Min":"{min}","Max":"{max}"}}}}}}}}"#
        ))
        .deposit
    };
    let rent = number("1800");
    for (amount_type, min, max, low, high) in [
        ("MonthMultiple", "$500.00", "$500.00", "500.00", "500.00"),
        ("MonthMultiple", "$100.00", "$300.00", "100.00", "300.00"),
        ("MonthMultiple", "500.00", "500.00", "500.00", "500.00"),
        ("MonthMultiple", "500", "", "500", "500"),
        ("MonthMultiple", "4", "4", "4", "4"),
        ("MonthMultiple", "1.5", "2", "2700.0", "3600"),
        ("monthmultiple", "1", "1", "1800", "1800"),
        ("MonthMultiple", "$2.00", "$2.00", "2.00", "2.00"),
        ("MonthMultiple", "&#36;2.00", "&#36;2.00", "2.00", "2.00"),
        ("MonthMultiple", "USD 2.00", "2.00", "2.00", "2.00"),
        ("Month Multiple", "$350.00", "", "350.00", "350.00"),
        ("Actual", "2", "2", "2", "2"),
        ("", "300", "300", "300", "300"),
    ] {
        let deposit = deposit(amount_type, min, max);
        let amounts = (deposit.lowest(rent), deposit.highest(rent));
        assert_eq!(amounts, (number(low), number(high)), "{amount_type} {min} {max}");
    }
    for (amount_type, min) in
        [("MonthMultiple", "$0.00"), ("MonthMultiple", "0"), ("Actual", "$1.00"), ("", "Call us")]
    {
        assert_eq!(deposit(amount_type, min, min).lowest(rent), None, "{amount_type} {min}");
    }
    assert_eq!(deposit("MonthMultiple", "2", "2").lowest(None), None, "the rent is unknown");
    let beside = plan(
        r#""Deposit":{"Amount":{"AmountType":"MonthMultiple","ValueRange":{"Min":"$100.00","Max":"$100.00"}}}"#,
    );
    assert_eq!(beside.deposit, Deposit::Dollars(Range::new(number("100.00"), number("100.00"))));
}

#[test]
fn placeholder_amounts_are_absent() {
    for (min, max, low) in [
        ("0", "0", None),
        ("1", "1", None),
        ("50", "99.99", None),
        ("-1", "", None),
        ("50", "1310", Some("1310")),
        ("100", "0", Some("100")),
        ("1500", "1400", Some("1400")),
        ("Call us", "1400", Some("1400")),
    ] {
        let plan = plan(&format!(r#""MarketRent":{{"@attributes":{{"Min":"{min}","Max":"{max}"}}}}"#));
        assert_eq!(plan.market_rent.low(), low.and_then(number), "{min} {max}");
    }
    let plan = plan(r#""SquareFeet":{"@attributes":{"Min":"741","Max":"0"}}"#);
    assert_eq!((plan.square_feet.low(), plan.square_feet.high()), (number("741"), number("741")));
}

#[test]
fn displayed_unit_counts_take_precedence() {
    assert_eq!(plan(r#""UnitsAvailable":"3","DisplayedUnitsAvailable":"2""#).offered_units(), Some(2));
    assert_eq!(plan(r#""UnitsAvailable":"3","DisplayedUnitsAvailable":[]"#).offered_units(), Some(3));
    assert_eq!(plan(r#""UnitsAvailable":"3","DisplayedUnitsAvailable":0"#).offered_units(), Some(0));
}
