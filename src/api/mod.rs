//! Entrata's HTTP API, typed: it knows nothing of the portal's tables.
//!
//! A [`Client`] holds the connections; a [`Company`] is one client company with its credentials, and sends methods.
//! Every method is a type of its own in [`properties`], [`units`], [`calendar`] or [`leads`], and [`Company::call`]
//! sends any other.
//!
//! ```no_run
//! use entrata::api::{Auth, Client, Deadline, properties::GetFloorPlans};
//! use std::time::Duration;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder().build()?;
//! let company = client.company("4711".parse()?, "exampleliving", Auth::ApiKey("secret".into()))?;
//! let plans = company
//!     .with_deadline(Deadline::after(Duration::from_secs(10)))
//!     .send(&GetFloorPlans::new("739076".parse()?))
//!     .await?;
//! for plan in plans {
//!     println!("{}: {:?} bedrooms from {:?}", plan.name, plan.bedrooms, plan.market_rent.low());
//! }
//! # Ok(())
//! # }
//! ```

mod address;
mod auth;
mod body;
pub mod calendar;
mod client;
mod company;
mod deadline;
mod envelope;
#[cfg(fuzzing)]
pub mod fuzzing;
mod judge;
pub mod leads;
mod limit;
mod mask;
mod method;
pub mod oauth;
mod pages;
pub mod properties;
mod rate;
mod repair;
mod retry;
mod roots;
mod send;
mod story;
mod transport;
pub mod units;
pub mod wire;

pub use auth::Auth;
pub use client::{Client, ClientBuilder};
pub use company::Company;
pub use deadline::Deadline;
pub use limit::{CONTRACT_DAY, CONTRACT_PAUSE, CallKey, Limiter, MemoryLimiter, Priority, limited};
pub use method::{Method, Paging, Rejection};
pub use rate::{Period, RateHeaders, Window};
pub use reqwest::Url;
pub use retry::{Attempt, Idempotency, Outcome, RetryDecision, RetryPolicy, StopReason};

#[cfg(test)]
mod tests;
