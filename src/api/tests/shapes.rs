//! Recorded-like shapes of the properties, plans and calendars, one quirk a test.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{property, read};
use crate::api::Method as _;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyMedia};
use crate::api::units::{GetMitsPropertyUnits, GetPropertyUnits};
use crate::api::wire::RawResult;

fn number(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

#[test]
fn a_property_is_read_as_recorded() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":[{"PropertyID":100001,"MarketingName":" Sample Court ","Type":"Apartment",
        "YearBuilt":"2012","ShortDescription":{"b":"Bright &amp; big"},
        "LongDescription":"A caf&eacute; &mdash; <b>x</b>","webSite":"https:\/\/www.example.com\/",
        "Address":{"@attributes":{"AddressType":"property"},"Address":"1 Main St","City":"Springfield","State":"IL",
        "PostalCode":"02215","Country":"US","Email":"office@example.com"},
        "Phone":{"PhoneNumber":"5555550100","@attributes":{"PhoneType":"primary"}},
        "PropertyHours":{"OfficeHours":{"OfficeHour":[{"Day":"Tuesday","AvailabilityType":"Open","OpenTime":"9:00 AM",
        "CloseTime":"5:30 PM"},{"Day":"Sunday","AvailabilityType":"By Appointment Only"}]}},"IsDisabled":0,
        "SpaceOptions":{"SpaceOption":[{"Id":"2","Name":"Standard"}]}}]}}"#,
    );
    let [only] = &list[..] else { panic!("{list:?}") };
    assert_eq!((only.id, only.marketing_name.as_str()), (property(), "Sample Court"));
    assert_eq!((only.address.postal_code.as_str(), only.address.state.as_str()), ("02215", "IL"));
    assert_eq!(only.address.email, "office@example.com");
    assert_eq!(only.website, "https://www.example.com/");
    assert_eq!(only.long_description, "A café — x");
    assert_eq!(only.short_description, "Bright & big");
    assert_eq!(only.phones[0].number, "5555550100");
    assert_eq!(only.office_hours.len(), 2);
    assert!(!only.disabled);
}

#[test]
fn the_primary_address_is_taken_wherever_it_stands() {
    let list = read::<GetProperties>(
        r#"{"PhysicalProperty":{"Property":{"PropertyID":"100001","Address":"","Addresses":{"Address":[
        {"AddressType":"Mailing","Address":"PO 1","StateCode":"TX"},
        {"AddressType":"Primary","Address":"1 Main St","StateCode":"IL"}]}}}}"#,
    );
    assert_eq!((list[0].address.street.as_str(), list[0].address.state.as_str()), ("1 Main St", "IL"));
}

