//! The portal's own tables, through the map of their names.

pub mod houses;
pub mod map;
mod rows;
pub mod users;
pub mod viewings;

pub use map::Map;
