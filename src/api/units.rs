//! The service `propertyunits`: units, availability and prices.

mod availability;
mod flags;
mod get_mits_property_units;
mod get_property_units;
mod get_specials;
mod get_units_availability_and_pricing;
mod mits;
mod term_rent;
mod unit;

pub use availability::Availability;
pub use get_mits_property_units::{GetMitsPropertyUnits, MitsProperty};
pub use get_property_units::{GetPropertyUnits, PropertyUnit, UnitsOfProperty};
pub use get_specials::{GetSpecials, Special, SpecialLevel, SpecialReference};
pub use get_units_availability_and_pricing::{AvailabilityAndPricing, GetUnitsAvailabilityAndPricing};
pub use mits::{Amenity, AmenityOf, Concession, Fee, MitsUnit, PetPolicy};
pub use term_rent::TermRent;
pub use unit::Unit;
