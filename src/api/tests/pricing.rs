//! The two layouts of availability and pricing.

use chrono::NaiveDate;

use super::read;
use crate::api::Method as _;
use crate::api::units::{Availability, GetUnitsAvailabilityAndPricing};
use crate::api::wire::RawResult;

type Pricing = GetUnitsAvailabilityAndPricing;

const PLANS: &str = r#""Properties":{"Property":[{"PropertyId":"100001","Floorplans":{"Floorplan":[
    {"Identification":{"IDValue":5001},"Name":"A1","UnitCount":12,"UnitsAvailable":3},{"Name":"without an id"}]}}]}"#;

#[test]
fn units_keyed_by_their_ids_are_a_list() {
    let answer = read::<Pricing>(&format!(
        r#"{{{PLANS},"ILS_Units":{{"Unit":{{"6001":{{"@attributes":{{"Id":"8001","PropertyUnitId":"6001","PropertyId":"100009",
        "FloorplanId":"5001","FloorPlanName":"A1","UnitNumber":"115","Availability":"Available","AvailableOn":"08\/01\/2030",
        "Area":"850 SquareFeet"}},"Rent":{{"@attributes":{{"MinRent":"$1,234.00","MaxRent":"1, 400.00"}},
        "TermRent":{{"@attributes":{{"LeaseTerm":"12 Months","Rent":"1,234.00","IsBestPrice":"true"}}}}}},
        "Deposit":{{"@attributes":{{"MinDeposit":"500.00","MaxDeposit":"6,000.00"}}}}}},
        "6002":{{"@attributes":{{"Id":"8002","AvailableOn":""}}}}}}}}}}"#
    ));
    let [plan] = &answer.floor_plans().unwrap()[..] else { panic!("{answer:?}") };
    assert_eq!((plan.name.as_str(), plan.units_available), ("A1", Some(3)));
    let [unit] = &answer.units[..] else {
        panic!("a row without PropertyUnitId is no unit: {:?}", answer.units)
    };
    assert_eq!(unit.property.unwrap().get(), 100_009, "a child property keeps its own id");
    assert_eq!((unit.space.as_str(), unit.unit.as_str()), ("8001", "6001"));
    assert_eq!(unit.availability, Availability::Available);
    assert_eq!(unit.available_on, NaiveDate::from_ymd_opt(2030, 8, 1));
    assert_eq!(unit.area.unwrap().to_string(), "850");
    assert_eq!(
        (unit.rent.low().unwrap().to_string(), unit.rent.high().unwrap().to_string()),
        ("1234.00".into(), "1400.00".into())
    );
    assert_eq!(unit.deposit.high().unwrap().to_string(), "6000.00");
    assert!(unit.term_rents[0].best_price);
}

#[test]
fn spaces_inherit_what_only_their_unit_says() {
    let answer = read::<Pricing>(
        r#"{"PropertyUnits":{"PropertyUnit":[{"@attributes":{"Id":"6001","UnitNumber":"115","FloorplanId":"5001",
        "PropertyId":"100001","BuildingName":"B"},"UnitSpace":{"8001":{"@attributes":{"Id":"8001","UnitNumber":"A",
        "Availability":"Not Available"},"Rent":{"@attributes":{"MinRent":"829.00","MaxRent":"829.00"}}},
        "8002":{"@attributes":{"Id":"8002","Availability":"Soon"}}}}]}}"#,
    );
    let [first, second] = &answer.units[..] else { panic!("{:?}", answer.units) };
    assert_eq!((first.space.as_str(), first.unit.as_str(), first.number.as_str()), ("8001", "6001", "A"));
    assert_eq!((first.floor_plan.unwrap().get(), first.building.as_str()), (5001, "B"));
    assert_eq!(first.availability, Availability::NotAvailable);
    assert_eq!(second.availability, Availability::Other("Soon".into()));
    assert_eq!(second.number, "115");
}

#[test]
fn a_property_without_units_is_told_from_an_answer_that_is_none() {
    for none in [
        r#""No records found for the given criteria.""#.to_owned(),
        format!("{{{PLANS}}}"),
        format!(r#"{{{PLANS},"ILS_Units":[]}}"#),
        r#"{"ILS_Units":{"Unit":[]}}"#.to_owned(),
        r#"{"PropertyUnits":""}"#.to_owned(),
    ] {
        assert!(read::<Pricing>(&none).units.is_empty(), "{none}");
    }
    for odd in [r#""error""#, r#"{"Units":[1]}"#, "7"] {
        assert!(Pricing::read(RawResult::new(odd)).is_err(), "{odd}");
    }
}

#[test]
fn keys_from_nought_upwards_make_the_map_a_list() {
    let unit = r#"{"@attributes":{"Id":"8001","PropertyUnitId":"6001"}}"#;
    for form in [format!("[{unit},{unit}]"), format!(r#"{{"0":{unit},"1":{unit}}}"#)] {
        let answer = read::<Pricing>(&format!(r#"{{"ILS_Units":{{"Unit":{form}}}}}"#));
        assert_eq!(answer.units.len(), 2, "{form}");
    }
}

#[test]
fn a_rent_that_is_a_sentence_costs_nothing_but_itself() {
    let answer = read::<Pricing>(
        r#"{"ILS_Units":{"Unit":[{"@attributes":{"Id":"8001","PropertyUnitId":"6001","AvailableOn":"31/12/2030"},
        "Rent":{"@attributes":{"MinRent":"Call us","MaxRent":"0"}}}]}}"#,
    );
    assert_eq!((answer.units[0].rent.low(), answer.units[0].available_on), (None, None));
}
