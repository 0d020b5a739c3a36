//! Ranges of numbers, rents and deposits, without Entrata's placeholders.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::api::wire::Node;

/// Lowest plausible monthly rent: production clients treat lower amounts as placeholders.
const LOWEST_RENT: Decimal = Decimal::ONE_HUNDRED;
/// Deposits are at most this many months.
const MOST_MONTHS: i64 = 3;

/// A lowest and a highest number: dollars or square feet.
///
/// Placeholders are absent: 0 and 1, and rents below 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Range {
    /// The lowest, if Entrata sends one.
    pub min: Option<Decimal>,
    /// The highest, if Entrata sends one.
    pub max: Option<Decimal>,
}

impl Range {
    /// Creates a range; the lower number becomes `min`.
    #[must_use]
    pub fn new(min: Option<Decimal>, max: Option<Decimal>) -> Self {
        match (min, max) {
            (Some(first), Some(second)) if first > second => Self { min: max, max: min },
            _ => Self { min, max },
        }
    }

    /// The lowest known number: `Min` is often a placeholder next to a valid `Max`.
    #[must_use]
    pub fn low(&self) -> Option<Decimal> {
        self.min.or(self.max)
    }

    /// The highest known number.
    #[must_use]
    pub fn high(&self) -> Option<Decimal> {
        self.max.or(self.min)
    }

    /// Reads dollars other than rents.
    pub(crate) fn amounts(node: &Node<'_>) -> Self {
        let amount = |number: &Node<'_>| number.amount().filter(is_known);
        Self::new(amount(node.any(&MIN)), amount(node.any(&MAX)))
    }

    /// Reads monthly rents.
    pub(crate) fn rents(node: &Node<'_>) -> Self {
        Self::new(rent(node.any(&["MinRent", "Min"])), rent(node.any(&["MaxRent", "Max"])))
    }

    /// Reads areas.
    pub(crate) fn areas(node: &Node<'_>) -> Self {
        let area = |number: &Node<'_>| number.area().filter(is_known);
        Self::new(area(node.any(&["Min", "MinSquareFeet"])), area(node.any(&["Max", "MaxSquareFeet"])))
    }
}

const MIN: [&str; 2] = ["MinDeposit", "Min"];
const MAX: [&str; 2] = ["MaxDeposit", "Max"];

/// 0 and 1 stand for unknown.
fn is_known(number: &Decimal) -> bool {
    *number > Decimal::ONE
}

/// A monthly rent, unless it is a placeholder.
pub(crate) fn rent(node: &Node<'_>) -> Option<Decimal> {
    node.amount().filter(|rent| *rent >= LOWEST_RENT)
}

/// The deposit for a home.
///
/// Source: Entrata marks deposits as `MonthMultiple` and yet sends dollars, in all 141 floor plans of a recorded feed
/// and in its own example. One third-party text reads it as a multiple of the rent, which can only be true of a small
/// number without a dollar sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Deposit {
    /// Dollars.
    Dollars(Range),
    /// A number of monthly rents, at most three.
    MonthsOfRent(Range),
}

impl Default for Deposit {
    fn default() -> Self {
        Self::Dollars(Range::default())
    }
}

impl Deposit {
    /// The lowest deposit in dollars, for a home of this monthly rent.
    #[must_use]
    pub fn lowest(&self, rent: Option<Decimal>) -> Option<Decimal> {
        match self {
            Self::Dollars(range) => range.low(),
            Self::MonthsOfRent(range) => range.low()?.checked_mul(rent?),
        }
    }

    /// The highest deposit in dollars, for a home of this monthly rent.
    #[must_use]
    pub fn highest(&self, rent: Option<Decimal>) -> Option<Decimal> {
        match self {
            Self::Dollars(range) => range.high(),
            Self::MonthsOfRent(range) => range.high()?.checked_mul(rent?),
        }
    }

    /// Reads `Deposit` of a floor plan.
    pub(super) fn read(deposit: &Node<'_>) -> Self {
        let amount = deposit.at("Amount");
        let amount_type =
            [amount, deposit].into_iter().map(|node| node.at("AmountType").word()).find(|t| !t.is_empty());
        let range = [amount.at("ValueRange"), amount, deposit]
            .into_iter()
            .find(|node| !node.any(&MIN).is_nothing() || !node.any(&MAX).is_nothing());
        let Some(range) = range else { return Self::default() };
        let limits = [range.any(&MIN), range.any(&MAX)];
        let is_in_dollars = |limit: &&Node<'_>| ["$", "USD"].iter().any(|sign| limit.text().contains(sign));
        let has_dollar_sign = limits.iter().any(is_in_dollars);
        let is_small = |number: Decimal| number <= Decimal::from(MOST_MONTHS);
        let are_small = limits.iter().filter_map(|limit| limit.amount()).all(is_small);
        if amount_type.is_some_and(|t| t.eq_ignore_ascii_case("MonthMultiple"))
            && !has_dollar_sign
            && are_small
        {
            let [min, max] = limits.map(|limit| limit.amount().filter(|months| *months > Decimal::ZERO));
            return Self::MonthsOfRent(Range::new(min, max));
        }
        Self::Dollars(Range::amounts(range))
    }
}
