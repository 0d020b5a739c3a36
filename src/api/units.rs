//! The service `propertyunits`: what can be rented, where it is, and for how much.

mod availability;
mod get_mits_property_units;
mod get_property_units;
mod get_specials;
mod get_units_availability_and_pricing;
mod mits;
mod term_rent;

pub use availability::Availability;
pub use get_mits_property_units::{GetMitsPropertyUnits, MitsProperty};
pub use get_property_units::{GetPropertyUnits, PropertyUnit, UnitsOfProperty};
pub use get_specials::{GetSpecials, Special, SpecialLevel, SpecialReference};
pub use get_units_availability_and_pricing::{AvailabilityAndPricing, GetUnitsAvailabilityAndPricing, Unit};
pub use mits::{Amenity, AmenityOf, Concession, Fee, MitsUnit, PetPolicy};
pub use term_rent::TermRent;

use serde_json::{Map, Value};

/// Adds the flags that narrow which units come; Entrata omits what is not requested.
fn with_flags(mut params: Map<String, Value>, available_only: bool, unit_spaces: bool) -> Value {
    for (name, wanted) in [("availableUnitsOnly", available_only), ("showUnitSpaces", unit_spaces)] {
        if wanted {
            params.insert(name.to_owned(), "1".into());
        }
    }
    params.into()
}