#[test]
fn one_a_list_and_a_map_of_floor_plans_are_the_same() {
    let plan = |id: u32| {
        format!(
            r#"{{"Name":"A{id}","Identification":{{"IDValue":"{id}","@attributes":{{"IDType":"FloorplanID"}}}},
            "Room":[{{"Count":"1.5","@attributes":{{"RoomType":"Bathroom"}}}},
                    {{"Count":1,"@attributes":{{"RoomType":"Bedroom"}}}}],
            "SquareFeet":{{"@attributes":{{"Min":"0","Max":"850"}}}},
            "MarketRent":{{"@attributes":{{"Min":"$1,450.00","Max":"1600"}}}},"UnitsAvailable":"3","IsDisabled":false,
            "Deposit":{{"Amount":{{"AmountType":"MonthMultiple","ValueRange":{{"@attributes":{{"Min":"2"}}}}}}}},
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
        let plans = read::<GetFloorPlans>(&format!(r#"{{"FloorPlans":{{"FloorPlan":{form}}}}}"#));
        assert_eq!(plans.len(), count, "{form}");
        for plan in plans {
            assert_eq!((plan.bedrooms, plan.bathrooms), (number("1"), number("1.5")));
            assert_eq!(plan.square_feet.low(), number("850"), "Min 0 means unknown");
            assert_eq!((plan.market_rent.low(), plan.market_rent.high()), (number("1450"), number("1600")));
            assert_eq!((plan.units_available, plan.deposit.in_months), (Some(3), true));
            assert_eq!(plan.pictures[0].caption, "Plan");
        }
    }
}

#[test]
fn none_in_its_known_forms_is_an_empty_list() {
    for none in [
        "\"No records found for this request.\"",
        "[]",
        "\"\"",
        "{}",
        r#"{"FloorPlans":""}"#,
        r#"{"FloorPlans":[]}"#,
    ] {
        assert!(read::<GetFloorPlans>(none).is_empty(), "{none}");
    }
}

#[test]
fn what_is_no_answer_is_never_an_empty_list() {
    for odd in [
        "\"error\"",
        "7",
        "true",
        r#"{"Plans":{"Plan":[]},"Other":[1]}"#,
        r#"{"FloorPlans":7}"#,
        r#"{"FloorPlans":"sorry"}"#,
    ] {
        assert!(GetFloorPlans::read(RawResult::new(odd)).is_err(), "{odd}");
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let result = r#"{"FloorPlans":{"FloorPlan":[{"Identification":{"IDValue":"1"}},{"Identification":{"IDValue":"x"}}]}}"#;
    let error = GetFloorPlans::read(RawResult::new(result)).unwrap_err();
    assert_eq!(error.path, "FloorPlans.FloorPlan[1]");
    assert!(error.what.contains("IDValue"), "{}", error.what);
}

#[test]
fn a_listed_property_brings_coordinates_pictures_and_units() {
    let list = read::<GetMitsPropertyUnits>(
        r#"{"PhysicalProperty":{"Property":[{"Identification":{"IDValue":"100001"},
        "PropertyID":{"MarketingName":"Sample Court","WebSite":"https:\/\/www.example.com",
          "Address":{"Address":"1 Main St","City":"Springfield","State":"IL"},
          "Phone":[{"PhoneNumber":"5555550100","@attributes":{"PhoneType":"office"}}]},
        "ILS_Identification":{"Latitude":"39.78","Longitude":-89.65,"TimeZone":"Central"},
        "Information":{"PropertyAvailabilityURL":"https:\/\/sample.example.com\/x"},
        "File":[{"FileType":"Photo","Src":"https:\/\/cdn.example.com\/p1.jpg","@attributes":{"FileID":"1","Active":"true"}},
                {"Src":"https:\/\/cdn.example.com\/p2.jpg","@attributes":{"Active":"false"}}],
        "ILS_Unit":[{"Identification":{"IDValue":"8001"},
          "Units":{"Unit":{"Identification":{"IDValue":"6001"},"MarketingName":"115-A","MinSquareFeet":"1","MaxSquareFeet":"850",
            "MarketRent":"0.00","UnitRent":"1,234.00","@attributes":{"FloorPlanId":"5001"}}},
          "Availability":{"VacancyClass":"Unoccupied","VacateDate":{"@attributes":{"Year":"2030","Month":"7","Day":"1"}},
            "MadeReadyDate":{"@attributes":{"Year":"2030","Month":"8","Day":"1"}}},
          "Amenity":[{"@attributes":{"AmenityType":"Other"},"Description":"Balcony"}]}]}]}}"#,
    );
    let home = &list[0];
    assert_eq!((home.latitude, home.longitude), (number("39.78"), number("-89.65")));
    assert_eq!((home.time_zone.as_str(), home.phones.len()), ("Central", 1));
    assert_eq!(home.pictures.iter().filter(|picture| picture.active).count(), 1);
    let unit = &home.units().unwrap()[0];
    assert_eq!((unit.space.as_str(), unit.unit.as_str(), unit.rent), ("8001", "6001", number("1234")));
    assert_eq!(unit.square_feet.low(), number("850"), "Min 1 is a placeholder");
    assert_eq!((unit.ready_on, unit.vacant), (NaiveDate::from_ymd_opt(2030, 8, 1), Some(true)));
    assert_eq!(unit.amenities, ["Balcony"]);
    let bare =
        read::<GetMitsPropertyUnits>(r#"{"PhysicalProperty":{"Property":{"Identification":{"IDValue":1}}}}"#);
    assert!(
        bare[0].units().unwrap().is_empty() && bare[0].latitude.is_none(),
        "a property may have no units"
    );
}

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
    ] {
        let list = read::<GetPropertyUnits>(&format!(
            r#"{{"properties":{{"property":{{"propertyId":100001,"units":{{"unit":{{"id":"6001","{plan}":"5001","{feet}":"850",
            "{rooms}":"2","unitSpaces":{{"unitSpace":{{"unitSpaceId":"8001","availableDate":"08\/01\/2030","rent":{rent}}}}}}}}}}}}}}}"#
        ));
        let unit = &list[0].units[0];
        assert_eq!((unit.floor_plan.unwrap().get(), unit.square_feet), (5001, number("850")));
        assert_eq!((unit.bedrooms, unit.rent), (number("2"), number("1234")));
        assert_eq!(unit.available_on, NaiveDate::from_ymd_opt(2030, 8, 1));
    }
}

#[test]
fn media_lie_directly_in_their_list() {
    let list = read::<GetPropertyMedia>(
        r#"{"propertyId":100001,"media":[{"id":"1","mediaUrl":"https:\/\/x\/1.jpg"}]}"#,
    );
    assert_eq!(list[0].media_url, "https://x/1.jpg");
}

#[test]
fn tour_times_stay_as_they_were_sent() {
    let days = read::<GetCalendarAvailability>(
        r#"{"availableTours":{"availableTour":[{"tourDate":"2030-08-01","tourTime":["10:00 MST - 10:30 MST",null," noonish ","",7]},
        {"tourDate":"2030-08-02","tourTime":[]},{"tourDate":"2030-08-03"},{"tourDate":"2030-08-04","tourTime":""},
        {"tourDate":"2030-08-05","tourTime":"11:00 MST - 11:30 MST"}]}}"#,
    );
    assert_eq!(days.len(), 5);
    assert_eq!(days[0].times, ["10:00 MST - 10:30 MST", " noonish ", "7"]);
    assert!(days[1].times.is_empty() && days[2].times.is_empty() && days[3].times.is_empty());
    assert_eq!(days[4].times, ["11:00 MST - 11:30 MST"]);
    for none in [r#"{"availableTours":{}}"#, r#"{"availableTours":[]}"#, r#"{"success":"No tours"}"#, "[]"] {
        assert!(read::<GetCalendarAvailability>(none).is_empty(), "{none}");
    }
}

#[test]
fn office_hours_of_the_calendar_keep_their_zone_words() {
    let hours = read::<GetCalendarHours>(
        r#"{"propertyCalendarSettings":{"propertyId":"100001","appointmentLength":30,"minLeadTimeTour":"2"},
        "propertyCalendarAvailability":{"availableHours":{"availableHour":{"date":"08\/01\/2030",
        "startTime":"09:00:00MDT","endTime":"12:00:00MDT"}}}}"#,
    );
    assert_eq!(hours.appointment_length, Some(30));
    assert_eq!(hours.hours[0].start_time, "09:00:00MDT");
    assert!(read::<GetCalendarHours>(r#"{"success":"No hours"}"#).hours.is_empty());
}
