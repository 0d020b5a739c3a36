//! The services `status` and `appinfo`: Entrata's status, and the methods that the app may call.

mod get_accessible_services;
mod get_status;

pub use get_accessible_services::{AccessibleService, GetAccessibleServices};
pub use get_status::{GetStatus, Status};
