//! The service `leads`: telling a property of somebody who wants to see it, and asking what it knows.

mod answers;
mod find;
mod lead;
mod send;

pub use answers::SentLead;
pub use find::{FoundEvent, FoundLead, GetLeads};
pub use lead::{AppointmentSubtype, Lead, TourEvent};
pub use send::{SendLeads, UpdateLeads};
