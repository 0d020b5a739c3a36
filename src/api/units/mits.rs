//! The parts of a MITS property.

mod amenity;
mod offers;
mod pets;
mod unit;

pub use amenity::{Amenity, AmenityOf};
pub use offers::{Concession, Fee};
pub use pets::PetPolicy;
pub use unit::MitsUnit;
