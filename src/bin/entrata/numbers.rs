//! Numbers of arguments.

use std::str::FromStr;

/// Parses a whole number. The messages of the standard library do not say what is expected.
pub(crate) fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| "must be a whole number that is neither negative nor huge, such as 40".to_owned())
}
