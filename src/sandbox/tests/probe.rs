//! The probe against the sandbox: it names each deviation that is switched on, and nothing else.

use super::desk::{DENVER, post};
use super::sdk::company;
use crate::api::Company;
use crate::api::calendar::GetCalendarAvailability;
use crate::probe::{Probe, Report};
use crate::sandbox::{
    ALWAYS, AppointmentTimes, Deposits, Fault, Faults, Fax, Foreign, ForeignBody, Limits, MitsAmenities,
    MitsPropertyId, Options, Planned, Pricing, Rejection, Rewrite, Sandbox, Shapes, SlotZone, TimeZones,
    TourEventTypes, Variants,
};
use crate::tour::{Slot, TourType};
use serde_json::{Value, json};

/// Slots here are in Central Time.
const CHICAGO: u64 = 739_078;

struct Desk {
    sandbox: Sandbox,
    company: Company,
}

impl Desk {
    async fn new() -> Self {
        let options = Options { limits: Limits::none(), ..Options::default() };
        let sandbox = Sandbox::with(options).await.unwrap();
        let company = company(&sandbox).await;
        Self { sandbox, company }
    }

    /// With a lead that has a tour, so that there is an appointment to read back.
    async fn with_a_tour() -> Self {
        let desk = Self::new().await;
        let slot = desk.free_slot(CHICAGO).await;
        let report = desk.probe(CHICAGO, Some(slot)).await;
        assert_eq!(report.deviations.len(), 0, "{:#?}", report.deviations);
        desk
    }

    async fn probe(&self, property: u64, book: Option<Slot>) -> Report {
        let private = ["Example Living", "exampleliving"].map(str::to_owned).to_vec();
        let probe = Probe { property: property.try_into().unwrap(), book, private };
        probe.run(&self.company, |_| {}).await.unwrap()
    }

    /// A slot about a week ahead, as the calendar writes it.
    async fn free_slot(&self, property: u64) -> Slot {
        let today = chrono::Utc::now().date_naive();
        let (from, to) = (today + chrono::Days::new(5), today + chrono::Days::new(9));
        let calendar =
            GetCalendarAvailability::new(property.try_into().unwrap(), from, to, TourType::AgentGuided);
        let days = self.company.send(&calendar).await.unwrap();
        let day = days.iter().next().unwrap();
        Slot::parse(&day.date, &day.times[0]).unwrap()
    }
}

/// Everything unexpected in a report, one line each.
fn findings(report: &Report) -> Vec<String> {
    let deviations = report.deviations.iter().map(|deviation| {
        format!("{} {} {} {}", deviation.method, deviation.path, deviation.difference, deviation.value)
    });
    let contradicted = report.contradicted().map(|line| format!("assumption {}", line.id));
    let calls = report.calls.iter().filter(|call| call.outcome != "reply");
    let calls = calls.map(|call| format!("{} {}", call.method, call.outcome));
    let mut all: Vec<_> = deviations.chain(contradicted).chain(calls).collect();
    all.sort();
    all
}

#[tokio::test]
async fn nothing_deviates_in_the_sandbox_as_it_is() {
    let desk = Desk::with_a_tour().await;
    for property in [DENVER, 739_077, CHICAGO] {
        let report = desk.probe(property, None).await;
        assert_eq!(findings(&report), Vec::<String>::new(), "property {property}");
        assert!(report.count("confirmed") >= 30, "{:#?}", report.assumptions);
    }
    let without_tours = desk.probe(739_083, None).await;
    let expected = "rejected with code 314: Tours are not supported by this property.";
    let found = findings(&without_tours);
    assert!(found.iter().all(|line| line.ends_with(expected)), "{found:#?}");
    assert!(
        without_tours
            .assumptions
            .iter()
            .any(|line| line.id == "no-tours-is-314" && line.verdict == "confirmed")
    );
}

fn rewrite(method: &str, path: &str, change: &Value) -> Variants {
    let mut rewrite: Rewrite = serde_json::from_value(change.clone()).unwrap();
    rewrite.method = (!method.is_empty()).then(|| method.to_owned());
    rewrite.path = path.to_owned();
    Variants { rewrites: vec![rewrite], ..Variants::default() }
}

