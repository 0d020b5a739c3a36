//! The service `leads`: sends prospects with their tours to a property, and reads its leads and events.

mod event;
mod get_lead_events;
mod get_lead_pick_lists;
mod get_leads;
mod get_mits_leads;
mod lead;
mod leads_by;
mod person;
mod send_leads;
mod send_mits_leads;
mod sent_lead;
mod slot_gone;
mod update_leads;

pub use event::{EventType, LeadEvent};
pub use get_lead_events::{EventsOf, GetLeadEvents, LeadEvents};
pub use get_lead_pick_lists::{GetLeadPickLists, LeadPickLists, LeadSource, LeadSources, Named};
pub use get_leads::{FoundLead, GetLeads};
pub use get_mits_leads::{GetMitsLeads, MitsLead};
pub use lead::{Lead, TourEvent};
pub use leads_by::LeadsBy;
pub use person::Person;
pub use send_leads::SendLeads;
pub use send_mits_leads::SendMitsLeads;
pub use sent_lead::{LeadStatus, SentLead};
pub use update_leads::UpdateLeads;
