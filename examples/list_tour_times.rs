//! Lists the tours that can be booked in the next two weeks, as Entrata writes them and in the renter's zone.
//!
//! `cargo run --features sandbox --example list_tour_times`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use chrono::{Days, Utc};
use entrata::ErrorKind;
use entrata::api::Client;
use entrata::api::calendar::GetCalendarAvailability;
use entrata::tour::zone::TimeZone;
use entrata::tour::{Slot, TourType};
use gateway::Gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Gateway { company, property, .. } = &Gateway::open(Client::builder()).await?;
    let chicago: TimeZone = "America/Chicago".parse()?;
    let today = chicago.date_at(Utc::now());
    let asked = GetCalendarAvailability::new(*property, today, today + Days::new(14), TourType::AgentGuided);
    let days = match company.send(&asked).await {
        Err(error) if error.kind() == ErrorKind::ToursNotSupported => {
            println!("the property offers no tours");
            return Ok(());
        }
        days => days?,
    };
    for day in days {
        for time in &day.times {
            match Slot::parse(&day.date, time) {
                Ok(slot) => println!("{} {time}: {}", day.date, slot.shown(chicago).label()),
                Err(error) => println!("{} {time}: {error}", day.date),
            }
        }
    }
    Ok(())
}
