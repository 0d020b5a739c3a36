//! getSpecials.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable, records};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// The specials of one property: getSpecials r4.
///
/// Source: production code reads version r4, and Entrata's OpenAPI document has it with values. Many companies do not
/// grant it.
///
/// ```no_run
/// use entrata::api::units::GetSpecials;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for special in company.send(&GetSpecials::new("739076".parse()?)).await? {
///     println!("{}: {}", special.name, special.description);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetSpecials {
    /// The property.
    pub property: PropertyId,
}

impl GetSpecials {
    /// The specials of a property.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { property }
    }
}

impl Method for GetSpecials {
    const SERVICE: &'static str = "propertyunits";
    const NAME: &'static str = "getSpecials";
    const VERSION: Option<&'static str> = Some("r4");
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<Special>;

    fn params(&self) -> Value {
        json!({ "propertyId": self.property.to_string() })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        records(&result.tree()?, &["specialGroups", "specialGroup"], "special", Special::read)
    }
}

/// What a special belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SpecialLevel {
    /// The whole property.
    Property,
    /// The floor plans in [`Special::references`].
    FloorPlan,
    /// The units or unit spaces in [`Special::references`].
    Unit,
    /// Another level, in Entrata's words.
    Other(String),
}

/// What a special belongs to, one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpecialReference {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A special offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Special {
    /// Entrata's id of it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description, as plain text.
    pub description: String,
    /// Its terms and conditions, as plain text.
    pub terms: String,
    /// The first day on which it is offered.
    pub starts_on: Option<NaiveDate>,
    /// The last day on which it is offered.
    pub ends_on: Option<NaiveDate>,
    /// Whether it is active.
    pub is_active: bool,
    /// Whether web sites may show it.
    pub show_on_website: bool,
    /// The lease terms that it is for; all if empty.
    pub lease_terms: Vec<String>,
    /// What it belongs to.
    pub level: SpecialLevel,
    /// The floor plans or units that it belongs to.
    pub references: Vec<SpecialReference>,
}

impl Special {
    /// Returns whether it is to be shown to renters on this day: active, meant for web sites, and in its period.
    #[must_use]
    pub fn is_shown_on(&self, day: NaiveDate) -> bool {
        self.is_active
            && self.show_on_website
            && self.starts_on.is_none_or(|start| start <= day)
            && self.ends_on.is_none_or(|end| day <= end)
    }

    /// The floor plans that it belongs to, if it belongs to floor plans.
    #[must_use]
    pub fn floor_plans(&self) -> Vec<FloorPlanId> {
        match self.level {
            SpecialLevel::FloorPlan => self.references.iter().filter_map(|one| one.id.parse().ok()).collect(),
            _ => Vec::new(),
        }
    }

    fn read(node: &Node<'_>, _: &mut Skips) -> Result<Self, String> {
        let associations = node.at("associations");
        let references = associations.each(&["references", "reference"]).into_iter();
        let references =
            references.map(|one| SpecialReference { id: one.at("id").word(), name: one.at("name").text() });
        let level = associations.at("levelName").text();
        let special = Self {
            id: node.any(&["specialGroupId", "id"]).word(),
            name: node.any(&["specialGroupName", "name"]).text(),
            description: node.at("description").paragraphs(),
            terms: node.at("termsAndConditions").paragraphs(),
            starts_on: node.at("startDate").date(),
            ends_on: node.at("endDate").date(),
            is_active: node.at("isActive").flag().unwrap_or(false),
            show_on_website: node.at("showOnWebsite").flag().unwrap_or(false),
            lease_terms: node
                .each(&["leaseTermDetails", "leaseTermDetail"])
                .into_iter()
                .map(|term| term.at("leaseTermName").text())
                .filter(|name| !name.is_empty())
                .collect(),
            level: match level.to_lowercase().replace(' ', "").as_str() {
                "property" | "" => SpecialLevel::Property,
                "floorplan" => SpecialLevel::FloorPlan,
                "unit" | "unitspace" | "space" => SpecialLevel::Unit,
                _ => SpecialLevel::Other(level),
            },
            references: references.filter(|one| !one.id.is_empty()).collect(),
        };
        if special.id.is_empty() && special.name.is_empty() {
            return Err("has neither an id nor a name".to_owned());
        }
        Ok(special)
    }
}
