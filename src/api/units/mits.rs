//! getMitsPropertyUnits: the only answer with coordinates, time zone and pictures of the property.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::narrowed;
use crate::api::properties::{Address, FloorPlan, Phone, Picture, Range, comma_list, only, with_ids};
use crate::api::wire::{RawResult, Unread, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

mod layout;

/// Properties as listing services know them.
#[derive(Debug, Clone)]
pub struct GetMitsPropertyUnits {
    /// The properties.
    pub properties: Vec<PropertyId>,
    /// Whether only units come that can be rented.
    pub available_only: bool,
    /// Whether each leasable bedroom is a unit of its own.
    pub unit_spaces: bool,
}

impl GetMitsPropertyUnits {
    /// One property with all its units.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { properties: vec![property], available_only: false, unit_spaces: false }
    }
}

impl Method for GetMitsPropertyUnits {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getMitsPropertyUnits";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Vec<MitsProperty>;

    fn params(&self) -> Value {
        let params = Map::from_iter([("propertyIds".to_owned(), comma_list(&self.properties).into())]);
        narrowed(params, self.available_only, self.unit_spaces)
    }

    fn property(&self) -> Option<PropertyId> {
        only(&self.properties)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        result.list(&["PhysicalProperty", "Property"])
    }
}

/// One property as listing services know it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "layout::Wire")]
pub struct MitsProperty {
    /// Entrata's id of it.
    pub id: PropertyId,
    /// The name that renters know.
    pub marketing_name: String,
    /// Its web site.
    pub website: String,
    /// Where it lies.
    pub address: Address,
    /// Its telephones.
    pub phones: Vec<Phone>,
    /// Its latitude in degrees; often unknown.
    pub latitude: Option<Decimal>,
    /// Its longitude in degrees; often unknown.
    pub longitude: Option<Decimal>,
    /// Its time zone in Entrata's words: not an IANA name.
    pub time_zone: String,
    /// Where its availability is shown; often unknown.
    pub availability_url: String,
    /// A short description, as plain text.
    pub short_description: String,
    /// A long description, as plain text.
    pub long_description: String,
    /// Its pictures, in Entrata's order.
    pub pictures: Vec<Picture>,
    floor_plans: Unread,
    units: Unread,
}

impl MitsProperty {
    /// Its floor plans, which are read when they are asked for.
    ///
    /// # Errors
    ///
    /// Where in them something stands that cannot be read, and what.
    pub fn floor_plans(&self) -> Result<Vec<FloorPlan>, Unreadable> {
        self.floor_plans.result().list(&[]).map(with_ids)
    }

    /// Its units, which are read when they are asked for.
    ///
    /// # Errors
    ///
    /// Where in them something stands that cannot be read, and what.
    pub fn units(&self) -> Result<Vec<MitsUnit>, Unreadable> {
        self.units.result().list(&[])
    }
}

/// One unit as listing services know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "layout::UnitWire")]
pub struct MitsUnit {
    /// Entrata's id of the space: the best key to join by.
    pub space: String,
    /// Entrata's id of the unit.
    pub unit: String,
    /// Its floor plan.
    pub floor_plan: Option<FloorPlanId>,
    /// Its number.
    pub name: String,
    /// Its building.
    pub building: String,
    /// Its area.
    pub square_feet: Range,
    /// Its rent: the effective one, else the market's, else the unit's own.
    pub rent: Option<Decimal>,
    /// Whether nobody lives in it, where Entrata says so.
    pub vacant: Option<bool>,
    /// From when on it can be lived in.
    pub ready_on: Option<NaiveDate>,
    /// What it has.
    pub amenities: Vec<String>,
}
