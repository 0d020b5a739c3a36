//! A house has everything usable in Entrata's responses, and nothing made up.

use super::*;
use crate::api::Method;
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyFees, Property};
use crate::api::units::{
    AvailabilityAndPricing, GetMitsPropertyUnits, GetSpecials, GetUnitsAvailabilityAndPricing,
};
use crate::api::wire::RawResult;
use crate::store::entrata::listing::AmenityScope;
use serde_json::{Value, json};

fn read<M: Method>(result: &Value) -> M::Response {
    M::read(RawResult::new(&result.to_string())).unwrap()
}

fn property() -> Property {
    let property = json!({
        "PropertyID": 100_001, "MarketingName": "Sample Court",
        "LongDescription": "A caf&eacute; &mdash; <b>and</b> more.",
        "webSite": "javascript:alert(1)",
        "Address": {"Address": "1 Main St", "City": "Springfield", "State": "IL", "PostalCode": "62701",
                    "Country": "US", "Email": "office@example.com"},
    });
    read::<GetProperties>(&json!({"PhysicalProperty": {"Property": property}})).items.remove(0)
}

fn plan(id: u64, more: &Value) -> FloorPlan {
    let mut plan = json!({
        "Identification": {"IDValue": id.to_string()}, "Name": format!("A{id}"), "UnitsAvailable": "3",
        "Room": [{"Count": "1.5", "@attributes": {"RoomType": "Bathroom"}},
                 {"Count": "1", "@attributes": {"RoomType": "Bedroom"}}],
        "SquareFeet": {"@attributes": {"Min": "0", "Max": "850"}},
        "MarketRent": {"@attributes": {"Min": "0", "Max": "1,600.00"}},
    });
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    read::<GetFloorPlans>(&json!({"FloorPlans": {"FloorPlan": plan}})).items.remove(0)
}

fn mits(property: &Value) -> MitsProperty {
    read::<GetMitsPropertyUnits>(&json!({"PhysicalProperty": {"Property": property}})).items.remove(0)
}

fn unit(plan: u64, property: u64, available: &str, rent: &str, on: &str) -> Value {
    json!({
        "@attributes": {"PropertyUnitId": "1", "PropertyId": property, "FloorplanId": plan, "Availability": available,
                        "AvailableOn": on},
        "Rent": {"@attributes": {"MinRent": rent, "MaxRent": rent}},
        "Deposit": {"@attributes": {"MinDeposit": "500.00", "MaxDeposit": "700.00"}},
    })
}

fn pricing(units: &[Value]) -> AvailabilityAndPricing {
    read::<GetUnitsAvailabilityAndPricing>(&json!({"ILS_Units": {"Unit": units}}))
}

fn answers(plans: Vec<FloorPlan>, units: &[Value]) -> Answers {
    Answers {
        property: property(),
        plans,
        mits: None,
        pricing: Some(pricing(units)),
        specials: Some(Vec::new()),
        fees: Some(Vec::new()),
        offers_tours: None,
        skipped: Vec::new(),
    }
}

/// A day before all dates of these tests.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2030, 7, 1).unwrap()
}

fn houses(answers: &Answers) -> Vec<House> {
    map(answers, today()).houses.into_iter().map(|(house, _)| house).collect()
}

fn listings(answers: &Answers) -> Vec<Listing> {
    map(answers, today()).houses.into_iter().map(|(_, listing)| listing).collect()
}

