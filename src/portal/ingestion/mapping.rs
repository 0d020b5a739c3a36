//! A property of Entrata's as the portal's houses: one for each floor plan. Pure: no I/O.

use crate::api::properties::{FloorPlan, MediaFile, MediaKind, Phone, Property, Range};
use crate::api::units::{AvailabilityAndPricing, MitsProperty, MitsUnit, Unit};
use crate::id::{FloorPlanId, PropertyId};
use crate::store::host::houses::{House, Image, ImageKind};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{HashMap, HashSet};

/// As long as the tables' columns.
const LONGEST_TEXT: usize = 255;
const LONGEST_URL: usize = 2048;
const LONGEST_DESCRIPTION: usize = 20_000;

/// What Entrata said of one property, in four answers.
pub(super) struct Told {
    pub(super) property: Property,
    pub(super) plans: Vec<FloorPlan>,
    pub(super) mits: Option<MitsProperty>,
    pub(super) units: ToldUnits,
}

/// The units of a property: by the pricing answer, or by the MITS answer where that lists none.
pub(super) enum ToldUnits {
    Priced(Vec<Unit>),
    Mits(Vec<MitsUnit>),
}

impl ToldUnits {
    pub(super) fn of(
        property: PropertyId,
        pricing: AvailabilityAndPricing,
        mits: Option<&MitsProperty>,
    ) -> Self {
        // Pricing includes the units of child properties, which are properties of their own.
        let own = |unit: &Unit| unit.property.is_none_or(|of| of == property);
        let priced: Vec<_> = pricing.units.into_iter().filter(own).collect();
        match mits {
            Some(mits) if priced.is_empty() => Self::Mits(mits.units.clone()),
            _ => Self::Priced(priced),
        }
    }
}

/// The houses of a property: its enabled floor plans, or the property itself where it has none.
pub(super) fn houses(told: &Told) -> Vec<House> {
    let units = Units::of(told);
    let whole = whole_property(told);
    let plans: Vec<_> = told.plans.iter().filter(|plan| !plan.disabled).collect();
    if plans.is_empty() {
        return vec![with_units(whole, &units.all())];
    }
    plans.into_iter().map(|plan| of_plan(&whole, plan, &units)).collect()
}

/// What all houses of a property share.
fn whole_property(told: &Told) -> House {
    let Told { property, mits, .. } = told;
    let mits_address = mits.as_ref().map(|mits| &mits.address);
    let address = |part: fn(&crate::api::properties::Address) -> &str| {
        some(part(&property.address)).or_else(|| mits_address.and_then(|address| some(part(address))))
    };
    let phones = property.phones.iter().chain(mits.iter().flat_map(|mits| &mits.phones));
    let files = mits.iter().flat_map(|mits| &mits.files);
    let about = [&property.long_description, &property.short_description];
    let about_in_mits = mits.iter().flat_map(|mits| [&mits.long_description, &mits.short_description]);
    House {
        title: fit(&property.marketing_name, LONGEST_TEXT),
        description: about.into_iter().chain(about_in_mits).find_map(|text| some(text)),
        address: address(|address| &address.street).map(|text| fit(&text, LONGEST_TEXT)),
        city: address(|address| &address.city).map(|text| fit(&text, 128)),
        state: address(|address| &address.state).map(|text| fit(&text, 64)),
        postal_code: address(|address| &address.postal_code).map(|text| fit(&text, 32)),
        country: address(|address| &address.country).map(|text| fit(&text, 64)),
        latitude: mits.as_ref().and_then(|mits| mits.latitude).map(|degrees| degrees.round_dp(7)),
        longitude: mits.as_ref().and_then(|mits| mits.longitude).map(|degrees| degrees.round_dp(7)),
        website: property
            .website
            .clone()
            .or_else(|| mits.as_ref()?.website.clone())
            .filter(|url| url.len() <= LONGEST_URL),
        phone: Phone::preferred(phones).map(ToString::to_string).map(|text| fit(&text, 64)),
        email: property
            .email
            .as_ref()
            .or(mits.as_ref().and_then(|mits| mits.email.as_ref()))
            .map(ToString::to_string),
        images: images(files),
        ..House::default()
    }
}

