//! `entrata_properties`: the state of each property.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId};
use crate::store::entrata::webhooks::LogId;
use crate::store::lease::milliseconds;
use crate::store::{Session, Store, change, first, rows};
use mysql_async::prelude::FromRow;
use mysql_async::{Params, Transaction, params};
use std::time::Duration;

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
    /// How many seconds Entrata has listed nothing for the property, if so.
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

/// One property, locked until the transaction ends. A property that no webhook has activated becomes active, because it
/// was requested by id.
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
    // Two first ingestions at once would both write houses: the second insert waits here.
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

/// The statuses of a property, of one client or of all clients that have this property id.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn statuses(store: &Store, cid: Option<Cid>, property: PropertyId) -> Result<Vec<String>> {
    let sql = "SELECT status FROM entrata_properties WHERE property_id = :property \
               AND (:cid IS NULL OR cid = :cid) ORDER BY status";
    let values = params! { "cid" => cid.map(Cid::get), "property" => property.get() };
    let found: Vec<(String,)> =
        rows(&mut store.conn().await?, "reading a property's status", sql, values).await?;
    Ok(found.into_iter().map(|(status,)| status).collect())
}

/// Records a finished ingestion, with the property's name, the IANA name of its zone, and whether it offers tours, if that
/// is known.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn ingested(
    tx: &mut Transaction<'_>,
    cid: Cid,
    property: PropertyId,
    name: Option<&str>,
    time_zone: Option<&str>,
    offers_tours: Option<bool>,
) -> Result<()> {
    let sql = "UPDATE entrata_properties SET name = COALESCE(:name, name), time_zone = :time_zone, \
               tours_unsupported_at = CASE WHEN :offers_tours IS NULL THEN tours_unsupported_at \
               WHEN :offers_tours THEN NULL ELSE COALESCE(tours_unsupported_at, UTC_TIMESTAMP(3)) END, \
               ingested_at = UTC_TIMESTAMP(3), empty_since = NULL WHERE cid = :cid AND property_id = :property";
    let values = params! {
        "cid" => cid.get(),
        "property" => property.get(),
        "name" => name,
        "time_zone" => time_zone,
        "offers_tours" => offers_tours,
    };
    change(tx, "recording an ingestion", sql, values).await.map(drop)
}

/// Takes a property with upcoming confirmed tours whose last reconciliation is at least `every` ago, the longest first.
/// `None` if no property is due, or another process takes it.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim_reconciliation(store: &Store, every: Duration) -> Result<Option<(Cid, PropertyId)>> {
    let context = "taking a property to reconcile";
    let due = "(p.reconciled_at IS NULL OR p.reconciled_at <= UTC_TIMESTAMP(3) - INTERVAL :every * 1000 MICROSECOND)";
    let sql = format!(
        "SELECT p.cid, p.property_id FROM entrata_properties p \
         JOIN entrata_clients c ON c.cid = p.cid AND c.status = 'ACTIVE' WHERE {due} \
         AND EXISTS (SELECT 1 FROM entrata_viewings e WHERE e.cid = p.cid AND e.property_id = p.property_id \
         AND e.starts_at > UTC_TIMESTAMP() AND e.status = 'CONFIRMED') \
         ORDER BY p.reconciled_at LIMIT 1"
    );
    let mut conn = store.conn().await?;
    let every = milliseconds(every);
    let found: Option<(u64, u64)> = first(&mut conn, context, &sql, params! { "every" => every }).await?;
    let typed = |(cid, property): (u64, u64)| Some((cid.try_into().ok()?, property.try_into().ok()?));
    let Some((cid, property)) = found.and_then(typed) else { return Ok(None) };
    let (cid, property): (Cid, PropertyId) = (cid, property);
    let sql = format!(
        "UPDATE entrata_properties p SET p.reconciled_at = UTC_TIMESTAMP(3) \
         WHERE p.cid = :cid AND p.property_id = :property AND {due}"
    );
    let values = params! { "cid" => cid.get(), "property" => property.get(), "every" => every };
    Ok((change(&mut conn, context, &sql, values).await? > 0).then_some((cid, property)))
}

/// Schedules the next reconciliation of a property after `pause`, if that is before the usual time.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn reconcile_again(
    store: &Store,
    cid: Cid,
    property: PropertyId,
    every: Duration,
    pause: Duration,
) -> Result<()> {
    let sql = "UPDATE entrata_properties SET reconciled_at = UTC_TIMESTAMP(3) - INTERVAL :early * 1000 MICROSECOND \
               WHERE cid = :cid AND property_id = :property";
    let early = milliseconds(every.saturating_sub(pause));
    let values = params! { "cid" => cid.get(), "property" => property.get(), "early" => early };
    change(&mut store.conn().await?, "postponing a reconciliation", sql, values).await.map(drop)
}

/// Records that a property offers tours.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn note_tours(store: &Store, cid: Cid, property: PropertyId) -> Result<()> {
    let sql = "UPDATE entrata_properties SET tours_unsupported_at = NULL \
               WHERE cid = :cid AND property_id = :property AND tours_unsupported_at IS NOT NULL";
    let context = "recording that a property offers tours";
    change(&mut store.conn().await?, context, sql, key(cid, property)).await.map(drop)
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
