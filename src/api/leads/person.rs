//! The people of a lead.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::api::wire::Node;
use crate::email::EmailAddress;
use crate::phone::PhoneNumber;

/// A person of a lead. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Person {
    /// Entrata's id of the person.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address, if it is one.
    pub email: Option<EmailAddress>,
    /// Telephone numbers, without fax numbers.
    pub phones: Vec<PhoneNumber>,
}

impl Person {
    /// Source: Entrata's OpenAPI document has flat phone numbers, production code reads `phones.phone[]`; MITS has `Name`
    /// and `Phone`.
    pub(super) fn read(node: &Node<'_>) -> Self {
        let named = if node.at("Name").is_nothing() { node } else { node.at("Name") };
        let flat = ["personalPhoneNumber", "cellPhoneNumber", "officePhoneNumber"].map(|name| node.at(name));
        let listed = [node.each(&["phones", "phone"]), node.each(&["Phone"])].concat();
        let is_voice =
            |phone: &&&Node<'_>| !phone.at("PhoneType").word().to_ascii_lowercase().contains("fax");
        let listed = listed.iter().filter(is_voice).map(|phone| phone.at("phoneNumber"));
        let mut seen = HashSet::new();
        let phones =
            flat.into_iter().chain(listed).filter_map(|phone| phone.text().parse::<PhoneNumber>().ok());
        Self {
            id: node.any(&["customerId", "id"]).word(),
            first_name: named.at("firstName").text(),
            last_name: named.at("lastName").text(),
            email: node.at("email").word().parse().ok(),
            phones: phones.filter(|phone| seen.insert(phone.digits())).collect(),
        }
    }

    /// The people at `customers.customer`.
    pub(super) fn read_all(prospect: &Node<'_>) -> Vec<Self> {
        prospect.each(&["customers", "customer"]).into_iter().map(Self::read).collect()
    }
}
