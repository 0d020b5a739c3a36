//! The status of `houses`: on or off the market.

use super::map::{Map, Table as _};
use super::rows::{NOW, cell, update_all};
use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::statement::literal;
use crate::store::{Statement, change_all};
use mysql_async::{Transaction, params};

pub(super) const ON_MARKET: &str = "ON_MARKET";
const OFF_MARKET: &str = "OFF_MARKET";

pub(super) fn market(on_market: bool) -> &'static str {
    if on_market { ON_MARKET } else { OFF_MARKET }
}

/// Takes houses off the market, for good or until Entrata lists their floor plans again.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn take_off_market(tx: &mut Transaction<'_>, map: &Map, houses: &[u64]) -> Result<()> {
    let table = &map.houses;
    let off = [
        cell(&table.status, map.house_status.value(OFF_MARKET)),
        cell(&table.number_available, 0),
        (&table.updated_at, NOW.to_owned()),
    ];
    let rows: Vec<_> = houses.iter().map(|house| (*house, off.to_vec())).collect();
    let statements = update_all(table, &table.id, &rows);
    change_all(tx, "taking unlisted houses off the market", &statements).await.map(drop)
}

/// The statement that puts a property's houses on the market or takes them off, if the webhook with this log id made the
/// last decision. Houses whose floor plans Entrata no longer lists stay off.
#[must_use]
pub fn following(map: &Map, cid: Cid, property: PropertyId, by: &str, on_market: bool) -> Statement {
    let houses = &map.houses;
    let sql = format!(
        "UPDATE {table} h JOIN entrata_houses e ON e.house_id = {id} \
         JOIN entrata_properties p ON p.cid = e.cid AND p.property_id = e.property_id \
         SET {status} = :new{updated} WHERE e.cid = :cid AND e.property_id = :property \
         AND p.cid = :cid AND p.decided_by = :by AND e.retired_at IS NULL AND {status} = :old",
        table = houses.quoted(),
        id = houses.id.of("h"),
        status = houses.status.of("h"),
        updated = houses.updated_at.and_set("h", NOW),
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "by" => by,
        "new" => map.house_status.value(market(on_market)),
        "old" => map.house_status.value(market(!on_market)),
    };
    Statement::new(&sql, values)
}

/// [`following`] within an update of `entrata_properties p`: the tables to join, and the assignments. The houses are found
/// by their links: found by their status, those of other properties would be locked too.
#[must_use]
pub fn following_joined(map: &Map, on_market: bool) -> (String, String) {
    let houses = &map.houses;
    let status = houses.status.of("h");
    let value = |on_market| literal(map.house_status.value(market(on_market)));
    let tables = format!(
        "LEFT JOIN (entrata_houses e STRAIGHT_JOIN {table} h ON h_id = e.house_id AND {status} = {old}) \
         ON e.cid = p.cid AND e.property_id = p.property_id AND e.retired_at IS NULL",
        table = houses.quoted(),
        old = value(!on_market),
    )
    .replace("h_id", &houses.id.of("h"));
    let assignments = format!(
        "{status} = {new}{updated}",
        new = value(on_market),
        updated = houses.updated_at.and_set("h", NOW)
    );
    (tables, assignments)
}
