//! Books the first free tour.
//!
//! `cargo run --features sandbox --example send_lead`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use chrono::{Days, Utc};
use entrata::ErrorKind;
use entrata::api::Client;
use entrata::api::calendar::GetCalendarAvailability;
use entrata::api::leads::{GetLeads, Lead, LeadStatus, SendLeads, TourEvent};
use entrata::tour::{Slot, TourType};
use gateway::Gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Gateway { company, property, .. } = &Gateway::open(Client::builder()).await?;
    let today = Utc::now().date_naive();
    let asked = GetCalendarAvailability::new(*property, today, today + Days::new(30), TourType::AgentGuided);
    let days = company.send(&asked).await?;
    let free = days.iter().find_map(|day| Some((&day.date, day.times.last()?)));
    let (date, time) = free.ok_or("no tour is free")?;
    let slot = Slot::parse(date, time)?;
    let tour = TourEvent::new(&slot, TourType::AgentGuided).comments("Booked in the app");
    let lead = Lead::new("Riley", "Renter", "riley@example.com".parse()?)
        .phone("555-555-0100".parse()?)
        .message("I would like to see the corner home.")
        .tour(tour);
    let method = SendLeads::new(*property, lead).confirmation_email(false);
    // Entrata has no idempotency keys: look a lead up before you send it again.
    let is_known = match company.send(&method).await {
        Ok(sent) if sent.status == LeadStatus::Succeeded => {
            let lead = sent.application_id.map_or("no id".to_owned(), |id| id.to_string());
            println!("{date} {time} is booked, as lead {lead}");
            return Ok(());
        }
        Err(error) if error.kind() == ErrorKind::SlotUnavailable => {
            println!("{date} {time} is no longer available");
            return Ok(());
        }
        Err(error) if error.kind() != ErrorKind::Indeterminate => return Err(error.into()),
        Ok(_) | Err(_) => !company.send(&GetLeads::by_email(*property, method.lead.email)).await?.is_empty(),
    };
    println!("the outcome is unknown; Entrata has a lead of this address: {is_known}");
    Ok(())
}
