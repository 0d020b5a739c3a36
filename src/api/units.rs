//! The service `propertyunits`: what can be rented, where it lies, and for how much.

mod mits;
mod pricing;
mod rows;

pub use mits::{GetMitsPropertyUnits, MitsProperty, MitsUnit};
pub use pricing::{Availability, AvailabilityAndPricing, GetUnitsAvailabilityAndPricing, TermRent, Unit};
pub use rows::{GetPropertyUnits, UnitRow, UnitsOfProperty};
