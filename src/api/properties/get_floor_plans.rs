//! getFloorPlans, and the floor plan that three methods share.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::amounts::{Deposit, Range};
use super::media_file::{MediaFile, MediaKind};
use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// The floor plans of one property.
///
/// ```no_run
/// use entrata::api::properties::GetFloorPlans;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for plan in company.send(&GetFloorPlans::new("739076".parse()?)).await? {
///     println!("{}: {:?} bedrooms from {:?}", plan.name, plan.bedrooms, plan.market_rent.low());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetFloorPlans {
    /// The property.
    pub property: PropertyId,
    /// Whether the property's own display settings apply, which may hide floor plans.
    pub use_property_preferences: bool,
    /// Whether disabled floor plans come too.
    pub include_disabled: bool,
}

impl GetFloorPlans {
    /// All floor plans that are not disabled.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { property, use_property_preferences: false, include_disabled: false }
    }

    /// Sets whether the property's own display settings apply.
    #[must_use]
    pub fn use_property_preferences(self, use_property_preferences: bool) -> Self {
        Self { use_property_preferences, ..self }
    }

    /// Sets whether disabled floor plans come too.
    #[must_use]
    pub fn include_disabled(self, include_disabled: bool) -> Self {
        Self { include_disabled, ..self }
    }
}

impl Method for GetFloorPlans {
    const SERVICE: &'static str = "properties";
    const NAME: &'static str = "getFloorPlans";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<FloorPlan>;

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
        records(&result.tree()?, &["FloorPlans", "FloorPlan"], "floor plan", FloorPlan::read)
    }
}

/// A floor plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FloorPlan {
    /// Its id.
    pub id: FloorPlanId,
    /// Its property, if the response names it.
    pub property: Option<PropertyId>,
    /// Its name.
    pub name: String,
    /// Its description, as plain text.
    pub description: String,
    /// How many units have it.
    pub unit_count: Option<u32>,
    /// How many of them can be rented.
    pub units_available: Option<u32>,
    /// How many of them the property shows, which may be fewer.
    pub displayed_units_available: Option<u32>,
    /// Whether the property has disabled it.
    pub disabled: bool,
    /// Bedrooms; 0 is a studio.
    pub bedrooms: Option<Decimal>,
    /// Bathrooms, with halves.
    pub bathrooms: Option<Decimal>,
    /// Its area in square feet.
    pub square_feet: Range,
    /// Its monthly rent in dollars.
    pub market_rent: Range,
    /// Its deposit.
    pub deposit: Deposit,
    /// The page that shows its availability.
    pub availability_url: Option<String>,
    /// The amenities of its homes.
    pub amenities: Vec<String>,
    /// Its photos, drawings and documents, in Entrata's order.
    pub files: Vec<MediaFile>,
}

impl FloorPlan {
    /// How many of its homes are offered: the number that the property shows, else all that can be rented.
    #[must_use]
    pub fn offered_units(&self) -> Option<u32> {
        self.displayed_units_available.or(self.units_available)
    }

    pub(crate) fn read(node: &Node<'_>, skips: &mut Skips) -> Result<Self, String> {
        let id = node.at("Identification").at("IDValue").required_id()?;
        let rooms = |kind: &str| {
            let rooms = node.each(&["Room"]);
            let is_kind =
                |room: &&&Node<'_>| room.at("RoomType").word().to_ascii_lowercase().starts_with(kind);
            rooms.iter().find(is_kind).and_then(|room| room.at("Count").amount())
        };
        let amenities =
            node.each(&["Amenity"]).into_iter().map(|amenity| amenity.any(&["Description", "Name"]).text());
        Ok(Self {
            id,
            property: node.at("PropertyId").id(),
            name: node.at("Name").text(),
            description: node.at("Comment").paragraphs(),
            unit_count: node.at("UnitCount").count(),
            units_available: node.at("UnitsAvailable").count(),
            displayed_units_available: node.at("DisplayedUnitsAvailable").count(),
            disabled: node.at("IsDisabled").flag().unwrap_or(false),
            bedrooms: rooms("bedroom"),
            bathrooms: rooms("bathroom"),
            square_feet: Range::areas(node.at("SquareFeet")),
            market_rent: Range::rents(node.at("MarketRent")),
            deposit: Deposit::read(node.at("Deposit")),
            availability_url: node.at("FloorplanAvailabilityURL").url(),
            amenities: amenities.filter(|text| !text.is_empty()).collect(),
            files: MediaFile::read_all(&node.each(&["File"]), MediaKind::FloorPlan, skips),
        })
    }
}
