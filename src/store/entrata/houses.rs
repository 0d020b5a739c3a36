//! `entrata_houses`: links rows of the portal's `houses` to floor plans.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::change;
use crate::store::statement::tuple;
use mysql_async::{Transaction, params};
use std::collections::BTreeMap;

/// Links houses to floor plans, by floor plan. A retired floor plan becomes listed again, and one whose house
/// the portal has deleted is linked to the new one.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn link(
    tx: &mut Transaction<'_>,
    cid: Cid,
    property: PropertyId,
    houses: &BTreeMap<u64, u64>,
) -> Result<()> {
    if houses.is_empty() {
        return Ok(());
    }
    let row = |(plan, house): (&u64, &u64)| {
        tuple(&[(*house).into(), cid.get().into(), property.get().into(), (*plan).into()])
    };
    let values: Vec<_> = houses.iter().map(row).collect();
    let sql = format!(
        "INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES {} \
         ON DUPLICATE KEY UPDATE house_id = VALUES(house_id), retired_at = NULL",
        values.join(", ")
    );
    change(tx, "linking a property's houses", &sql, ()).await.map(drop)
}

/// Marks houses whose floor plans Entrata no longer lists.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn retire(tx: &mut Transaction<'_>, cid: Cid, property: PropertyId, houses: &[u64]) -> Result<u64> {
    if houses.is_empty() {
        return Ok(0);
    }
    let ids: Vec<_> = houses.iter().map(u64::to_string).collect();
    let sql = format!(
        "UPDATE entrata_houses SET retired_at = UTC_TIMESTAMP() \
         WHERE cid = :cid AND property_id = :property AND house_id IN ({}) AND retired_at IS NULL",
        ids.join(", ")
    );
    let values = params! { "cid" => cid.get(), "property" => property.get() };
    change(tx, "retiring unlisted houses", &sql, values).await
}
