//! Retries calls longer than usual, and reads from the error why a call was given up.
//!
//! `cargo run --features sandbox --example own_retry_policy`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use entrata::api::properties::GetFloorPlans;
use entrata::api::{Client, Deadline, RetryPolicy};
use gateway::Gateway;
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let patient = RetryPolicy::default()
        .attempts(8)
        .first_pause(Duration::from_millis(500))
        .longest_pause(Duration::from_secs(20));
    let Gateway { company, property, .. } = &Gateway::open(Client::builder().retry(patient)).await?;

    // The deadline counts for all attempts and the pauses between them.
    match company
        .with_deadline(Deadline::after(Duration::from_secs(60)))
        .send(&GetFloorPlans::new(*property))
        .await
    {
        Ok(plans) => println!("{} floor plans", plans.len()),
        Err(error) if error.is_retryable() => println!("later, perhaps: {}", error.display_chain()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
