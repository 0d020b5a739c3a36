//! getUnitsAvailabilityAndPricing, in both of its layouts.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::flags::with_flags;
use super::unit::Unit;
use crate::api::properties::FloorPlan;
use crate::api::wire::{Node, RawResult, Skipped, Skips, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::PropertyId;

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

/// Keys of a map that can be ids: PHP numbers the rows of a list from 0.
const SHORTEST_ID: usize = 4;

impl AvailabilityAndPricing {
    /// Source: production code reads both layouts and rejects a response without a unit block, or whose rows all lack
    /// ids; a unit block without units is a property without units.
    fn read(tree: &Node<'_>) -> Result<Self, Unreadable> {
        if tree.says_none() {
            return Ok(Self::default());
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
        check_unit_blocks(tree, &counts)?;
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

/// Fails if a response has no unit block although a property has units, or text in the place of one.
fn check_unit_blocks(tree: &Node<'_>, counts: &[u32]) -> Result<(), Unreadable> {
    let blocks = ["ILS_Units", "PropertyUnits"];
    let available: u64 = counts.iter().copied().map(u64::from).sum();
    let problem = match blocks.into_iter().find(|block| tree.has(block)) {
        Some(_) => match blocks.into_iter().find(|block| tree.at(block).is_words()) {
            Some(block) => return Err(Unreadable::new(block, "text instead of units")),
            None => return Ok(()),
        },
        None if !tree.has("Properties") => {
            "it has neither Properties nor ILS_Units nor PropertyUnits".to_owned()
        }
        None if counts.is_empty() => {
            "it has neither ILS_Units nor PropertyUnits, and no floor plan counts its units".to_owned()
        }
        None if available > 0 => format!(
            "it has neither ILS_Units nor PropertyUnits, although its floor plans list {available} available units"
        ),
        None => return Ok(()),
    };
    Err(Unreadable::new(".", problem))
}
