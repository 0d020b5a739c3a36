//! An async SDK for the API of Entrata, the property-management system; with the feature `portal`, also what connects a
//! rental portal to it.
//!
//! ```toml
//! [dependencies]
//! entrata = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! # List properties
//!
//! A [`Client`](api::Client) holds the connections and the rate limiter: build one and keep it. A
//! [`Company`](api::Company) is a client company with its credentials. It sends [methods](api::Method).
//!
//! ```no_run
//! use entrata::api::{Auth, Client, properties::GetProperties};
//!
//! # async fn example() -> entrata::Result<()> {
//! let client = Client::builder().user_agent("acme-rentals/2.1").build()?;
//! let company = client.company("4711".parse()?, "exampleliving", Auth::Bearer("token".into()))?;
//! for property in company.send(&GetProperties::all()).await? {
//!     println!("{}: {}, {}", property.id, property.marketing_name, property.address.city);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! An authorization code becomes a token with [`Client::oauth`](api::Client::oauth). A
//! [`CredentialsProvider`](api::CredentialsProvider) replaces a token that Entrata no longer accepts.
//!
//! # Show tour times
//!
//! Entrata's slots are texts such as `10:00 MST - 10:30 MST`. [`tour`] parses them, keeps the text, and shows them in any
//! zone.
//!
//! ```no_run
//! use entrata::api::{Company, calendar::GetCalendarAvailability};
//! use entrata::chrono::Utc;
//! use entrata::tour::{Availability, TourType, Window, zone::TimeZone};
//!
//! # async fn example(company: &Company) -> entrata::Result<()> {
//! let (chicago, now) = ("America/Chicago".parse::<TimeZone>()?, Utc::now());
//! let window = Window::next_days(chicago, now);
//! let days = window.requested(now);
//! let method = GetCalendarAvailability::new("739076".parse()?, days.from, days.to, TourType::AgentGuided);
//! let availability: Availability = company.send(&method).await?.into_iter().collect();
//! for day in availability.schedule(chicago, now, window).days {
//!     for slot in day.slots {
//!         println!("{} {}", day.date, slot.label()); // 2026-12-01 11:00 AM - 11:30 AM CST
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Book a tour
//!
//! A lead carries the slot's times exactly as Entrata sent them. Entrata has no idempotency keys: when the outcome of a
//! write is unknown, look it up before you send it again.
//!
//! ```no_run
//! use entrata::ErrorKind;
//! use entrata::api::Company;
//! use entrata::api::leads::{GetLeads, Lead, SendLeads, TourEvent};
//! use entrata::tour::{Slot, TourType};
//!
//! # async fn example(company: &Company, slot: Slot) -> entrata::Result<()> {
//! let (property, email) = ("739076".parse()?, "riley@example.com".parse()?);
//! let lead = Lead::new("Riley", "Renter", email).tour(TourEvent::new(&slot, TourType::AgentGuided));
//! let method = SendLeads::new(property, lead);
//! match company.send(&method).await {
//!     Ok(sent) => println!("booked as lead {:?}", sent.application_id),
//!     Err(error) if error.kind() == ErrorKind::SlotUnavailable => println!("show other tour times"),
//!     Err(error) if !error.may_resend() => {
//!         let known = company.send(&GetLeads::by_email(property, method.lead.email)).await?;
//!         println!("Entrata has {} leads of this address", known.len());
//!     }
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Call any method
//!
//! [`Company::call`](api::Company::call) sends a method that has no type here and returns JSON. Implement
//! [`Method`](api::Method) to give it a type of your own.
//!
//! ```no_run
//! use entrata::api::{Company, RawCall};
//! use entrata::serde_json::json;
//!
//! # async fn example(company: &Company) -> entrata::Result<()> {
//! let call = RawCall::new("customers", "getCustomers").version("r2").params(json!({ "propertyId": 739076 }));
//! println!("{}", company.call(&call).await?);
//! # Ok(())
//! # }
//! ```
//!
//! # Page
//!
//! [`Company::send`](api::Company::send) fetches all pages of a response. [`items`](api::Company::items) and
//! [`pages`](api::Company::pages) fetch each page when it is needed, and can be resumed after an error.
//!
//! ```no_run
//! use entrata::api::{Company, leads::{GetLeads, LeadsBy}};
//!
//! # async fn example(company: &Company) -> entrata::Result<()> {
//! # let (from, to) = (entrata::chrono::NaiveDate::MIN, entrata::chrono::NaiveDate::MAX);
//! let method = GetLeads::new("739076".parse()?, LeadsBy::Days { from, to });
//! let mut leads = company.items(method).page_size(200);
//! while let Some(lead) = leads.next().await {
//!     println!("{}", lead?.application_id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Retry
//!
//! Reads are retried after every failure that may pass; a write only if Entrata did not receive it or rejected it by its
//! rate limit. A [`RetryPolicy`](api::RetryPolicy) sets how often, and a [`Deadline`](api::Deadline) bounds all of it:
//! retries, pauses, and waits for the [rate limiter](api::rate_limit). An [`Error`] says what follows:
//!
//! ```no_run
//! use entrata::api::{Company, Deadline, RetryPolicy, properties::GetFloorPlans};
//! use std::time::Duration;
//!
//! # async fn example(company: &Company) -> entrata::Result<()> {
//! let patient = company
//!     .with_retry(RetryPolicy::default().attempts(8))
//!     .with_deadline(Deadline::after(Duration::from_secs(60)));
//! match patient.send(&GetFloorPlans::new("739076".parse()?)).await {
//!     Ok(plans) => println!("{} floor plans", plans.len()),
//!     Err(error) if error.is_retryable() => println!("try again in {:?}", error.retry_after()),
//!     Err(error) => println!("{}", error.display_chain()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Test with the sandbox
//!
//! The feature `sandbox` has a fake Entrata for tests: it speaks HTTP, remembers what it is sent, and fails on demand.
//!
#![cfg_attr(feature = "sandbox", doc = "```")]
#![cfg_attr(not(feature = "sandbox"), doc = "```ignore")]
//! use entrata::api::{Auth, Client, oauth::AppCredentials, properties::GetFloorPlans};
//! use entrata::sandbox::{CLIENT_ID, CLIENT_SECRET, Fault, Faults, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> entrata::Result<()> {
//! let sandbox = Sandbox::start().await?;
//! let client = Client::builder()
//!     .api_url(sandbox.api_url().parse()?)
//!     .oauth_url(sandbox.oauth_url().parse()?)
//!     .build()?;
//! let app = AppCredentials::new(CLIENT_ID, CLIENT_SECRET);
//! let token = client.oauth().get_access_token(&app, &sandbox.auth_code(4711)?.into()).await?;
//! let company = client.company("4711".parse()?, "exampleliving", Auth::Bearer(token.token))?;
//!
//! // The first reply is lost: the call is retried.
//! sandbox.faults(Faults::default().fail_next("getFloorPlans", Fault::LoseReply, 1))?;
//! assert_eq!(company.send(&GetFloorPlans::new("739076".parse()?)).await?.len(), 3);
//! assert_eq!(sandbox.calls().iter().filter(|call| call.method == "getFloorPlans").count(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Runtime requirements
//!
//! - Calls need a tokio runtime with I/O and time enabled, as `#[tokio::main]` and `Builder::enable_all` make it; without
//!   one they panic. Any flavor works, and one client may serve several runtimes.
//! - Dropping a call's future cancels it. A write may have been carried out by then.
//! - [`ClientBuilder::build`](api::ClientBuilder::build) reads the system's root certificates (Debian's package
//!   `ca-certificates`), which blocks for some milliseconds. TLS is rustls with ring, whose build needs a C compiler.
//! - Rust 1.85 or later.
//! - Logs go to `tracing`, one span for each call: see [`api`]. At the level `DEBUG` they have whole bodies, with people's
//!   names and addresses, but never credentials.
//!
//! # Features
//!
//! The default is the SDK alone.
//!
//! | feature | adds |
//! | --- | --- |
//! | `sandbox` | the module `sandbox`: a fake Entrata for development and tests |
//! | `portal` | the modules `portal`, `config`, `token_seal` and `logging`: a rental portal's tables in MySQL or MariaDB, and the flows that join them to Entrata |
//! | `cli` | the program `entrata` |
//! | `php` | the PHP extension, which has no Rust interface: `stubs/entrata.php` declares it |

