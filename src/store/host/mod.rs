//! The portal's own tables.

pub mod houses;
pub mod viewings;
