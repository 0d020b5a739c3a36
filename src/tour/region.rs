//! The time zone regions of North America and their common names.

/// A region's names and its reference place.
#[derive(Debug)]
pub(super) struct Region {
    names: &'static [&'static str],
    /// The abbreviation without a season: `MT`. Empty without one.
    seasonless: &'static str,
    standard: &'static str,
    daylight: &'static str,
    /// An IANA name. Empty for Atlantic Time: Puerto Rico and Halifax disagree in summer.
    pub(super) place: &'static str,
}

const REGIONS: [Region; 10] = [
    region(&["Mountain"], "MT", ["MST", "MDT"], "America/Denver"),
    region(&["Central"], "CT", ["CST", "CDT"], "America/Chicago"),
    region(&["Eastern"], "ET", ["EST", "EDT"], "America/New_York"),
    region(&["Pacific"], "PT", ["PST", "PDT"], "America/Los_Angeles"),
    region(&["Alaska", "Alaskan"], "AKT", ["AKST", "AKDT"], "America/Anchorage"),
    region(&["Hawaii", "Hawaiian", "Hawaii-Aleutian"], "HT", ["HST", "HDT"], "Pacific/Honolulu"),
    region(&["Atlantic"], "", ["AST", "ADT"], ""),
    region(&["Chamorro"], "", ["CHST", ""], "Pacific/Guam"),
    region(&["Arizona"], "", ["MST", ""], "America/Phoenix"),
    region(&["Greenwich Mean", "Universal", "Coordinated Universal"], "", ["", ""], "UTC"),
];

const fn region(
    names: &'static [&'static str],
    seasonless: &'static str,
    [standard, daylight]: [&'static str; 2],
    place: &'static str,
) -> Region {
    Region { names, seasonless, standard, daylight, place }
}

impl Region {
    /// The region of an abbreviation without a season.
    pub(super) fn abbreviated(letters: &[u8]) -> Option<&'static Self> {
        let is_named = |region: &&Self| letters.eq_ignore_ascii_case(region.seasonless.as_bytes());
        REGIONS.iter().filter(|region| !region.seasonless.is_empty()).find(is_named)
    }

    /// Parses `MT`, `Mountain`, `Mountain Time`, `US Mountain Standard Time` or `Mountain Daylight Saving Time`. The second part
    /// is the abbreviation of the season, if the text names one: `MST`.
    pub(super) fn parse(text: &str) -> Option<(&'static Self, Option<&'static str>)> {
        if let Some(region) = Self::abbreviated(text.as_bytes()) {
            return Some((region, None));
        }
        let text = without(text, "Time").unwrap_or(text);
        let (text, season) = if let Some(text) = without(text, "Standard") {
            (text, Some(Season::Standard))
        } else if let Some(text) = without(text, "Daylight Saving")
            .or_else(|| without(text, "Daylight Savings"))
            .or_else(|| without(text, "Daylight"))
        {
            (text, Some(Season::Daylight))
        } else {
            (text, None)
        };
        let text =
            ["US ", "U.S. "].into_iter().find_map(|country| text.strip_prefix(country)).unwrap_or(text);
        let region =
            REGIONS.iter().find(|region| region.names.iter().any(|name| text.eq_ignore_ascii_case(name)))?;
        let abbreviation = match season {
            None => return Some((region, None)),
            Some(Season::Standard) => region.standard,
            Some(Season::Daylight) => region.daylight,
        };
        (!abbreviation.is_empty()).then_some((region, Some(abbreviation)))
    }
}

enum Season {
    Standard,
    Daylight,
}

/// Removes words from the end of a text.
fn without<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(words.len())?;
    let (before, end) = text.split_at_checked(start)?;
    let is_end = end.eq_ignore_ascii_case(words) && before.ends_with(char::is_whitespace);
    is_end.then(|| before.trim_end())
}
