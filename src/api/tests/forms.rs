//! Data reads the same in every form, and a response survives serialization.

use std::fmt::Debug;

use fastrand::Rng;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::mits::RECORDED;
use crate::api::Method;
use crate::api::appinfo::GetAccessibleServices;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::leads::{GetLeadEvents, GetLeads, GetMitsLeads, SendLeads, SendMitsLeads, UpdateLeads};
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyFees, GetPropertyMedia};
use crate::api::units::{
    GetMitsPropertyUnits, GetPropertyUnits, GetSpecials, GetUnitsAvailabilityAndPricing,
};
use crate::api::wire::RawResult;

/// Members that go back to Entrata as they were sent.
const VERBATIM: [&str; 5] = ["tourDate", "tourTime", "date", "startTime", "endTime"];

const PROPERTY: &str = r#"{"PhysicalProperty":{"Property":[{"PropertyID":"100001","ParentPropertyID":653357,"MarketingName":"Smith & Sons",
    "Type":"Apartment","YearBuilt":"2012","LongDescription":"Bright & big","webSite":"https://www.example.com/","General_ID":"",
    "Address":{"@attributes":{"AddressType":"property"},"Address":"1 Main St","City":"Springfield","State":"IL","PostalCode":"02215","Email":"office@example.com"},
    "Phone":{"PhoneNumber":"5555550100","@attributes":{"PhoneType":"primary"},"PhoneDescription":""},"IsDisabled":"0",
    "PropertyHours":{"OfficeHours":{"OfficeHour":[{"Day":"Tuesday","AvailabilityType":"Open","OpenTime":"9:00 AM","CloseTime":"5:30 PM"}]}}}]}}"#;
const PLANS: &str = r#"{"FloorPlans":{"FloorPlan":[{"Identification":{"IDValue":"5001","@attributes":{"IDRank":"primary"}},"Name":"A1 & den",
    "PropertyId":100001,"Comment":"","UnitCount":"12","UnitsAvailable":"3","IsDisabled":false,"Room":[{"Count":"1","@attributes":{"RoomType":"Bedroom"}},
    {"Count":"1.5","@attributes":{"RoomType":"Bathroom"}}],"SquareFeet":{"@attributes":{"Min":"0","Max":"850"}},
    "MarketRent":{"@attributes":{"Min":"1450","Max":"1600"}},"Deposit":{"@attributes":{"DepositType":"security deposit"},"Amount":{
    "@attributes":{"AmountType":"MonthMultiple"},"ValueRange":{"@attributes":{"Max":"$500.00","Min":"$500.00"}}}},
    "File":[{"FileType":"Floorplan","Src":"https://cdn.example.com/a1.jpg","Width":"800","Caption":"","@attributes":{"FileID":"9001","Active":"true"}}]},
    {"Identification":{"IDValue":"5002"},"Name":"B2","Room":[],"File":[]}]}}"#;
const PRICING: &str = r#"{"Properties":{"Property":[{"PropertyId":"100001","Floorplans":{"Floorplan":[{"Identification":{"IDValue":"5001"},"Name":"A1",
    "UnitsAvailable":"3"}]}}]},"ILS_Units":{"Unit":[{"@attributes":{"Id":"8001","PropertyUnitId":"6001","PropertyId":"100001","FloorplanId":"5001",
    "FloorPlanName":"A1","UnitNumber":"115","Availability":"Available","AvailableOn":"08/01/2030","Area":"850 SquareFeet","WebVisible":"1","Status":""},
    "Rent":{"@attributes":{"MinRent":"$1,234.00","MaxRent":"1,400.00"},"TermRent":[{"@attributes":{"LeaseTerm":"12 Months","Rent":"1,234.00","IsBestPrice":"true"}}]},
    "Deposit":{"@attributes":{"MinDeposit":"500.00","MaxDeposit":"600.00"}}},{"@attributes":{"Id":"8002","PropertyUnitId":"6002"}}]}}"#;
