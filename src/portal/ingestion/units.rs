//! The units that a house offers, and their totals. Pure: no I/O.

use super::answers::{Answers, Home};
use super::fit;
use crate::api::properties::Range;
use crate::api::units::{MitsUnit, TermRent, Unit};
use crate::id::FloorPlanId;
use crate::store::entrata::listing;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The units of a property: those of the pricing response, or those of the MITS response if it lists none.
#[derive(Debug)]
pub(super) struct Units<'a> {
    offered: Vec<Offered<'a>>,
    /// The places in `offered` of each floor plan's units.
    of_plans: HashMap<FloorPlanId, Vec<usize>>,
    /// Whether any unit is listed, offered or not.
    pub(super) are_listed: bool,
}

/// A unit on offer.
#[derive(Debug)]
pub(super) struct Offered<'a> {
    plan: Option<FloorPlanId>,
    pub(super) row: listing::Unit,
    pub(super) amenities: &'a [String],
}

impl<'a> Units<'a> {
    /// Reads the units. A date before `today` becomes `today`: the unit is available now.
    pub(super) fn read(answers: &'a Answers, today: NaiveDate) -> Self {
        let priced = answers.pricing.iter().flat_map(|pricing| &pricing.units);
        let priced: Vec<_> = priced.filter(|unit| answers.is_own(unit.property)).collect();
        let in_mits = answers.mits.as_ref().map(|mits| mits.units.as_slice()).unwrap_or_default();
        let by_space: HashMap<_, _> = in_mits.iter().rev().map(|mits| (mits.space.as_str(), mits)).collect();
        let amenities = |unit: &Unit| {
            let same = by_space.get(unit.space.as_str()).filter(|mits| !mits.space.is_empty());
            same.map(|mits| mits.amenities.as_slice()).unwrap_or_default()
        };
        let offered: Vec<_> = match priced.is_empty() {
            false => priced
                .iter()
                .filter(|unit| unit.is_offered())
                .map(|unit| Offered::priced(unit, amenities(unit), today))
                .collect(),
            true => in_mits
                .iter()
                .filter(|unit| unit.is_offered())
                .map(|unit| Offered::of_mits(unit, today))
                .collect(),
        };
        let mut of_plans: HashMap<_, Vec<_>> = HashMap::new();
        for (index, unit) in offered.iter().enumerate() {
            if let Some(plan) = unit.plan {
                of_plans.entry(plan).or_default().push(index);
            }
        }
        Self { are_listed: !priced.is_empty() || !in_mits.is_empty(), offered, of_plans }
    }

    /// The units of a house, in Entrata's order.
    pub(super) fn of(&self, home: Home) -> Vec<&Offered<'a>> {
        match home {
            Home::Property => self.offered.iter().collect(),
            Home::Plan(plan) => {
                let places = self.of_plans.get(&plan).into_iter().flatten();
                places.filter_map(|index| self.offered.get(*index)).collect()
            }
        }
    }
}

impl<'a> Offered<'a> {
    fn priced(unit: &Unit, amenities: &'a [String], today: NaiveDate) -> Self {
        let row = listing::Unit {
            unit_id: fit::text(&unit.unit, 32),
            space_id: fit::text(&unit.space, 32),
            number: fit::text(&unit.number, 64),
            building: fit::text(&unit.building, 128),
            floor: fit::text(&unit.floor, 64),
            square_feet: fit::square_feet(unit.area),
            rents: unit.term_rents.iter().filter_map(term_rent).collect(),
            ..Self::money(&unit.rent, unit.deposit.low(), unit.available_on, today)
        };
        Self { plan: unit.floor_plan, row, amenities }
    }

    fn of_mits(unit: &'a MitsUnit, today: NaiveDate) -> Self {
        let row = listing::Unit {
            unit_id: fit::text(&unit.unit, 32),
            space_id: fit::text(&unit.space, 32),
            number: fit::text(&unit.number, 64),
            building: fit::text(&unit.building, 128),
            floor: fit::text(&unit.floor, 64),
            square_feet: fit::square_feet(unit.square_feet.low()),
            ..Self::money(&Range::new(unit.rent, unit.rent), None, unit.ready_on, today)
        };
        Self { plan: unit.floor_plan, row, amenities: &unit.amenities }
    }

    fn money(
        rent: &Range,
        deposit: Option<Decimal>,
        on: Option<NaiveDate>,
        today: NaiveDate,
    ) -> listing::Unit {
        listing::Unit {
            rent_min: fit::money(rent.low()),
            rent_max: fit::money(rent.high()),
            deposit: fit::money(deposit),
            available_on: on.map(|day| day.max(today)),
            ..listing::Unit::default()
        }
    }
}

fn term_rent(term: &TermRent) -> Option<listing::TermRent> {
    Some(listing::TermRent {
        lease_term: fit::text(&term.lease_term, 64)?,
        rent: fit::money(Some(term.rent))?,
        starts_on: term.start,
        ends_on: term.end,
        is_best_price: term.is_best_price,
    })
}
