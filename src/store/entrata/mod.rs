//! Our own tables, `entrata_*`.

pub mod clients;
pub mod counters;
pub mod jobs;
pub mod properties;
pub mod property_state;
pub mod prospect_leases;
pub mod rate_limits;
pub mod tour_times;
pub mod webhooks;
