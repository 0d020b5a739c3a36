//! A property as the portal's houses: one for each floor plan. Pure: no I/O.

use super::answers::{Answers, Home};
use super::units::{Offered, Units};
use super::{fit, offers};
use crate::api::properties::{FloorPlan, MediaFile, MediaKind, Phone};
use crate::api::units::MitsProperty;
use crate::api::wire::Skipped;
use crate::id::FloorPlanId;
use crate::store::entrata::listing::Listing;
use crate::store::host::house_images::{Image, ImageKind};
use crate::store::host::houses::House;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{HashMap, HashSet};

/// A property as the tables hold it.
#[derive(Debug)]
pub(super) struct Mapped {
    /// Its houses, each with its units, specials, amenities and fees.
    pub(super) houses: Vec<(House, Listing)>,
    /// What Entrata sent that cannot be used.
    pub(super) skipped: Vec<Skipped>,
}

/// Maps a property to its houses: its offered floor plans, or the property itself if it has none.
pub(super) fn map(answers: &Answers, today: NaiveDate) -> Mapped {
    let in_mits =
        answers.mits.iter().flat_map(|mits| &mits.floor_plans).map(|plan| (plan.id, plan)).collect();
    let units = Units::read(answers, today);
    let mut mapping = Mapping { answers, in_mits, units: &units, today, skipped: Vec::new() };
    let whole = mapping.whole_property();
    let plans: Vec<_> = answers.offered_plans().collect();
    let houses = match plans.is_empty() {
        true => vec![mapping.without_plans(whole)],
        false => plans.into_iter().map(|plan| mapping.of_plan(&whole, plan)).collect(),
    };
    Mapped { houses, skipped: answers.skipped.iter().cloned().chain(mapping.skipped).collect() }
}

struct Mapping<'a> {
    answers: &'a Answers,
    /// The floor plans of the MITS response, which has facts that the others lack.
    in_mits: HashMap<FloorPlanId, &'a FloorPlan>,
    units: &'a Units<'a>,
    today: NaiveDate,
    skipped: Vec<Skipped>,
}

