//! The database: all of the SQL, and nothing of Entrata's wire format.
//!
//! Instants are UTC, and leases are measured by the database's clock, because the nodes' clocks may differ. Rows become
//! types through fallible conversions only: the driver's short forms panic and print the row.

mod connection;
mod database_url;
pub mod entrata;
mod errors;
pub mod events;
pub mod host;
mod lease;
mod query;
pub mod schema;
pub mod server;
mod statement;
mod tls;
mod viewing_status;

pub use connection::{Session, Store};
pub use database_url::DatabaseUrl;
pub(crate) use errors::is_duplicate_key;
pub use lease::LeaseOwner;
pub(crate) use query::execute;
use query::{change, change_all, first, rows};
pub use statement::Statement;
pub use tls::{SslMode, Tls};
pub use viewing_status::{UnknownViewingStatus, ViewingStatus};
