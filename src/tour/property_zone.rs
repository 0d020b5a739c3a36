//! The time zone of a property, from Entrata's words for it.

use super::clock_time::trim;
use super::region::Region;
use super::written_zone::place;
use super::zone::TimeZone;

/// The states and provinces in which some clocks show Mountain Time, with their names.
const MOUNTAIN_STATES: [(&str, &str); 16] = [
    ("AB", "Alberta"),
    ("AZ", "Arizona"),
    ("CO", "Colorado"),
    ("ID", "Idaho"),
    ("KS", "Kansas"),
    ("MT", "Montana"),
    ("ND", "North Dakota"),
    ("NE", "Nebraska"),
    ("NM", "New Mexico"),
    ("NT", "Northwest Territories"),
    ("NV", "Nevada"),
    ("OR", "Oregon"),
    ("SD", "South Dakota"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("WY", "Wyoming"),
];

/// Where the clocks of a region follow another law than those of its place: the state or province, its name, the region's place
/// and the place to use.
const OTHER_LAWS: [(&str, &str, &str, &str); 13] = [
    ("AZ", "Arizona", "America/Denver", "America/Phoenix"),
    ("AB", "Alberta", "America/Denver", "America/Edmonton"),
    ("NT", "Northwest Territories", "America/Denver", "America/Edmonton"),
    ("BC", "British Columbia", "America/Los_Angeles", "America/Vancouver"),
    ("MB", "Manitoba", "America/Chicago", "America/Winnipeg"),
    ("SK", "Saskatchewan", "America/Chicago", "America/Regina"),
    ("ON", "Ontario", "America/New_York", "America/Toronto"),
    ("QC", "Quebec", "America/New_York", "America/Toronto"),
    ("NU", "Nunavut", "America/New_York", "America/Iqaluit"),
    // Puerto Rico keeps no daylight saving time.
    ("NB", "New Brunswick", "", "America/Halifax"),
    ("NL", "Newfoundland and Labrador", "", "America/Halifax"),
    ("NS", "Nova Scotia", "", "America/Halifax"),
    ("PE", "Prince Edward Island", "", "America/Halifax"),
];

/// Parses the zone of a property: an IANA name, or Entrata's words such as `Eastern Time (GMT -0500)` and
/// `Central Standard Time (GMT -0600)`. `state` is the property's state or province, as two letters or by its name, if it
/// is known.
///
/// The season and the offset in such words are ignored, because they never change. Mountain Time outside the
/// states that have it counts as not set, because Entrata sends it for properties whose zone was never set. Where a state
/// has a law of its own, its place counts: Phoenix for Arizona, Vancouver for Pacific Time in British Columbia.
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
    let words = without_offset(&without_parentheses(text));
    let state = state.unwrap_or_default().replace('.', "");
    let state = state.trim();
    let is_state =
        |code: &str, name: &str| [code, name].iter().any(|known| known.eq_ignore_ascii_case(state));
    let Some((region, _)) = Region::parse(&words) else {
        return place(&words);
    };
    let other_law = OTHER_LAWS.iter().find(|(code, name, of, _)| *of == region.place && is_state(code, name));
    let name = match (region.place, other_law) {
        (_, Some((.., place))) => place,
        ("America/Denver", None)
            if !state.is_empty() && !MOUNTAIN_STATES.iter().any(|(code, name)| is_state(code, name)) =>
        {
            return None;
        }
        ("", None) => "America/Puerto_Rico",
        (name, None) => name,
    };
    name.parse().ok()
}

/// Without an offset that stands there without parentheses, and without the word `Zone`: `Eastern Time Zone, GMT -0500`.
fn without_offset(text: &str) -> String {
    let is_sign = |letter: char| letter.is_ascii_digit() || "+-\u{2212}:".contains(letter);
    let is_offset = |word: &str| {
        let prefix =
            word.get(..3).filter(|start| ["GMT", "UTC"].iter().any(|utc| start.eq_ignore_ascii_case(utc)));
        word[prefix.map_or(0, str::len)..].chars().all(is_sign)
    };
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    let mut words: Vec<_> = words.filter(|word| !is_offset(word)).collect();
    if words.last().is_some_and(|last| last.eq_ignore_ascii_case("zone")) {
        words.pop();
    }
    words.join(" ")
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let is_outside = |letter: &char| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    trim(&text.chars().filter(is_outside).collect::<String>()).to_owned()
}
