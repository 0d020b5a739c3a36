//! Concessions and fees.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::api::wire::Node;

/// A concession: a reduction or a gift for those who rent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Concession {
    /// Its title.
    pub title: String,
    /// Its description, as plain text.
    pub description: String,
    /// Its fine print, as plain text.
    pub footer: String,
    /// Its value in dollars, if Entrata sends a number.
    pub value: Option<Decimal>,
}

impl Concession {
    /// Reads the active concessions that have words.
    ///
    /// Source: production code and Entrata's OpenAPI document.
    pub(in crate::api::units) fn read_all(property: &Node<'_>) -> Vec<Self> {
        let nodes = property.each(&["Concession"]).into_iter();
        let active = nodes.filter(|node| node.at("Active").flag() != Some(false));
        let concessions = active.map(|node| Self {
            title: node.any(&["DescriptionHeader", "Name"]).text(),
            description: node.any(&["DescriptionBody", "Description"]).paragraphs(),
            footer: node.at("DescriptionFooter").paragraphs(),
            value: node.at("Value").amount().filter(|value| !value.is_zero()),
        });
        concessions.filter(|one| !one.title.is_empty() || !one.description.is_empty()).collect()
    }
}

/// A fee with its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fee {
    /// Entrata's name for this kind of fee: `ApplicationFee`.
    pub kind: String,
    /// What the property calls it.
    pub label: String,
    /// Dollars.
    pub amount: Decimal,
}

impl Fee {
    /// Returns whether applicants pay it.
    #[must_use]
    pub fn is_application_fee(&self) -> bool {
        self.kind.eq_ignore_ascii_case("ApplicationFee")
    }

    /// Reads the fees that have an amount, each once.
    ///
    /// Source: production code reads `Fee.ApplicationFee` and removes the duplicates that Entrata sends.
    pub(in crate::api::units) fn read_all(property: &Node<'_>) -> Vec<Self> {
        let groups = property.each(&["Fee"]).into_iter();
        let kinds = groups.flat_map(Node::all_members).map(|(kind, member)| (kind, member.items()));
        let nodes = kinds.flat_map(|(kind, nodes)| nodes.into_iter().map(move |node| (kind, node)));
        let mut fees = Vec::new();
        for fee in nodes.filter_map(|(kind, node)| Self::read(kind, node)) {
            if !fees.contains(&fee) {
                fees.push(fee);
            }
        }
        fees
    }

    fn read(kind: &str, node: &Node<'_>) -> Option<Self> {
        let amount = [node.any(&["Amount", "Value"]), node].into_iter().find_map(Node::amount);
        let label = node.any(&["Type", "Description", "Name"]).text();
        let mut letters = kind.chars();
        let kind: String = letters.next()?.to_uppercase().chain(letters).collect();
        let label = if label.is_empty() { words(&kind) } else { label };
        let amount = amount.filter(|amount| *amount > Decimal::ONE)?;
        Some(Self { kind, label, amount })
    }
}

/// `ApplicationFee` as a person writes it: `Application fee`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}
