//! `entrata_properties`: what Entrata last said of each property.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::entrata::webhooks::LogId;
use crate::store::{Session, Store, change, first, rows};
use mysql_async::prelude::FromRow;
use mysql_async::{Transaction, params};

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
    /// The property's zone as Entrata writes it.
    pub time_zone: Option<String>,
    /// The log id of the webhook that decided its state.
    pub decided_by: String,
    /// For how many seconds Entrata has been saying that the property has nothing, where it does.
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
    let sql = format!("SELECT {COLUMNS} FROM entrata_properties WHERE cid = ? AND property_id = ?");
    first(conn, "reading a property's state", &sql, (cid.get(), property.get())).await
}

/// One property, held until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn for_update(
    tx: &mut Transaction<'_>,
    cid: Cid,
    property: PropertyId,
) -> Result<Option<Property>> {
    let sql =
        format!("SELECT {COLUMNS} FROM entrata_properties WHERE cid = ? AND property_id = ? FOR UPDATE");
    first(tx, "reading a property's state", &sql, (cid.get(), property.get())).await
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

/// Writes down a finished ingestion, with the property's name and zone as Entrata writes them. A property that
/// no webhook has activated counts as active from now on: somebody asked for it by name.
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
    let sql = "INSERT INTO entrata_properties (cid, property_id, status, name, time_zone, decided_by, ingested_at) \
               VALUES (:cid, :property, 'ACTIVE', :name, :time_zone, :by, UTC_TIMESTAMP(3)) \
               ON DUPLICATE KEY UPDATE name = VALUES(name), time_zone = VALUES(time_zone), \
               ingested_at = VALUES(ingested_at), empty_since = NULL";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "name" => name,
        "time_zone" => time_zone,
        "by" => LogId::nobody().to_string(),
    };
    change(tx, "writing down an ingestion", sql, values).await.map(drop)
}

/// Notes that Entrata said for the first time that a property has nothing.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn seen_empty(tx: &mut Transaction<'_>, cid: Cid, property: PropertyId) -> Result<()> {
    let sql = "UPDATE entrata_properties SET empty_since = COALESCE(empty_since, UTC_TIMESTAMP(3)) \
               WHERE cid = ? AND property_id = ?";
    change(tx, "noting an empty answer", sql, (cid.get(), property.get())).await.map(drop)
}
