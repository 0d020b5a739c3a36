//! What a property charges, offers and allows.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// A fee. Amounts are in whole dollars.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fee {
    pub(crate) name: String,
    pub(crate) amount: u32,
    /// When it is due: `Application`, `Move-In` or `Monthly`.
    pub(crate) timing: String,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(default)]
    pub(crate) refundable: bool,
    /// The floor plan it is for; without it, the property.
    #[serde(default)]
    pub(crate) floor_plan: Option<u64>,
}

/// A special offer, from some days before today to some days after.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Special {
    pub(crate) id: u64,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) terms: String,
    /// In whole dollars; 0 when it is not an amount.
    #[serde(default)]
    pub(crate) value: u32,
    pub(crate) starts_in_days: i32,
    pub(crate) ends_in_days: i32,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    #[serde(default = "yes")]
    pub(crate) on_website: bool,
    /// The floor plans it is for; without any, the property.
    #[serde(default)]
    pub(crate) floor_plans: Vec<u64>,
}

impl Special {
    /// Its first and its last day.
    pub(crate) fn period(&self, today: NaiveDate) -> [Option<NaiveDate>; 2] {
        [self.starts_in_days, self.ends_in_days].map(|days| {
            let by = Days::new(u64::from(days.unsigned_abs()));
            if days < 0 { today.checked_sub_days(by) } else { today.checked_add_days(by) }
        })
    }

    pub(crate) fn is_offered(&self, today: NaiveDate) -> bool {
        let [first, last] = self.period(today);
        let in_period = first.is_none_or(|day| day <= today) && last.is_none_or(|day| day >= today);
        self.active && self.on_website && in_period
    }
}

/// A rule for one kind of pet, or for all.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Pet {
    /// `Dog`, `Cat`; empty for all.
    pub(crate) kind: String,
    /// In whole dollars a month.
    pub(crate) rent: u32,
    pub(crate) description: String,
    pub(crate) restrictions: String,
}

/// Something that the property or each unit has.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Amenity {
    pub(crate) name: String,
    #[serde(default = "yes")]
    pub(crate) published: bool,
    #[serde(default)]
    pub(crate) featured: bool,
}

fn yes() -> bool {
    true
}
