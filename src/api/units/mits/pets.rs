//! Which pets are allowed, and what they cost.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::api::wire::Node;

/// A property's words about pets, and what they cost.
///
/// There is no flag: recorded feeds say `Allowed` beside "No Pets".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PetPolicy {
    /// The pet, such as `Dog`; empty for all pets.
    pub pet: String,
    /// The property's words, as plain text: its restrictions and its description.
    pub text: String,
    /// The most pets, if Entrata sends a number.
    pub max_count: Option<u32>,
    /// The heaviest pet, in Entrata's words.
    pub max_weight: String,
    /// The rent a month in dollars.
    pub rent: Option<Decimal>,
    /// The fee in dollars, which is not paid back.
    pub fee: Option<Decimal>,
    /// The deposit in dollars.
    pub deposit: Option<Decimal>,
}

impl PetPolicy {
    /// Reads a policy that says something beyond the flag.
    ///
    /// Source: recorded feeds.
    pub(in crate::api::units) fn read(node: &Node<'_>) -> Option<Self> {
        let pets = node.at("Pets");
        let either = |names: &[&str]| {
            let inside = pets.any(names);
            if inside.is_nothing() { node.any(names) } else { inside }
        };
        let amount = |name: &str| node.at(name).amount().filter(|amount| *amount > Decimal::ONE);
        let pet = either(&["PetType", "type"]).text();
        let mut texts: Vec<String> = Vec::new();
        for text in
            [node.any(&["Restrictions", "Comment"]).paragraphs(), either(&["Description"]).paragraphs()]
        {
            if !text.is_empty() && text != pet && !texts.contains(&text) {
                texts.push(text);
            }
        }
        let policy = Self {
            pet,
            text: texts.join("\n"),
            max_count: either(&["Count"]).count().filter(|count| *count > 0),
            max_weight: either(&["Weight"]).text(),
            rent: amount("Rent"),
            fee: amount("Fee"),
            deposit: amount("Deposit"),
        };
        let says_something =
            !policy.text.is_empty() || policy.rent.or(policy.fee).or(policy.deposit).is_some();
        (says_something || !policy.pet.is_empty()).then_some(policy)
    }
}
