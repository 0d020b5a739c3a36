//! The rent of a unit for one lease term.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::api::properties::rent;
use crate::api::wire::Node;

/// The rent for one lease term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TermRent {
    /// The term, such as `12 Months`.
    pub lease_term: String,
    /// The rent a month in dollars.
    pub rent: Decimal,
    /// The first day of the lease.
    pub start: Option<NaiveDate>,
    /// The last day of the lease.
    pub end: Option<NaiveDate>,
    /// Whether Entrata shows it as the best price.
    pub is_best_price: bool,
}

impl TermRent {
    /// Reads the terms that have a rent, without those that are hidden from web sites.
    ///
    /// Source: production code has these names, which differ between the two methods that send them.
    pub(super) fn read_all(rent_node: &Node<'_>) -> Vec<Self> {
        let read = |term: &&Node<'_>| {
            let is_hidden = term.at("IsWebVisible").flag() == Some(false);
            let rent = rent(term.any(&["Rent", "amount"])).filter(|_| !is_hidden)?;
            Some(Self {
                lease_term: term.any(&["LeaseTerm", "leaseTermName"]).text(),
                rent,
                start: term.at("StartDate").date(),
                end: term.at("EndDate").date(),
                is_best_price: term.at("IsBestPrice").flag().unwrap_or(false),
            })
        };
        rent_node.each(&["TermRent"]).iter().filter_map(read).collect()
    }
}
