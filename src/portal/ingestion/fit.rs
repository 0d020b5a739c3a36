//! Fits values to the tables' columns. Pure: no I/O.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The longest text of an ordinary column, in characters.
pub(super) const TEXT: usize = 255;
/// The longest URL.
pub(super) const URL: usize = 2048;
/// The longest description.
pub(super) const DESCRIPTION: usize = 20_000;

/// Returns a trimmed text, cut to its column. `None` if it is empty.
pub(super) fn text(text: &str, longest: usize) -> Option<String> {
    let fitted: String = text.trim().chars().take(longest).collect();
    let fitted = fitted.trim_end();
    (!fitted.is_empty()).then(|| fitted.to_owned())
}

/// Returns dollars and cents. `None` for zero, negative and absurd amounts.
pub(super) fn money(amount: Option<Decimal>) -> Option<Decimal> {
    amount
        .map(|amount| amount.round_dp(2))
        .filter(|amount| *amount > Decimal::ZERO && *amount < Decimal::from(100_000_000))
}

/// Returns a whole number of square feet.
pub(super) fn square_feet(area: Option<Decimal>) -> Option<u32> {
    area.and_then(|area| area.round().to_u32())
}

/// Returns a URL that a page may link to and that its column holds. Rejects `javascript:` and other schemes.
pub(super) fn url(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_usable = matches!(scheme.as_deref(), Some("http" | "https")) && url.chars().count() <= URL;
    is_usable.then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_addresses_that_a_page_may_link_to_are_kept() {
        assert_eq!(url(" HTTPS://example.com/a ").as_deref(), Some("HTTPS://example.com/a"));
        for unusable in ["", "javascript:alert(1)", "//example.com", "ftp://example.com", "example.com"] {
            assert_eq!(url(unusable), None, "{unusable}");
        }
        assert_eq!(url(&format!("https://example.com/{}", "x".repeat(URL))), None);
    }

    proptest! {
        #[test]
        fn a_fitted_text_is_not_longer_than_its_column(written: String, longest in 1_usize..300) {
            if let Some(fitted) = text(&written, longest) {
                prop_assert!((1..=longest).contains(&fitted.chars().count()));
                prop_assert_eq!(fitted.trim(), fitted.as_str());
            }
        }

        #[test]
        fn money_is_exact_to_the_cent(cents in 1_i64..9_999_999_999) {
            let amount = Decimal::new(cents, 2);
            prop_assert_eq!(money(Some(amount)), Some(amount));
            prop_assert_eq!(money(Some(-amount)), None);
        }
    }
}
