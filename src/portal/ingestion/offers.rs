//! What a house has beside its units: specials, fees, amenities and the pet policy. Pure: no I/O.

use super::answers::{Answers, Home};
use super::fit;
use super::units::Offered;
use crate::api::properties::{FeeLevel, PropertyFee};
use crate::api::units::{AmenityOf, PetPolicy, Special, SpecialLevel};
use crate::store::entrata::listing::{self, AmenityScope};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Words of categories and labels of fees that only some renters pay.
const FOR_SOME: &[&str] = &["pet", "pets", "parking", "garage", "carport", "storage", "option", "optional"];

/// The specials of a house that are shown on a day: those of getSpecials, then the concessions of the MITS response. None if
/// getSpecials failed: what is stored stays.
pub(super) fn specials(
    answers: &Answers,
    home: Home,
    units: &[&Offered<'_>],
    today: NaiveDate,
) -> Option<Vec<listing::Special>> {
    let listed = answers.specials.as_ref()?.iter().filter(|special| special.is_shown_on(today));
    let listed = listed.filter_map(|special| of_special(special, home, units));
    let concessions = answers.mits.iter().flat_map(|mits| &mits.concessions).filter_map(|concession| {
        let value = concession.value.map(|value| format!("Value: ${value:.2}"));
        let details = [concession.description.as_str(), concession.footer.as_str()];
        special(&concession.title, &details, value.as_deref(), None, None)
    });
    let mut seen = HashSet::new();
    Some(listed.chain(concessions).filter(|special| seen.insert(special.title.to_lowercase())).collect())
}

fn of_special(one: &Special, home: Home, units: &[&Offered<'_>]) -> Option<listing::Special> {
    let details = [one.description.as_str(), one.terms.as_str()];
    let row = |title: &str| special(title, &details, None, one.starts_on, one.ends_on);
    match one.level {
        SpecialLevel::FloorPlan => {
            one.floor_plans().iter().any(|plan| home.has(Some(*plan))).then(|| row(&one.name))?
        }
        SpecialLevel::Unit => {
            let is_for = |unit: &&&Offered| {
                let ids = [&unit.row.space_id, &unit.row.unit_id];
                one.references.iter().any(|of| ids.iter().any(|id| id.as_deref() == Some(of.id.as_str())))
            };
            let numbers: Vec<_> =
                units.iter().filter(is_for).filter_map(|unit| unit.row.number.as_deref()).collect();
            let title = format!("{} (unit {})", one.name, numbers.join(", "));
            (!numbers.is_empty()).then(|| row(&title))?
        }
        SpecialLevel::Property | SpecialLevel::Other(_) => row(&one.name),
    }
}

fn special(
    title: &str,
    details: &[&str],
    value: Option<&str>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
) -> Option<listing::Special> {
    let details = details.iter().copied().chain(value).map(str::trim).filter(|text| !text.is_empty());
    let details: Vec<_> = details.collect();
    // A special without a name is known by its first words.
    let title =
        fit::text(title, fit::TEXT).or_else(|| fit::text(details.first()?.lines().next()?, fit::TEXT))?;
    let description = fit::text(&details.join("\n\n"), fit::DESCRIPTION).filter(|text| *text != title);
    Some(listing::Special { title, description, starts_on, ends_on })
}

/// The amenities of a house that the property publishes, each once.
pub(super) fn amenities(answers: &Answers, home: Home, units: &[&Offered<'_>]) -> Vec<listing::Amenity> {
    let of_property = answers.mits.iter().flat_map(|mits| &mits.amenities).map(|amenity| {
        let scope = if amenity.of == AmenityOf::Unit { AmenityScope::Unit } else { AmenityScope::Property };
        (scope, amenity.name.as_str(), !amenity.is_featured)
    });
    let plans = answers.plans.iter().filter(|plan| home == Home::Plan(plan.id));
    let of_plan =
        plans.flat_map(|plan| &plan.amenities).map(|name| (AmenityScope::Floorplan, name.as_str(), true));
    let of_units =
        units.iter().flat_map(|unit| unit.amenities).map(|name| (AmenityScope::Unit, name.as_str(), true));
    let mut all: Vec<_> = of_property.chain(of_plan).chain(of_units).collect();
    all.sort_by_key(|(.., is_ordinary)| *is_ordinary);
    let mut seen = HashSet::new();
    let rows = all.into_iter().filter_map(|(scope, name, _)| {
        let name = fit::text(name, fit::TEXT)?;
        seen.insert(name.to_lowercase()).then_some(listing::Amenity { scope, kind: None, name })
    });
    rows.collect()
}

/// The fees of a house, each with its label and none invented. None if getPropertyFees failed: what is stored stays.
pub(super) fn fees(answers: &Answers, home: Home) -> Option<Vec<listing::Fee>> {
    let of_mits = answers
        .mits
        .iter()
        .flat_map(|mits| &mits.fees)
        .filter_map(|one| fee(Some(one.kind.as_str()), &one.label, one.amount, None));
    let of_pets = answers.mits.iter().flat_map(|mits| &mits.pets).flat_map(pet_fees);
    let listed = answers.fees.as_ref()?.iter().filter(|one| is_for(one, home)).filter_map(|one| {
        let category = Some(one.category.as_str());
        let fee = fee(category, &labeled(one), one.amount, Some(one.timing.as_str()))?;
        Some(listing::Fee { is_required: is_required(one), ..fee })
    });
    let mut fees: Vec<listing::Fee> = Vec::new();
    for fee in listed.chain(of_mits).chain(of_pets) {
        let is_known = |known: &listing::Fee| {
            known.name.eq_ignore_ascii_case(&fee.name) && known.amount_min == fee.amount_min
        };
        if !fees.iter().any(is_known) {
            fees.push(fee);
        }
    }
    Some(fees)
}

/// The application fee: the one that the MITS response names, or the only one that getPropertyFees charges with the
/// application.
pub(super) fn application_fee(answers: &Answers, home: Home) -> Option<Decimal> {
    let of_mits = answers.mits.iter().flat_map(|mits| &mits.fees).filter(|fee| fee.is_application_fee());
    let of_mits = of_mits.filter_map(|fee| fit::money(Some(fee.amount))).min();
    let listed = answers.fees.iter().flatten().filter(|fee| is_for(fee, home) && !fee.is_optional);
    let listed = listed.filter(|fee| {
        [&fee.label, &fee.timing].iter().any(|text| text.eq_ignore_ascii_case("Application Fee"))
    });
    of_mits.or_else(|| listed.filter_map(|fee| fit::money(Some(fee.amount))).min())
}

/// A fee's label with what narrows it down: "Water (12 months, optional)".
fn labeled(fee: &PropertyFee) -> String {
    let optional = if fee.is_optional { "optional" } else { "" };
    let limits = [fee.item.as_str(), fee.lease_term.as_str(), optional];
    let limits: Vec<_> = limits.into_iter().filter(|text| !text.is_empty()).collect();
    if limits.is_empty() { fee.label.clone() } else { format!("{} ({})", fee.label, limits.join(", ")) }
}

/// Whether every renter pays a fee. Those for a pet, a parking space or one lease term are not for everyone.
fn is_required(fee: &PropertyFee) -> bool {
    let about = format!("{} {}", fee.category, fee.label).to_lowercase();
    let is_for_some =
        about.split(|letter: char| !letter.is_alphabetic()).any(|word| FOR_SOME.contains(&word));
    !fee.is_optional && fee.item.is_empty() && fee.lease_term.is_empty() && !is_for_some
}

fn is_for(fee: &PropertyFee, home: Home) -> bool {
    match fee.level {
        FeeLevel::Property => true,
        // A page of a floor plan cannot say which of its units a unit's fee is for.
        FeeLevel::FloorPlan => home != Home::Property && home.has(fee.floor_plan),
        _ => false,
    }
}

fn pet_fees(policy: &PetPolicy) -> impl Iterator<Item = listing::Fee> {
    let pet = if policy.pet.is_empty() { "Pet" } else { policy.pet.as_str() };
    let amounts = [
        ("rent", policy.rent, Some("Monthly")),
        ("fee", policy.fee, None),
        ("deposit", policy.deposit, None),
    ];
    amounts
        .into_iter()
        .filter_map(|(what, amount, frequency)| {
            fee(Some("Pet"), &format!("{pet} {what}"), amount?, frequency)
        })
        .collect::<Vec<_>>()
        .into_iter()
}

fn fee(kind: Option<&str>, name: &str, amount: Decimal, frequency: Option<&str>) -> Option<listing::Fee> {
    let amount = fit::money(Some(amount))?;
    Some(listing::Fee {
        kind: kind.and_then(|kind| fit::text(kind, 64)),
        name: fit::text(name, fit::TEXT)?,
        amount_min: Some(amount),
        amount_max: Some(amount),
        frequency: frequency.and_then(|frequency| fit::text(frequency, 64)),
        is_required: false,
    })
}

/// The pet policy in the property's own words, with what pets cost. Never the bare flag, which is set beside "No Pets".
pub(super) fn pets(policies: &[PetPolicy]) -> Option<String> {
    let lines = policies.iter().filter_map(|policy| {
        let costs =
            [("rent", policy.rent, " a month"), ("fee", policy.fee, ""), ("deposit", policy.deposit, "")];
        let costs = costs
            .into_iter()
            .filter_map(|(what, amount, period)| Some(format!("{what} ${:.2}{period}", fit::money(amount)?)));
        let limits = [
            policy.max_count.map(|count| format!("at most {count}")),
            fit::text(&policy.max_weight, 64).map(|weight| format!("weight limit {weight}")),
        ];
        let facts = limits.into_iter().flatten().chain(costs).collect::<Vec<_>>().join(", ");
        let text = policy.text.trim();
        let end = if text.is_empty() || text.ends_with(['.', '!', '?']) { "" } else { "." };
        let said = match facts.as_str() {
            "" => text.to_owned(),
            facts => format!("{text}{end} {}", sentence(facts)).trim_start().to_owned(),
        };
        match (policy.pet.trim(), said.is_empty()) {
            (_, true) => None,
            ("", false) => Some(said),
            (pet, false) => Some(format!("{pet}: {said}")),
        }
    });
    fit::text(&lines.collect::<Vec<_>>().join("\n"), fit::DESCRIPTION)
}

/// "Rent $35.00 a month."
fn sentence(facts: &str) -> String {
    let mut letters = facts.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}
