//! `entrata_properties`: what Entrata last said of each property.

use super::{Session, Store, change, first, rows, milliseconds};
use crate::error::Result;
use crate::id::{Cid, PropertyId};
use crate::store::webhooks::LogId;
use mysql_async::prelude::FromRow;
use mysql_async::{Transaction, params};

/// Whether Entrata wants a property on the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyStatus {
    /// Activated: its houses are on the market once they are ingested.
    Active,
    /// Suspended: its houses are off the market.
    Suspended,
}

impl PropertyStatus {
    /// As the table has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// Writes down what a webhook decided. An older webhook that is handled late decides nothing: the answer is
/// then `false`.
///
/// Which one is older is told by the database's clock: when it is now, less how long ago the id was made by the clock
/// that made it. By the ids' own times, a node whose clock is hours ahead would decide against all others for as
/// many hours.
///
/// # Errors
///
/// [`Kind::Database`](crate::Kind::Database).
pub async fn decide(
    tx: &mut Transaction<'_>,
    cid: Cid,
    property: PropertyId,
    status: PropertyStatus,
    by: LogId,
) -> Result<bool> {
    // Two of the same second are told apart by their ids. `decided_at` is assigned last and from what has become of
    // `decided_by`, since MySQL evaluates from left to right with the new values.
    let later = "TIMESTAMPDIFF(MICROSECOND, decided_at, VALUES(decided_at))";
    let newer = format!(
        "decided_at IS NULL OR {later} > 1000000 OR ({later} >= -1000000 AND decided_by <= VALUES(decided_by))"
    );
    let sql = format!(
        "INSERT INTO entrata_properties (cid, property_id, status, decided_by, decided_at) \
         VALUES (:cid, :property, :status, :by, UTC_TIMESTAMP(6) - INTERVAL :age * 1000 MICROSECOND) \
         ON DUPLICATE KEY UPDATE status = IF({newer}, VALUES(status), status), \
         decided_by = IF({newer}, VALUES(decided_by), decided_by), \
         decided_at = IF(decided_by = VALUES(decided_by), VALUES(decided_at), decided_at)"
    );
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "status" => status.as_str(),
        "by" => by.to_string(),
        "age" => milliseconds(by.age()),
    };
    change(tx, "deciding a property's state", &sql, values).await?;
    Ok(for_update(tx, cid, property).await?.is_some_and(|now| now.decided_by == by.to_string()))
}

/// Stores a property's feed type; a property that was never activated is written down as suspended, by nobody's
/// decision, so that any webhook's decision counts.
///
/// # Errors
///
/// [`Kind::Database`](crate::Kind::Database).
pub async fn set_feed_type(
    tx: &mut Transaction<'_>,
    cid: Cid,
    property: PropertyId,
    feed_type: &str,
) -> Result<()> {
    let sql = "INSERT INTO entrata_properties (cid, property_id, status, feed_type, decided_by) \
               VALUES (:cid, :property, 'SUSPENDED', :feed_type, :by) \
               ON DUPLICATE KEY UPDATE feed_type = VALUES(feed_type)";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "feed_type" => feed_type,
        "by" => LogId::nobody().to_string(),
    };
    change(tx, "storing a property's feed type", sql, values).await?;
    let sql = "UPDATE houses h JOIN entrata_clients c ON c.id = h.entrata_client_id \
               SET h.feed_type = ? WHERE c.cid = ? AND h.entrata_property_id = ?";
    change(tx, "storing a property's feed type", sql, (feed_type, cid.get(), property.get())).await.map(drop)
}

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
/// [`Kind::Database`](crate::Kind::Database).
pub async fn find(conn: &mut impl Session, cid: Cid, property: PropertyId) -> Result<Option<Property>> {
    let sql = format!("SELECT {COLUMNS} FROM entrata_properties WHERE cid = ? AND property_id = ?");
    first(conn, "reading a property's state", &sql, (cid.get(), property.get())).await
}

/// One property, held until the transaction ends.
///
/// # Errors
///
/// [`Kind::Database`](crate::Kind::Database).
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
/// [`Kind::Database`](crate::Kind::Database).
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
/// [`Kind::Database`](crate::Kind::Database).
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
/// [`Kind::Database`](crate::Kind::Database).
pub async fn seen_empty(tx: &mut Transaction<'_>, cid: Cid, property: PropertyId) -> Result<()> {
    let sql = "UPDATE entrata_properties SET empty_since = COALESCE(empty_since, UTC_TIMESTAMP(3)) \
               WHERE cid = ? AND property_id = ?";
    change(tx, "noting an empty answer", sql, (cid.get(), property.get())).await.map(drop)
}
