//! Properties, their floor plans and units.

use super::Tours;
use super::listing::{Amenity, Fee, Pet, Special};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use serde::Deserialize;

/// A property of the data file, and the units built from its floor plans.
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
    #[serde(default)]
    pub(crate) fax: String,
    pub(crate) email: String,
    pub(crate) website: String,
    pub(crate) year_built: u16,
    /// What `TimeZone` says; without it, the words for `zone`.
    #[serde(default)]
    pub(crate) time_zone: Option<String>,
    #[serde(default = "one")]
    pub(crate) buildings: u8,
    /// Whether a PDF is among the property's photos.
    #[serde(default)]
    pub(crate) site_plan: bool,
    #[serde(default)]
    pub(crate) pictures: u16,
    #[serde(default)]
    pub(crate) short_description: String,
    #[serde(default)]
    pub(crate) long_description: String,
    #[serde(default)]
    pub(crate) disabled: bool,
    /// The lengths of a lease in months, the usual one first.
    #[serde(default = "one_year")]
    pub(crate) lease_terms: Vec<u32>,
    #[serde(default)]
    pub(crate) fees: Vec<Fee>,
    #[serde(default)]
    pub(crate) specials: Vec<Special>,
    #[serde(default)]
    pub(crate) pets: Vec<Pet>,
    /// The general policy: parking, for example.
    #[serde(default)]
    pub(crate) policy: String,
    #[serde(default)]
    pub(crate) amenities: Vec<Amenity>,
    #[serde(default)]
    pub(crate) unit_amenities: Vec<Amenity>,
    /// `null`: the property offers no tours, and its calendar answers with code 314.
    #[serde(default)]
    pub(crate) tours: Option<Tours>,
    pub(crate) floor_plans: Vec<FloorPlan>,
    #[serde(skip)]
    pub(crate) units: Vec<Unit>,
}

/// A floor plan and its units. The units are built in the order of the fields: available, hidden, on notice, leased,
/// and occupied ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FloorPlan {
    pub(crate) id: u64,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) comment: String,
    pub(crate) bedrooms: u8,
    pub(crate) bathrooms: f32,
    /// The smallest and the largest area. A smallest area of 0 means "unknown", as in live replies.
    pub(crate) square_feet: [u32; 2],
    /// Whole dollars a month, lowest and highest.
    pub(crate) rent: [u32; 2],
    #[serde(default)]
    pub(crate) deposit: u32,
    pub(crate) units: u32,
    /// For each available unit, in how many days from today.
    #[serde(default)]
    pub(crate) available: Vec<u32>,
    /// For each available unit that the company does not show on the web, in how many days from today.
    #[serde(default)]
    pub(crate) hidden: Vec<u32>,
    /// For each unit whose renter moves out, in how many days from today.
    #[serde(default)]
    pub(crate) on_notice: Vec<u32>,
    /// The number of vacant units that are leased already.
    #[serde(default)]
    pub(crate) leased_vacant: u32,
    #[serde(default)]
    pub(crate) disabled: bool,
}

/// One unit. It is small, because a generated set has hundreds of thousands.
pub(crate) struct Unit {
    pub(crate) id: u64,
    pub(crate) floor_plan_id: u64,
    pub(crate) number: u32,
    pub(crate) building: u8,
    pub(crate) square_feet: u32,
    pub(crate) rent: u32,
    pub(crate) deposit: u32,
    pub(crate) state: UnitState,
    /// When it can be moved into, if that is known.
    pub(crate) available_on: Option<NaiveDate>,
}

/// Who lives in a unit, and whether it can be leased.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitState {
    /// Vacant and not leased.
    Available,
    /// Vacant and not leased, but not shown on the web.
    Hidden,
    /// Occupied until its renter moves out, and not leased again.
    OnNotice,
    /// Vacant, but leased.
    Leased,
    Occupied,
}

impl Unit {
    /// The id of its one leasable space. Spaces have ids of their own.
    pub(crate) fn space_id(&self) -> u64 {
        self.id + 2_000_000
    }

    pub(crate) fn floor(&self) -> u32 {
        self.number / 100
    }

    pub(crate) fn is_vacant(&self) -> bool {
        matches!(self.state, UnitState::Available | UnitState::Hidden | UnitState::Leased)
    }

    /// Whether Entrata counts it as available, shown on the web or not.
    pub(crate) fn is_available(&self) -> bool {
        matches!(self.state, UnitState::Available | UnitState::Hidden)
    }

    /// Leases it to a resident.
    pub(crate) fn lease(&mut self) {
        self.state = UnitState::Occupied;
        self.available_on = None;
    }
}

impl FloorPlan {
    /// The state and the first day, in days from today, of its nth unit.
    fn unit_state(&self, n: usize) -> (UnitState, Option<u32>) {
        let lists = [
            (UnitState::Available, &self.available),
            (UnitState::Hidden, &self.hidden),
            (UnitState::OnNotice, &self.on_notice),
        ];
        let mut n = n;
        for (state, days) in lists {
            if let Some(days) = days.get(n) {
                return (state, Some(*days));
            }
            n -= days.len();
        }
        if n < self.leased_vacant as usize { (UnitState::Leased, None) } else { (UnitState::Occupied, None) }
    }
}

impl Property {
    /// Builds the units of the floor plans. Their ids increase over the whole set.
    pub(crate) fn build_units(&mut self, next_id: &mut u64, today: NaiveDate) {
        let total: u32 = self.floor_plans.iter().map(|plan| plan.units).sum();
        self.units = Vec::with_capacity(total as usize);
        let buildings = u32::from(self.buildings.max(1));
        let mut place = 0;
        for plan in &self.floor_plans {
            for n in 0..plan.units {
                let (state, days) = plan.unit_state(n as usize);
                self.units.push(Unit {
                    id: *next_id,
                    floor_plan_id: plan.id,
                    // Ten units a floor: 101 … 110, 201 …
                    number: 100 * (1 + place / 10) + 1 + place % 10,
                    building: u8::try_from(1 + place * buildings / total).unwrap_or(1),
                    square_feet: between(plan.square_feet[0], plan.square_feet[1], n, plan.units),
                    rent: between(plan.rent[0], plan.rent[1], n, plan.units),
                    deposit: plan.deposit,
                    state,
                    available_on: days.and_then(|days| today.checked_add_days(Days::new(u64::from(days)))),
                });
                *next_id += 1;
                place += 1;
            }
        }
        self.units.shrink_to_fit();
    }

    /// The id of a building.
    pub(crate) fn building_id(&self, building: u8) -> u64 {
        self.id * 10 + u64::from(building)
    }

    pub(crate) fn units_of(&self, floor_plan_id: u64) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.floor_plan_id == floor_plan_id)
    }

    pub(crate) fn floor_plan(&self, id: u64) -> Option<&FloorPlan> {
        self.floor_plans.iter().find(|plan| plan.id == id)
    }
}

/// The nth of `count` values spread evenly from low to high. An unknown low returns the high.
fn between(low: u32, high: u32, n: u32, count: u32) -> u32 {
    if low == 0 || count < 2 { high } else { low + high.saturating_sub(low) * n / (count - 1) }
}

fn one() -> u8 {
    1
}

fn one_year() -> Vec<u32> {
    vec![12]
}

fn apartment() -> String {
    "Apartment".to_owned()
}
