//! Properties, their floor plans and units.

use super::Tours;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde::Deserialize;

/// A property as the data file has it, and the units made from its floor plans.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Property {
    pub(crate) id: u64,
    #[serde(skip)]
    pub(crate) cid: u64,
    pub(crate) name: String,
    #[serde(default = "apartment")]
    pub(crate) kind: String,
    pub(crate) street: String,
    pub(crate) city: String,
    pub(crate) state: String,
    pub(crate) postal_code: String,
    pub(crate) zone: Tz,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) website: String,
    pub(crate) year_built: u16,
    #[serde(default)]
    pub(crate) pictures: u16,
    #[serde(default)]
    pub(crate) short_description: String,
    #[serde(default)]
    pub(crate) long_description: String,
    #[serde(default)]
    pub(crate) disabled: bool,
    /// `null`: the property offers no tours, and its calendar answers 314.
    #[serde(default)]
    pub(crate) tours: Option<Tours>,
    pub(crate) floor_plans: Vec<FloorPlan>,
    #[serde(skip)]
    pub(crate) units: Vec<Unit>,
}

/// A floor plan, and how many of its units are there and free.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FloorPlan {
    pub(crate) id: u64,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) comment: String,
    pub(crate) bedrooms: u8,
    pub(crate) bathrooms: f32,
    /// Smallest and largest; a smallest of 0 means "unknown", as in the wild.
    pub(crate) square_feet: [u32; 2],
    /// Whole dollars a month, lowest and highest.
    pub(crate) rent: [u32; 2],
    #[serde(default)]
    pub(crate) deposit: u32,
    pub(crate) units: u32,
    /// For each free unit, in how many days from today.
    #[serde(default)]
    pub(crate) available: Vec<u32>,
    #[serde(default)]
    pub(crate) disabled: bool,
}

/// One unit; small, since a generated set has hundreds of thousands.
pub(crate) struct Unit {
    pub(crate) id: u64,
    pub(crate) floor_plan_id: u64,
    pub(crate) number: u32,
    pub(crate) square_feet: u32,
    pub(crate) rent: u32,
    pub(crate) deposit: u32,
    pub(crate) available_on: Option<NaiveDate>,
}

impl Unit {
    /// The id of its one leasable space: another number space than the units'.
    pub(crate) fn space_id(&self) -> u64 {
        self.id + 2_000_000
    }

    pub(crate) fn floor(&self) -> u32 {
        self.number / 100
    }
}

impl Property {
    /// Makes the units that the floor plans count. Their ids grow over the whole set.
    pub(crate) fn build_units(&mut self, next_id: &mut u64, today: NaiveDate) {
        let total = self.floor_plans.iter().map(|plan| plan.units as usize).sum();
        self.units = Vec::with_capacity(total);
        let mut place = 0;
        for plan in &self.floor_plans {
            for n in 0..plan.units {
                self.units.push(Unit {
                    id: *next_id,
                    floor_plan_id: plan.id,
                    // Ten flats a floor: 101 … 110, 201 …
                    number: 100 * (1 + place / 10) + 1 + place % 10,
                    square_feet: between(plan.square_feet[0], plan.square_feet[1], n, plan.units),
                    rent: between(plan.rent[0], plan.rent[1], n, plan.units),
                    deposit: plan.deposit,
                    available_on: plan
                        .available
                        .get(n as usize)
                        .and_then(|days| today.checked_add_days(Days::new(u64::from(*days)))),
                });
                *next_id += 1;
                place += 1;
            }
        }
        self.units.shrink_to_fit();
    }

    pub(crate) fn units_of(&self, floor_plan_id: u64) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.floor_plan_id == floor_plan_id)
    }

    pub(crate) fn floor_plan(&self, id: u64) -> Option<&FloorPlan> {
        self.floor_plans.iter().find(|plan| plan.id == id)
    }
}

/// The nth of `count` values spread evenly from low to high; an unknown low gives the high.
fn between(low: u32, high: u32, n: u32, count: u32) -> u32 {
    if low == 0 || count < 2 { high } else { low + high.saturating_sub(low) * n / (count - 1) }
}

fn apartment() -> String {
    "Apartment".to_owned()
}
