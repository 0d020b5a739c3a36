//! The portal's own tables, accessed through the map of their names.

pub mod fit;
pub mod house_images;
pub mod house_status;
pub mod house_tour_times;
pub mod houses;
pub mod map;
mod map_file;
mod new_rows;
mod rows;
pub mod users;
pub mod viewings;

pub use map::Map;
pub use map_file::MapError;
