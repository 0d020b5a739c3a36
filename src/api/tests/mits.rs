//! getMitsPropertyUnits.

use super::{day, number, property, read, unreadable};
use crate::api::properties::{Deposit, MediaFile, MediaKind, Phone};
use crate::api::units::{AmenityOf, Availability, GetMitsPropertyUnits, MitsProperty, MitsUnit};

/// As recorded in the feed, with the id inside `PropertyID`.
pub(super) const RECORDED: &str = r#"{"PropertyID":{"Identification":{"@attributes":{"IDScopeType":"sender","IDRank":"primary"},"IDValue":"100001"},
    "MarketingName":"Sample Court","LegalName":"Sample Court LLC","Type":"Apartment","WebSite":"http:\/\/sample.example.com",
    "Address":{"@attributes":{"AddressType":"property"},"Address":"1 Sample Street","City":"Sampletown","State":"VA",
      "PostalCode":"02201","Country":[],"Email":"office@example.com"},"IsDisabled":"0",
    "Phone":[{"@attributes":{"PhoneType":"fax"},"PhoneDescription":"fax","PhoneNumber":"5555550110"},
             {"@attributes":{"PhoneType":"other"},"PhoneNumber":"5555550120"},
             {"@attributes":{"PhoneType":"office"},"PhoneDescription":"office","PhoneNumber":"5555550100"}]},
    "ILS_Identification":{"@attributes":{"ILS_IdentificationType":"Garden Style"},"Latitude":"38.8800000","Longitude":"-77.1000000",
      "DaylightSaving":"0","TimeZone":"Mountain Time (GMT -0700)"},
    "Information":{"StructureType":"Unspecified","UnitCount":"206","YearBuilt":"2014","LeaseLength":"6 months, 12 months",
      "OfficeHour":[{"OpenTime":"9:00 AM","CloseTime":"6:00 PM","Day":"Monday"}],
      "ShortDescription":"Text.\nSecond line.","PropertyAvailabilityURL":"http:\/\/sample.example.com\/property[id]\/100001"},
    "Amenities":{"PropertyAmenities":{"Amenity":[{"@attributes":{"Id":"1","IsPublished":"1","IsFeatured":"1"},"Name":"Pool &amp; spa"},
      {"@attributes":{"Id":"2","IsPublished":"0"},"Name":"Vault"},{"@attributes":{"Id":"3"},"Name":"pool & spa"}]},
      "UnitAmenities":{"Amenity":{"@attributes":{"IsPublished":"1"},"Name":"Balcony"}}},
    "Policy":{"Pet":[{"@attributes":{"Allowed":"true"},"Pets":{"@attributes":{"Count":"2","Description":"Monthly pet rent.","PetType":"Dog","Weight":"50 lbs"}},
      "Rent":"60","Restrictions":[]},{"@attributes":{"Allowed":"true"},"Pets":{"@attributes":{"Count":"0","Description":"","PetType":""}},
      "Rent":[],"Restrictions":"No Pets"},{"@attributes":{"Allowed":"true"},"Pets":[],"Rent":[]}],"General":"Valet parking"},
    "Fee":{"ApplicationFee":[{"@attributes":{"Type":"Application Fee","Amount":"$50.00"}},{"@attributes":{"Type":"Application Fee","Amount":"$50.00"}}],
      "AdminFee":"250","Nothing":"0"},
    "Concession":[{"@attributes":{"Active":"true"},"Value":"10.00","DescriptionHeader":"One month free","DescriptionBody":"On <b>12<\/b> months"},
      {"@attributes":{"Active":"false"},"DescriptionHeader":"Ended"},{"Value":"5.00"}],
    "Floorplan":[{"Identification":{"IDValue":"5001"},"Name":"A1","UnitsAvailable":"20","DisplayedUnitsAvailable":"18",
      "FloorplanAvailabilityURL":"http:\/\/sample.example.com\/property_floorplan[id]\/5001",
      "Deposit":{"@attributes":{"DepositType":"security deposit"},"Amount":{"@attributes":{"AmountType":"MonthMultiple"},
        "ValueRange":{"@attributes":{"Max":"$400.00","Min":"$400.00"}}}},
      "File":[{"FileType":"floorplan","Description":"2D Floor Plan","Name":"531f7cd714c85234.jpg","Caption":[],"Format":"jpg",
        "Src":"https:\/\/cdn.example.com\/1\/531f7cd714c85234.jpg","Width":"640","Height":"480","Rank":"1"},
        {"FileType":"floorplan","Description":"PDF Floor Plan","Name":"Sample_A1.pdf","Caption":"Sample_A1","Format":"pdf",
        "Src":"https:\/\/cdn.example.com\/1\/53629bac245f3548.pdf","Width":[],"Height":[],"Rank":"2"}]},{"Name":"No id"}],
    "File":[{"FileType":"Photo","Name":"50be26e1e2750732.jpg","Format":"jpg","Src":"https:\/\/cdn.example.com\/1\/50be26e1e2750732.jpg","Rank":"1"}],
    "ILS_Unit":[{"Identification":{"IDValue":"8001"},"Units":{"Unit":{"@attributes":{"BuildingId":"1","FloorPlanId":"5001"},
        "Identification":{"IDValue":"6001"},"MarketingName":"115-A","UnitBedrooms":"1","UnitBathrooms":"1.5","MinSquareFeet":"1","MaxSquareFeet":"850",
        "UnitRent":"1,234.00","MarketRent":"0.00","UnitOccupancyStatus":"vacant","FloorplanName":"A1","BuildingName":"North"}},
      "FloorLevel":"2","Availability":{"VacateDate":{"@attributes":{"Month":"07","Day":"01","Year":"2030"}},
        "MadeReadyDate":{"@attributes":{"Month":"8","Day":"1","Year":"2030"}},"VacancyClass":"Unoccupied",
        "UnitAvailabilityURL":"http:\/\/sample.example.com\/property_unit[id]\/6001"},
      "Amenity":[{"@attributes":{"AmenityType":"Other"},"Description":"Balcony"}]}]}"#;

