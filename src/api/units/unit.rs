//! A unit as getUnitsAvailabilityAndPricing sends it.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::availability::Availability;
use super::term_rent::TermRent;
use crate::api::properties::Range;
use crate::api::wire::Node;
use crate::id::{FloorPlanId, PropertyId};

/// A unit, or one leasable space in it. Texts that Entrata does not send are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Unit {
    /// Entrata's id of the space, which other responses have too.
    pub space: String,
    /// Entrata's id of the unit.
    pub unit: String,
    /// The row's own property, which may be a child of the one requested.
    pub property: Option<PropertyId>,
    /// Its floor plan.
    pub floor_plan: Option<FloorPlanId>,
    /// Its floor plan's name.
    pub floor_plan_name: String,
    /// Its number; of a space, mostly just a letter.
    pub number: String,
    /// Its building.
    pub building: String,
    /// Its floor.
    pub floor: String,
    /// Whether it can be rented. See [`Unit::is_offered`].
    pub availability: Availability,
    /// Entrata's status, such as `Vacant Ready (Available)`.
    pub status: String,
    /// The first day on which it can be rented, which may be in the past.
    pub available_on: Option<NaiveDate>,
    /// Its area in square feet.
    pub area: Option<Decimal>,
    /// Its rent a month in dollars.
    pub rent: Range,
    /// Its deposit in dollars.
    pub deposit: Range,
    /// Its rents by lease term.
    pub term_rents: Vec<TermRent>,
    /// Whether the property shows it on web sites, if Entrata says so.
    pub web_visible: Option<bool>,
    /// Whether it is income-restricted, if Entrata says so.
    pub is_affordable: Option<bool>,
    /// The page that shows its availability.
    pub availability_url: Option<String>,
}

impl Unit {
    /// Returns whether it is offered to renters: it can be rented, and the property does not hide it.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.availability == Availability::Available && self.web_visible != Some(false)
    }

    pub(super) fn read(node: &Node<'_>) -> Self {
        let text = |name: &str| node.at(name).text();
        let rent = node.at("Rent");
        Self {
            space: node.at("Id").word(),
            unit: node.at("PropertyUnitId").word(),
            property: node.at("PropertyId").id(),
            floor_plan: node.at("FloorplanId").id(),
            floor_plan_name: text("FloorPlanName"),
            number: text("UnitNumber"),
            building: text("BuildingName"),
            floor: node.any(&["FloorNumber", "FloorName"]).text(),
            availability: Availability::read(node.at("Availability"), node.at("Status")),
            status: text("Status"),
            available_on: node.at("AvailableOn").date(),
            area: node.at("Area").area().filter(|area| *area > Decimal::ONE),
            rent: Range::rents(rent),
            deposit: Range::amounts(node.at("Deposit")),
            term_rents: TermRent::read_all(rent),
            web_visible: node.at("WebVisible").flag(),
            is_affordable: node.at("IsAffordable").flag(),
            availability_url: node.at("UnitAvailabilityURL").url(),
        }
    }

    /// Takes what only the unit of this space says.
    pub(super) fn inherit(&mut self, unit: &Self) {
        self.unit.clone_from(&unit.space);
        self.property = self.property.or(unit.property);
        self.floor_plan = self.floor_plan.or(unit.floor_plan);
        self.area = self.area.or(unit.area);
        // A hidden unit hides its spaces.
        self.web_visible =
            unit.web_visible.filter(|is_visible| !is_visible).or(self.web_visible).or(unit.web_visible);
        self.is_affordable = self.is_affordable.or(unit.is_affordable);
        for (own, inherited) in [
            (&mut self.floor_plan_name, &unit.floor_plan_name),
            (&mut self.number, &unit.number),
            (&mut self.building, &unit.building),
            (&mut self.floor, &unit.floor),
        ] {
            if own.is_empty() {
                own.clone_from(inherited);
            }
        }
    }
}
