//! The portal's own tables, through the map of their names.

pub mod fit;
pub mod houses;
pub mod map;
mod map_file;
mod rows;
pub mod users;
pub mod viewings;

pub use map::Map;
pub use map_file::MapError;