const SPACES: &str = r#"{"PropertyUnits":{"PropertyUnit":[{"@attributes":{"Id":"6001","UnitNumber":"115","FloorplanId":"5001"},"UnitSpace":[
    {"@attributes":{"Id":"8001","UnitNumber":"A","Availability":"Available"},"Rent":{"@attributes":{"MinRent":"829","MaxRent":"829"}}},
    {"@attributes":{"Id":"8002","UnitNumber":"B","Availability":"On Notice"}}]}]}}"#;
const UNITS: &str = r#"{"properties":{"property":[{"propertyId":"100001","propertyName":"Smith & Sons","units":{"unit":[{"id":"6001","unitNumber":"115",
    "floorplanId":"5001","squareFeet":"850","numberOfBedrooms":"2","unitSpaces":{"unitSpace":[{"unitSpaceId":"8001","availabilityStatus":"Vacant",
    "availableDate":"08/01/2030","rent":{"minRent":"1234","termRent":[{"leaseTermName":"12 Months","rent":"1234"}]},"minDeposit":"500",
    "amenities":{"amenity":[{"name":"Balcony"}]},"pets":{"pet":[{"type":"Cat","rent":"50"}]}}]}}]}}]}}"#;
const DAYS: &str = r#"{"availableTours":{"availableTour":[{"tourDate":"2030-08-01","tourTime":["10:00 MST - 10:30 MST","noonish"]},
    {"tourDate":"2030-08-02","tourTime":["11:00 MST - 11:30 MST"]}]}}"#;
const HOURS: &str = r#"{"propertyCalendarSettings":{"propertyId":"100001","appointmentLength":30,"minLeadTimeTour":"8 Hours"},
    "propertyCalendarAvailability":{"availableHours":{"availableHour":[{"date":"08/01/2030","startTime":"09:00:00MDT","endTime":"12:00:00MDT"}]}}}"#;
const LEADS: &str = r#"{"propertyId":"100001","prospects":{"prospect":[{"applicationId":"3001","status":"Guest Card & more","createdOn":"07/15/2030",
    "customers":{"customer":[{"customerId":"4001","firstName":"Riley","lastName":"Renter","email":"riley@example.com","phones":{"phone":[
    {"phoneNumber":"5555550100"}]}}]},"events":{"event":[{"eventId":"1","typeId":"17","appointmentDate":"2030-08-01","timeFrom":"10:00:00","timeTo":"",
    "eventReason":"Tour","comments":"n/a"},{"eventId":"2","typeId":"449"}]}}]}}"#;
const MITS_LEADS: &str = r#"{"CurrencyCode":"USD","LeadManagement":[{"Prospects":{"Prospect":[{"TransactionData":{"Identification":[{"IDValue":"1_2",
    "Status":"Guest Card","@attributes":{"IDType":"Lead Number"}}]},"LastUpdateDate":"2019-02-20T08:07:53","Customers":{"Customer":{"Name":{
    "FirstName":"Sample","LastName":"Person"},"Phone":{"PhoneNumber":"5555550100"}}},"Events":{"Event":[{"Comments":"East"}]}}]}}]}"#;
const SENT: &str = r#"{"prospects":{"prospect":[{"node":"1","applicationId":"3001","applicantId":"4001","status":"Success","message":"Lead inserted successfully."}]}}"#;
const REJECTED: &str = r#"{"prospects":{"prospect":[{"node":"1","status":"Failed","message":"createdDate & more is invalid."}]}}"#;
const SPECIALS: &str = r#"{"specialGroups":[{"specialGroupId":"11","specialGroupName":"Sun & fun","associations":{"levelName":"Floorplan","references":[
    {"id":"5001","name":"A1"}]},"startDate":"06/01/2030","endDate":"08/31/2030","isActive":"1","showOnWebsite":"1","terms":""}]}"#;
const FEES: &str = r#"{"propertyFees":[{"propertyId":"100001","chargeCodeName":"Application","chargeTiming":"Once","rateAmount":"50","isOptional":"0"}],
    "floorPlanFees":[{"propertyFloorplanId":"5001","chargeCodeName":"Storage","rateAmount":"20","isOptional":"1"}]}"#;
