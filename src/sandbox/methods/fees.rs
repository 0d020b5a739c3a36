//! `getPropertyFees` of the service `pricing`.

use super::super::world::{Fee, Property, World};
use super::{Answer, Call, Refusal, lookup};
use serde_json::{Value, json};

/// `getPropertyFees` r1: the fees of a property, and those of single floor plans.
pub(super) fn get_property_fees(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let property = lookup::property(world, call)?;
    let fees = |of_plans: bool| {
        let numbered = property.fees.iter().enumerate();
        let chosen = numbered.filter(|(_, fee)| fee.floor_plan.is_some() == of_plans);
        chosen.map(|(n, fee)| described(property, n, fee)).collect::<Vec<_>>()
    };
    let result = json!({
        "propertyFees": fees(false), "floorPlanFees": fees(true), "unitTypeFees": [], "unitSpaceFees": [],
    });
    Ok(result.into())
}

fn described(property: &Property, n: usize, fee: &Fee) -> Value {
    let flag = |flag: bool| u8::from(flag).to_string();
    let plan = fee.floor_plan.and_then(|id| property.floor_plan(id));
    let plan_id = plan.map_or_else(String::new, |plan| plan.id.to_string());
    let cascade = match plan {
        Some(plan) => ("2", plan.id, plan.name.as_str()),
        None => ("1", property.id, property.name.as_str()),
    };
    let timing = match fee.timing.as_str() {
        "Application" => ("1", "Application Completed"),
        "Monthly" => ("12", "Monthly"),
        _ => ("5", "Move-in"),
    };
    let amount = format!("{}.00", fee.amount);
    json!({
        "propertyId": property.id.to_string(), "propertyFloorplanId": plan_id,
        "unitTypeId": "", "unitSpaceId": "", "entrataCategoryId": "1", "entrataCategory": "Base",
        "associatedItemId": "0", "associatedItem": "",
        "cascadeId": cascade.0, "cascadeReferenceId": cascade.1.to_string(), "cascadeReferenceName": cascade.2,
        "spaceConfigurationId": "0", "spaceConfiguration": "",
        "chargeCodeId": (4000 + n).to_string(), "chargeCodeName": fee.name, "chargeCodeDescription": fee.name,
        "chargeCodeGroupName": "", "leaseTermId": "0", "leaseTerm": "", "leaseStartWindowId": "0",
        "termStartDate": "", "termEndDate": "",
        "chargeTimingId": timing.0, "chargeTiming": timing.1, "formulaId": "1", "formulaReferenceId": "0",
        "rateAmount": amount, "rateIncreaseIncrement": "0.0000", "detailedAmount": amount,
        "isOptional": flag(fee.optional), "isRefundable": flag(fee.refundable),
        "customerRelationshipId": "1", "customerRelationshipName": "Primary",
    })
}
