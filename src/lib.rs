//! Connects a rental portal to Entrata, the property-management system.
//!
//! ```no_run
//! use entrata::api::{Auth, Client, properties::GetFloorPlans};
//!
//! # async fn example() -> entrata::Result<()> {
//! let client = Client::builder().build()?;
//! let company = client.company("4711".parse()?, "exampleliving", Auth::Bearer("token".into()))?;
//! for plan in company.send(&GetFloorPlans::new("739076".parse()?)).await? {
//!     println!("{}: {:?} bedrooms from {:?}", plan.name, plan.bedrooms, plan.market_rent.low());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A tour slot is a [`tour::Slot`]: parsed once from Entrata's text, it keeps that text and has two instants. A client
//! company with its credentials is an [`api::Company`], which sends [`api::Method`]s. Every failure is an [`Error`],
//! whose [`ErrorKind`] says what to do about it.
//!
//! # Modules
//!
//! - [`tour`]: tour slots as Entrata writes them, their instants, and their text in another time zone.
//! - [`api`]: Entrata's HTTP API, typed.
//! - [`id`], [`email`], [`phone`] and [`error`]: types that all modules share.
//! - `config`, `token_seal`, `logging` (feature `portal`): settings, encryption of stored tokens, the structured log.
//! - `store`, `portal` (feature `portal`): the database, and the flows that connect it to Entrata.
//! - `sandbox` (feature `sandbox`): a fake Entrata for development and tests.
//! - The PHP extension (feature `php`) has no Rust API: `stubs/entrata.php` declares its functions.

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
pub mod failpoint;
pub mod id;
#[cfg(feature = "portal")]
pub mod logging;
pub mod phone;
#[cfg(feature = "portal")]
pub mod portal;
#[cfg(feature = "cli")]
pub mod probe;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "portal")]
pub mod store;
#[cfg(feature = "portal")]
pub mod token_seal;
pub mod tour;

#[cfg(feature = "php")]
#[allow(unsafe_code, reason = "PHP's engine is C")]
mod php;

pub use email::EmailAddress;
pub use error::{Error, ErrorKind, FieldError, Result};
pub use phone::PhoneNumber;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
