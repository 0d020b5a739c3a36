//! The time zone of a property, from Entrata's words for it.

use super::clock_time::trim;
use super::region::Region;
use super::written_zone::place;
use super::zone::TimeZone;

/// The states in which some clocks show Mountain Time.
const MOUNTAIN_STATES: [&str; 14] =
    ["AZ", "CO", "ID", "KS", "MT", "ND", "NE", "NM", "NV", "OR", "SD", "TX", "UT", "WY"];

/// Canadian provinces on Atlantic Time with daylight saving. Puerto Rico has none.
const ATLANTIC_PROVINCES: [&str; 4] = ["NB", "NL", "NS", "PE"];

/// Parses the zone of a property: an IANA name, or Entrata's words such as `Eastern Time (GMT -0500)` and
/// `Central Standard Time (GMT -0600)`. `state` is the property's state as two letters, if it is known.
///
/// The season and the offset in such words are ignored, because they never change. Mountain Time outside the
/// states that have it counts as not set, because Entrata sends it for properties whose zone was never set. In
/// Arizona it is the zone of Phoenix.
///
/// `None` for everything else, including abbreviations: `MST` is an offset, not a place.
///
/// Source: recorded feeds have `Eastern Time (GMT -0500)`, and `Mountain Time (GMT -0700)` for properties in Virginia and
/// Maryland; Entrata's own example has `Central Standard Time (GMT -0600)`.
///
/// ```
/// use entrata::tour::property_zone;
///
/// let name = |text, state| property_zone(text, state).map(|zone| zone.name());
/// assert_eq!(name("Eastern Time (GMT -0500)", Some("NJ")), Some("America/New_York"));
/// assert_eq!(name("Mountain Time (GMT -0700)", Some("CO")), Some("America/Denver"));
/// assert_eq!(name("Mountain Time (GMT -0700)", Some("MD")), None);
/// assert_eq!(name("America/Phoenix", None), Some("America/Phoenix"));
/// ```
#[must_use]
pub fn property_zone(text: &str, state: Option<&str>) -> Option<TimeZone> {
    let words = without_parentheses(text);
    let state = state.map(str::trim).unwrap_or_default();
    let is_in = |states: &[&str]| states.iter().any(|known| known.eq_ignore_ascii_case(state));
    let Some((region, _)) = Region::parse(&words) else {
        return place(&words);
    };
    let name = match region.place {
        "America/Denver" if is_in(&["AZ"]) => "America/Phoenix",
        "America/Denver" if !state.is_empty() && !is_in(&MOUNTAIN_STATES) => return None,
        "" if is_in(&ATLANTIC_PROVINCES) => "America/Halifax",
        "" => "America/Puerto_Rico",
        name => name,
    };
    name.parse().ok()
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let is_outside = |letter: &char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    trim(&text.chars().filter(is_outside).collect::<String>()).to_owned()
}
