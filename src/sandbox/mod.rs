//! A fake Entrata on your desk: real HTTP, the wire as it is, and a memory.
//!
//! [`Sandbox::start`] serves the OAuth endpoint and the gateway on a free port of this machine, with a built-in
//! set of companies and properties, and keeps the leads it is told. A test then asks it for the [`Truth`].
//!
//! ```
//! # async fn example() -> entrata::Result<()> {
//! use entrata::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//! let code = sandbox.auth_code(4711)?;
//! // … point a client at sandbox.oauth_url() and sandbox.api_url(), book a tour, then:
//! assert_eq!(sandbox.truth().duplicates, 0);
//! # drop(code);
//! # Ok(())
//! # }
//! ```

mod call;
mod calls;
mod chance;
mod change;
mod control;
mod envelope;
mod exchange;
mod faults;
mod gateway;
mod limits;
mod methods;
mod oauth;
mod page;
mod pages;
mod php_json;
mod pictures;
mod reply;
mod request;
mod routes;
mod run;
mod server;
mod shaper;
mod shapes;
mod start;
mod state;
mod story;
#[cfg(test)]
mod tests;
mod truth;
mod webhooks;
mod world;

pub use calls::CallRecord;
pub use faults::{Fault, Faults, Planned, Rates};
pub use limits::Limits;
pub use run::{Options, run};
pub use shapes::Shapes;
pub use start::{Builder, Sandbox};
pub use story::{Sent, Step, send_webhook};
pub use truth::{TrueAppointment, TrueLead, Truth};
pub use webhooks::{WebhookMessage, WebhookReply};

/// The portal's client id in the built-in set: the value for `ENTRATA_CLIENT_ID`.
pub const CLIENT_ID: &str = "0123456789abcdef0123.portal";

/// The portal's client secret in the built-in set: the value for `ENTRATA_CLIENT_SECRET`.
pub const CLIENT_SECRET: &str = "sandbox-secret";
