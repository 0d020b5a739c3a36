//! The data of the fake Entrata: companies, their properties and calendars, and the leads it has received.

mod company;
mod generated;
mod ledger;
mod listing;
mod plan;
mod property;
mod tours;

pub(crate) use company::{Company, Set};
pub(crate) use ledger::{Event, Lead, Ledger, Person};
pub(crate) use listing::{Amenity, Fee, Special};
pub(crate) use plan::Plan;
pub(crate) use property::{FloorPlan, Property, Unit, UnitState};
pub(crate) use tours::{TourSlot, Tours};

use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Companies, properties and leads.
pub(crate) struct World {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) companies: Vec<Company>,
    pub(crate) properties: BTreeMap<u64, Property>,
    pub(crate) ledger: Ledger,
}

impl World {
    /// Builds the companies of a set and their units, with availability counted from `today`.
    fn new(set: Set, today: NaiveDate) -> Self {
        let mut companies = set.companies;
        let mut properties = BTreeMap::new();
        let mut next_unit = 6001;
        for company in &mut companies {
            for mut property in std::mem::take(&mut company.properties) {
                property.cid = company.cid;
                property.build_units(&mut next_unit, today);
                properties.insert(property.id, property);
            }
        }
        let (client_id, client_secret) = (set.client_id, set.client_secret);
        Self { client_id, client_secret, companies, properties, ledger: Ledger::default() }
    }

    pub(crate) fn company(&self, cid: u64) -> Option<&Company> {
        self.companies.iter().find(|company| company.cid == cid)
    }

    /// The properties that a company's credentials give access to.
    pub(crate) fn properties_of(&self, cid: u64) -> impl Iterator<Item = &Property> {
        self.properties.values().filter(move |property| property.cid == cid)
    }
}
