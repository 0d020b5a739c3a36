use super::*;
use crate::api::Method;
use crate::api::properties::{GetFloorPlans, GetProperties};
use crate::api::units::{GetMitsPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::api::wire::RawResult;
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

fn told(plans: Vec<FloorPlan>, units: &[Value]) -> Told {
    let property = property();
    let units = ToldUnits::of(property.id, pricing(units), None);
    Told { property, plans, mits: None, units }
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
    let houses = houses(&told(vec![plan(1, &json!({})), plan(2, &json!({}))], &units));
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
fn a_child_property_s_units_are_not_this_property_s() {
    let units = [unit(1, 100_002, "Available", "100.00", "08/01/2030")];
    let house = &houses(&told(vec![plan(1, &json!({}))], &units))[0];
    assert_eq!(house.price_pm, dollars("1600.00"), "the plan's market rent is what is left");
    assert_eq!(
        house.number_available,
        Some(3),
        "no unit of its own is listed: the plan's own count is all there is"
    );
}

#[test]
fn a_plan_whose_units_are_all_let_keeps_its_market_rent_and_offers_none() {
    let units = [unit(1, 100_001, "Not Available", "1,500.00", "08/01/2030")];
    let house = &houses(&told(vec![plan(1, &json!({}))], &units))[0];
    assert_eq!(
        (house.number_available, house.price_pm, house.available_on),
        (Some(0), dollars("1600.00"), None)
    );
}

#[test]
fn a_property_without_floor_plans_is_one_house() {
    for plans in [vec![], vec![plan(1, &json!({"IsDisabled": "1"}))]] {
        let houses = houses(&told(plans, &[unit(1, 100_001, "Available", "950.00", "08/01/2030")]));
        assert_eq!(houses.len(), 1);
        let house = &houses[0];
        assert_eq!((house.floorplan_id, house.title.as_str()), (0, "Sample Court"));
        assert_eq!((house.number_available, house.price_pm), (Some(1), dollars("950.00")));
    }
}

#[test]
fn a_description_is_plain_text_and_an_address_that_is_none_is_left_out() {
    let house = &houses(&told(vec![plan(1, &json!({"Comment": "Sunny<br>corner"}))], &[]))[0];
    assert_eq!(house.description.as_deref().unwrap(), "Sunny\ncorner\n\nA café — and more.");
    assert_eq!(house.website, None);
    assert_eq!(house.email.as_deref(), Some("office@example.com"));
}

#[test]
fn pictures_come_in_order_the_plan_s_default_first_and_none_twice() {
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
    let mut told = told(vec![plan(1, &files)], &[]);
    told.mits = Some(mits(&json!({"Identification": {"IDValue": "100001"}, "File": [
        file("https://cdn.example.com/2.jpg", &json!({})), file("https://cdn.example.com/3.jpg", &json!({})),
    ]})));
    let urls: Vec<_> = houses(&told)[0].images.iter().map(|image| image.url.clone()).collect();
    assert_eq!(urls, ["1", "2", "3"].map(|number| format!("https://cdn.example.com/{number}.jpg")));
}

#[test]
fn a_deposit_may_be_written_as_a_number_of_monthly_rents() {
    let range = |min: &str| json!({"ValueRange": {"@attributes": {"Min": min, "Max": min}}});
    let mut months = range("1.5");
    months["@attributes"] = json!({"AmountType": "MonthMultiple"});
    let house = &houses(&told(vec![plan(1, &json!({"Deposit": {"Amount": months}}))], &[]))[0];
    assert_eq!(house.deposit, dollars("2400.00"));
    let house = &houses(&told(vec![plan(1, &json!({"Deposit": {"Amount": range("300")}}))], &[]))[0];
    assert_eq!(house.deposit, dollars("300"));
}

#[test]
fn without_pricing_the_vacant_units_of_the_mits_answer_count() {
    let mut told = told(vec![plan(1, &json!({}))], &[]);
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
    told.units = ToldUnits::of(told.property.id, pricing(&[]), Some(&mits));
    told.mits = Some(mits);
    let house = &houses(&told)[0];
    assert_eq!((house.number_available, house.price_pm), (Some(1), dollars("1100")));
    assert_eq!(house.available_on, NaiveDate::from_ymd_opt(2030, 8, 1));
}
