//! The service `leads`: telling a property of somebody who wants to see it, and asking what it knows.

mod answers;
mod events;
mod find;
mod lead;
mod mits;
mod pick_lists;
mod send;

pub use answers::SentLead;
pub use events::{EventsOf, GetLeadEvents, LeadEvents};
pub use find::{FoundEvent, FoundLead, GetLeads};
pub use lead::{AppointmentSubtype, Lead, TourEvent};
pub use mits::SendMitsLeads;
pub use pick_lists::{GetLeadPickLists, LeadPickLists, LeadSources, Named};
pub use send::{SendLeads, UpdateLeads};
