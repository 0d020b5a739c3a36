//! Entrata's HTTP API.
//!
//! A [`Client`] holds connections, rate limiter and settings. A [`Company`] is one client company with its credentials;
//! it sends [`Method`]s. Each method is a type in [`properties`], [`units`], [`calendar`], [`leads`], [`appinfo`] or
//! [`ils`]; [`Company::call`] sends any other.
//!
//! A call passes the [rate limiter](rate_limit), is sent, is [retried](RetryPolicy) if that is safe, and ends within its
//! deadline. The whole of it is in one `tracing` span, `entrata_call`, with the fields `cid`, `method`, `property`,
//! `request_id` and `attempt`.

pub mod appinfo;
mod auth;
pub mod calendar;
mod client;
mod company;
mod context;
mod cursor;
mod envelope;
mod future;
#[cfg(fuzzing)]
pub mod fuzzing;
mod http;
mod http_options;
pub mod ils;
pub mod leads;
mod method;
pub mod oauth;
mod pages;
pub mod properties;
pub mod rate_limit;
mod raw_call;
mod redact;
mod request;
mod response;
mod retry;
mod send;
pub(crate) mod tls;
pub mod units;
mod url;
pub mod wire;

pub use self::url::BaseUrl;
pub use auth::{Auth, CredentialsProvider};
pub use client::{Client, ClientBuilder};
pub use company::Company;
pub use future::BoxFuture;
pub use method::{Method, Paging, Rejection};
pub use pages::{Items, Pages};
pub use raw_call::{RawCall, RawPage};
/// The HTTP client's crate, for [`ClientBuilder::http_client`] and [`ClientBuilder::proxy`].
pub use reqwest;
pub use retry::{Deadline, Idempotency, RetryPolicy};

#[cfg(test)]
mod tests;
