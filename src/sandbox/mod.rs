//! A fake Entrata for development and tests: real HTTP, the wire format of live systems, and a memory.
//!
//! [`Sandbox::start`] serves the OAuth endpoint and the gateway on a free port of this machine, with built-in
//! companies and properties, and keeps the leads it receives. A test can then compare them with the [`Truth`].
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

mod access;
mod call_log;
mod control;
mod dashboard;
mod dispatch;
mod envelope;
mod fault_picker;
mod faults;
mod grants;
mod http;
mod methods;
mod mutations;
mod oauth;
mod options;
mod pagination;
mod php_json;
mod pictures;
mod rate_limit;
mod routes;
#[allow(clippy::module_inception, reason = "the file holds the type of the same name")]
mod sandbox;
mod server;
mod shapes;
mod state;
#[cfg(test)]
mod tests;
mod truth;
mod variants;
mod webhook_script;
mod webhooks;
mod world;

pub use call_log::CallRecord;
pub use faults::{
    ALWAYS, Fault, Faults, Foreign, ForeignBody, LeadStatus, Nesting, Planned, Rates, Rejection,
};
pub use options::{Clock, Options};
pub use rate_limit::Limits;
pub use sandbox::Sandbox;
pub use shapes::Shapes;
pub use truth::{TrueAppointment, TrueLead, Truth};
pub use variants::{
    AppointmentTimes, CancelledTours, Deposits, Fax, MitsAmenities, MitsPropertyId, Pricing, Rewrite,
    SlotZone, TimeZones, TourEventTypes, Variants,
};
pub use webhook_script::{read_script, send_webhook};
pub use webhooks::{Sent, Step, WebhookMessage, WebhookReply};

/// Our client id in the built-in data: the value for `ENTRATA_CLIENT_ID`.
pub const CLIENT_ID: &str = "0123456789abcdef0123.portal";

/// Our client secret in the built-in data: the value for `ENTRATA_CLIENT_SECRET`.
pub const CLIENT_SECRET: &str = "sandbox-secret";