/// Each deviation, and a part of every line that may be reported for it.
fn deviations() -> Vec<(&'static str, Variants, &'static [&'static str])> {
    let plan = "result.PhysicalProperty.Property[]";
    vec![
        (
            "appointments on the property's clock",
            Variants { appointment_times: AppointmentTimes::Property, ..Variants::default() },
            &["assumption appointments-are-in-mountain-time"],
        ),
        (
            "appointments in the words that were sent",
            Variants { appointment_times: AppointmentTimes::AsSent, ..Variants::default() },
            &["appointmentDate", "timeFrom", "timeTo", "assumption appointment-"],
        ),
        (
            "no zone in the event's text",
            Variants { appointment_text: false, ..Variants::default() },
            &["assumption appointment-text-has-a-zone"],
        ),
        (
            "tours under their own event type",
            Variants { tour_event_types: TourEventTypes::Own, ..Variants::default() },
            &[],
        ),
        (
            "slots in Mountain Time everywhere",
            Variants { slot_zone: SlotZone::Mountain, ..Variants::default() },
            &["assumption slots-are-local"],
        ),
        (
            "deposits labeled as amounts",
            Variants { deposits: Deposits::Actual, ..Variants::default() },
            &["assumption deposits-are-dollars", "assumption mits-deposits-are-dollars"],
        ),
        (
            "a time zone that was never set",
            Variants { time_zones: TimeZones::Unset, ..Variants::default() },
            &["assumption time-zone-is-set"],
        ),
        (
            "other words for a time zone",
            Variants { time_zones: TimeZones::Standard, ..Variants::default() },
            &["assumption time-zone-words"],
        ),
        (
            "no time zone",
            Variants { time_zones: TimeZones::Missing, ..Variants::default() },
            &["ILS_Identification.TimeZone missing field"],
        ),
        (
            "the property's id outside of PropertyID",
            Variants { mits_property_id: MitsPropertyId::Outside, ..Variants::default() },
            &["assumption mits-id-is-inside"],
        ),
        (
            "amenities as a plain list",
            Variants { mits_amenities: MitsAmenities::Listed, ..Variants::default() },
            &["assumption amenities-have-flags"],
        ),
        (
            "captions that are not file names",
            Variants { documents: false, ..Variants::default() },
            &["assumption captions-are-file-names"],
        ),
        (
            "a fax number first",
            Variants { fax: Fax::First, ..Variants::default() },
            &["assumption office-phone-is-first"],
        ),
        (
            "a pricing reply without unit blocks",
            Variants { pricing: Pricing::NoUnitBlocks, ..Variants::default() },
            &["assumption units-are-listed"],
        ),
        (
            "a pricing reply without units",
            Variants { pricing: Pricing::NoUnits, ..Variants::default() },
            &["assumption units-are-listed"],
        ),
        (
            "a pricing reply without ids",
            Variants { pricing: Pricing::NoUnitIds, ..Variants::default() },
            &["assumption units-have-ids", "PropertyUnit[].@attributes.Id missing field"],
        ),
        (
            "no service for listing services",
            Variants { client_info: false, ..Variants::default() },
            &["assumption client-info", "getClientInfo r1 rejected with code 404"],
        ),
        (
            "a code that is text",
            rewrite("getProperties", "code", &json!({ "set": "200" })),
            &["assumption code-is-a-number"],
        ),
        (
            "an unknown field",
            rewrite(
                "getProperties",
                &format!("{plan}[]").replace("[][]", "[]"),
                &json!({ "add": { "WalkScore": "88" } }),
            ),
            &["getProperties r1 result.PhysicalProperty.Property[].WalkScore unknown field"],
        ),
        (
            "a number where text is expected",
            rewrite("getProperties", &format!("{plan}.YearBuilt"), &json!({ "set": 2012 })),
            &["getProperties r1 result.PhysicalProperty.Property[].YearBuilt other type"],
        ),
        (
            "an unknown word",
            rewrite(
                "getUnitsAvailabilityAndPricing",
                "result.ILS_Units.Unit[].@attributes.Availability",
                &json!({ "set": "Reserved" }),
            ),
            &["assumption availability-words"],
        ),
        (
            "a renamed field",
            rewrite(
                "getFloorPlans",
                "result.FloorPlans.FloorPlan[].UnitCount",
                &json!({ "rename": "TotalUnits" }),
            ),
            &["UnitCount missing field", "TotalUnits unknown field"],
        ),
        (
            "a slot in another form",
            rewrite(
                "getCalendarAvailability",
                "result.availableTours.availableTour[].tourTime[]",
                &json!({ "set": "10:00 AM to 10:30 AM CST" }),
            ),
            &["assumption slot-text"],
        ),
    ]
}

#[tokio::test]
async fn every_deviation_is_named_and_nothing_else() {
    let desk = Desk::with_a_tour().await;
    for (name, variants, expected) in deviations() {
        desk.sandbox.variants(variants);
        let found = findings(&desk.probe(CHICAGO, None).await);
        assert!(found.is_empty() == expected.is_empty(), "{name}: {found:#?}");
        for line in &found {
            assert!(expected.iter().any(|part| line.contains(part)), "{name}: {line}\nall: {found:#?}");
        }
        for part in expected {
            assert!(found.iter().any(|line| line.contains(part)), "{name}: nothing about {part}: {found:#?}");
        }
    }
}

#[tokio::test]
async fn another_shape_is_named_at_its_place() {
    let desk = Desk::with_a_tour().await;
    desk.sandbox.shapes(Shapes::Documented);
    let found = findings(&desk.probe(CHICAGO, None).await);
    assert_eq!(found, ["assumption leads-are-grouped"]);
    desk.sandbox.shapes(Shapes::Random { seed: 3 });
    let found = findings(&desk.probe(CHICAGO, None).await);
    assert!(found.iter().any(|line| line.contains("addedLater unknown field")), "{found:#?}");
    assert!(found.iter().any(|line| line.contains("other type")), "{found:#?}");
}

#[tokio::test]
async fn a_foreign_reply_and_a_rejection_are_named_with_their_method() {
    let desk = Desk::new().await;
    let foreign = |status, body| Fault::Foreign(Foreign { status, body, after_work: false });
    let rejection =
        Rejection { code: 300, error_code: Some(311), message: "No permission.".to_owned(), status: 200 };
    for (kind, expected) in [
        (foreign(403, ForeignBody::Html), "getFloorPlans r1 not Entrata's reply: HTTP 403 with a web page"),
        (
            foreign(204, ForeignBody::Empty),
            "getFloorPlans r1 not Entrata's reply: HTTP 204 with an empty body",
        ),
        (
            foreign(302, ForeignBody::Text),
            "getFloorPlans r1 not Entrata's reply: HTTP 302 with a body that is not JSON",
        ),
        (
            foreign(200, ForeignBody::OtherApi),
            "getFloorPlans r1 not Entrata's reply: HTTP 200 with JSON without Entrata's envelope",
        ),
        (Fault::Rejection(rejection), "getFloorPlans r1 rejected with code 311: No permission."),
    ] {
        let planned = Planned { method: Some("getFloorPlans".to_owned()), kind, count: ALWAYS };
        desk.sandbox.faults(Faults { fail_next: vec![planned], ..Faults::default() }).unwrap();
        assert_eq!(findings(&desk.probe(DENVER, None).await), [expected]);
    }
}

#[tokio::test]
async fn a_method_that_the_company_denies_is_named_with_its_code() {
    let desk = Desk::new().await;
    let http = super::desk::client();
    let url = format!("{}/_sandbox/companies/4711", desk.sandbox.url());
    let denied = r#"{"denied": {"getSpecials": 1403, "getPropertyFees": 311}}"#;
    assert_eq!(post(&http, &url, denied).await.status(), 200);
    let found = findings(&desk.probe(DENVER, None).await);
    assert_eq!(
        found,
        [
            "getPropertyFees r1 rejected with code 311: The application has no permission to getPropertyFees.",
            "getSpecials r4 rejected with code 1403: The org is not associated with this application.",
        ]
    );
}

#[tokio::test]
async fn a_booking_names_the_clock_and_the_words_that_entrata_uses() {
    let desk = Desk::new().await;
    for (variants, clock) in [
        (Variants::default(), "Mountain Time; the text has a zone and names the slot's own start"),
        (Variants { appointment_text: false, ..Variants::default() }, "Mountain Time; the text has no zone"),
        (
            Variants {
                appointment_times: AppointmentTimes::Property,
                appointment_text: false,
                ..Variants::default()
            },
            "the slot's own clock; the text has no zone",
        ),
        (
            Variants { appointment_times: AppointmentTimes::AsSent, ..Variants::default() },
            "the slot's own clock; the text has no zone",
        ),
    ] {
        desk.sandbox.variants(variants);
        let slot = desk.free_slot(CHICAGO).await;
        let report = desk.probe(CHICAGO, Some(slot)).await;
        let lines = report.booking_lines().unwrap();
        assert!(lines[0].ends_with(r#""Success" "Lead inserted successfully.", with an id"#), "{lines:#?}");
        let read: Vec<_> = lines.iter().filter(|line| line.contains("event type 17")).collect();
        assert_eq!(read.len(), 2, "getLeads and getLeadEvents: {lines:#?}");
        assert!(read.iter().all(|line| line.contains(clock)), "expected {clock}: {lines:#?}");
    }
    assert_eq!(desk.sandbox.truth().duplicates, 0, "each booking is a new person");
}

#[tokio::test]
async fn a_probe_without_a_booking_writes_nothing() {
    let desk = Desk::new().await;
    desk.probe(DENVER, None).await;
    assert!(desk.sandbox.truth().leads.is_empty());
    assert!(desk.sandbox.calls().iter().all(|call| call.method.starts_with("get")));
}

#[tokio::test]
async fn the_report_has_no_detail_of_anybody() {
    let desk = Desk::with_a_tour().await;
    let lead = json!({
        "propertyId": CHICAGO, "prospects": { "prospect": [{
            "createdDate": "01/02/2020T09:59:00",
            "customers": { "customer": [{
                "name": { "firstName": "Wilhelmina", "lastName": "Testperson" },
                "phone": { "personalPhoneNumber": "(555) 010-7766" }, "email": "wilhelmina@private.example",
            }] },
            "customerPreferences": { "desiredMoveInDate": "03/14/2031", "comment": "I have two llamas" },
        }] },
    });
    let call = crate::api::RawCall::new("leads", "sendLeads").params(lead);
    desk.company.call(&call).await.unwrap();
    // A word that an enumeration does not know, with a name in it.
    let change = json!({ "set": "Held for Wilhelmina" });
    let variants = rewrite(
        "getUnitsAvailabilityAndPricing",
        "result.ILS_Units.Unit[].@attributes.Availability",
        &change,
    );
    desk.sandbox.variants(variants);
    let slot = desk.free_slot(CHICAGO).await;
    let report = serde_json::to_string_pretty(&desk.probe(CHICAGO, Some(slot)).await).unwrap();

    let data: Value = serde_json::from_str(include_str!("../world/built_in.json")).unwrap();
    let company = &data["companies"][0];
    let property = &company["properties"][2];
    assert_eq!(property["id"], CHICAGO);
    let mut private: Vec<String> =
        ["Wilhelmina", "Testperson", "010-7766", "private.example", "llamas", "tok_", "127.0.0.1"]
            .map(str::to_owned)
            .into();
    for value in [company, property] {
        for (name, field) in value.as_object().unwrap() {
            let is_private = !matches!(
                name.as_str(),
                "kind" | "state" | "zone" | "lease_terms" | "buildings" | "pictures"
            );
            private.extend(field.as_str().filter(|_| is_private).map(str::to_owned));
        }
    }
    private.push(CHICAGO.to_string());
    private.extend(["4711", "41.8703", "87.6261", "1908"].map(str::to_owned));
    for plan in property["floor_plans"].as_array().unwrap() {
        private.push(plan["id"].to_string());
        private.push(plan["name"].as_str().unwrap().to_owned());
        private.extend(plan["rent"].as_array().unwrap().iter().map(Value::to_string));
        private.extend(plan["rent"].as_array().unwrap().iter().map(|rent| {
            let rent = rent.to_string();
            format!("{},{}", &rent[..rent.len() - 3], &rent[rent.len() - 3..])
        }));
    }
    private.extend(desk.sandbox.truth().leads.iter().map(|lead| lead.application_id.to_string()));
    let lower = report.to_lowercase();
    for text in private.iter().filter(|text| !text.is_empty()) {
        assert!(!lower.contains(&text.to_lowercase()), "{text} is in the report:\n{report}");
    }
}