impl Mapping<'_> {
    /// What all houses of the property have in common.
    fn whole_property(&mut self) -> House {
        let Answers { property, mits, .. } = self.answers;
        let mits = mits.as_ref();
        let text = |of_property: &str, of_mits: fn(&MitsProperty) -> &str, longest| {
            fit::text(self.answers.text(of_property, of_mits)?, longest)
        };
        let address = &property.address;
        let phones = property.phones.iter().chain(mits.iter().flat_map(|mits| &mits.phones));
        let email = property.email.as_ref().or_else(|| mits?.email.as_ref());
        let website = property.website.as_deref().or_else(|| mits?.website.as_deref());
        let place = mits.and_then(|mits| mits.latitude.zip(mits.longitude));
        let place = place.map(|(latitude, longitude)| (latitude.round_dp(7), longitude.round_dp(7)));
        let about = text(&property.long_description, |mits| &mits.long_description, fit::DESCRIPTION)
            .or_else(|| text(&property.short_description, |mits| &mits.short_description, fit::DESCRIPTION));
        let mut house = House {
            title: text(&property.marketing_name, |mits| &mits.marketing_name, fit::TEXT).unwrap_or_default(),
            description: about,
            address: text(&address.street, |mits| &mits.address.street, fit::TEXT),
            city: text(&address.city, |mits| &mits.address.city, 128),
            state: text(&address.state, |mits| &mits.address.state, 64),
            postal_code: text(&address.postal_code, |mits| &mits.address.postal_code, 32),
            country: text(&address.country, |mits| &mits.address.country, 64),
            latitude: place.map(|(latitude, _)| latitude),
            longitude: place.map(|(_, longitude)| longitude),
            property_type: text(&property.property_type, |mits| &mits.property_type, 64),
            year_built: property.year_built.or_else(|| mits?.year_built),
            lease_terms: mits.and_then(|mits| fit::text(&mits.lease_terms, fit::TEXT)),
            pets: mits.and_then(|mits| offers::pets(&mits.pets)),
            availability_url: mits.and_then(|mits| fit::url(mits.availability_url.as_deref()?)),
            website: website.and_then(fit::url),
            phone: Phone::preferred(phones).and_then(|phone| fit::text(phone.as_str(), 64)),
            email: email.and_then(|email| fit::text(email.as_str(), 254)),
            ..House::default()
        };
        house.images = self.images("the property", mits.iter().flat_map(|mits| &mits.files));
        house
    }

    fn without_plans(&mut self, whole: House) -> (House, Listing) {
        let units = self.units.of(Home::Property);
        let mut house = with_units(whole, &units);
        house.number_available = self.units.are_listed.then_some(count(&units));
        self.with_offers(house, Home::Property, &units)
    }

    fn of_plan(&mut self, whole: &House, plan: &FloorPlan) -> (House, Listing) {
        let home = Home::Plan(plan.id);
        let units = self.units.of(home);
        let mut house = with_units(whole.clone(), &units);
        house.floorplan_id = plan.id.get();
        house.title = titled(&whole.title, &plan.name);
        house.description = described(&plan.description, whole.description.as_deref());
        let name = if plan.name.is_empty() { plan.id.to_string() } else { plan.name.clone() };
        house.bedrooms = self.fitting(&name, "bedrooms", plan.bedrooms, |count| count.to_u8());
        house.bathrooms = self.fitting(&name, "bathrooms", plan.bathrooms, |count| {
            let rounded = count.round_dp(1);
            (rounded >= Decimal::ZERO && rounded < Decimal::from(1000)).then_some(rounded)
        });
        house.square_feet_min =
            self.fitting(&name, "area", plan.square_feet.low(), |area| fit::square_feet(Some(area)));
        house.square_feet_max =
            self.fitting(&name, "area", plan.square_feet.high(), |area| fit::square_feet(Some(area)));
        let of_plan = self.images(&name, &plan.files);
        house.images = without_duplicates(of_plan.into_iter().chain(house.images));
        house.number_available = match self.units.are_listed {
            true => Some(count(&units)),
            // No unit is listed, so the plan's own count is used.
            false => plan.offered_units(),
        };
        house.price_pm = house.price_pm.or_else(|| fit::money(plan.market_rent.low()));
        house.price_pm_max = house.price_pm_max.or_else(|| fit::money(plan.market_rent.high()));
        house.deposit = house.deposit.or_else(|| fit::money(plan.deposit.lowest(house.price_pm)));
        let in_mits = self.in_mits.get(&plan.id).copied();
        house.availability_url = [Some(plan), in_mits]
            .into_iter()
            .flatten()
            .find_map(|plan| fit::url(plan.availability_url.as_deref()?))
            .or_else(|| whole.availability_url.clone());
        self.with_offers(house, home, &units)
    }

    fn with_offers(&self, mut house: House, home: Home, units: &[&Offered<'_>]) -> (House, Listing) {
        house.application_fee = offers::application_fee(self.answers, home);
        house.lease_terms = house.lease_terms.or_else(|| lease_terms(units));
        let listing = Listing {
            units: self.units.are_listed.then(|| units.iter().map(|unit| unit.row.clone()).collect()),
            specials: offers::specials(self.answers, home, units, self.today),
            amenities: self.answers.mits.as_ref().map(|_| offers::amenities(self.answers, home, units)),
            fees: offers::fees(self.answers, home),
        };
        (house, listing)
    }

    /// A number for its column. One that does not fit is skipped.
    fn fitting<T>(
        &mut self,
        plan: &str,
        what: &str,
        number: Option<Decimal>,
        fit: impl Fn(Decimal) -> Option<T>,
    ) -> Option<T> {
        let number = number?;
        let fitted = fit(number);
        if fitted.is_none() {
            self.skip(format!("{what} of floor plan {plan}"), format!("{number} is out of range"));
        }
        fitted
    }

    fn images<'f>(&mut self, of: &str, files: impl IntoIterator<Item = &'f MediaFile>) -> Vec<Image> {
        let mut images = Vec::new();
        for file in MediaFile::images(files) {
            let kind = match file.kind {
                MediaKind::Photo => ImageKind::Photo,
                MediaKind::FloorPlan => ImageKind::Floorplan,
                // A logo or a video is not a picture of a home.
                _ => continue,
            };
            let caption = fit::text(&file.caption, fit::TEXT).unwrap_or_default();
            match fit::url(&file.url) {
                Some(url) => images.push(Image { url, caption, kind }),
                None => {
                    let place = images.len() + 1;
                    self.skip(
                        format!("image {place} of {of}"),
                        "its URL cannot be linked to, or is too long".to_owned(),
                    );
                }
            }
        }
        without_duplicates(images)
    }

    fn skip(&mut self, what: String, reason: String) {
        let skipped = Skipped { what, reason };
        if !self.skipped.contains(&skipped) {
            self.skipped.push(skipped);
        }
    }
}

/// The range of rents, the lowest deposit and the first day of the units.
fn with_units(mut house: House, units: &[&Offered<'_>]) -> House {
    let rows = || units.iter().map(|unit| &unit.row);
    house.available_on = rows().filter_map(|unit| unit.available_on).min();
    house.price_pm = rows().filter_map(|unit| unit.rent_min).min();
    house.price_pm_max = rows().filter_map(|unit| unit.rent_max).max();
    house.deposit = rows().filter_map(|unit| unit.deposit).min();
    house
}

fn count(units: &[&Offered<'_>]) -> u32 {
    u32::try_from(units.len()).unwrap_or(u32::MAX)
}

/// The lease terms for which units have rents, in the order of the first unit that has each.
fn lease_terms(units: &[&Offered<'_>]) -> Option<String> {
    let mut terms: Vec<&str> = Vec::new();
    for term in units.iter().flat_map(|unit| &unit.row.rents) {
        if !terms.contains(&term.lease_term.as_str()) {
            terms.push(&term.lease_term);
        }
    }
    fit::text(&terms.join(", "), fit::TEXT)
}

/// The property's name and the plan's. A long property name is cut first, because the plan's name distinguishes houses.
fn titled(property: &str, plan: &str) -> String {
    let plan = fit::text(plan, fit::TEXT / 2).unwrap_or_default();
    let room = fit::TEXT - plan.chars().count() - " - ".len();
    let property = fit::text(property, room).unwrap_or_default();
    let parts: Vec<_> = [property, plan].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" - ")
}

fn described(plan: &str, property: Option<&str>) -> Option<String> {
    let parts: Vec<_> =
        [plan, property.unwrap_or_default()].into_iter().filter(|text| !text.is_empty()).collect();
    fit::text(&parts.join("\n\n"), fit::DESCRIPTION)
}

fn without_duplicates(images: impl IntoIterator<Item = Image>) -> Vec<Image> {
    let mut seen = HashSet::new();
    images.into_iter().filter(|image| seen.insert(image.url.clone())).collect()
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
