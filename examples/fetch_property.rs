//! Fetches one property with its floor plans and units, all calls at once.
//!
//! `cargo run --features sandbox --example fetch_property`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use entrata::api::properties::{GetFloorPlans, GetProperties};
use entrata::api::units::{GetMitsPropertyUnits, GetUnitsAvailabilityAndPricing};
use entrata::api::{Client, Deadline};
use gateway::Gateway;
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Gateway { company, property, .. } = &Gateway::open(Client::builder()).await?;
    let company = company.with_deadline(Deadline::after(Duration::from_secs(10)));
    let (properties, plans, listed, pricing) = (
        GetProperties::new(*property),
        GetFloorPlans::new(*property),
        GetMitsPropertyUnits::new(*property),
        GetUnitsAvailabilityAndPricing::new(*property),
    );
    let (properties, plans, listed, pricing) = tokio::try_join!(
        company.send(&properties),
        company.send(&plans),
        company.send(&listed),
        company.send(&pricing),
    )?;

    for home in properties {
        println!("{}, {}, {}", home.marketing_name, home.address.street, home.address.city);
    }
    for home in listed {
        let (north, east) = (home.latitude.unwrap_or_default(), home.longitude.unwrap_or_default());
        println!("at {north} {east}, {} pictures", home.files.len());
    }
    for plan in plans {
        let units = pricing.units.iter().filter(|unit| unit.floor_plan == Some(plan.id));
        let free = units.filter(|unit| unit.is_offered()).count();
        let rent = plan.market_rent.low().map_or("an unknown rent".to_owned(), |rent| format!("${rent}"));
        println!("{}: from {rent} a month, {free} free", plan.name);
    }
    Ok(())
}
