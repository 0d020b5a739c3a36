//! Calls to the sandbox.

use chrono::{Days, NaiveDate, Utc};

use super::Unlimited;
use super::leads::tour;
use super::sending::lead;
use crate::api::appinfo::GetStatus;
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::leads::{
    EventsOf, GetLeadEvents, GetLeadPickLists, GetLeads, Lead, SendLeads, SendMitsLeads, TourEvent,
    UpdateLeads,
};
use crate::api::oauth::AppCredentials;
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyMedia, GetPropertyPickLists};
use crate::api::units::{GetMitsPropertyUnits, GetPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::api::{Auth, Client, Company};
use crate::error::ErrorKind;
use crate::id::PropertyId;
use crate::sandbox::{CLIENT_ID, CLIENT_SECRET, Sandbox};
use crate::tour::TourType;

/// Offers tours; its slots name Mountain Time.
fn property() -> PropertyId {
    "739076".parse().unwrap()
}

async fn company(sandbox: &Sandbox) -> Company {
    let client = Client::builder()
        .api_url(sandbox.api_url().parse().unwrap())
        .oauth_url(sandbox.oauth_url().parse().unwrap())
        .limiter(std::sync::Arc::new(Unlimited))
        .build()
        .unwrap();
    let app = AppCredentials::new(CLIENT_ID, CLIENT_SECRET);
    let code = sandbox.auth_code(4711).unwrap().into();
    let token = client.oauth().get_access_token(&app, &code).await.unwrap();
    let again = client.oauth().get_access_token(&app, &code).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Rejected, "a code is good once");
    let user = client.oauth().get_user_info(&token.token).await.unwrap();
    assert_eq!((user.company_name.as_str(), user.subdomain.as_str()), ("Example Living", "exampleliving"));
    client.company("4711".parse().unwrap(), &user.subdomain, Auth::Bearer(token.token)).unwrap()
}

fn calendar(property: PropertyId, days: u64) -> GetCalendarAvailability {
    let from = Utc::now().date_naive();
    GetCalendarAvailability::new(property, from, from + Days::new(days), TourType::AgentGuided)
}

#[tokio::test]
async fn every_typed_read_is_answered_by_the_sandbox() {
    let sandbox = Sandbox::start().await.unwrap();
    let company = company(&sandbox).await;
    assert_eq!(company.send(&GetStatus).await.unwrap().status, "Success");
    assert!(company.send(&GetProperties::default()).await.unwrap().len() > 1);
    assert_eq!(company.send(&GetProperties::new(property())).await.unwrap()[0].id, property());
    let plans = company.send(&GetFloorPlans::new(property())).await.unwrap();
    assert!(!plans.is_empty());
    let listed = company.send(&GetMitsPropertyUnits::new(property())).await.unwrap();
    assert!(listed[0].latitude.is_some() && !listed[0].files.is_empty());
    assert!(!listed[0].units.is_empty() && !listed[0].floor_plans.is_empty());
    let mut pricing = GetUnitsAvailabilityAndPricing::new(property());
    let whole = company.send(&pricing).await.unwrap();
    pricing.unit_spaces = true;
    let spaces = company.send(&pricing).await.unwrap();
    for answer in [&whole, &spaces] {
        assert!(!answer.floor_plans.is_empty());
        assert!(answer.units.iter().any(|unit| unit.rent.low().is_some() && unit.floor_plan.is_some()));
    }
    assert!(!company.send(&GetPropertyUnits::new(property())).await.unwrap()[0].units.is_empty());
    let media = company.send(&GetPropertyMedia::new(property(), "1", "2")).await.unwrap();
    assert!(media.skipped.is_empty());
    let pick_lists = GetPropertyPickLists { properties: vec![property()] };
    assert!(company.send(&pick_lists).await.unwrap().is_object());
    let from = Utc::now().date_naive();
    let hours = GetCalendarHours { property: property(), from, to: from + Days::new(6) };
    assert!(!company.send(&hours).await.unwrap().hours.is_empty());
    assert!(!company.send(&calendar(property(), 30)).await.unwrap().is_empty());
    let lists = company.send(&GetLeadPickLists { properties: vec![property()] }).await.unwrap();
    assert!(!lists.properties[0].sources.is_empty());
}

#[tokio::test]
async fn a_lead_is_sent_found_and_given_a_tour() {
    let sandbox = Sandbox::start().await.unwrap();
    let company = company(&sandbox).await;
    let mut method = SendLeads { property: property(), ..lead() };
    method.lead.created_at = Utc::now();
    let sent = company.send(&method).await.unwrap();
    let application = sent.application_id.unwrap();

    let days = company.send(&calendar(property(), 30)).await.unwrap();
    let (date, time) = days.iter().find_map(|day| Some((&day.date, day.times.last()?))).unwrap();
    let (from, to) = time.split_once(" - ").unwrap();
    let day: NaiveDate = date.parse().unwrap();
    let tour = || {
        let (time_from, time_to) = (from.to_owned(), to.to_owned());
        Some(TourEvent { date: day, time_from, time_to, ..tour() })
    };
    let mut update = UpdateLeads {
        property: property(),
        application,
        lead: method.lead.clone(),
        confirmation_email: false,
    };
    update.lead.tour = tour();
    company.send(&update).await.unwrap();

    let found = company.send(&GetLeads::by_email(property(), method.lead.email.clone())).await.unwrap();
    assert_eq!((found[0].application_id, found[0].events[0].appointment_date), (application, Some(day)));
    let events = GetLeadEvents { property: property(), of: EventsOf::Lead(application) };
    assert_eq!(company.send(&events).await.unwrap()[0].events.len(), 1);

    method.lead.email = "second@example.com".parse().unwrap();
    method.lead.tour = tour();
    let error = company.send(&method).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SlotUnavailable, "{error:?}");

    let lists = company.send(&GetLeadPickLists { properties: vec![property()] }).await.unwrap();
    let source = lists.properties[0].sources[0].name.clone();
    let listing = SendMitsLeads {
        property: property(),
        lead: Lead { email: "third@example.com".parse().unwrap(), tour: None, ..method.lead },
        originating_lead_source: source,
        confirmation_email: false,
    };
    company.send(&listing).await.unwrap();
}

#[tokio::test]
async fn the_sandbox_rejects_what_entrata_rejects() {
    let sandbox = Sandbox::start().await.unwrap();
    let company = company(&sandbox).await;
    let without_tours = "739083".parse().unwrap();
    let error = company.send(&calendar(without_tours, 30)).await.unwrap_err();
    assert_eq!((error.kind(), error.entrata_code()), (ErrorKind::ToursNotSupported, Some(314)));
    let error = company.send(&calendar(property(), 90)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "at most 60 days: {error:?}");
    let nobodys = company.send(&GetFloorPlans::new("999".parse().unwrap())).await.unwrap_err();
    assert_eq!((nobodys.kind(), nobodys.entrata_code()), (ErrorKind::Rejected, Some(311)));
    sandbox.expire_tokens();
    assert_eq!(company.send(&GetStatus).await.unwrap_err().kind(), ErrorKind::Unauthorized);
}
