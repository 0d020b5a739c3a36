//! Properties generated from a seed: any number, and the same ones for the same seed.

use super::listing::{Amenity, Fee, Pet};
use super::{FloorPlan, Property, Tours};
use chrono_tz::{America, Tz};
use fastrand::Rng;

const FIRST_PROPERTY: u64 = 800_001;
const FIRST_FLOOR_PLAN: u64 = 100_001;

const FIRST_WORDS: [&str; 16] = [
    "Cedar", "Granite", "Willow", "Harbor", "Juniper", "Copper", "Maple", "Prairie", "Canyon", "Lakeside",
    "Summit", "Orchard", "Magnolia", "Foundry", "Heron", "Sterling",
];
const SECOND_WORDS: [&str; 10] =
    ["Court", "Park", "Flats", "Terrace", "Commons", "Landing", "Lofts", "Crossing", "Place", "Gardens"];
const STREETS: [&str; 8] = [
    "Main Street",
    "Oak Avenue",
    "2nd Street",
    "Mill Road",
    "Union Boulevard",
    "Park Lane",
    "Elm Street",
    "Bridge Road",
];

const AMENITIES: [&str; 3] = ["Fitness Center", "Package Room", "Courtyard"];
const UNIT_AMENITIES: [&str; 2] = ["Balcony", "Dishwasher"];

struct City {
    name: &'static str,
    state: &'static str,
    postal_code: &'static str,
    zone: Tz,
    place: (f64, f64),
}

const fn city(
    name: &'static str,
    state: &'static str,
    postal_code: &'static str,
    zone: Tz,
    place: (f64, f64),
) -> City {
    City { name, state, postal_code, zone, place }
}

const CITIES: [City; 10] = [
    city("Denver", "CO", "80205", America::Denver, (39.75, -104.98)),
    city("Phoenix", "AZ", "85004", America::Phoenix, (33.45, -112.07)),
    city("Chicago", "IL", "60614", America::Chicago, (41.92, -87.65)),
    city("Boston", "MA", "02215", America::New_York, (42.35, -71.10)),
    city("Portland", "OR", "97205", America::Los_Angeles, (45.52, -122.69)),
    city("Austin", "TX", "78704", America::Chicago, (30.24, -97.77)),
    city("Atlanta", "GA", "30308", America::New_York, (33.77, -84.38)),
    city("Salt Lake City", "UT", "84101", America::Denver, (40.76, -111.90)),
    city("Anchorage", "AK", "99501", America::Anchorage, (61.22, -149.89)),
    city("Honolulu", "HI", "96815", Tz::Pacific__Honolulu, (21.28, -157.83)),
];

/// Generates properties like those of a real company.
pub(super) struct Generator {
    rng: Rng,
    units: u32,
    made: u64,
}

impl Generator {
    /// Gives each property `units` units in two to four floor plans.
    pub(super) fn new(seed: u64, units: u32) -> Self {
        Self { rng: Rng::with_seed(seed), units, made: 0 }
    }

    pub(super) fn property(&mut self, cid: u64) -> Property {
        let n = self.made;
        self.made += 1;
        let rng = &mut self.rng;
        let mut word = |choices: &[&'static str]| rng.choice(choices).copied().unwrap_or_default();
        let (first, second, street) = (word(&FIRST_WORDS), word(&SECOND_WORDS), word(&STREETS));
        let name = format!("{first} {second} {}", n + 1);
        let host = format!("{}{}{}.example", first.to_lowercase(), second.to_lowercase(), n + 1);
        let city = &CITIES[rng.usize(..CITIES.len())];
        let mut small = |end: u16| rng.u16(..end);
        let (number, line, year, pictures) = (small(4000) + 1, small(100), 1900 + small(125), 1 + small(6));
        let (north, east) = (f64::from(small(1000)) / 10_000.0, f64::from(small(1000)) / 10_000.0);
        Property {
            id: FIRST_PROPERTY + n,
            cid,
            name,
            kind: "Apartment".to_owned(),
            street: format!("{number} {street}"),
            city: city.name.to_owned(),
            state: city.state.to_owned(),
            postal_code: city.postal_code.to_owned(),
            zone: city.zone,
            // A millionth of a degree is about ten centimeters.
            latitude: ((city.place.0 + north) * 1e6).round() / 1e6,
            longitude: ((city.place.1 + east) * 1e6).round() / 1e6,
            phone: format!("555-555-01{line:02}"),
            fax: String::new(),
            email: format!("leasing@{host}"),
            website: format!("https://www.{host}/"),
            year_built: year,
            time_zone: None,
            buildings: 1,
            site_plan: false,
            pictures,
            short_description: format!("{first} living in {}.", city.name),
            long_description: format!(
                "Homes at {first} {second} &mdash; bright, quiet &amp; close to everything."
            ),
            disabled: false,
            lease_terms: vec![12],
            fees: vec![application_fee()],
            specials: Vec::new(),
            pets: vec![Pet { restrictions: "No Pets".to_owned(), ..Pet::default() }],
            policy: String::new(),
            amenities: AMENITIES.map(amenity).into(),
            unit_amenities: UNIT_AMENITIES.map(amenity).into(),
            // One in twenty offers no tours.
            tours: (rng.u8(..20) != 0).then(Tours::default),
            floor_plans: self.floor_plans(n),
            units: Vec::new(),
        }
    }

    fn floor_plans(&mut self, n: u64) -> Vec<FloorPlan> {
        let count = self.rng.u32(2..5);
        (0..count)
            .map(|at| {
                let bedrooms = u8::try_from(at).unwrap_or_default();
                let mut dice = |end: u32| self.rng.u32(..end);
                let square_feet = 450 + 320 * at + dice(90);
                let rent = 1100 + 600 * at + dice(400);
                let units = self.units / count + u32::from(at < self.units % count);
                let half_bath = if dice(3) == 0 { 0.5 } else { 0.0 };
                FloorPlan {
                    id: FIRST_FLOOR_PLAN + n * 10 + u64::from(at),
                    name: format!(
                        "{}{}",
                        if at == 0 { "S".to_owned() } else { format!("{at}B") },
                        1 + dice(4)
                    ),
                    comment: String::new(),
                    bedrooms,
                    bathrooms: f32::from(bedrooms.max(1)) + half_bath,
                    square_feet: [if dice(5) == 0 { 0 } else { square_feet }, square_feet + dice(120)],
                    rent: [rent, rent + dice(300)],
                    deposit: 100 * dice(10),
                    units,
                    available: (0..units / 5).map(|_| dice(90)).collect(),
                    hidden: Vec::new(),
                    on_notice: Vec::new(),
                    leased_vacant: 0,
                    disabled: false,
                }
            })
            .collect()
    }
}

fn application_fee() -> Fee {
    Fee {
        name: "Application Fee".to_owned(),
        amount: 50,
        timing: "Application".to_owned(),
        optional: false,
        refundable: false,
        floor_plan: None,
    }
}

fn amenity(name: &str) -> Amenity {
    Amenity { name: name.to_owned(), published: true, featured: false }
}
