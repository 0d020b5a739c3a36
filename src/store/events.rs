//! `entrata_events`: an outbox of events for the portal, written with the change itself and delivered by PHP or the worker.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId, ViewingId};
use crate::store::{Session, Statement, Store, change, rows};
use chrono::NaiveDateTime;
use mysql_async::prelude::FromRow;
use mysql_async::{Params, params};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Entrata confirmed a tour.
    LeadConfirmed,
    /// Entrata, or we, rejected a tour.
    LeadRejected,
    /// Entrata reports that a tour was called off.
    TourCancelled,
    /// Entrata reports that a tour has another time.
    TourMoved,
    /// Entrata suspended a property.
    PropertySuspended,
    /// A property was ingested.
    PropertyIngested,
    /// Entrata rejects a client's token.
    ClientUnauthorized,
}

impl EventKind {
    /// The word that the table has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeadConfirmed => "LeadConfirmed",
            Self::LeadRejected => "LeadRejected",
            Self::TourCancelled => "TourCancelled",
            Self::TourMoved => "TourMoved",
            Self::PropertySuspended => "PropertySuspended",
            Self::PropertyIngested => "PropertyIngested",
            Self::ClientUnauthorized => "ClientUnauthorized",
        }
    }
}

/// An event and its subject.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property, if it is about one.
    pub property: Option<PropertyId>,
    /// The viewing, if it is about one.
    pub viewing: Option<ViewingId>,
}

/// The statement that adds an event, for a batch.
#[must_use]
pub fn adding(event: &NewEvent) -> Statement {
    let sql = "INSERT INTO entrata_events (kind, cid, property_id, viewing_id) \
               VALUES (:kind, :cid, :property, :viewing)";
    Statement::new(sql, values(event))
}

/// The statement that adds an event if the statement before it in the same batch changed something.
pub(in crate::store) fn adding_if_changed(event: &NewEvent) -> Statement {
    let sql = "INSERT INTO entrata_events (kind, cid, property_id, viewing_id) \
               SELECT :kind, :cid, :property, :viewing FROM DUAL WHERE ROW_COUNT() > 0";
    Statement::new(sql, values(event))
}

fn values(event: &NewEvent) -> Params {
    params! {
        "kind" => event.kind.as_str(),
        "cid" => event.cid.get(),
        "property" => event.property.map(PropertyId::get),
        "viewing" => event.viewing.map(ViewingId::get),
    }
}

/// Adds an event.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn add(conn: &mut impl Session, event: &NewEvent) -> Result<()> {
    change(conn, "adding an event", adding(event).text(), ()).await.map(drop)
}

/// An event as stored.
#[derive(Debug, Clone, FromRow)]
pub struct Event {
    /// Its row.
    pub id: u64,
    /// One of [`EventKind`]'s words.
    pub kind: String,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
    /// The viewing's row.
    pub viewing_id: Option<u64>,
    /// When it happened, UTC.
    pub created_at: NaiveDateTime,
}

/// Up to `most` events that are not delivered yet, oldest first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn undelivered(store: &Store, most: u32) -> Result<Vec<Event>> {
    let sql = "SELECT id, kind, cid, property_id, viewing_id, created_at FROM entrata_events \
               WHERE delivered_at IS NULL ORDER BY id LIMIT :most";
    rows(&mut store.conn().await?, "reading the events", sql, params! { "most" => most }).await
}

/// Marks an event as delivered; `false` if another process has done so.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn delivered(store: &Store, event: &Event) -> Result<bool> {
    let sql = "UPDATE entrata_events SET delivered_at = UTC_TIMESTAMP(3) \
               WHERE id = :id AND cid = :cid AND delivered_at IS NULL";
    let values = params! { "id" => event.id, "cid" => event.cid };
    Ok(change(&mut store.conn().await?, "marking an event as delivered", sql, values).await? == 1)
}

/// Deletes up to `most` events that were delivered a week ago.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_delivered(store: &Store, most: u32) -> Result<u64> {
    let sql = "DELETE FROM entrata_events WHERE delivered_at < UTC_TIMESTAMP(3) - INTERVAL 7 DAY \
               ORDER BY delivered_at LIMIT :most";
    change(&mut store.conn().await?, "deleting old events", sql, params! { "most" => most }).await
}
