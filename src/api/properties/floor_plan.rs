//! getFloorPlans, and the floor plan as three answers know it.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use super::place::{Identification, Picture, Range};
use crate::api::wire::{self, RawResult, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// The floor plans of one property.
#[derive(Debug, Clone)]
pub struct GetFloorPlans {
    /// The property.
    pub property: PropertyId,
    /// Whether the property's own display settings apply, which may hide plans.
    pub use_property_preferences: bool,
    /// Whether disabled plans come too.
    pub include_disabled: bool,
}

impl GetFloorPlans {
    /// All plans that are not disabled.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { property, use_property_preferences: false, include_disabled: false }
    }
}

impl Method for GetFloorPlans {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getFloorPlans";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Vec<FloorPlan>;

    fn params(&self) -> Value {
        json!({
            "propertyId": self.property,
            "usePropertyPreferences": u8::from(self.use_property_preferences).to_string(),
            "includeDisabledFloorplans": u8::from(self.include_disabled).to_string(),
        })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["FloorPlans", "FloorPlan"])
    }
}

/// One floor plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "FloorPlanWire")]
pub struct FloorPlan {
    /// Entrata's id of it.
    pub id: FloorPlanId,
    /// Its property, where the answer names it.
    pub property: Option<PropertyId>,
    /// Its name.
    pub name: String,
    /// Its description, as plain text.
    pub description: String,
    /// How many units there are of it.
    pub unit_count: Option<u32>,
    /// How many of them can be rented.
    pub units_available: Option<u32>,
    /// Whether the property has switched it off.
    pub disabled: bool,
    /// Bedrooms; 0 is a studio.
    pub bedrooms: Option<Decimal>,
    /// Bathrooms, with halves.
    pub bathrooms: Option<Decimal>,
    /// Its area.
    pub square_feet: Range,
    /// Its rent a month.
    pub market_rent: Range,
    /// Its deposit.
    pub deposit: Deposit,
    /// Its pictures, in Entrata's order.
    pub pictures: Vec<Picture>,
}

/// What is to be deposited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deposit {
    /// The lowest and the highest.
    pub range: Range,
    /// Whether the numbers are multiples of a month's rent, not dollars.
    pub in_months: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(crate) struct FloorPlanWire {
    #[serde(deserialize_with = "wire::one_or_default")]
    identification: Identification,
    #[serde(alias = "PropertyID", deserialize_with = "wire::id")]
    property_id: Option<PropertyId>,
    #[serde(deserialize_with = "wire::text")]
    name: String,
    #[serde(deserialize_with = "wire::plain_text")]
    comment: String,
    #[serde(deserialize_with = "wire::count")]
    unit_count: Option<u32>,
    #[serde(deserialize_with = "wire::count")]
    units_available: Option<u32>,
    #[serde(deserialize_with = "wire::flag")]
    is_disabled: bool,
    #[serde(deserialize_with = "wire::many")]
    room: Vec<Room>,
    #[serde(deserialize_with = "wire::one_or_default")]
    square_feet: Range,
    #[serde(deserialize_with = "wire::one_or_default")]
    market_rent: Range,
    #[serde(deserialize_with = "wire::one_or_default")]
    deposit: DepositWire,
    #[serde(deserialize_with = "wire::many")]
    file: Vec<Picture>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Room {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: RoomAttributes,
    #[serde(deserialize_with = "wire::amount")]
    count: Option<Decimal>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct RoomAttributes {
    #[serde(deserialize_with = "wire::text")]
    room_type: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct DepositWire {
    #[serde(deserialize_with = "wire::one_or_default")]
    amount: DepositAmount,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct DepositAmount {
    #[serde(deserialize_with = "wire::one_or_default")]
    value_range: Range,
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: DepositAttributes,
    #[serde(deserialize_with = "wire::text")]
    amount_type: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct DepositAttributes {
    #[serde(deserialize_with = "wire::text")]
    amount_type: String,
}

/// The plans of an answer that is about something else: one without an id is left out, and costs no unit or picture.
pub(crate) fn with_ids(plans: impl IntoIterator<Item = FloorPlanWire>) -> Vec<FloorPlan> {
    let read = |plan: FloorPlanWire| {
        plan.try_into().inspect_err(|error| tracing::warn!(error, "a floor plan is left out")).ok()
    };
    plans.into_iter().filter_map(read).collect()
}

impl TryFrom<FloorPlanWire> for FloorPlan {
    type Error = String;

    fn try_from(wire: FloorPlanWire) -> Result<Self, String> {
        let id = &wire.identification.id_value;
        let id = id.parse().map_err(|error| format!("the floor plan's IDValue {error}"))?;
        // Their order is not fixed.
        let rooms = |kind: &str| {
            let room = wire.room.iter().find(|room| room.attributes.room_type.eq_ignore_ascii_case(kind));
            room.and_then(|room| room.count)
        };
        let amount = wire.deposit.amount;
        let in_months =
            [&amount.amount_type, &amount.attributes.amount_type].into_iter().any(|t| t == "MonthMultiple");
        Ok(Self {
            id,
            property: wire.property_id,
            bedrooms: rooms("Bedroom"),
            bathrooms: rooms("Bathroom"),
            name: wire.name,
            description: wire.comment,
            unit_count: wire.unit_count,
            units_available: wire.units_available,
            disabled: wire.is_disabled,
            square_feet: wire.square_feet,
            market_rent: wire.market_rent,
            deposit: Deposit { range: amount.value_range, in_months },
            pictures: wire.file,
        })
    }
}
