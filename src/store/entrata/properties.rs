//! `entrata_properties`: what Entrata last said of each property.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::entrata::webhooks::LogId;
use crate::store::{Session, Store, change, first, rows};
use mysql_async::prelude::FromRow;
use mysql_async::{Params, Transaction, params};

/// A property as stored.
#[derive(Debug, Clone, FromRow)]
pub struct Property {
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// `ACTIVE` or `SUSPENDED`.
    pub status: String,
    /// The feed type that Entrata last named.
    pub feed_type: Option<String>,
    /// The IANA name of the property's zone, if it is known.
    pub time_zone: Option<String>,
    /// The log id of the webhook that decided its state.
    pub decided_by: String,
    /// For how many seconds Entrata has been listing nothing for the property, if it does.
    pub empty_for_seconds: Option<u64>,
}

const COLUMNS: &str = "cid, property_id, status, feed_type, time_zone, decided_by, \
                       TIMESTAMPDIFF(SECOND, empty_since, UTC_TIMESTAMP(3)) AS empty_for_seconds";

/// One property.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(conn: &mut impl Session, cid: Cid, property: PropertyId) -> Result<Option<Property>> {
    let sql =
        format!("SELECT {COLUMNS} FROM entrata_properties WHERE cid = :cid AND property_id = :property");
    first(conn, "reading a property's state", &sql, key(cid, property)).await
}

/// One property, held until the transaction ends. One that no webhook has activated counts as active from now on:
/// someone asked for it by name.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn hold(tx: &mut Transaction<'_>, cid: Cid, property: PropertyId) -> Result<Option<Property>> {
    let context = "reading a property's state";
    let sql = format!(
        "SELECT {COLUMNS} FROM entrata_properties WHERE cid = :cid AND property_id = :property FOR UPDATE"
    );
    if let Some(held) = first(tx, context, &sql, key(cid, property)).await? {
        return Ok(Some(held));
    }
    // Two first ingestions at once would both write houses: whichever inserts second waits here.
    let insert = "INSERT INTO entrata_properties (cid, property_id, status, decided_by) \
                  VALUES (:cid, :property, 'ACTIVE', :by) ON DUPLICATE KEY UPDATE cid = VALUES(cid)";
    let by = LogId::NONE.to_string();
    let values = params! { "cid" => cid.get(), "property" => property.get(), "by" => by };
    change(tx, context, insert, values).await?;
    first(tx, context, &sql, key(cid, property)).await
}

fn key(cid: Cid, property: PropertyId) -> Params {
    params! { "cid" => cid.get(), "property" => property.get() }
}

/// The active properties of the active clients: all, one client's, or one.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn active(
    store: &Store,
    cid: Option<Cid>,
    property: Option<PropertyId>,
) -> Result<Vec<(u64, u64)>> {
    let sql = "SELECT p.cid, p.property_id FROM entrata_properties p JOIN entrata_clients c ON c.cid = p.cid \
               WHERE p.status = 'ACTIVE' AND c.status = 'ACTIVE' AND (:cid IS NULL OR p.cid = :cid) \
               AND (:property IS NULL OR p.property_id = :property) ORDER BY p.cid, p.property_id";
    let values = params! { "cid" => cid.map(Cid::get), "property" => property.map(PropertyId::get) };
    rows(&mut store.conn().await?, "reading the active properties", sql, values).await
}

/// Records a finished ingestion, with the property's name and the IANA name of its zone.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn ingested(
    tx: &mut Transaction<'_>,
    cid: Cid,
    property: PropertyId,
    name: &str,
    time_zone: Option<&str>,
) -> Result<()> {
    let sql = "UPDATE entrata_properties SET name = :name, time_zone = :time_zone, \
               ingested_at = UTC_TIMESTAMP(3), empty_since = NULL WHERE cid = :cid AND property_id = :property";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "name" => name,
        "time_zone" => time_zone,
    };
    change(tx, "recording an ingestion", sql, values).await.map(drop)
}

/// Notes when Entrata first listed nothing for a property.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn seen_empty(tx: &mut Transaction<'_>, cid: Cid, property: PropertyId) -> Result<()> {
    let sql = "UPDATE entrata_properties SET empty_since = COALESCE(empty_since, UTC_TIMESTAMP(3)) \
               WHERE cid = :cid AND property_id = :property";
    change(tx, "noting an empty response", sql, key(cid, property)).await.map(drop)
}