#![cfg_attr(docsrs, feature(doc_cfg))]

/// A named step at which the chaos suite may kill the process; expands to nothing without the feature `failpoints`.
#[cfg(feature = "portal")]
macro_rules! failpoint {
    ($name:literal) => {
        #[cfg(feature = "failpoints")]
        $crate::failpoint::reach($name);
    };
}

pub mod api;
#[cfg(feature = "portal")]
pub mod config;
pub mod email;
pub mod error;
#[cfg(feature = "failpoints")]
#[doc(hidden)]
pub mod failpoint;
pub mod id;
#[cfg(feature = "portal")]
pub mod logging;
pub mod phone;
#[cfg(feature = "portal")]
pub mod portal;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod probe;
#[cfg(feature = "sandbox")]
pub mod sandbox;
// Not a part of the API: the program `entrata` uses it, and a program is a crate of its own.
#[cfg(feature = "portal")]
#[doc(hidden)]
pub mod store;
#[cfg(feature = "portal")]
pub mod token_seal;
pub mod tour;

#[cfg(feature = "php")]
#[allow(unsafe_code, reason = "PHP's engine is C")]
mod php;

/// Crates whose types this API uses, in the versions that it uses.
#[doc(no_inline)]
pub use {chrono, rust_decimal, secrecy, serde_json};

pub use email::EmailAddress;
pub use error::{Error, ErrorKind, FieldError, Result};
pub use phone::PhoneNumber;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
