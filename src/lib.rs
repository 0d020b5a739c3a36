//! Connects a rental portal to Entrata, the property-management system.
//!
//! # The map
//!
//! - [`tour`]: a tour slot as Entrata writes it, and the instants it means.
//! - [`api`]: Entrata's HTTP API, typed.
//! - `store`, `portal` (feature `mysql`): the portal's tables, and the flows that join them to Entrata.
//! - `sandbox` (feature `sandbox`): a fake Entrata for development and tests.

pub mod api;
#[cfg(feature = "mysql")]
pub mod config;
pub mod error;
pub mod id;
#[cfg(feature = "mysql")]
pub mod portal;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "mysql")]
pub mod secret;
#[cfg(feature = "mysql")]
pub mod store;
pub mod tour;

#[cfg(feature = "php")]
#[allow(unsafe_code, reason = "PHP's engine is C")]
mod php;

pub use error::{Error, FieldError, Kind, Result};
