//! What several answers have in common: addresses, phones, pictures, ranges.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::api::wire;

/// Where a property lies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Address {
    /// Street and number.
    #[serde(rename = "Address", deserialize_with = "wire::text")]
    pub street: String,
    /// The city.
    #[serde(deserialize_with = "wire::text")]
    pub city: String,
    /// The state's letters; empty outside the United States.
    #[serde(alias = "StateCode", deserialize_with = "wire::text")]
    pub state: String,
    /// The postal code, with its leading zeros.
    #[serde(deserialize_with = "wire::text")]
    pub postal_code: String,
    /// The country's letters.
    #[serde(deserialize_with = "wire::text")]
    pub country: String,
    /// The office's e-mail address.
    #[serde(deserialize_with = "wire::text")]
    pub email: String,
}

/// A telephone number of a property.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, from = "PhoneWire")]
pub struct Phone {
    /// The number, as Entrata writes it.
    pub number: String,
    /// What it is, such as `primary` or `office`.
    pub kind: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PhoneWire {
    #[serde(deserialize_with = "wire::text")]
    phone_number: String,
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: PhoneAttributes,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PhoneAttributes {
    #[serde(deserialize_with = "wire::text")]
    phone_type: String,
}

impl From<PhoneWire> for Phone {
    fn from(wire: PhoneWire) -> Self {
        Self { number: wire.phone_number, kind: wire.attributes.phone_type }
    }
}

/// When the office is open on one day of the week. Days without an entry are closed; their order is Entrata's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OfficeHour {
    /// The English name of the day.
    #[serde(deserialize_with = "wire::text")]
    pub day: String,
    /// `Open` or `By Appointment Only`.
    #[serde(deserialize_with = "wire::text")]
    pub availability_type: String,
    /// Such as `9:00 AM`; empty by appointment.
    #[serde(deserialize_with = "wire::text")]
    pub open_time: String,
    /// Such as `5:30 PM`; empty by appointment.
    #[serde(deserialize_with = "wire::text")]
    pub close_time: String,
}

/// A picture or another file of a property or a floor plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, from = "FileWire")]
pub struct Picture {
    /// Where it is.
    pub url: String,
    /// Its caption, else its description or name.
    pub caption: String,
    /// What it shows, such as `Photo` or `Floorplan`.
    pub kind: String,
    /// Whether it is the first to show.
    pub is_default: bool,
    /// Whether it is to be shown at all.
    pub active: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct FileWire {
    #[serde(deserialize_with = "wire::one_or_default")]
    src: Text,
    #[serde(deserialize_with = "wire::plain_text")]
    caption: String,
    #[serde(deserialize_with = "wire::plain_text")]
    description: String,
    #[serde(deserialize_with = "wire::plain_text")]
    name: String,
    #[serde(deserialize_with = "wire::text")]
    file_type: String,
    #[serde(deserialize_with = "wire::flag")]
    is_default: bool,
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: FileAttributes,
}

/// One client documents `Src` as a list.
#[derive(Default, Deserialize)]
#[serde(transparent)]
struct Text(#[serde(deserialize_with = "wire::text")] String);

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct FileAttributes {
    #[serde(deserialize_with = "wire::flag")]
    is_default: bool,
    #[serde(deserialize_with = "wire::text")]
    active: String,
}

impl From<FileWire> for Picture {
    fn from(wire: FileWire) -> Self {
        let caption = [wire.caption, wire.description, wire.name].into_iter().find(|text| !text.is_empty());
        let inactive =
            ["false", "0", "f", "no"].contains(&wire.attributes.active.to_ascii_lowercase().as_str());
        Self {
            url: wire.src.0,
            caption: caption.unwrap_or_default(),
            kind: wire.file_type,
            is_default: wire.is_default || wire.attributes.is_default,
            active: !inactive,
        }
    }
}

/// A lowest and a highest number: square feet, or money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, from = "RangeWire")]
pub struct Range {
    /// `Min`, as it came: 0 and 1 stand for unknown.
    pub min: Option<Decimal>,
    /// `Max`, as it came.
    pub max: Option<Decimal>,
}

impl Range {
    /// The lowest that is known: `Min` is often a placeholder beside a good `Max`.
    #[must_use]
    pub fn low(&self) -> Option<Decimal> {
        known(self.min).or_else(|| known(self.max))
    }

    /// The highest that is known.
    #[must_use]
    pub fn high(&self) -> Option<Decimal> {
        known(self.max).or_else(|| known(self.min))
    }
}

fn known(number: Option<Decimal>) -> Option<Decimal> {
    number.filter(|number| *number > Decimal::ONE)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RangeWire {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: RangeAttributes,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct RangeAttributes {
    #[serde(alias = "MinRent", alias = "MinDeposit", deserialize_with = "wire::amount")]
    min: Option<Decimal>,
    #[serde(alias = "MaxRent", alias = "MaxDeposit", deserialize_with = "wire::amount")]
    max: Option<Decimal>,
}

impl From<RangeWire> for Range {
    fn from(wire: RangeWire) -> Self {
        Self { min: wire.attributes.min, max: wire.attributes.max }
    }
}

/// `{"IDValue": …}` in `Identification`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Identification {
    #[serde(rename = "IDValue", deserialize_with = "wire::text")]
    pub(crate) id_value: String,
}
