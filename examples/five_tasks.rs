//! What most programs do with Entrata, in one page: properties, tour times, a booking, leads in pages, and any other method.
//!
//! `cargo run --features sandbox --example five_tasks`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use std::time::Duration;

use entrata::api::calendar::GetCalendarAvailability;
use entrata::api::leads::{GetLeads, Lead, LeadsBy, SendLeads, TourEvent};
use entrata::api::properties::GetProperties;
use entrata::api::{Client, Company, RawCall};
use entrata::chrono::{Days, Utc};
use entrata::id::PropertyId;
use entrata::tour::{Availability, Slot, TourType, Window, zone::TimeZone};
use entrata::{ErrorKind, Result};
use gateway::Gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let builder = Client::builder().user_agent("acme-rentals/2.1").timeout(Duration::from_secs(10));
    let Gateway { company, property, .. } = &Gateway::open(builder).await?;
    list_properties(company).await?;
    if let Some(slot) = show_tour_times(company, *property).await? {
        book(company, *property, &slot).await?;
    }
    list_leads(company, *property).await?;
    show_status(company).await?;
    Ok(())
}

async fn list_properties(company: &Company) -> Result<()> {
    for property in company.send(&GetProperties::all()).await? {
        println!("{}: {}, {}", property.id, property.marketing_name, property.address.city);
    }
    Ok(())
}

async fn show_tour_times(company: &Company, property: PropertyId) -> Result<Option<Slot>> {
    let (chicago, now) = ("America/Chicago".parse::<TimeZone>()?, Utc::now());
    let window = Window::next_days(chicago, now);
    let days = window.requested(now);
    let method = GetCalendarAvailability::new(property, days.from, days.to, TourType::AgentGuided);
    let availability: Availability = company.send(&method).await?.into_iter().collect();
    let last = availability.slots().last();
    for day in availability.schedule(chicago, now, window).days {
        println!("{}: {} tours from {}", day.date, day.slots.len(), day.slots[0].label());
    }
    Ok(last)
}

async fn book(company: &Company, property: PropertyId, slot: &Slot) -> Result<()> {
    let lead = Lead::new("Riley", "Renter", "riley@example.com".parse()?)
        .phone("555-010-0199".parse()?)
        .message("I would like to see the corner home.")
        .tour(TourEvent::new(slot, TourType::AgentGuided));
    let method = SendLeads::new(property, lead);
    match company.send(&method).await {
        Ok(sent) => println!("booked as lead {:?}", sent.application_id),
        Err(error) if error.kind() == ErrorKind::SlotUnavailable => println!("{}", error.user_message()),
        Err(error) if !error.may_resend() => {
            let known = company.send(&GetLeads::by_email(property, method.lead.email)).await?;
            println!("not confirmed; Entrata has {} leads of this address", known.len());
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

async fn list_leads(company: &Company, property: PropertyId) -> Result<()> {
    let today = Utc::now().date_naive();
    let by = LeadsBy::Days { from: today - Days::new(29), to: today };
    let mut leads = company.items(GetLeads::new(property, by)).page_size(100);
    while let Some(lead) = leads.next().await {
        let lead = lead?;
        println!("{}: {}", lead.application_id, lead.status);
    }
    Ok(())
}

async fn show_status(company: &Company) -> Result<()> {
    println!("{}", company.call(&RawCall::new("status", "getStatus")).await?);
    Ok(())
}
