//! getUnitsAvailabilityAndPricing, in both of its layouts.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::availability::Availability;
use super::flags::with_flags;
use super::term_rent::TermRent;
use crate::api::properties::{FloorPlan, Range};
use crate::api::wire::{Node, RawResult, Skipped, Skips, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// What of a property can be rented, and for how much.
///
/// ```no_run
/// use entrata::api::units::GetUnitsAvailabilityAndPricing;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// let pricing = company.send(&GetUnitsAvailabilityAndPricing::new("739076".parse()?)).await?;
/// for unit in pricing.units.iter().filter(|unit| unit.is_offered()) {
///     println!("{} from {:?}", unit.number, unit.rent.low());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetUnitsAvailabilityAndPricing {
    /// The property; units of its child properties come too.
    pub property: PropertyId,
    /// Whether only units come that can be rented.
    pub available_only: bool,
    /// Whether each leasable bedroom is a row of its own. Entrata then answers in another layout; the type is the same.
    pub unit_spaces: bool,
}

impl GetUnitsAvailabilityAndPricing {
    /// All units of a property, one row each.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { property, available_only: false, unit_spaces: false }
    }

    /// Sets whether only units come that can be rented.
    #[must_use]
    pub fn available_only(self, available_only: bool) -> Self {
        Self { available_only, ..self }
    }

    /// Sets whether each leasable bedroom is a row of its own.
    #[must_use]
    pub fn unit_spaces(self, unit_spaces: bool) -> Self {
        Self { unit_spaces, ..self }
    }
}

impl Method for GetUnitsAvailabilityAndPricing {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getUnitsAvailabilityAndPricing";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = AvailabilityAndPricing;

    fn params(&self) -> Value {
        let params = Map::from_iter([("propertyId".to_owned(), self.property.to_string().into())]);
        with_flags(params, self.available_only, self.unit_spaces)
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        AvailabilityAndPricing::read(&result.tree()?)
    }
}

/// A property's floor plans and units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AvailabilityAndPricing {
    /// The units, or the unit spaces if those were requested.
    pub units: Vec<Unit>,
    /// The floor plans, with their counts of available units.
    pub floor_plans: Vec<FloorPlan>,
    /// Rows and floor plans that could not be used.
    pub skipped: Vec<Skipped>,
}

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

    fn read(node: &Node<'_>) -> Self {
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
    fn inherit(&mut self, unit: &Self) {
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

/// Keys of a map that can be ids: PHP numbers the rows of a list from 0.
const SHORTEST_ID: usize = 4;

impl AvailabilityAndPricing {
    /// Source: production code reads both layouts and rejects a response without a unit block, or whose rows all lack
    /// ids; a unit block without units is a property without units.
    fn read(tree: &Node<'_>) -> Result<Self, Unreadable> {
        if tree.says_none() {
            return Ok(Self::default());
        }
        let blocks = ["ILS_Units", "PropertyUnits"];
        let has_units = blocks.iter().any(|block| tree.has(block));
        if !has_units && !tree.has("Properties") {
            return Err(Unreadable::new(".", "it has neither Properties nor ILS_Units nor PropertyUnits"));
        }
        let mut skips = Skips::default();
        let plans = tree
            .each(&["Properties", "Property"])
            .into_iter()
            .flat_map(|property| property.each(&["Floorplans", "Floorplan"]));
        let counts: Vec<_> = plans
            .clone()
            .filter_map(|plan| plan.any(&["UnitsAvailable", "DisplayedUnitsAvailable"]).count())
            .collect();
        let floor_plans = skips.read("floor plan", plans, FloorPlan::read);
        let counts_nothing = counts.is_empty();
        let available: u64 = counts.into_iter().map(u64::from).sum();
        if !has_units && (available > 0 || counts_nothing) {
            let what = format!(
                "it has neither ILS_Units nor PropertyUnits, although its floor plans list {available} available units"
            );
            return Err(Unreadable::new(".", what));
        }
        // Text in the place of a unit block holds no unit, and is no word for none.
        if let Some(block) = blocks.into_iter().find(|block| tree.at(block).is_words()) {
            return Err(Unreadable::new(block, "text instead of units"));
        }
        let rows = tree.each(&["ILS_Units", "Unit"]);
        let property_units = tree.each(&["PropertyUnits", "PropertyUnit"]);
        let mut sent = rows.len();
        let mut units = skips.read("unit", rows, |row, _| {
            let unit = Unit::read(row);
            if matches!(unit.unit.as_str(), "" | "0") {
                Err("has no PropertyUnitId".to_owned())
            } else {
                Ok(unit)
            }
        });
        for property_unit in property_units {
            let spaces = property_unit.at("UnitSpace").keyed_items();
            sent += spaces.len();
            let inherited = Unit::read(property_unit);
            let keys: Vec<_> =
                spaces.iter().map(|(key, _)| key.filter(|key| key.len() >= SHORTEST_ID)).collect();
            let mut keys = keys.into_iter();
            units.extend(skips.read("unit space", spaces.into_iter().map(|(_, space)| space), |space, _| {
                let mut space = Unit::read(space);
                let key = keys.next().flatten();
                if let Some(key) = key.filter(|_| space.space.is_empty()) {
                    key.clone_into(&mut space.space);
                }
                space.inherit(&inherited);
                if space.space.is_empty() && space.unit.is_empty() {
                    Err("has no Id".to_owned())
                } else {
                    Ok(space)
                }
            }));
        }
        if units.is_empty() && sent > 0 {
            return Err(Unreadable::new(".", format!("none of its {sent} unit rows has an id")));
        }
        Ok(Self { units, floor_plans, skipped: skips.into_list() })
    }
}
