//! Books the first tour that is free.
//!
//! `cargo run --features sandbox --example send_lead`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use chrono::{Days, Utc};
use entrata::ErrorKind;
use entrata::api::Client;
use entrata::api::calendar::GetCalendarAvailability;
use entrata::api::leads::{AppointmentSubtype, GetLeads, Lead, SendLeads, TourEvent};
use entrata::tour::{Slot, SlotForm, TourType};
use gateway::Gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Gateway { company, property, .. } = &Gateway::open(Client::builder()).await?;
    let today = Utc::now().date_naive();
    let asked = GetCalendarAvailability {
        property: *property,
        from: today,
        to: today + Days::new(30),
        tour_type: TourType::AgentGuided.to_string(),
    };
    let days = company.send(&asked).await?;
    let free = days.iter().find_map(|day| Some((&day.date, day.times.last()?)));
    let (date, time) = free.ok_or("no tour is free")?;
    let slot = Slot::parse(date, time)?;
    let times = slot.times(SlotForm::Verbatim);

    let method = SendLeads {
        property: *property,
        lead: Lead {
            first_name: "Riley".to_owned(),
            last_name: "Renter".to_owned(),
            email: "riley@example.com".to_owned(),
            phone: "555-555-0100".to_owned(),
            message: "I would like to see the corner flat.".to_owned(),
            move_in_date: None,
            lead_source: None,
            created_at: Utc::now(),
            tour: Some(TourEvent {
                subtype: AppointmentSubtype::Tour,
                appointment_date: slot.appointment_date(),
                time_from: times.from,
                time_to: times.to,
                title: "Tour".to_owned(),
                comments: "Booked in the app".to_owned(),
            }),
        },
        confirmation_email: false,
    };
    match company.send(&method).await {
        Ok(sent) => {
            let lead = sent.application_id.map_or("no id".to_owned(), |id| id.to_string());
            println!("{date} {time} is booked, as lead {lead}");
        }
        Err(error) if error.kind() == ErrorKind::SlotUnavailable => println!("somebody was quicker"),
        // Entrata has no idempotency keys: before a lead is sent again, Entrata must be asked for it.
        Err(error) if error.kind() == ErrorKind::Indeterminate => {
            let found = company.send(&GetLeads { property: *property, email: method.lead.email }).await?;
            println!("its end is unknown, and Entrata knows {} leads of this address", found.len());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
