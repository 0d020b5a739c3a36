//! What Entrata's responses say about one property. Pure: no I/O.

use crate::api::properties::{FloorPlan, Property, PropertyFee};
use crate::api::units::{AvailabilityAndPricing, MitsProperty, Special};
use crate::api::wire::Skipped;
use crate::id::{FloorPlanId, PropertyId};

/// The responses about one property.
#[derive(Debug)]
pub(super) struct Answers {
    /// getProperties.
    pub(super) property: Property,
    /// getFloorPlans.
    pub(super) plans: Vec<FloorPlan>,
    /// getMitsPropertyUnits; none if the company does not grant it.
    pub(super) mits: Option<MitsProperty>,
    /// getUnitsAvailabilityAndPricing; none if the company does not grant it.
    pub(super) pricing: Option<AvailabilityAndPricing>,
    /// getSpecials: empty if the company does not grant it, none if the call failed.
    pub(super) specials: Option<Vec<Special>>,
    /// getPropertyFees: empty if the company does not grant it, none if the call failed.
    pub(super) fees: Option<Vec<PropertyFee>>,
    /// Whether the property offers tours; none if Entrata did not say.
    pub(super) offers_tours: Option<bool>,
    /// What the responses have that cannot be used.
    pub(super) skipped: Vec<Skipped>,
}

impl Answers {
    /// The floor plans that are offered.
    pub(super) fn offered_plans(&self) -> impl Iterator<Item = &FloorPlan> {
        self.plans.iter().filter(|plan| !plan.disabled)
    }

    /// Whether a row is the property's own: pricing includes the units of child properties, which are properties too.
    pub(super) fn is_own(&self, property: Option<PropertyId>) -> bool {
        property.is_none_or(|property| property == self.property.id)
    }

    /// The text of `of_property`, or that of the MITS response.
    pub(super) fn text<'a>(
        &'a self,
        of_property: &'a str,
        of_mits: fn(&MitsProperty) -> &str,
    ) -> Option<&'a str> {
        let in_mits = self.mits.as_ref().map(of_mits);
        [Some(of_property), in_mits].into_iter().flatten().find(|text| !text.trim().is_empty())
    }
}

/// Which house something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// The property as a whole: it has no floor plans.
    Property,
    /// One floor plan.
    Plan(FloorPlanId),
}

impl Home {
    /// Whether a unit with this floor plan is one of its homes.
    pub(super) fn has(self, plan: Option<FloorPlanId>) -> bool {
        match self {
            Self::Property => true,
            Self::Plan(own) => plan == Some(own),
        }
    }
}