fn of_plan(whole: &House, plan: &FloorPlan, units: &Units) -> House {
    let mut house = whole.clone();
    house.floorplan_id = plan.id.get();
    house.title = fit(&titled(&whole.title, &plan.name), LONGEST_TEXT);
    house.description = some(&described(&plan.description, whole.description.as_deref().unwrap_or_default()));
    house.bedrooms = plan.bedrooms.and_then(|count| count.to_u8());
    house.bathrooms =
        plan.bathrooms.map(|count| count.round_dp(1)).filter(|count| *count < Decimal::from(1000));
    house.square_feet_min = plan.square_feet.low().and_then(|area| area.round().to_u32());
    house.square_feet_max = plan.square_feet.high().and_then(|area| area.round().to_u32());
    house.images = without_doubles(images(&plan.files).into_iter().chain(house.images));
    house = with_units(house, &units.of_plan(plan.id));
    house.number_available = match units.listed {
        true => house.number_available,
        // Where no unit is listed at all, the plan's own count is all there is.
        false => Some(plan.offered_units().unwrap_or(0)),
    };
    house.price_pm = house.price_pm.or_else(|| money(plan.market_rent.low()));
    house.price_pm_max = house.price_pm_max.or_else(|| money(plan.market_rent.high()));
    house.deposit = house.deposit.or_else(|| money(plan.deposit.lowest(house.price_pm)));
    house
}

/// Rent range, number and first day of the available units.
fn with_units(mut house: House, units: &[Offered]) -> House {
    house.number_available = Some(u32::try_from(units.len()).unwrap_or(u32::MAX));
    house.available_on = units.iter().filter_map(|unit| unit.on).min();
    house.price_pm = units.iter().filter_map(|unit| money(unit.rent.low())).min();
    house.price_pm_max = units.iter().filter_map(|unit| money(unit.rent.high())).max();
    house.deposit = units.iter().filter_map(|unit| money(unit.deposit.low())).min();
    house
}

/// An available unit, whichever answer told of it.
#[derive(Debug, Clone)]
struct Offered {
    plan: Option<FloorPlanId>,
    on: Option<NaiveDate>,
    rent: Range,
    deposit: Range,
}

impl Offered {
    fn priced(unit: &Unit) -> Self {
        Self { plan: unit.floor_plan, on: unit.available_on, rent: unit.rent, deposit: unit.deposit }
    }

    fn by_mits(unit: &MitsUnit) -> Self {
        let rent = Range::new(unit.rent, unit.rent);
        Self { plan: unit.floor_plan, on: unit.ready_on, rent, deposit: Range::default() }
    }
}

/// The available units of a property.
struct Units {
    offered: HashMap<Option<FloorPlanId>, Vec<Offered>>,
    /// Whether any unit is listed, available or not.
    listed: bool,
}

impl Units {
    fn of(told: &Told) -> Self {
        let (offered, listed): (Vec<Offered>, _) = match &told.units {
            ToldUnits::Priced(units) => {
                let free = units.iter().filter(|unit| unit.is_offered());
                (free.map(Offered::priced).collect(), !units.is_empty())
            }
            ToldUnits::Mits(units) => {
                let free = units.iter().filter(|unit| unit.is_offered());
                (free.map(Offered::by_mits).collect(), !units.is_empty())
            }
        };
        let mut by_plan = HashMap::<_, Vec<_>>::new();
        for unit in offered {
            by_plan.entry(unit.plan).or_default().push(unit);
        }
        Self { offered: by_plan, listed }
    }

    fn of_plan(&self, plan: FloorPlanId) -> Vec<Offered> {
        self.offered.get(&Some(plan)).cloned().unwrap_or_default()
    }

    fn all(&self) -> Vec<Offered> {
        self.offered.values().flatten().cloned().collect()
    }
}

fn titled(property: &str, plan: &str) -> String {
    match (property.is_empty(), plan.is_empty()) {
        (false, false) => format!("{property} - {plan}"),
        (true, _) => plan.to_owned(),
        (_, true) => property.to_owned(),
    }
}

fn described(plan: &str, property: &str) -> String {
    let parts: Vec<_> = [plan, property].into_iter().filter(|text| !text.is_empty()).collect();
    fit(&parts.join("\n\n"), LONGEST_DESCRIPTION)
}

fn images<'a>(files: impl IntoIterator<Item = &'a MediaFile>) -> Vec<Image> {
    let usable = MediaFile::images(files).into_iter().filter(|file| file.url.len() <= LONGEST_URL);
    let image = |file: &MediaFile| Image {
        url: file.url.clone(),
        caption: fit(&file.caption, LONGEST_TEXT),
        kind: if file.kind == MediaKind::FloorPlan { ImageKind::Floorplan } else { ImageKind::Photo },
    };
    without_doubles(usable.map(image))
}

fn without_doubles(images: impl IntoIterator<Item = Image>) -> Vec<Image> {
    let mut seen = HashSet::new();
    images.into_iter().filter(|image| seen.insert(image.url.clone())).collect()
}

/// Dollars and cents as the table keeps them.
fn money(amount: Option<Decimal>) -> Option<Decimal> {
    amount
        .map(|amount| amount.round_dp(2))
        .filter(|amount| *amount > Decimal::ZERO && *amount < Decimal::from(100_000_000))
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn fit(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
