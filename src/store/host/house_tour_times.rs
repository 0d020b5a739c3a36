//! A house with the cached tour times of its property, read in one statement.

use super::house_status::ON_MARKET;
use super::map::{Map, Table as _};
use crate::error::portal::Result;
use crate::id::HouseId;
use crate::store::{Store, first};
use chrono::NaiveDate;
use mysql_async::params;
use mysql_async::prelude::FromRow;

/// A house's property at Entrata, and the cached response with its tour times.
#[derive(Debug, Clone)]
pub struct EntrataHouse {
    /// Its row.
    pub id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// Whether it is on the market.
    pub on_market: bool,
    /// The IANA name of the property's zone, if it is known.
    pub time_zone: Option<String>,
    /// The cached response: its text, whether it is fresh, and its age in milliseconds.
    pub tour_times: Option<(String, bool, i64)>,
}

#[derive(FromRow)]
struct HouseRow {
    id: u64,
    cid: u64,
    property_id: u64,
    on_market: bool,
    time_zone: Option<String>,
    answer: Option<String>,
    fresh: bool,
    age: Option<i64>,
}

/// Returns a house from Entrata, and the cached tour times of its property. `None` if the house does not exist or is not
/// from Entrata.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(
    store: &Store,
    map: &Map,
    house: HouseId,
    tour_type: &str,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Option<EntrataHouse>> {
    let houses = &map.houses;
    let sql = format!(
        "SELECT e.house_id AS id, e.cid, e.property_id, COALESCE({status} = :on_market, 0) AS on_market, p.time_zone, t.answer, \
         COALESCE(t.fresh_until > UTC_TIMESTAMP(3), 0) AS fresh, \
         CAST(TIMESTAMPDIFF(MICROSECOND, t.fetched_at, UTC_TIMESTAMP(3)) / 1000 AS SIGNED) AS age \
         FROM entrata_houses e JOIN {table} h ON {id} = e.house_id{not_deleted} \
         LEFT JOIN entrata_properties p ON p.cid = e.cid AND p.property_id = e.property_id \
         LEFT JOIN entrata_tour_times t ON t.cid = e.cid AND t.property_id = e.property_id \
         AND t.tour_type = :tour_type AND t.from_date = :from AND t.to_date = :to \
         WHERE e.house_id = :house",
        status = houses.status.of("h"),
        table = houses.quoted(),
        id = houses.id.of("h"),
        not_deleted = houses.deleted_at.and("h", "IS NULL"),
    );
    let values = params! {
        "house" => house.get(),
        "on_market" => map.house_status.value(ON_MARKET),
        "tour_type" => tour_type,
        "from" => from,
        "to" => to,
    };
    let context = "reading a house and its tour times";
    let found: Option<HouseRow> = first(&mut store.conn().await?, context, &sql, values).await?;
    Ok(found.map(|row| EntrataHouse {
        id: row.id,
        cid: row.cid,
        property_id: row.property_id,
        on_market: row.on_market,
        time_zone: row.time_zone,
        tour_times: row.answer.zip(row.age).map(|(answer, age)| (answer, row.fresh, age)),
    }))
}