const MEDIA: &str = r#"{"propertyId":100001,"media":[{"id":"1","mediaUrl":"https://x.example.com/1.jpg","mediaAltText":"Pool & spa"}]}"#;
const SERVICES: &str = r#"{"services":[{"uri":"/ext/orgs/x/v1/leads","service":"sendLeads"}]}"#;

/// Writes the same data in another of the forms in which Entrata writes it.
fn reshape(value: &Value, name: &str, rng: &mut Rng) -> Value {
    let is_verbatim = VERBATIM.contains(&name);
    match value {
        Value::Object(members) => {
            let object = reshape_object(members, rng);
            if rng.u8(..) < 25 { Value::Array(vec![object]) } else { object }
        }
        Value::Array(items) if items.is_empty() => nothing(rng),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| reshape(item, name, rng)).collect();
            reshape_list(items, rng)
        }
        Value::String(text) if text.is_empty() => nothing(rng),
        Value::String(text) if !is_verbatim => reshape_text(text, rng),
        Value::Number(number) if rng.bool() => number.to_string().into(),
        Value::Bool(value) => match rng.u8(..3) {
            0 => i32::from(*value).to_string().into(),
            1 => i32::from(*value).into(),
            _ => (*value).into(),
        },
        other => other.clone(),
    }
}

fn nothing(rng: &mut Rng) -> Value {
    rng.choice([Value::Null, "".into(), " ".into(), Value::Array(Vec::new()), Value::Object(Map::new())])
        .unwrap()
}

fn reshape_text(text: &str, rng: &mut Rng) -> Value {
    let is_canonical =
        !text.starts_with('0') && text.len() < 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    let encoded = ["&", "&amp;", "&amp;amp;", "&#38;", "&#x26;"][rng.usize(..5)];
    match rng.u8(..4) {
        0 if is_canonical => text.parse::<u64>().unwrap().into(),
        1 => format!(" {} ", text.replace('&', encoded)).into(),
        2 => serde_json::json!({ "@value": text.replace('&', encoded), "@attributes": { "x": "1" } }),
        _ => text.into(),
    }
}

fn reshape_list(mut items: Vec<Value>, rng: &mut Rng) -> Value {
    match rng.u8(..6) {
        0 if items.len() == 1 => items.remove(0),
        1 if items.iter().all(Value::is_object) => keyed(items, 0),
        2 if items.iter().all(Value::is_object) => keyed(items, 7_001),
        3 => {
            items.insert(rng.usize(..=items.len()), nothing(rng));
            items.into()
        }
        _ => items.into(),
    }
}

fn keyed(items: Vec<Value>, from: usize) -> Value {
    Value::Object(
        items.into_iter().enumerate().map(|(place, item)| ((from + place).to_string(), item)).collect(),
    )
}

fn reshape_object(members: &Map<String, Value>, rng: &mut Rng) -> Value {
    let mut flat = Map::new();
    for (name, value) in members {
        match value {
            Value::Object(attributes) if name == "@attributes" => flat.extend(attributes.clone()),
            _ => drop(flat.insert(name.clone(), value.clone())),
        }
    }
    let (mut beside, mut below) = (Map::new(), Map::new());
    let puts_below = rng.bool();
    for (name, value) in flat {
        let is_plain = !value.is_object() && !value.is_array();
        let reshaped = reshape(&value, &name, rng);
        let name = spelled(&name, rng);
        if puts_below && is_plain && !reshaped.is_object() && rng.bool() {
            below.insert(name, reshaped)
        } else {
            beside.insert(name, reshaped)
        };
    }
    if !below.is_empty() {
        beside.insert("@attributes".to_owned(), below.into());
    }
    if rng.u8(..) < 25 {
        beside.insert("somethingNew".to_owned(), "x".into());
    }
    beside.into()
}

