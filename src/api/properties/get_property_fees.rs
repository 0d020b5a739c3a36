//! getPropertyFees.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::wire::{Node, RawResult, Records, Skips, Unreadable};
use crate::api::{Idempotency, Method};
use crate::id::{FloorPlanId, PropertyId};

/// The fees of one property and of its floor plans and units.
///
/// Source: Entrata's OpenAPI document has the response with values. Many companies do not grant it.
///
/// ```no_run
/// use entrata::api::properties::GetPropertyFees;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// for fee in company.send(&GetPropertyFees::new("739076".parse()?)).await? {
///     println!("{}: {}", fee.label, fee.amount);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetPropertyFees {
    /// The property.
    pub property: PropertyId,
}

impl GetPropertyFees {
    /// The fees of a property.
    #[must_use]
    pub fn new(property: PropertyId) -> Self {
        Self { property }
    }
}

/// What a fee belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FeeLevel {
    /// The whole property.
    Property,
    /// One floor plan.
    FloorPlan,
    /// One unit type.
    UnitType,
    /// One unit space.
    UnitSpace,
}

/// A fee with its label. Entrata's fees without a label or an amount are skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PropertyFee {
    /// What it belongs to.
    pub level: FeeLevel,
    /// The property.
    pub property: Option<PropertyId>,
    /// The floor plan, if it belongs to one.
    pub floor_plan: Option<FloorPlanId>,
    /// Entrata's id of the unit space, if it belongs to one; else empty.
    pub unit_space: String,
    /// Its label: the name of the charge code.
    pub label: String,
    /// Its description, unless it repeats the label.
    pub description: String,
    /// Entrata's category, such as `Base`.
    pub category: String,
    /// The item that it is for, such as a dishwasher.
    pub item: String,
    /// When it is charged, such as `Application Fee` or `Monthly`.
    pub timing: String,
    /// The lease term that it applies to, if only one.
    pub lease_term: String,
    /// Dollars.
    pub amount: Decimal,
    /// Whether it is optional for the renter.
    pub is_optional: bool,
    /// Whether it is refundable.
    pub is_refundable: bool,
}

impl PropertyFee {
    fn read(node: &Node<'_>, level: FeeLevel) -> Result<Self, String> {
        let [label, description, group] = ["chargeCodeName", "chargeCodeDescription", "chargeCodeGroupName"]
            .map(|name| node.at(name).text());
        let label = [label, description.clone(), group].into_iter().find(|text| !text.is_empty());
        let label = label.ok_or("has no label")?;
        let amount = node.any(&["rateAmount", "detailedAmount"]).amount().ok_or("has no amount")?;
        let text = |name: &str| node.at(name).text();
        Ok(Self {
            level,
            property: node.at("propertyId").id(),
            floor_plan: node.at("propertyFloorplanId").id().filter(|_| level != FeeLevel::Property),
            unit_space: node.at("unitSpaceId").word(),
            description: if description == label { String::new() } else { description },
            label,
            category: text("entrataCategory"),
            item: text("associatedItem"),
            timing: text("chargeTiming"),
            lease_term: text("leaseTerm"),
            amount,
            is_optional: node.at("isOptional").flag().unwrap_or(false),
            is_refundable: node.at("isRefundable").flag().unwrap_or(false),
        })
    }
}

impl Method for GetPropertyFees {
    const SERVICE: &'static str = "pricing";
    const NAME: &'static str = "getPropertyFees";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Records<PropertyFee>;

    fn params(&self) -> Value {
        json!({ "propertyId": self.property.to_string() })
    }

    fn property(&self) -> Option<PropertyId> {
        Some(self.property)
    }

    fn read(result: RawResult<'_>) -> Result<Self::Response, Unreadable> {
        let tree = result.tree()?;
        let mut skips = Skips::default();
        let (mut items, mut is_listed) = (Vec::new(), tree.says_none());
        for (name, level) in [
            ("propertyFees", FeeLevel::Property),
            ("floorPlanFees", FeeLevel::FloorPlan),
            ("unitTypeFees", FeeLevel::UnitType),
            ("unitSpaceFees", FeeLevel::UnitSpace),
        ] {
            is_listed |= tree.has(name);
            let singular = name.trim_end_matches('s');
            let fees = tree.each(&[name, singular]);
            items.extend(skips.read("fee", fees, |node, _| PropertyFee::read(node, level)));
        }
        if !is_listed {
            return Err(Unreadable::new(".", "propertyFees is missing"));
        }
        items.retain(|fee| !fee.amount.is_zero());
        Ok(Records::of(items, skips.into_list()))
    }
}