fn mits(properties: &str) -> Vec<MitsProperty> {
    read::<GetMitsPropertyUnits>(&format!(r#"{{"PhysicalProperty":{{"Property":{properties}}}}}"#)).items
}

#[test]
fn a_listed_property_is_read_as_recorded() {
    let home = mits(RECORDED).remove(0);
    assert_eq!((home.id, home.marketing_name.as_str()), (Some(property()), "Sample Court"));
    assert_eq!(
        (home.property_type.as_str(), home.year_built, home.unit_count),
        ("Apartment", Some(2014), Some(206))
    );
    assert_eq!((home.latitude, home.longitude), (number("38.8800000"), number("-77.1000000")));
    assert_eq!(home.time_zone, "Mountain Time (GMT -0700)");
    assert_eq!(Phone::preferred(&home.phones).unwrap().as_str(), "5555550100");
    assert_eq!(home.email.unwrap().as_str(), "office@example.com");
    assert_eq!((home.address.postal_code.as_str(), home.address.country.as_str()), ("02201", ""));
    assert_eq!(home.availability_url.as_deref(), Some("http://sample.example.com/property[id]/100001"));
    assert_eq!(
        (home.lease_terms.as_str(), home.short_description.as_str()),
        ("6 months, 12 months", "Text.\nSecond line.")
    );
    assert_eq!(home.office_hours.len(), 1);
    assert!(!home.disabled);
    let [photo] = &home.files[..] else { panic!("{:?}", home.files) };
    assert_eq!((photo.kind, photo.caption.as_str()), (MediaKind::Photo, ""));
}

#[test]
fn what_a_listing_offers_is_read_as_recorded() {
    let home = mits(RECORDED).remove(0);
    let amenities: Vec<_> =
        home.amenities.iter().map(|one| (one.of, one.name.as_str(), one.is_featured)).collect();
    assert_eq!(amenities, [(AmenityOf::Property, "Pool & spa", true), (AmenityOf::Unit, "Balcony", false)]);
    let [dogs, words] = &home.pets[..] else { panic!("a bare flag says nothing: {:?}", home.pets) };
    assert_eq!(
        (dogs.pet.as_str(), dogs.text.as_str(), dogs.rent),
        ("Dog", "Monthly pet rent.", number("60"))
    );
    assert_eq!((dogs.max_count, dogs.max_weight.as_str()), (Some(2), "50 lbs"));
    assert_eq!((words.pet.as_str(), words.text.as_str(), words.rent), ("", "No Pets", None));
    let fees: Vec<_> = home.fees.iter().map(|fee| (fee.label.as_str(), fee.amount.to_string())).collect();
    assert_eq!(fees, [("Application Fee", "50.00".to_owned()), ("Admin fee", "250".to_owned())]);
    assert!(home.fees[0].is_application_fee() && !home.fees[1].is_application_fee());
    let [concession] = &home.concessions[..] else { panic!("{:?}", home.concessions) };
    assert_eq!(
        (concession.title.as_str(), concession.description.as_str()),
        ("One month free", "On 12 months")
    );
    assert_eq!(concession.value, number("10.00"));
}

#[test]
fn the_floor_plans_and_units_of_a_listing_are_read_as_recorded() {
    let home = mits(RECORDED).remove(0);
    let [plan] = &home.floor_plans[..] else { panic!("{:?}", home.floor_plans) };
    assert_eq!((plan.name.as_str(), plan.offered_units()), ("A1", Some(18)));
    assert_eq!(plan.deposit.lowest(number("1800")), number("400.00"));
    assert!(matches!(plan.deposit, Deposit::Dollars(_)));
    let [image] = MediaFile::images(&plan.files)[..] else { panic!("{:?}", plan.files) };
    assert_eq!((image.caption.as_str(), image.width), ("2D Floor Plan", Some(640)));
    assert_eq!((plan.files[1].format.as_str(), plan.files[1].is_image()), ("pdf", false));
    let [unit] = &home.units[..] else { panic!("{:?}", home.units) };
    assert_eq!((unit.space.as_str(), unit.unit.as_str(), unit.number.as_str()), ("8001", "6001", "115-A"));
    assert_eq!(
        (unit.floor_plan.unwrap().get(), unit.building.as_str(), unit.floor.as_str()),
        (5001, "North", "2")
    );
    assert_eq!((unit.bedrooms, unit.bathrooms), (number("1"), number("1.5")));
    assert_eq!((unit.rent, unit.square_feet.low()), (number("1234.00"), number("850")));
    assert_eq!((unit.ready_on, &unit.availability), (day("2030-08-01"), &Availability::Available));
    assert_eq!(unit.availability_url.as_deref(), Some("http://sample.example.com/property_unit[id]/6001"));
    assert_eq!(unit.amenities, ["Balcony"]);
}

#[test]
fn the_id_is_found_in_both_places() {
    for id in [
        r#""Identification":{"IDValue":"100001"},"PropertyID":{"MarketingName":"A"}"#,
        r#""Identification":{"@attributes":{"IDType":"x"},"IDValue":100001}"#,
        r#""PropertyID":{"Identification":{"IDValue":"100001"},"MarketingName":"A"}"#,
        r#""Identification":[],"PropertyID":{"Identification":[{"IDValue":"100001"}]}"#,
        r#""Identification":{"IDValue":""},"PropertyID":{"Identification":{"IDValue":" 100001 "}}"#,
    ] {
        for form in [format!("{{{id}}}"), format!("[{{{id}}}]"), format!(r#"{{"0":{{{id}}}}}"#)] {
            assert_eq!(mits(&form)[0].id, Some(property()), "{form}");
        }
    }
    let published = r#"{"PropertyID":{"MarketingName":"Example Court"},"Information":{"YearBuilt":"2012"}}"#;
    assert_eq!((mits(published)[0].id, mits(published)[0].year_built), (None, Some(2012)));
    let error = unreadable::<GetMitsPropertyUnits>(r#"{"PhysicalProperty":{"Management":{"Name":"x"}}}"#);
    assert!(error.contains("has no id"), "{error}");
}

#[test]
fn empty_elements_are_absent() {
    let home = mits(
        r#"{"PropertyID":{"Identification":{"IDValue":"100001"},"WebSite":[],"Address":{"Country":[],"Email":[]}},
        "ILS_Identification":{"Latitude":"0.0000","Longitude":"0"},"Amenities":{"PropertyAmenities":[]},"Policy":[],"Floorplan":[],"ILS_Unit":""}"#,
    )
    .remove(0);
    assert_eq!((home.latitude, home.longitude), (None, None), "nowhere on land");
    assert!(home.website.is_none() && home.email.is_none() && home.phones.is_empty());
    assert!(
        home.pets.is_empty()
            && home.floor_plans.is_empty()
            && home.units.is_empty()
            && home.amenities.is_empty()
    );
}

#[test]
fn what_stands_beside_the_only_property_belongs_to_it() {
    let beside = r#""Fee":{"ApplicationFee":{"Type":"Application","Amount":"75"}},"Concession":[{"Value":"10.00","DescriptionHeader":"Special"}],
        "Amenity":[{"Description":"24 Hour Maintenance"}],"Policy":{"Pet":[{"Restrictions":"Two cats"}]}"#;
    let one = r#"{"Identification":{"IDValue":"100001"}}"#;
    let list =
        read::<GetMitsPropertyUnits>(&format!(r#"{{"PhysicalProperty":{{"Property":[{one}],{beside}}}}}"#));
    assert_eq!((list[0].fees.len(), list[0].concessions.len()), (1, 1));
    assert_eq!(
        (list[0].amenities[0].name.as_str(), list[0].pets[0].text.as_str()),
        ("24 Hour Maintenance", "Two cats")
    );
    let two = read::<GetMitsPropertyUnits>(&format!(
        r#"{{"PhysicalProperty":{{"Property":[{one},{one}],{beside}}}}}"#
    ));
    assert!(two.iter().all(|home| home.fees.is_empty() && home.amenities.is_empty()));
}

#[test]
fn unusable_elements_are_skipped_alone() {
    let list = read::<GetMitsPropertyUnits>(&format!(
        r#"{{"PhysicalProperty":{{"Property":{}}}}}"#,
        RECORDED
            .replace(r#""ILS_Unit":["#, r#""ILS_Unit":[{"Units":{"Unit":{"MarketingName":"9"}}},"#)
            .replace("5555550120", "none")
    ));
    assert_eq!((list[0].units.len(), list[0].floor_plans.len(), list[0].phones.len()), (1, 1, 2));
    let skipped: Vec<_> = list.skipped.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(skipped, ["phone 2", "floor plan 2 (No id)", "unit 1"]);
}

fn unit(members: &str) -> MitsUnit {
    let unit = format!(r#"{{"Identification":{{"IDValue":"8001"}},{members}}}"#);
    mits(&format!(
        r#"{{"Identification":{{"IDValue":"1"}},"PropertyID":{{"MarketingName":"A"}},"ILS_Unit":{unit}}}"#
    ))
    .remove(0)
    .units
    .remove(0)
}

#[test]
fn a_unit_is_offered_if_it_is_vacant_and_not_leased() {
    let of = |vacancy: &str, occupancy: &str, leased: &str| {
        unit(&format!(
            r#""Units":{{"Unit":{{"UnitOccupancyStatus":"{occupancy}","UnitLeasedStatus":"{leased}"}}}},"Availability":{{"VacancyClass":"{vacancy}"}}"#
        ))
    };
    for (vacancy, occupancy, leased) in [
        ("Unoccupied", "vacant", "available"),
        ("Unoccupied", "vacant", ""),
        ("Unoccupied", "", ""),
        ("", "vacant", ""),
        ("unoccupied", "VACANT", "Available"),
        ("", "", "available"),
    ] {
        assert!(of(vacancy, occupancy, leased).is_offered(), "{vacancy} {occupancy} {leased}");
    }
    for (vacancy, occupancy, leased) in [
        ("Unoccupied", "vacant", "leased"),
        ("Unoccupied", "vacant", "leased_reserved"),
        ("Unoccupied", "vacant", "reserved"),
        ("Unoccupied", "occupied", "available"),
        ("Occupied", "vacant", "available"),
        ("Occupied", "", ""),
        ("Occupied", "occupied", "on_notice"),
        ("", "", ""),
        ("", "Soon", ""),
    ] {
        assert!(!of(vacancy, occupancy, leased).is_offered(), "{vacancy} {occupancy} {leased}");
    }
    assert_eq!(of("Occupied", "occupied", "On Notice").availability, Availability::OnNotice);
    assert!(!unit(r#""WebVisible":"0","Availability":{"VacancyClass":"Unoccupied"}"#).is_offered(), "hidden");
    let model = unit(
        r#""Units":{"Unit":{"UnitEconomicStatus":"model"}},"Availability":{"VacancyClass":"Unoccupied"}"#,
    );
    assert!(!model.is_offered(), "a model home");
}

#[test]
fn amenities_of_units_are_read_in_both_places() {
    let inner = unit(r#""Units":{"Unit":{"Amenity":{"Description":"Balcony"}}}"#);
    let outer = unit(r#""Amenity":[{"Description":"Balcony"},{"@attributes":{"AmenityType":"Other"}}]"#);
    assert_eq!((&inner.amenities, inner.amenities.len()), (&outer.amenities, 1));
}