fn spelled(name: &str, rng: &mut Rng) -> String {
    let mut letters = name.chars();
    match (rng.u8(..4), letters.next()) {
        (0, Some(first)) => first.to_uppercase().chain(letters).collect(),
        (1, Some(first)) => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

fn same_in_another_form<M>(result: &str, seed: u64) -> Result<(), TestCaseError>
where
    M: Method<Response: PartialEq + Debug>,
{
    let shaped = reshape(&serde_json::from_str(result).unwrap(), "", &mut Rng::with_seed(seed)).to_string();
    let read = M::read(RawResult::new(&shaped))
        .map_err(|error| TestCaseError::fail(format!("{error}\n{shaped}")))?;
    prop_assert_eq!(read, M::read(RawResult::new(result)).unwrap(), "{}", shaped);
    Ok(())
}

proptest! {
    #[test]
    fn properties_and_plans_are_the_same_in_every_form(seed: u64) {
        same_in_another_form::<GetProperties>(PROPERTY, seed)?;
        same_in_another_form::<GetFloorPlans>(PLANS, seed)?;
        same_in_another_form::<GetPropertyMedia>(MEDIA, seed)?;
        same_in_another_form::<GetPropertyFees>(FEES, seed)?;
        same_in_another_form::<GetSpecials>(SPECIALS, seed)?;
        same_in_another_form::<GetAccessibleServices>(SERVICES, seed)?;
    }

    #[test]
    fn units_are_the_same_in_every_form(seed: u64) {
        let mits = format!(r#"{{"PhysicalProperty":{{"Property":[{RECORDED}]}}}}"#);
        same_in_another_form::<GetMitsPropertyUnits>(&mits, seed)?;
        same_in_another_form::<GetUnitsAvailabilityAndPricing>(PRICING, seed)?;
        same_in_another_form::<GetUnitsAvailabilityAndPricing>(SPACES, seed)?;
        same_in_another_form::<GetPropertyUnits>(UNITS, seed)?;
    }

    #[test]
    fn tours_and_leads_are_the_same_in_every_form(seed: u64) {
        same_in_another_form::<GetCalendarAvailability>(DAYS, seed)?;
        same_in_another_form::<GetCalendarHours>(HOURS, seed)?;
        same_in_another_form::<GetLeads>(LEADS, seed)?;
        same_in_another_form::<GetLeadEvents>(LEADS, seed)?;
        same_in_another_form::<GetMitsLeads>(MITS_LEADS, seed)?;
        for sent in [SENT, REJECTED] {
            same_in_another_form::<SendLeads>(sent, seed)?;
            same_in_another_form::<UpdateLeads>(sent, seed)?;
            same_in_another_form::<SendMitsLeads>(sent, seed)?;
        }
    }
}

fn survives<M>(result: &str)
where
    M: Method<Response: PartialEq + Debug + Serialize + DeserializeOwned>,
{
    let read = M::read(RawResult::new(result)).unwrap();
    let json = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<M::Response>(&json).unwrap(), read);
}

#[test]
fn responses_survive_serialization() {
    survives::<GetProperties>(PROPERTY);
    survives::<GetFloorPlans>(PLANS);
    survives::<GetPropertyMedia>(MEDIA);
    survives::<GetPropertyFees>(FEES);
    survives::<GetSpecials>(SPECIALS);
    survives::<GetAccessibleServices>(SERVICES);
    survives::<GetMitsPropertyUnits>(&format!(r#"{{"PhysicalProperty":{{"Property":[{RECORDED}]}}}}"#));
    survives::<GetUnitsAvailabilityAndPricing>(PRICING);
    survives::<GetPropertyUnits>(UNITS);
    survives::<GetCalendarAvailability>(DAYS);
    survives::<GetCalendarHours>(HOURS);
    survives::<GetLeads>(LEADS);
    survives::<GetLeadEvents>(LEADS);
    survives::<GetMitsLeads>(MITS_LEADS);
    survives::<SendLeads>(SENT);
}
