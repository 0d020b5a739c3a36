//! Amounts of money, counts and areas.

use std::borrow::Cow;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::text::plain_text;

/// What stands before an amount beside its sign: `US$`, `CA$`, `USD`.
const CURRENCIES: [&str; 6] = ["USD", "usd", "US", "CAD", "CA", "C"];
/// Square feet of a square meter, times ten thousand.
const SQUARE_FEET_PER_SQUARE_METER: (i64, u32) = (107_639, 4);

/// Reads an amount: `$1,234.00`, `1 234.50`, `-$5`, `USD 850`, `850 SquareFeet`, `1.5`.
///
/// ```
/// use entrata::api::wire::read_amount;
///
/// assert_eq!(read_amount("$1,234.00"), read_amount("1234.00"));
/// assert_eq!(read_amount("Call us"), None);
/// ```
#[must_use]
pub fn read_amount(text: &str) -> Option<Decimal> {
    with_unit(text).map(|(amount, _)| amount)
}

/// Reads an area in square feet; square meters are converted and rounded.
///
/// Source: `Area` is `850 SquareFeet` in production, and `1300.0000 SquareMeter` in Entrata's own example.
pub(super) fn read_area(text: &str) -> Option<Decimal> {
    let (area, unit) = with_unit(text)?;
    let unit = unit.to_lowercase();
    let is_metric = ["meter", "metre", "sqm", "m2", "m²"].iter().any(|metric| unit.contains(metric));
    if is_metric {
        let (number, scale) = SQUARE_FEET_PER_SQUARE_METER;
        area.checked_mul(Decimal::new(number, scale)).map(|feet| feet.round())
    } else {
        Some(area)
    }
}

/// A number and the unit behind it.
fn with_unit(text: &str) -> Option<(Decimal, String)> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let decoded = if text.contains('&') { Cow::Owned(plain_text(text)) } else { Cow::Borrowed(text) };
    let text = decoded.trim();
    // Most amounts are bare numbers.
    if !text.is_empty() && text.chars().all(is_number) {
        if let Ok(amount) = Decimal::from_str(text) {
            return Some((amount, String::new()));
        }
    }
    let text = without_note(text);
    let spaced: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '$' | '€' | '£' | '＄')).collect();
    let plain = without_thousands(&spaced)?;
    let plain = CURRENCIES.iter().find_map(|currency| plain.strip_prefix(currency)).unwrap_or(&plain);
    let number = plain.split(|c| !is_number(c)).next()?;
    let unit = &plain[number.len()..];
    // Only a unit may follow: `1e99`, `12/01/2030` and `1-2` are no amounts.
    let is_unit = unit
        .strip_prefix('/')
        .unwrap_or(unit)
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '.' | '²' | '2' | '/'))
        && !unit.trim_end_matches(|c: char| c.is_ascii_digit()).eq_ignore_ascii_case("e")
        && !unit.ends_with('/');
    if is_unit { Decimal::from_str(number).ok().map(|amount| (amount, unit.to_owned())) } else { None }
}

/// Without the words and signs that make an amount the lowest of several: `From $1,200`, `$1,200+`.
fn without_note(text: &str) -> &str {
    let text = text.trim_end_matches(['+', '*']).trim_end();
    let rest = ["starting at", "starting from", "as low as", "from"].into_iter().find_map(|note| {
        let (start, rest) = text.split_at_checked(note.len())?;
        start.eq_ignore_ascii_case(note).then_some(rest)
    });
    rest.filter(|rest| rest.starts_with([' ', ':', '$']))
        .map_or(text, |rest| rest.trim_start_matches([' ', ':']))
}

/// Without the commas between groups of three digits. None if a comma is anything else, such as in `1.200,00`, which is
/// a hundred times less than without it.
fn without_thousands(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let mut plain = groups.next()?.to_owned();
    for group in groups {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        if digits != 3 || !plain.ends_with(|last: char| last.is_ascii_digit()) || plain.contains('.') {
            return None;
        }
        plain.push_str(group);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_in_every_spelling() {
        for (text, amount) in [
            ("$1,234.00", "1234.00"),
            ("1,234.00", "1234.00"),
            ("1 234.5", "1234.5"),
            ("1, 400.00", "1400.00"),
            ("$ 1,234", "1234"),
            ("USD 1,234.00", "1234.00"),
            ("US$1,234.00", "1234.00"),
            ("1234.00 USD", "1234.00"),
            ("$60/month", "60"),
            ("-$5.00", "-5.00"),
            ("850 SquareFeet", "850"),
            ("850 Sq. Ft.", "850"),
            ("1.5", "1.5"),
            ("0", "0"),
            ("-89.65", "-89.65"),
            ("$1,234,567.00", "1234567.00"),
            ("$1,200.00 USD/month", "1200.00"),
            ("＄950", "950"),
            ("&#36;1,200.00", "1200.00"),
            ("CA$1,200", "1200"),
            ("CAD 1,200", "1200"),
            ("From $1,200", "1200"),
            ("Starting at: 1,200", "1200"),
            ("$1,200+", "1200"),
        ] {
            assert_eq!(read_amount(text), amount.parse().ok(), "{text}");
        }
        for text in [
            "",
            "Call us",
            "1e5",
            "1e",
            "12/01/2030",
            "1.2.3",
            "--1",
            "$",
            "1-2",
            "1/",
            "$1,200 - $1,400",
            // A comma that is not between thousands: a hundred times as much, or another number.
            "1.200,00",
            "1200,00",
            "1 500,50",
            "1,20",
            "1,2345",
            "12,00,000",
            "1.200,000",
        ] {
            assert_eq!(read_amount(text), None, "{text}");
        }
    }

    #[test]
    fn areas_are_in_square_feet() {
        for (text, feet) in [
            ("850 SquareFeet", "850"),
            ("850", "850"),
            ("1300.0000 SquareMeter", "13993"),
            ("100 SquareMeters", "1076"),
            ("100 sqm", "1076"),
            ("100 m²", "1076"),
            ("100 m2", "1076"),
        ] {
            assert_eq!(read_area(text), feet.parse().ok(), "{text}");
        }
        assert_eq!(read_area("spacious"), None);
    }
}
