//! getUnitsAvailabilityAndPricing, in both of its layouts.

mod layout;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::narrowed;
use crate::api::properties::{FloorPlan, Range, with_ids};
use crate::api::wire::{RawResult, Unread, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// What of a property can be rented, and for how much.
#[derive(Debug, Clone)]
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
}

impl Method for GetUnitsAvailabilityAndPricing {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getUnitsAvailabilityAndPricing";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = AvailabilityAndPricing;

    fn params(&self) -> Value {
        let params = Map::from_iter([("propertyId".to_owned(), self.property.to_string().into())]);
        narrowed(params, self.available_only, self.unit_spaces)
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.typed_or_none()
    }
}

/// A property's floor plans and units.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "layout::Layouts")]
pub struct AvailabilityAndPricing {
    /// The units, or the unit spaces where those were asked for.
    pub units: Vec<Unit>,
    properties: Unread,
}

impl AvailabilityAndPricing {
    /// The floor plans, with their counts of available units. They are read when they are asked for.
    ///
    /// # Errors
    ///
    /// Where in them something stands that cannot be read, and what.
    pub fn floor_plans(&self) -> Result<Vec<FloorPlan>, Unreadable> {
        let found: Vec<layout::Properties> = self.properties.result().list(&[])?;
        Ok(with_ids(found.into_iter().flat_map(layout::Properties::floor_plans)))
    }
}

/// One unit, or one leasable space in it. Texts of the usual length lie in it, without memory of their own: a property
/// has thousands of units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    /// Entrata's id of the space: the best key to join by.
    pub space: SmolStr,
    /// Entrata's id of the unit.
    pub unit: SmolStr,
    /// The row's own property, which may be a child of the one asked for.
    pub property: Option<PropertyId>,
    /// Its floor plan.
    pub floor_plan: Option<FloorPlanId>,
    /// Its floor plan's name.
    pub floor_plan_name: SmolStr,
    /// Its number; of a space, mostly just a letter.
    pub number: SmolStr,
    /// Its building.
    pub building: SmolStr,
    /// Its floor.
    pub floor: SmolStr,
    /// Whether it can be rented.
    pub availability: Availability,
    /// From when on, which may be in the past.
    pub available_on: Option<NaiveDate>,
    /// Its square feet.
    pub area: Option<Decimal>,
    /// Its rent a month.
    pub rent: Range,
    /// Its deposit.
    pub deposit: Range,
    /// Its rents by lease term.
    pub term_rents: Vec<TermRent>,
}

/// Whether a unit can be rented.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Availability {
    /// `Available`.
    Available,
    /// `Not Available`.
    NotAvailable,
    /// A word of Entrata's that is not known.
    Other(String),
    /// Entrata does not say.
    #[default]
    Unsaid,
}

/// The rent for one lease term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermRent {
    /// Such as `12 Months`.
    pub lease_term: SmolStr,
    /// The rent a month.
    pub rent: Option<Decimal>,
    /// The first day of the lease.
    pub start: Option<NaiveDate>,
    /// The last day of the lease.
    pub end: Option<NaiveDate>,
    /// Whether Entrata shows it as the best price.
    pub best_price: bool,
}
