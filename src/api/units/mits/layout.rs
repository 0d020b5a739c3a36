//! The shape of the answer.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{MitsProperty, MitsUnit};
use crate::api::properties::{Address, Identification, Phone, Picture, Range};
use crate::api::wire::{self, Unread};
use crate::id::FloorPlanId;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Wire {
    #[serde(deserialize_with = "wire::one_or_default")]
    identification: Identification,
    /// An object here, a value in getProperties.
    #[serde(rename = "PropertyID", deserialize_with = "wire::one_or_default")]
    named: Named,
    #[serde(rename = "ILS_Identification", deserialize_with = "wire::one_or_default")]
    place: Place,
    #[serde(deserialize_with = "wire::one_or_default")]
    information: Information,
    #[serde(deserialize_with = "wire::many")]
    file: Vec<Picture>,
    floorplan: Unread,
    #[serde(rename = "ILS_Unit")]
    unit: Unread,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Named {
    #[serde(deserialize_with = "wire::text")]
    marketing_name: String,
    #[serde(alias = "webSite", deserialize_with = "wire::text")]
    web_site: String,
    #[serde(deserialize_with = "wire::one_or_default")]
    address: Address,
    #[serde(deserialize_with = "wire::many")]
    phone: Vec<Phone>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Place {
    #[serde(deserialize_with = "wire::amount")]
    latitude: Option<Decimal>,
    #[serde(deserialize_with = "wire::amount")]
    longitude: Option<Decimal>,
    #[serde(deserialize_with = "wire::text")]
    time_zone: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Information {
    #[serde(rename = "PropertyAvailabilityURL", deserialize_with = "wire::text")]
    availability_url: String,
    #[serde(deserialize_with = "wire::plain_text")]
    short_description: String,
    #[serde(deserialize_with = "wire::plain_text")]
    long_description: String,
}

impl TryFrom<Wire> for MitsProperty {
    type Error = String;

    fn try_from(wire: Wire) -> Result<Self, String> {
        let id = &wire.identification.id_value;
        Ok(Self {
            id: id.parse().map_err(|error| format!("the property's IDValue {error}"))?,
            marketing_name: wire.named.marketing_name,
            website: wire.named.web_site,
            address: wire.named.address,
            phones: wire.named.phone,
            latitude: wire.place.latitude.filter(|degrees| degrees.abs() <= Decimal::from(90)),
            longitude: wire.place.longitude.filter(|degrees| degrees.abs() <= Decimal::from(180)),
            time_zone: wire.place.time_zone,
            availability_url: wire.information.availability_url,
            short_description: wire.information.short_description,
            long_description: wire.information.long_description,
            pictures: wire.file,
            floor_plans: wire.floorplan,
            units: wire.unit,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct UnitWire {
    #[serde(deserialize_with = "wire::one_or_default")]
    identification: Identification,
    #[serde(deserialize_with = "wire::one_or_default")]
    units: Units,
    #[serde(deserialize_with = "wire::amount")]
    effective_rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::one_or_default")]
    availability: Availability,
    #[serde(deserialize_with = "wire::many")]
    amenity: Vec<Amenity>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Units {
    #[serde(deserialize_with = "wire::one_or_default")]
    unit: Inner,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Inner {
    #[serde(rename = "@attributes", deserialize_with = "wire::one_or_default")]
    attributes: Attributes,
    #[serde(deserialize_with = "wire::one_or_default")]
    identification: Identification,
    #[serde(deserialize_with = "wire::text")]
    marketing_name: String,
    #[serde(deserialize_with = "wire::text")]
    building_name: String,
    #[serde(deserialize_with = "wire::amount")]
    min_square_feet: Option<Decimal>,
    #[serde(deserialize_with = "wire::amount")]
    max_square_feet: Option<Decimal>,
    #[serde(deserialize_with = "wire::amount")]
    effective_rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::amount")]
    market_rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::amount")]
    unit_rent: Option<Decimal>,
    #[serde(deserialize_with = "wire::many")]
    amenity: Vec<Amenity>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Attributes {
    #[serde(alias = "FloorplanId", deserialize_with = "wire::id")]
    floor_plan_id: Option<FloorPlanId>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Availability {
    #[serde(deserialize_with = "wire::text")]
    vacancy_class: String,
    #[serde(deserialize_with = "wire::date")]
    vacate_date: Option<NaiveDate>,
    #[serde(deserialize_with = "wire::date")]
    made_ready_date: Option<NaiveDate>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Amenity {
    #[serde(deserialize_with = "wire::plain_text")]
    description: String,
}

impl From<UnitWire> for MitsUnit {
    fn from(wire: UnitWire) -> Self {
        let unit = wire.units.unit;
        let known = |rent: Option<Decimal>| rent.filter(|rent| !rent.is_zero());
        let rents = [wire.effective_rent, unit.effective_rent, unit.market_rent, unit.unit_rent];
        // Where the amenities stand has changed once.
        let amenities = wire.amenity.into_iter().chain(unit.amenity).map(|amenity| amenity.description);
        Self {
            space: wire.identification.id_value,
            unit: unit.identification.id_value,
            floor_plan: unit.attributes.floor_plan_id,
            name: unit.marketing_name,
            building: unit.building_name,
            square_feet: Range { min: unit.min_square_feet, max: unit.max_square_feet },
            rent: rents.into_iter().find_map(known),
            vacant: match wire.availability.vacancy_class.as_str() {
                class if class.eq_ignore_ascii_case("unoccupied") => Some(true),
                class if class.eq_ignore_ascii_case("occupied") => Some(false),
                _ => None,
            },
            ready_on: wire.availability.made_ready_date.or(wire.availability.vacate_date),
            amenities: amenities.filter(|text| !text.is_empty()).collect(),
        }
    }
}