fn dollars(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

#[test]
fn a_floor_plan_has_the_rents_number_and_first_day_of_its_available_units() {
    let units = [
        unit(1, 100_001, "Available", "$1,500.00", "08/01/2030"),
        unit(1, 100_001, "Available", "1,234.00", "07/15/2030"),
        unit(1, 100_001, "Not Available", "900.00", "01/01/2030"),
        unit(2, 100_001, "Available", "2000", "09/01/2030"),
    ];
    let houses = houses(&answers(vec![plan(1, &json!({})), plan(2, &json!({}))], &units));
    let first = &houses[0];
    assert_eq!((first.floorplan_id, first.title.as_str()), (1, "Sample Court - A1"));
    assert_eq!((first.price_pm, first.price_pm_max), (dollars("1234.00"), dollars("1500.00")));
    assert_eq!((first.number_available, first.available_on), (Some(2), NaiveDate::from_ymd_opt(2030, 7, 15)));
    assert_eq!(first.deposit, dollars("500.00"));
    assert_eq!((first.bedrooms, first.bathrooms), (Some(1), dollars("1.5")));
    assert_eq!(first.square_feet_min, Some(850), "0 stands for unknown beside a good maximum");
    assert_eq!((houses[1].number_available, houses[1].price_pm), (Some(1), dollars("2000")));
}

#[test]
fn the_units_of_a_child_property_are_not_this_propertys() {
    let units = [unit(1, 100_002, "Available", "100.00", "08/01/2030")];
    let house = &houses(&answers(vec![plan(1, &json!({}))], &units))[0];
    assert_eq!(house.price_pm, dollars("1600.00"), "the plan's market rent is what is left");
    assert_eq!(
        house.number_available,
        Some(3),
        "no unit of its own is listed: the plan's own count is all there is"
    );
}

#[test]
fn a_plan_without_free_units_keeps_its_market_rent_and_offers_none() {
    let units = [unit(1, 100_001, "Not Available", "1,500.00", "08/01/2030")];
    let house = &houses(&answers(vec![plan(1, &json!({}))], &units))[0];
    assert_eq!(
        (house.number_available, house.price_pm, house.available_on),
        (Some(0), dollars("1600.00"), None)
    );
}

#[test]
fn a_property_without_floor_plans_is_one_house() {
    for plans in [vec![], vec![plan(1, &json!({"IsDisabled": "1"}))]] {
        let houses = houses(&answers(plans, &[unit(1, 100_001, "Available", "950.00", "08/01/2030")]));
        assert_eq!(houses.len(), 1);
        let house = &houses[0];
        assert_eq!((house.floorplan_id, house.title.as_str()), (0, "Sample Court"));
        assert_eq!((house.number_available, house.price_pm), (Some(1), dollars("950.00")));
    }
}

#[test]
fn a_description_is_plain_text_and_an_unusable_url_is_left_out() {
    let house = &houses(&answers(vec![plan(1, &json!({"Comment": "Sunny<br>corner"}))], &[]))[0];
    assert_eq!(house.description.as_deref().unwrap(), "Sunny\ncorner\n\nA café — and more.");
    assert_eq!(house.website, None);
    assert_eq!(house.email.as_deref(), Some("office@example.com"));
}

#[test]
fn images_come_in_order_with_the_plans_default_first_and_each_once() {
    let file = |url: &str, more: &Value| {
        let mut file = json!({"Src": url, "FileType": "Photo"});
        file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        file
    };
    let files = json!({"File": [
        file("https://cdn.example.com/2.jpg", &json!({})),
        file("https://cdn.example.com/1.jpg", &json!({"IsDefault": "1"})),
        file("https://cdn.example.com/off.jpg", &json!({"@attributes": {"Active": "false"}})),
        file("javascript:alert(1)", &json!({})),
    ]});
    let mut answers = answers(vec![plan(1, &files)], &[]);
    answers.mits = Some(mits(&json!({"Identification": {"IDValue": "100001"}, "File": [
        file("https://cdn.example.com/2.jpg", &json!({})), file("https://cdn.example.com/3.jpg", &json!({})),
    ]})));
    let urls: Vec<_> = houses(&answers)[0].images.iter().map(|image| image.url.clone()).collect();
    assert_eq!(urls, ["1", "2", "3"].map(|number| format!("https://cdn.example.com/{number}.jpg")));
}

#[test]
fn a_deposit_in_dollars_is_kept_regardless_of_its_type() {
    let amount = |min: &str, kind: &str| {
        json!({"Deposit": {"Amount": {"ValueRange": {"@attributes": {"Min": min, "Max": min}},
                                       "@attributes": {"AmountType": kind}}}})
    };
    for (min, kind, expected) in [
        ("$500.00", "MonthMultiple", dollars("500.00")),
        ("300", "Actual", dollars("300")),
        ("1.5", "MonthMultiple", dollars("2400.00")),
        ("$0.00", "MonthMultiple", None),
    ] {
        let house = &houses(&answers(vec![plan(1, &amount(min, kind))], &[]))[0];
        assert_eq!(house.deposit, expected, "{min} {kind}");
    }
}

#[test]
fn without_pricing_the_vacant_units_of_the_mits_response_count() {
    let mut answers = answers(vec![plan(1, &json!({}))], &[]);
    let unit = |vacancy: &str, rent: &str| {
        json!({
            "Units": {"Unit": {"Identification": {"IDValue": "1"}, "@attributes": {"FloorPlanId": "1"}, "MarketRent": rent}},
            "Availability": {"VacancyClass": vacancy, "MadeReadyDate": {"@attributes": {"Year": "2030", "Month": "8", "Day": "1"}}},
        })
    };
    let units = [unit("Unoccupied", "1100"), unit("Occupied", "800")];
    let mits = mits(
        &json!({"Identification": {"IDValue": "100001"}, "PropertyID": {"MarketingName": "Sample Court"}, "ILS_Unit": units}),
    );
    answers.mits = Some(mits);
    let house = &houses(&answers)[0];
    assert_eq!((house.number_available, house.price_pm), (Some(1), dollars("1100")));
    assert_eq!(house.available_on, NaiveDate::from_ymd_opt(2030, 8, 1));
}

fn rich() -> Answers {
    let mut answers = answers(
        vec![plan(1, &json!({"FloorplanAvailabilityURL": "www.example.com/a1"})), plan(2, &json!({}))],
        &[
            json!({
                "@attributes": {"PropertyUnitId": "11", "PropertyId": "100001", "FloorplanId": "1", "Id": "111",
                                "Availability": "Available", "AvailableOn": "06/01/2030", "UnitNumber": "101",
                                "BuildingName": "North", "FloorNumber": "1", "Area": "850"},
                "Rent": {"@attributes": {"MinRent": "1,500.00", "MaxRent": "1,700.00"}, "TermRent": [
                    {"@attributes": {"LeaseTerm": "12 Months", "Rent": "1,500.00", "IsBestPrice": "1"}},
                    {"@attributes": {"LeaseTerm": "6 Months", "Rent": "1,700.00"}},
                ]},
                "Deposit": {"@attributes": {"MinDeposit": "500.00", "MaxDeposit": "500.00"}},
            }),
            unit(2, 100_001, "Available", "2,000.00", "09/01/2030"),
        ],
    );
    answers.mits = Some(mits(&json!({
        "Identification": {"IDValue": "100001"},
        "PropertyID": {"MarketingName": "Sample Court"},
        "ILS_Identification": {"Latitude": "39.8", "Longitude": "-89.6"},
        "Information": {"YearBuilt": "1999", "LeaseLength": "6 months, 12 months",
                        "PropertyAvailabilityURL": "https://example.com/all"},
        "Policy": {"Pet": [{"@attributes": {"Allowed": "true"}, "Restrictions": "No Pets"}]},
        "Fee": {"ApplicationFee": "50.00", "AdminFee": "150"},
        "Concession": {"DescriptionHeader": "One month free", "DescriptionBody": "On a 13-month lease."},
        "Amenities": {"PropertyAmenities": {"Amenity": [{"Name": "Pool"}, {"Name": "Hidden", "IsPublished": "0"}]},
                      "UnitAmenities": {"Amenity": {"Name": "Balcony"}}},
    })));
    answers
}

#[test]
fn a_house_links_to_the_offer_of_its_plan_in_any_response() {
    let mut answers = answers(
        vec![
            plan(1, &json!({"FloorplanAvailabilityURL": "https://example.com/own"})),
            plan(2, &json!({})),
            plan(3, &json!({})),
        ],
        &[],
    );
    answers.mits = Some(mits(&json!({
        "Identification": {"IDValue": "100001"},
        "Information": {"PropertyAvailabilityURL": "https://example.com/all"},
        "Floorplan": [
            {"Identification": {"IDValue": "1"}, "FloorplanAvailabilityURL": "https://example.com/mits-1"},
            {"Identification": {"IDValue": "2"}, "FloorplanAvailabilityURL": "https://example.com/mits-2"},
        ],
    })));
    let urls: Vec<_> = houses(&answers).into_iter().filter_map(|house| house.availability_url).collect();
    assert_eq!(urls, ["https://example.com/own", "https://example.com/mits-2", "https://example.com/all"]);
}

#[test]
fn a_house_has_the_facts_that_renters_decide_by() {
    let houses = houses(&rich());
    let first = &houses[0];
    assert_eq!(first.year_built, Some(1999));
    assert_eq!(first.lease_terms.as_deref(), Some("6 months, 12 months"));
    assert_eq!(first.application_fee, dollars("50.00"));
    assert_eq!(first.pets.as_deref(), Some("No Pets"), "never the flag that says the opposite");
    assert!(first.availability_url.as_deref().unwrap().ends_with("example.com/a1"));
    assert_eq!(houses[1].availability_url.as_deref(), Some("https://example.com/all"), "the property's");
    assert_eq!((first.latitude, first.longitude), (dollars("39.8"), dollars("-89.6")));
    assert_eq!(first.available_on, Some(today()), "a day in the past is now");
}

#[test]
fn a_pet_policy_reads_as_sentences_in_the_propertys_own_words() {
    let policy = |pets: &Value| {
        let mut answers = rich();
        answers.mits = Some(mits(&json!({"Identification": {"IDValue": "100001"}, "Policy": {"Pet": pets}})));
        houses(&answers)[0].pets.clone()
    };
    let dog = json!({
        "@attributes": {"Allowed": "true"}, "Pets": {"@attributes": {"PetType": "Dog", "Count": "2"}},
        "Rent": "35", "Restrictions": "Small dogs only",
    });
    let none = json!({"@attributes": {"Allowed": "true"}});
    assert_eq!(
        policy(&json!([dog, none])).as_deref(),
        Some("Dog: Small dogs only. At most 2, rent $35.00 a month.")
    );
    assert_eq!(policy(&none), None, "the bare flag says nothing");
}

#[test]
fn each_offered_unit_is_listed_with_its_own_numbers() {
    let listings = listings(&rich());
    let units = listings[0].units.as_ref().unwrap();
    assert_eq!(units.len(), 1);
    let unit = &units[0];
    let texts = [&unit.number, &unit.building, &unit.floor, &unit.unit_id, &unit.space_id]
        .map(|text| text.as_deref());
    assert_eq!(texts, [Some("101"), Some("North"), Some("1"), Some("11"), Some("111")]);
    assert_eq!(
        (unit.rent_min, unit.rent_max, unit.deposit),
        (dollars("1500.00"), dollars("1700.00"), dollars("500.00"))
    );
    assert_eq!((unit.square_feet, unit.available_on), (Some(850), Some(today())));
    let terms: Vec<_> =
        unit.rents.iter().map(|term| (term.lease_term.as_str(), term.is_best_price)).collect();
    assert_eq!(terms, [("12 Months", true), ("6 Months", false)]);
}

#[test]
fn specials_are_shown_in_their_period_and_at_their_floor_plan() {
    let mut answers = rich();
    let special = |name: &str, more: &Value| {
        let mut special = json!({"specialGroupId": "1", "specialGroupName": name, "isActive": "1", "showOnWebsite": "1",
                                 "startDate": "06/01/2030", "endDate": "07/31/2030"});
        special.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        special
    };
    let groups = [
        special("Waived fee", &json!({})),
        special("Over", &json!({"endDate": "06/30/2030"})),
        special("Not yet", &json!({"startDate": "07/02/2030"})),
        special("Inactive", &json!({"isActive": "0"})),
        special("Secret", &json!({"showOnWebsite": "0"})),
        special(
            "Only A2",
            &json!({"associations": {"levelName": "Floor Plan", "references": [{"id": "2"}]}}),
        ),
        special(
            "One unit",
            &json!({"associations": {"levelName": "Unit Space", "references": [{"id": "111"}]}}),
        ),
        special("One month free", &json!({})),
    ];
    answers.specials = Some(read::<GetSpecials>(&json!({"specialGroups": groups})).items);
    let titles: Vec<Vec<_>> = listings(&answers)
        .into_iter()
        .map(|listing| listing.specials.unwrap().into_iter().map(|special| special.title).collect())
        .collect();
    assert_eq!(titles[0], ["Waived fee", "One unit (unit 101)", "One month free"]);
    assert_eq!(titles[1], ["Waived fee", "Only A2", "One month free"]);
    answers.specials = None;
    assert_eq!(listings(&answers)[0].specials, None, "a failed call leaves what is stored");
}

#[test]
fn fees_have_their_labels_and_are_listed_once() {
    let mut answers = rich();
    let fee = json!({
        "feeLevelName": "Property", "chargeCodeName": "ApplicationFee", "rateAmount": "50.00",
        "chargeTiming": "Application Fee",
    });
    answers.fees = Some(read::<GetPropertyFees>(&json!({"propertyFees": [fee]})).items);
    let listing = &listings(&answers)[0];
    let labels: Vec<_> = listing.fees.as_ref().unwrap().iter().map(|fee| fee.name.clone()).collect();
    assert!(labels.iter().all(|label| !label.is_empty()), "{labels:?}");
    assert!(labels.iter().any(|label| label.contains("Admin")), "{labels:?}");
    answers.fees = None;
    assert_eq!(listings(&answers)[0].fees, None, "a failed call leaves what is stored");
}

#[test]
fn only_a_fee_for_every_renter_is_required() {
    let fee = |label: &str, more: &Value| {
        let mut fee = json!({"chargeCodeName": label, "rateAmount": "20.00", "chargeTiming": "Monthly"});
        fee.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fee
    };
    let fees = [
        fee("Trash", &json!({})),
        fee("Cable", &json!({"isOptional": "1"})),
        fee("Rental", &json!({"isOptional": "1", "associatedItem": "Dishwasher"})),
        fee("Rental", &json!({"associatedItem": "Washer"})),
        fee("Short term", &json!({"leaseTerm": "6 months"})),
        fee("Pet Rent", &json!({})),
        fee("Carpet care", &json!({"entrataCategory": "Base"})),
        fee("Space", &json!({"entrataCategory": "Parking"})),
    ];
    let mut answers = rich();
    answers.fees = Some(read::<GetPropertyFees>(&json!({"propertyFees": fees})).items);
    let fees = listings(&answers)[0].fees.clone().unwrap();
    let monthly = fees.iter().filter(|fee| fee.frequency.as_deref() == Some("Monthly"));
    let monthly: Vec<_> = monthly.map(|fee| (fee.name.as_str(), fee.is_required)).collect();
    let expected = [
        ("Trash", true),
        ("Cable (optional)", false),
        ("Rental (Dishwasher, optional)", false),
        ("Rental (Washer)", false),
        ("Short term (6 months)", false),
        ("Pet Rent", false),
        ("Carpet care", true),
        ("Space", false),
    ];
    assert_eq!(monthly, expected);
}

#[test]
fn only_published_amenities_are_listed_each_once() {
    let listing = &listings(&rich())[0];
    let amenities: Vec<_> =
        listing.amenities.as_ref().unwrap().iter().map(|one| (one.scope, one.name.as_str())).collect();
    assert_eq!(amenities, [(AmenityScope::Property, "Pool"), (AmenityScope::Unit, "Balcony")]);
}

#[test]
fn what_entrata_does_not_provide_is_none_and_not_empty() {
    let mut answers = answers(vec![plan(1, &json!({"UnitsAvailable": ""}))], &[]);
    answers.property = read::<GetProperties>(
        &json!({"PhysicalProperty": {"Property": {"PropertyID": 100_001, "MarketingName": "Sample Court"}}}),
    )
    .items
    .remove(0);
    let (house, listing) = map(&answers, today()).houses.remove(0);
    let unknown = House {
        floorplan_id: 1,
        title: "Sample Court - A1".to_owned(),
        bedrooms: Some(1),
        bathrooms: dollars("1.5"),
        square_feet_min: Some(850),
        square_feet_max: Some(850),
        price_pm: dollars("1600.00"),
        price_pm_max: dollars("1600.00"),
        ..House::default()
    };
    assert_eq!(house, unknown);
    assert_eq!((listing.units, listing.amenities), (None, None));
}

#[test]
fn a_text_that_is_too_long_is_cut_and_the_plan_stays_recognizable() {
    let mut answers = answers(vec![plan(1, &json!({})), plan(2, &json!({"Name": "y".repeat(300)}))], &[]);
    answers.property.marketing_name = "x".repeat(300);
    let titles: Vec<_> = houses(&answers).into_iter().map(|house| house.title).collect();
    assert!(titles.iter().all(|title| title.chars().count() <= fit::TEXT));
    assert!(titles[0].ends_with(" - A1"), "{}", titles[0]);
    assert!(titles[1].contains(" - yyy"), "{}", titles[1]);
}

#[test]
fn what_does_not_fit_costs_itself_and_is_counted() {
    let long = format!("https://cdn.example.com/{}.jpg", "x".repeat(3000));
    let files = json!({"File": [{"Src": long, "FileType": "Photo"},
                                {"Src": "https://cdn.example.com/1.jpg", "FileType": "Photo"}],
                       "Room": [{"Count": "900", "@attributes": {"RoomType": "Bedroom"}}]});
    let mapped = map(&answers(vec![plan(1, &files)], &[]), today());
    let (house, _) = &mapped.houses[0];
    assert_eq!((house.images.len(), house.bedrooms), (1, None));
    let skipped: Vec<_> = mapped.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert!(skipped[0].contains("bedrooms of floor plan A1"), "{skipped:?}");
    assert!(skipped[1].contains("image"), "{skipped:?}");
}

#[test]
fn floor_plan_images_differ_from_photos_and_documents_are_skipped() {
    let files = json!({"File": [
        {"Src": "https://cdn.example.com/a.jpg", "FileType": "Floorplan", "Format": "jpg", "Description": "2D Floor Plan"},
        {"Src": "https://cdn.example.com/b.pdf", "FileType": "Floorplan", "Format": "pdf", "Description": "PDF Floor Plan"},
        {"Src": "https://cdn.example.com/c.jpg", "FileType": "Photo", "Format": "jpg", "Caption": "c.jpg"},
    ]});
    let house = &houses(&answers(vec![plan(1, &files)], &[]))[0];
    let images: Vec<_> = house.images.iter().map(|image| (image.url.as_str(), image.kind)).collect();
    assert_eq!(
        images,
        [
            ("https://cdn.example.com/a.jpg", ImageKind::Floorplan),
            ("https://cdn.example.com/c.jpg", ImageKind::Photo),
        ]
    );
    assert_eq!(house.images[1].caption, "", "a file name is not a caption");
}
