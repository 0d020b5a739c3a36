//! Calls methods that have no type here: once as JSON, once with a custom type.
//!
//! `cargo run --features sandbox --example call_any_method`

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod gateway;

use entrata::api::wire::{Node, RawResult, Unreadable};
use entrata::api::{Client, Idempotency, Method, RawCall};
use entrata::id::PropertyId;
use gateway::Gateway;
use serde_json::{Value, json};

/// The office hours of one property.
struct GetOfficeHours(PropertyId);

struct Hours {
    day: String,
    open_time: String,
}

impl Method for GetOfficeHours {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getProperties";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Vec<Hours>;

    fn params(&self) -> Value {
        json!({ "propertyIds": self.0.to_string() })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.0)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        let tree = result.tree()?;
        let hours =
            tree.list(&["PhysicalProperty", "Property", "PropertyHours", "OfficeHours", "OfficeHour"])?;
        let read =
            |hours: &Node<'_>| Hours { day: hours.at("Day").text(), open_time: hours.at("OpenTime").text() };
        Ok(hours.into_iter().map(read).collect())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Gateway { company, property, .. } = &Gateway::open(Client::builder()).await?;

    let status = company.call(&RawCall::new("status", "getStatus")).await?;
    println!("{status}");

    for hours in company.send(&GetOfficeHours(*property)).await? {
        println!("{} from {}", hours.day, hours.open_time);
    }
    Ok(())
}
