//! getUnitsAvailabilityAndPricing, in both of its layouts.

use super::{day, number, read, unreadable};
use crate::api::units::{Availability, GetUnitsAvailabilityAndPricing, Unit};

type Pricing = GetUnitsAvailabilityAndPricing;

const PLANS: &str = r#""Properties":{"Property":[{"PropertyId":"100001","Floorplans":{"Floorplan":[
    {"Identification":{"IDValue":5001},"Name":"A1","UnitCount":12,"UnitsAvailable":3,"DisplayedUnitsAvailable":"2"},
    {"Name":"without an id"}]}}]}"#;

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
    let [plan] = &answer.floor_plans[..] else { panic!("{answer:?}") };
    assert_eq!((plan.name.as_str(), plan.offered_units()), ("A1", Some(2)));
    let [unit] = &answer.units[..] else {
        panic!("a row without PropertyUnitId is no unit: {:?}", answer.units)
    };
    let skipped: Vec<_> = answer.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(skipped, ["floor plan 2 (without an id) has no id", "unit 2 has no PropertyUnitId"]);
    assert_eq!(unit.property.unwrap().get(), 100_009, "a child property keeps its own id");
    assert_eq!((unit.space.as_str(), unit.unit.as_str()), ("8001", "6001"));
    assert_eq!((&unit.availability, unit.is_offered()), (&Availability::Available, true));
    assert_eq!((unit.available_on, unit.area), (day("2030-08-01"), number("850")));
    assert_eq!((unit.rent.low(), unit.rent.high()), (number("1234.00"), number("1400.00")));
    assert_eq!(unit.deposit.high(), number("6000.00"));
    assert!(unit.term_rents[0].is_best_price);
    assert_eq!(
        (unit.term_rents[0].lease_term.as_str(), Some(unit.term_rents[0].rent)),
        ("12 Months", number("1234.00"))
    );
}

#[test]
fn spaces_inherit_what_only_their_unit_says() {
    let answer = read::<Pricing>(
        r#"{"PropertyUnits":{"PropertyUnit":[{"@attributes":{"Id":"6001","UnitNumber":"115","FloorplanId":"5001",
        "PropertyId":"100001","BuildingName":"B"},"UnitSpace":{"8001":{"@attributes":{"Id":"8001","UnitNumber":"A",
        "Availability":"Not Available"},"Rent":{"@attributes":{"MinRent":"829.00","MaxRent":"829.00"}}},
        "8002":{"@attributes":{"Availability":"Soon"}}}}]}}"#,
    );
    let [first, second] = &answer.units[..] else { panic!("{:?}", answer.units) };
    assert_eq!((first.space.as_str(), first.unit.as_str(), first.number.as_str()), ("8001", "6001", "A"));
    assert_eq!((first.floor_plan.unwrap().get(), first.building.as_str()), (5001, "B"));
    assert_eq!(first.availability, Availability::NotAvailable);
    assert_eq!((second.space.as_str(), second.number.as_str()), ("8002", "115"), "its key is its id");
    assert_eq!(second.availability, Availability::Other("Soon".into()));
}

#[test]
fn one_unit_and_one_space_may_be_plain_objects() {
    let attributes = r#"{"Id":"8001","PropertyUnitId":"6001","Availability":"Available"}"#;
    let beside =
        r#"{"Id":"8001","PropertyUnitId":"6001","Availability":"Available","Rent":{"MinRent":"$950.00"}}"#;
    let below = format!(r#"{{"@attributes":{attributes},"Rent":{{"@attributes":{{"MinRent":"$950.00"}}}}}}"#);
    for unit in [beside, &below, &format!("[{below}]"), &format!(r#"{{"0":{below}}}"#)] {
        let answer = read::<Pricing>(&format!(r#"{{"ILS_Units":{{"Unit":{unit}}}}}"#));
        assert_eq!((answer.units.len(), answer.units[0].rent.low()), (1, number("950.00")), "{unit}");
    }
    let space = read::<Pricing>(
        r#"{"PropertyUnits":{"PropertyUnit":{"Id":"6001","UnitSpace":{"UnitNumber":"A","Status":"Vacant Ready (Available)",
        "AvailableOn":"08\/03\/2013","Area":"1300.0000 SquareMeter","Rent":{"TermRent":{"LeaseTerm":"10 Months","Rent":"1000.00"}},
        "Deposit":{"MinDeposit":"$95.00","MaxDeposit":"$565.00"}}}}}"#,
    );
    let unit = &space.units[0];
    assert_eq!((unit.unit.as_str(), unit.area, unit.is_offered()), ("6001", number("13993"), true));
    assert_eq!((unit.deposit.low(), unit.term_rents.len()), (number("95.00"), 1));
}

