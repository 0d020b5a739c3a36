//! What the fake Entrata knows: companies, their properties and calendars, and what it was told.

mod company;
mod ledger;
mod property;
mod tours;

pub(crate) use company::{Company, Set};
pub(crate) use ledger::{Event, Lead, Ledger, Person};
pub(crate) use property::{FloorPlan, Property, Unit};
pub(crate) use tours::{TourSlot, Tours};

use crate::{Error, Kind, Result};
use chrono::NaiveDate;
use std::collections::BTreeMap;

const BUILT_IN: &str = include_str!("built_in.json");

/// Companies and properties, and the leads that came in.
pub(crate) struct World {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) companies: Vec<Company>,
    pub(crate) properties: BTreeMap<u64, Property>,
    pub(crate) ledger: Ledger,
}

impl World {
    /// The built-in set, with availability counted from `today`.
    ///
    /// # Errors
    ///
    /// When the embedded file is broken, which a test rules out.
    pub(crate) fn built_in(today: NaiveDate) -> Result<Self> {
        Self::read(BUILT_IN, today)
    }

    /// A set as a file describes it.
    ///
    /// # Errors
    ///
    /// `Config`, saying the line and what is wrong there.
    pub(crate) fn read(text: &str, today: NaiveDate) -> Result<Self> {
        let set: Set = serde_json::from_str(text).map_err(|cause| {
            Error::new(Kind::Config, "the sandbox's data file cannot be read").because(cause)
        })?;
        Ok(Self::of(set, today))
    }

    fn of(set: Set, today: NaiveDate) -> Self {
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

    /// The properties that a company's credentials may see.
    pub(crate) fn properties_of(&self, cid: u64) -> impl Iterator<Item = &Property> {
        self.properties.values().filter(move |property| property.cid == cid)
    }
}
