//! Our own client against the sandbox: whatever the shapes, it reads the same facts.

use super::desk::{DENVER, monday, on_monday};
use crate::api::calendar::{GetCalendarAvailability, GetCalendarHours};
use crate::api::leads::{GetLeadPickLists, GetLeads, Lead, SendLeads, SendMitsLeads, TourEvent, UpdateLeads};
use crate::api::oauth::AppCredentials;
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyMedia};
use crate::api::rate_limit::{CallKey, Limiter, Priority, RateHeaders};
use crate::api::units::{GetMitsPropertyUnits, GetPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::api::{Auth, Client, Company, Deadline, Method, RetryPolicy};
use crate::id::PropertyId;
use crate::sandbox::{CLIENT_ID, CLIENT_SECRET, Limits, Options, Sandbox, Shapes};
use crate::tour::{Slot, TourType};
use crate::{ErrorKind, Result};
use futures_util::future::BoxFuture;
use std::sync::Arc;

struct NoLimits;

impl Limiter for NoLimits {
    fn admit<'a>(&'a self, _: &'a [CallKey], _: Priority, _: Deadline) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn record<'a>(&'a self, _: &'a CallKey, _: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

fn property() -> PropertyId {
    DENVER.try_into().unwrap()
}

/// The client's own way in: a code, a token, and whose it is.
pub(super) async fn company(sandbox: &Sandbox) -> Company {
    let builder = Client::builder().limiter(Arc::new(NoLimits)).retry(RetryPolicy::never());
    let builder = builder.api_url(sandbox.api_url().parse().unwrap());
    let client = builder.oauth_url(sandbox.oauth_url().parse().unwrap()).build().unwrap();
    let app = AppCredentials::new(CLIENT_ID, CLIENT_SECRET);
    let code = sandbox.auth_code(4711).unwrap().into();
    let token = client.oauth().get_access_token(&app, &code).await.unwrap().token;
    let info = client.oauth().get_user_info(&token).await.unwrap();
    assert_eq!((info.company_name.as_str(), info.properties.len()), ("Example Living", 4));
    client.company("4711".parse().unwrap(), &info.subdomain, Auth::Bearer(token)).unwrap()
}

async fn facts<M: Method>(company: &Company, method: M) -> String
where
    M::Response: std::fmt::Debug,
{
    format!("{:#?}", company.send(&method).await.unwrap())
}

/// What those answers hold that are read in parts.
async fn parts(company: &Company) -> String {
    let mits = company.send(&GetMitsPropertyUnits::new(property())).await.unwrap().items.remove(0);
    let pricing = company.send(&GetUnitsAvailabilityAndPricing::new(property())).await.unwrap();
    assert!(!mits.floor_plans.is_empty() && !mits.units.is_empty());
    format!("{:#?}\n{:#?}\n{:#?}", mits.floor_plans, mits.units, pricing.floor_plans)
}

async fn all_facts(company: &Company) -> Vec<String> {
    let (from, to) = ("2030-12-03".parse().unwrap(), "2030-12-09".parse().unwrap());
    let one = property();
    let spaces =
        GetUnitsAvailabilityAndPricing { unit_spaces: true, ..GetUnitsAvailabilityAndPricing::new(one) };
    vec![
        facts(company, GetProperties::new(one)).await,
        facts(company, GetFloorPlans::new(one)).await,
        facts(company, GetMitsPropertyUnits::new(one)).await,
        parts(company).await,
        facts(company, GetUnitsAvailabilityAndPricing::new(one)).await,
        facts(company, spaces).await,
        facts(company, GetPropertyUnits::new(one)).await,
        facts(company, GetPropertyMedia::new(one, "1", "2")).await,
        facts(company, GetCalendarAvailability::new(one, from, to, TourType::AgentGuided)).await,
        facts(company, GetCalendarHours { property: one, from, to }).await,
        facts(company, GetLeads::by_email(one, "riley@example.com".parse().unwrap())).await,
        facts(company, GetLeadPickLists { properties: vec![one] }).await,
    ]
}

pub(super) fn lead(email: &str, time: Option<(&str, &str)>) -> Lead {
    let slot = Slot::parse("2030-12-03", "10:00 MST - 10:30 MST").unwrap();
    let tour = time.map(|(from, to)| TourEvent {
        time_from: from.to_owned(),
        time_to: to.to_owned(),
        ..TourEvent::new(&slot, TourType::AgentGuided)
    });
    Lead {
        tour,
        ..Lead::new("Riley", "Renter", email.parse().unwrap())
            .phone("555-555-0100".parse().unwrap())
            .message("Is there a bicycle room?")
            .lead_source(90_001_u64.try_into().unwrap())
            .created_at(monday())
    }
}

async fn start() -> Sandbox {
    Sandbox::with(Options { limits: Limits::none(), ..on_monday() }).await.unwrap()
}

#[tokio::test]
async fn the_client_reads_the_same_facts_in_every_shape() {
    let sandbox = start().await;
    let company = company(&sandbox).await;
    let lead = lead("riley@example.com", Some(("10:00 MST", "10:30 MST")));
    company.send(&SendLeads { property: property(), lead, confirmation_email: false }).await.unwrap();
    let documented = all_facts(&company).await;
    for seed in 0..60 {
        sandbox.shapes(Shapes::Random { seed });
        for (shaped, documented) in all_facts(&company).await.iter().zip(&documented) {
            assert!(shaped == documented, "seed {seed}:\n{shaped}\n-- documented:\n{documented}");
        }
    }
}

#[tokio::test]
async fn the_client_books_and_is_rejected_in_every_shape() {
    for seed in 0..20 {
        let sandbox = start().await;
        sandbox.shapes(Shapes::Random { seed });
        let company = company(&sandbox).await;
        let send = |email: &str, time| SendLeads {
            property: property(),
            lead: lead(email, Some(time)),
            confirmation_email: false,
        };
        let first = company.send(&send("riley@example.com", ("10:00 MST", "10:30 MST"))).await.unwrap();
        let application = first.application_id.unwrap();
        let gone = company.send(&send("sam@example.com", ("10:00 MST", "10:30 MST"))).await.unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::SlotUnavailable, "seed {seed}: {}", gone.display_chain());
        let update = UpdateLeads {
            property: property(),
            application,
            lead: lead("riley@example.com", Some(("10:30:00", "11:00:00"))),
            confirmation_email: false,
        };
        company.send(&update).await.unwrap();
        let mits = SendMitsLeads {
            property: property(),
            lead: lead("mia@example.com", None),
            originating_lead_source: "Example Portal".to_owned(),
            confirmation_email: false,
        };
        assert!(company.send(&mits).await.unwrap().application_id.is_some());
        let truth = sandbox.truth();
        assert_eq!((truth.leads.len(), truth.appointments.len(), truth.duplicates), (2, 2, 0), "seed {seed}");
    }
}

#[tokio::test]
async fn no_tours_differs_from_a_failure_in_every_shape() {
    let sandbox = start().await;
    let company = company(&sandbox).await;
    for seed in 0..20 {
        sandbox.shapes(Shapes::Random { seed });
        let (from, to) = ("2030-12-03".parse().unwrap(), "2030-12-09".parse().unwrap());
        let property = 739_083_u64.try_into().unwrap();
        let ask = GetCalendarAvailability::new(property, from, to, TourType::AgentGuided);
        assert_eq!(company.send(&ask).await.unwrap_err().kind(), ErrorKind::ToursNotSupported);
    }
}
