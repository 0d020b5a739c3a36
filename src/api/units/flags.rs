//! Parameters that narrow which units come.

use serde_json::{Map, Value};

/// Adds the flags that narrow which units come; Entrata omits what is not requested.
pub(super) fn with_flags(mut params: Map<String, Value>, available_only: bool, unit_spaces: bool) -> Value {
    for (name, wanted) in [("availableUnitsOnly", available_only), ("showUnitSpaces", unit_spaces)] {
        if wanted {
            params.insert(name.to_owned(), "1".into());
        }
    }
    params.into()
}
