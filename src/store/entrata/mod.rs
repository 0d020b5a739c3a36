//! Our own tables, `entrata_*`.

pub mod clients;
pub mod counters;
pub mod houses;
pub mod jobs;
pub mod listing;
pub mod metrics;
pub mod properties;
pub mod property_state;
pub mod prospect_leases;
pub mod rate_limits;
pub mod sign_in;
pub mod tour_times;
pub mod viewings;
pub mod webhooks;
