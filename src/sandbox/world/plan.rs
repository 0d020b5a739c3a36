//! How the world is built, so that a reset can build it again.

use super::generated::Generator;
use super::{Company, Set, World};
use crate::{Error, ErrorKind, Result};
use chrono::NaiveDate;
use std::path::Path;

const BUILT_IN: &str = include_str!("built_in.json");

/// The companies of a data file, and the number of properties to generate besides its own.
pub(crate) struct Plan {
    text: String,
    properties: usize,
    units: u32,
    seed: u64,
}

impl Plan {
    /// Takes the data of a file or the built-in data, and generates properties until there are `properties`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the file cannot be read.
    pub(crate) fn new(file: Option<&Path>, properties: usize, units: u32, seed: u64) -> Result<Self> {
        let text = match file {
            None => BUILT_IN.to_owned(),
            Some(path) => std::fs::read_to_string(path).map_err(|cause| {
                Error::new(ErrorKind::Config, format!("the data file {} cannot be read", path.display()))
                    .with_source(cause)
            })?,
        };
        Ok(Self { text, properties, units, seed })
    }

    /// Builds the world, with availability counted from `today`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] with the line of the fault in the data.
    pub(crate) fn build(&self, today: NaiveDate) -> Result<World> {
        let mut set: Set = serde_json::from_str(&self.text).map_err(|cause| {
            Error::new(ErrorKind::Config, "the sandbox's data is invalid").with_source(cause)
        })?;
        let there = set.companies.iter().map(|company| company.properties.len()).sum();
        let mut generator = Generator::new(self.seed, self.units);
        let companies = set.companies.len();
        for n in there..self.properties {
            // In turn for each company.
            if let Some(company) = set.companies.get_mut(n.checked_rem(companies).unwrap_or_default()) {
                company.properties.push(generator.property(company.cid));
            }
        }
        check(&set.companies)?;
        Ok(World::new(set, today))
    }
}

/// Checks what every later reply depends on.
fn check(companies: &[Company]) -> Result<()> {
    let invalid = |message: String| {
        Err(Error::new(ErrorKind::Config, format!("the sandbox's data is invalid: {message}")))
    };
    let mut ids = std::collections::HashSet::new();
    for (n, company) in companies.iter().enumerate() {
        if companies[..n].iter().any(|other| other.cid == company.cid || other.subdomain == company.subdomain)
        {
            return invalid(format!("company {} or its subdomain is a duplicate", company.cid));
        }
        for property in &company.properties {
            if !ids.insert(("property", property.id)) {
                return invalid(format!("property {} is a duplicate", property.id));
            }
            for plan in &property.floor_plans {
                if !ids.insert(("floor plan", plan.id)) {
                    return invalid(format!("floor plan {} is a duplicate", plan.id));
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2030, 12, 2).unwrap()
    }

    #[test]
    fn the_same_seed_generates_the_same_properties() {
        let world = |seed| Plan::new(None, 40, 50, seed).unwrap().build(today()).unwrap();
        let names = |world: &World| world.properties.values().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&world(7)), names(&world(7)));
        assert_ne!(names(&world(7)), names(&world(8)));
        let made = world(7);
        assert_eq!(made.properties.len(), 40);
        assert!(made.properties.values().filter(|one| one.id > 800_000).all(|one| one.units.len() == 50));
        assert!(made.properties_of(4711).count() >= 17 && made.properties_of(4712).count() >= 17);
    }

    fn error_of(text: &str) -> String {
        let plan = Plan { text: text.to_owned(), properties: 0, units: 0, seed: 0 };
        plan.build(today()).map(|_| ()).unwrap_err().display_chain()
    }

    #[test]
    fn an_invalid_data_file_is_rejected_with_the_place() {
        let broken = error_of("{\n  \"client_id\": 1}");
        assert!(broken.contains("line 2"), "{broken}");
        let zone = error_of(&BUILT_IN.replace("America/Boise", "Boise"));
        assert!(zone.contains("zone") && zone.contains("line"), "{zone}");
        let duplicate = error_of(&BUILT_IN.replace("739077", "739076"));
        assert!(duplicate.contains("property 739076 is a duplicate"), "{duplicate}");
        let nowhere = Plan::new(Some(Path::new("/nowhere.json")), 0, 0, 0).map(|_| ()).unwrap_err();
        assert!(nowhere.to_string().contains("/nowhere.json"));
    }
}
