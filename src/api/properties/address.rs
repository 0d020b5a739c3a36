//! A property's address, phones and office hours.

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::api::wire::{Node, Skips};
use crate::email::EmailAddress;
use crate::phone::PhoneNumber;

/// A street address. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// The state's letters; empty outside the United States.
    pub state: String,
    /// Postal code, with its leading zeros.
    pub postal_code: String,
    /// The country's letters.
    pub country: String,
}

impl Address {
    pub(crate) fn read(node: &Node<'_>) -> Self {
        Self {
            street: node.any(&["Address", "AddressLine1", "Street"]).text(),
            city: node.at("City").text(),
            state: node.any(&["State", "StateCode"]).text(),
            postal_code: node.at("PostalCode").text(),
            country: node.at("Country").text(),
        }
    }
}

/// The e-mail address of a property's office, which is part of its address.
pub(crate) fn office_email(address: &Node<'_>, skips: &mut Skips) -> Option<EmailAddress> {
    let email = address.at("Email");
    let read = |email: &Node<'_>, _: &mut Skips| {
        email.word().parse().map_err(|error| format!("{:?} {error}", email.word()))
    };
    skips.read("office e-mail address", email.items(), read).into_iter().next()
}

/// A telephone number of a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Phone {
    /// The number.
    pub number: PhoneNumber,
    /// Its type at Entrata: `office`, `primary`, `fax`, `other`.
    pub kind: String,
}

impl Phone {
    /// Returns whether it reaches a fax machine.
    #[must_use]
    pub fn is_fax(&self) -> bool {
        is_fax(&self.kind)
    }

    /// The number for renters to call: an `office` or `primary` one, else the first that is not a fax.
    pub fn preferred<'p>(phones: impl IntoIterator<Item = &'p Self>) -> Option<&'p PhoneNumber> {
        let is_office = |phone: &&Self| {
            let kind = phone.kind.to_lowercase();
            kind.contains("office") || kind.contains("primary") || kind.contains("main")
        };
        let phones: Vec<_> = phones.into_iter().filter(|phone| !phone.is_fax()).collect();
        phones.iter().copied().find(is_office).or(phones.first().copied()).map(|phone| &phone.number)
    }

    pub(crate) fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let number = node.any(&["PhoneNumber", "Number"]).text();
        let kinds = [node.at("PhoneType").text(), node.at("PhoneDescription").text()];
        // Either may name a fax.
        let fax = kinds.iter().position(|kind| is_fax(kind)).unwrap_or(0);
        let kind =
            kinds.get(fax).filter(|kind| !kind.is_empty()).or(kinds.last()).cloned().unwrap_or_default();
        let number = number.parse().map_err(|error| format!("{number:?} {error}"))?;
        Ok(Self { number, kind })
    }
}

fn is_fax(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    ["fax", "facsimile"].iter().any(|word| kind.contains(word))
}

/// When the office is open on one day of the week. Closed days have no entry; the order is Entrata's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OfficeHours {
    /// The day.
    pub day: Weekday,
    /// When it opens, in the property's time zone.
    pub opens: Option<NaiveTime>,
    /// When it closes, in the property's time zone.
    pub closes: Option<NaiveTime>,
    /// Whether visitors need an appointment.
    pub by_appointment: bool,
}

impl OfficeHours {
    pub(crate) fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let day = node.at("Day").word();
        let time = |name: &str| {
            let text = node.at(name).word().to_ascii_uppercase();
            ["%I:%M %p", "%I:%M%p", "%H:%M:%S", "%H:%M"]
                .into_iter()
                .find_map(|form| NaiveTime::parse_from_str(&text, form).ok())
        };
        Ok(Self {
            day: day.parse().map_err(|_| format!("has the day {day:?}"))?,
            opens: time("OpenTime"),
            closes: time("CloseTime"),
            by_appointment: node.at("AvailabilityType").word().to_ascii_lowercase().contains("appointment"),
        })
    }
}