#[test]
fn a_property_without_units_differs_from_an_invalid_response() {
    let no_available =
        PLANS.replace("\"UnitsAvailable\":3,\"DisplayedUnitsAvailable\":\"2\"", "\"UnitsAvailable\":\"0\"");
    for none in [
        r#""No records found for the given criteria.""#.to_owned(),
        format!("{{{no_available}}}"),
        format!(r#"{{{PLANS},"ILS_Units":[]}}"#),
        format!(r#"{{{PLANS},"ILS_Units":{{}}}}"#),
        format!(r#"{{{PLANS},"ILS_Units":{{"Unit":""}}}}"#),
        r#"{"ILS_Units":{"Unit":[]}}"#.to_owned(),
        r#"{"PropertyUnits":""}"#.to_owned(),
    ] {
        assert!(read::<Pricing>(&none).units.is_empty(), "{none}");
    }
    for odd in [
        r#""error""#,
        r#"{"Units":[1]}"#,
        "7",
        r#"{"Units":"x"}"#,
        r#"{"ILS_Units":"Service unavailable"}"#,
        r#"{"ILS_Units":{"Unit":"Service unavailable"}}"#,
        r#"{"Properties":{"Property":{"PropertyId":"100001"}}}"#,
        r#"{"Properties":"Service unavailable"}"#,
    ] {
        unreadable::<Pricing>(odd);
    }
    let error = unreadable::<Pricing>(&format!("{{{PLANS}}}"));
    assert!(
        error.contains("neither ILS_Units nor PropertyUnits, although its floor plans list 3 available"),
        "{error}"
    );
}

#[test]
fn rows_without_any_id_are_an_error() {
    let rows =
        r#"{"@attributes":{"Id":"8001","Availability":"Available"}},{"@attributes":{"UnitNumber":"9"}}"#;
    for form in [
        format!(r#"{{{PLANS},"ILS_Units":{{"Unit":[{rows}]}}}}"#),
        format!(r#"{{{PLANS},"ILS_Units":{{"Unit":{{"@attributes":{{"UnitNumber":"9"}}}}}}}}"#),
        format!(r#"{{{PLANS},"ILS_Units":{{"Unit":{{"@attributes":{{"PropertyUnitId":"0"}}}}}}}}"#),
        format!(r#"{{{PLANS},"PropertyUnits":{{"PropertyUnit":[{{"UnitSpace":[{{"UnitNumber":"A"}}]}}]}}}}"#),
    ] {
        let error = unreadable::<Pricing>(&form);
        assert!(error.contains("unit rows has an id"), "{error}");
    }
    let one = read::<Pricing>(&format!(r#"{{"ILS_Units":{{"Unit":[{rows},{{"PropertyUnitId":"6001"}}]}}}}"#));
    assert_eq!((one.units.len(), one.skipped.len()), (1, 2));
}

fn unit(members: &str) -> Unit {
    let unit = format!(r#"{{"@attributes":{{"PropertyUnitId":"6001",{members}}}}}"#);
    read::<Pricing>(&format!(r#"{{"ILS_Units":{{"Unit":{unit}}}}}"#)).units.remove(0)
}

#[test]
fn hidden_leased_and_noticed_units_are_not_offered() {
    for (members, is_offered) in [
        (r#""Availability":"Available""#, true),
        (r#""Availability":"AVAILABLE","WebVisible":"1""#, true),
        (r#""Availability":"","Status":"Vacant Ready (Available)""#, true),
        (r#""Availability":"Available","WebVisible":"0""#, false),
        (r#""Availability":"Available","WebVisible":false"#, false),
        (r#""Availability":"On Notice","WebVisible":"1""#, false),
        (r#""Availability":"on notice""#, false),
        (r#""Availability":"Not Available""#, false),
        (r#""Availability":"Leased""#, false),
        (r#""Status":"Occupied (Not Available)""#, false),
        (r#""UnitNumber":"9""#, false),
        (r#""Availability":"available","WebVisible":"False""#, false),
        (r#""Availability":"available","WebVisible":"no""#, false),
    ] {
        assert_eq!(unit(members).is_offered(), is_offered, "{members}");
    }
    assert_eq!(unit(r#""Availability":"On Notice""#).availability, Availability::OnNotice);
    assert_eq!(unit(r#""IsAffordable":"1""#).is_affordable, Some(true));
}

#[test]
fn a_map_with_keys_from_zero_is_a_list() {
    let unit = r#"{"@attributes":{"Id":"8001","PropertyUnitId":"6001"}}"#;
    for form in [format!("[{unit},{unit}]"), format!(r#"{{"0":{unit},"1":{unit}}}"#)] {
        let answer = read::<Pricing>(&format!(r#"{{"ILS_Units":{{"Unit":{form}}}}}"#));
        assert_eq!(answer.units.len(), 2, "{form}");
    }
    let spaces = read::<Pricing>(
        r#"{"PropertyUnits":{"PropertyUnit":{"Id":"6001","UnitSpace":{"0":{"UnitNumber":"A"},"1":{"UnitNumber":"B"}}}}}"#,
    );
    assert!(spaces.units.iter().all(|space| space.space.is_empty()), "these keys are no ids");
}

#[test]
fn an_unreadable_value_is_skipped_alone() {
    let answer = read::<Pricing>(
        r#"{"ILS_Units":{"Unit":[{"@attributes":{"Id":"8001","PropertyUnitId":"6001","AvailableOn":"31/12/2030","FloorplanId":"A1"},
        "Rent":{"@attributes":{"MinRent":"Call us","MaxRent":"0"},"TermRent":[{"LeaseTerm":"6 Months","Rent":"ask"}]}}]}}"#,
    );
    let unit = &answer.units[0];
    assert_eq!((unit.rent.low(), unit.available_on, unit.floor_plan), (None, None, None));
    assert!(unit.term_rents.is_empty());
}
