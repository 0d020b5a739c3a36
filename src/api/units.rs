//! The service `propertyunits`: what can be rented, where it lies, and for how much.

mod mits;
mod pricing;
mod rows;

pub use mits::{GetMitsPropertyUnits, MitsProperty, MitsUnit};
pub use pricing::{Availability, AvailabilityAndPricing, GetUnitsAvailabilityAndPricing, TermRent, Unit};
pub use rows::{GetPropertyUnits, UnitRow, UnitsOfProperty};
use serde_json::{Map, Value};

/// Adds the flags of which units are wanted; Entrata leaves off what is not asked for.
fn narrowed(mut params: Map<String, Value>, available_only: bool, unit_spaces: bool) -> Value {
    for (name, wanted) in [("availableUnitsOnly", available_only), ("showUnitSpaces", unit_spaces)] {
        if wanted {
            params.insert(name.to_owned(), "1".into());
        }
    }
    params.into()
}
