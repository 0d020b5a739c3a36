//! getPropertyUnits.

use super::{day, number, read};
use crate::api::units::GetPropertyUnits;

#[test]
fn unit_rows_are_read_by_their_documented_and_by_their_real_names() {
    for (plan, feet, rooms, rent) in [
        ("floorplanId", "squareFeet", "noOfBedrooms", r#"{"termRent":{"amount":"1,234.00"}}"#),
        (
            "floorPlanId",
            "SquareFeet",
            "numberOfBedrooms",
            r#"{"termRent":[{"rent":"1234.00","isBestPrice":"1"}]}"#,
        ),
        ("floorPlanId", "SquareFeet", "numberOfBedrooms", r#"{"minRent":1234.00,"termRent":[]}"#),
    ] {
        let list = read::<GetPropertyUnits>(&format!(
            r#"{{"properties":{{"property":{{"propertyId":100001,"units":{{"unit":{{"id":"6001","{plan}":"5001","{feet}":"850",
            "{rooms}":"2","unitSpaces":{{"unitSpace":{{"unitSpaceId":"8001","availableDate":"08\/01\/2030","rent":{rent}}}}}}}}}}}}}}}"#
        ));
        let unit = &list[0].units[0];
        assert_eq!((unit.floor_plan.unwrap().get(), unit.square_feet), (5001, number("850")));
        assert_eq!(unit.bedrooms, number("2"));
        assert_eq!(unit.rent.low().unwrap().normalize().to_string(), "1234");
        assert_eq!(
            (unit.space.as_str(), unit.unit.as_str(), unit.available_on),
            ("8001", "6001", day("2030-08-01"))
        );
    }
}

#[test]
fn a_space_has_what_the_published_example_shows() {
    let list = read::<GetPropertyUnits>(
        r#"{"properties":{"property":{"propertyId":1234,"propertyName":"Example &amp; Co","propertyAvailabilityURL":"http://x.example.com/1",
        "units":{"unit":[{"id":5678,"unitNumber":302,"buildingName":"Building 4","floorplanId":123,"noOfBathrooms":2.5,
        "unitAvailabilityURL":"http://x.example.com/property_unit[id]/5678",
        "unitSpaces":{"unitSpace":[{"unitSpaceId":1245,"isAffordable":0,"excludedReason":"Hospitality Unit","availabilityStatus":"Unoccupied",
        "availableDate":"YYYY-MM-DD","rent":{"minRent":25000,"maxRent":30000,"termRent":{"leaseTermName":"1 month","amount":0,"isBestPrice":1}},
        "minDeposit":"6,000.00","maxDeposit":"7,000.00","amenities":{"amenity":{"id":234,"name":"Fireplace"}},
        "pets":{"pet":{"type":"Cat","count":2,"deposit":50,"rent":50,"fee":25,"restrictions":"PET Allowed","description":"PET Allowed"}}},
        {"availabilityStatus":"no id here either"}]}},{"unitSpaces":{"unitSpace":{"availabilityStatus":"lost"}}}]}}}}"#,
    );
    let home = &list[0];
    assert_eq!((home.name.as_str(), home.units.len(), list.skipped.len()), ("Example & Co", 2, 1));
    let unit = &home.units[0];
    assert_eq!((unit.rent.low(), unit.rent.high()), (number("25000"), number("30000")));
    assert_eq!((unit.deposit.low(), unit.deposit.high()), (number("6000.00"), number("7000.00")));
    assert_eq!(
        (unit.number.as_str(), unit.building.as_str(), unit.bathrooms),
        ("302", "Building 4", number("2.5"))
    );
    assert_eq!((unit.available_on, unit.is_affordable), (None, Some(false)));
    assert_eq!(
        (unit.excluded_reason.as_str(), unit.amenities.as_slice()),
        ("Hospitality Unit", &["Fireplace".to_owned()][..])
    );
    assert!(unit.term_rents.is_empty(), "0 is no rent");
    let [cats] = &unit.pets[..] else { panic!("{:?}", unit.pets) };
    assert_eq!((cats.pet.as_str(), cats.text.as_str(), cats.max_count), ("Cat", "PET Allowed", Some(2)));
    assert_eq!((cats.rent, cats.fee, cats.deposit), (number("50"), number("25"), number("50")));
    assert!(unit.availability_url.as_ref().unwrap().ends_with("/5678"));
}
