//! A unit of a MITS property.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::super::availability::Availability;
use super::amenity;
use crate::api::properties::{Range, rent};
use crate::api::wire::{Node, Skips};
use crate::id::FloorPlanId;

/// A unit as listing services know it. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MitsUnit {
    /// Entrata's id of the space, which the pricing response has too.
    pub space: String,
    /// Entrata's id of the unit.
    pub unit: String,
    /// Its floor plan.
    pub floor_plan: Option<FloorPlanId>,
    /// Its floor plan's name.
    pub floor_plan_name: String,
    /// Its number.
    pub number: String,
    /// Its building.
    pub building: String,
    /// Its floor.
    pub floor: String,
    /// Its bedrooms; 0 is a studio.
    pub bedrooms: Option<Decimal>,
    /// Its bathrooms, with halves.
    pub bathrooms: Option<Decimal>,
    /// Its area in square feet.
    pub square_feet: Range,
    /// Its rent a month in dollars: the effective one, else the market's, else the unit's own.
    pub rent: Option<Decimal>,
    /// Whether it can be rented. See [`MitsUnit::is_offered`].
    pub availability: Availability,
    /// Whether the property shows it on web sites, if Entrata says so.
    pub web_visible: Option<bool>,
    /// The first day on which it can be lived in.
    pub ready_on: Option<NaiveDate>,
    /// The page that shows its availability.
    pub availability_url: Option<String>,
    /// What it has.
    pub amenities: Vec<String>,
}

impl MitsUnit {
    /// Returns whether it is offered to renters: it is vacant, not leased, and the property does not hide it.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.availability == Availability::Available && self.web_visible != Some(false)
    }

    /// Source: recorded feeds and production code. Where the amenities are has changed once.
    pub(in crate::api::units) fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let unit = node.at("Units").at("Unit");
        let availability = node.at("Availability");
        let either = |names: &[&str]| {
            let inside = unit.any(names);
            if inside.is_nothing() { node.any(names) } else { inside }
        };
        let rents =
            [node.at("EffectiveRent"), unit.at("EffectiveRent"), unit.at("MarketRent"), unit.at("UnitRent")];
        let amenities = [node.each(&["Amenity"]), unit.each(&["Amenity"])];
        let read = Self {
            space: node.at("Identification").at("IDValue").word(),
            unit: unit.at("Identification").at("IDValue").word(),
            floor_plan: either(&["FloorPlanId"]).id(),
            floor_plan_name: either(&["FloorplanName"]).text(),
            number: either(&["MarketingName", "UnitNumber"]).text(),
            building: either(&["BuildingName"]).text(),
            floor: either(&["FloorLevel", "FloorNumber"]).text(),
            bedrooms: either(&["UnitBedrooms"]).amount(),
            bathrooms: either(&["UnitBathrooms"]).amount(),
            square_feet: Range::areas(unit),
            rent: rents.into_iter().find_map(rent),
            availability: Availability::read_mits(
                availability.at("VacancyClass"),
                either(&["UnitOccupancyStatus"]),
                either(&["UnitLeasedStatus"]),
                either(&["UnitEconomicStatus"]),
            ),
            web_visible: either(&["WebVisible"]).flag(),
            ready_on: availability
                .at("MadeReadyDate")
                .date()
                .or_else(|| availability.at("VacateDate").date()),
            availability_url: availability.at("UnitAvailabilityURL").url(),
            amenities: amenities.into_iter().flatten().filter_map(amenity::name).collect(),
        };
        if read.space.is_empty() && read.unit.is_empty() { Err("has no id".to_owned()) } else { Ok(read) }
    }
}
