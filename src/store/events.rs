//! `entrata_events`: an outbox of events for the portal, written with the change itself and delivered by the holder of the
//! event's lease, in PHP or in the worker.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId, ViewingId};
use crate::store::lease::{FREE, GIVE_BACK, TAKE, milliseconds};
use crate::store::{LeaseOwner, Session, Statement, Store, change, first};
use chrono::{NaiveDateTime, SecondsFormat};
use mysql_async::prelude::FromRow;
use mysql_async::{Params, params};
use std::time::Duration;

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
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::LeadConfirmed,
        Self::LeadRejected,
        Self::TourCancelled,
        Self::TourMoved,
        Self::PropertySuspended,
        Self::PropertyIngested,
        Self::ClientUnauthorized,
    ];

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
    adding_if(event, "DUAL", "ROW_COUNT() > 0")
}

/// The statement that adds an event if `table` has a row that meets a condition.
pub(in crate::store) fn adding_if(event: &NewEvent, table: &str, condition: &str) -> Statement {
    let sql = format!(
        "INSERT INTO entrata_events (kind, cid, property_id, viewing_id) \
         SELECT :kind, :cid, :property, :viewing FROM {table} WHERE {condition}"
    );
    Statement::new(&sql, values(event))
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
    created_at: NaiveDateTime,
    /// The number of attempts at delivering it, this one included.
    pub attempts: u32,
}

impl Event {
    /// When it happened, in RFC 3339.
    #[must_use]
    pub fn created_at(&self) -> String {
        self.created_at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

/// How often another process may take the event first before this one gives up for now.
const CLAIM_ATTEMPTS: u32 = 10;

/// Takes the lease of the oldest event that is due. Events about the same viewing or property come in their order: a
/// later one is not due before the earlier ones are delivered. A kind that a newer version added is left to that version.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, lease: Duration) -> Result<Option<Event>> {
    let mut conn = store.conn().await?;
    let kinds = EventKind::ALL.map(|kind| format!("'{}'", kind.as_str())).join(", ");
    let next = format!(
        "SELECT id, kind, cid, property_id, viewing_id, created_at, attempts + 1 AS attempts FROM entrata_events e \
         WHERE delivered_at IS NULL AND due_at <= UTC_TIMESTAMP(3) AND {FREE} AND kind IN ({kinds}) \
         AND NOT EXISTS (SELECT 1 FROM entrata_events o WHERE o.cid = e.cid AND o.property_id <=> e.property_id \
         AND o.viewing_id <=> e.viewing_id AND o.delivered_at IS NULL AND o.id < e.id) \
         ORDER BY created_at, id LIMIT 1"
    );
    let take = format!(
        "UPDATE entrata_events SET {TAKE}, attempts = attempts + 1 \
         WHERE id = :id AND cid = :cid AND delivered_at IS NULL AND due_at <= UTC_TIMESTAMP(3) AND {FREE}"
    );
    for _ in 0..CLAIM_ATTEMPTS {
        let Some(event) = first::<Event>(&mut conn, "reading the events", &next, ()).await? else { break };
        let values = params! {
            "owner" => owner.text(),
            "lease" => milliseconds(lease),
            "id" => event.id,
            "cid" => event.cid,
        };
        if change(&mut conn, "taking an event", &take, values).await? == 1 {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Marks an event as delivered, also if its lease has expired in the meantime.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn delivered(store: &Store, event: &Event) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_events SET delivered_at = UTC_TIMESTAMP(3), {GIVE_BACK} \
         WHERE id = :id AND cid = :cid AND delivered_at IS NULL"
    );
    let values = params! { "id" => event.id, "cid" => event.cid };
    change(&mut store.conn().await?, "marking an event as delivered", &sql, values).await.map(drop)
}

/// Gives an event back for a later attempt.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn put_back(store: &Store, owner: LeaseOwner, event: &Event, pause: Duration) -> Result<()> {
    let sql = format!(
        "UPDATE entrata_events SET due_at = UTC_TIMESTAMP(3) + INTERVAL :pause * 1000 MICROSECOND, {GIVE_BACK} \
         WHERE id = :id AND cid = :cid AND lease_owner = :owner"
    );
    let values = params! {
        "pause" => milliseconds(pause),
        "id" => event.id,
        "cid" => event.cid,
        "owner" => owner.text(),
    };
    change(&mut store.conn().await?, "putting an event back", &sql, values).await.map(drop)
}

/// Deletes up to `most` events that were delivered a week ago, and as many that nothing has taken for thirty days.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn forget_old(store: &Store, most: u32) -> Result<u64> {
    let mut conn = store.conn().await?;
    let mut forgotten = 0;
    for old in [
        "delivered_at < UTC_TIMESTAMP(3) - INTERVAL 7 DAY ORDER BY delivered_at",
        "delivered_at IS NULL AND created_at < UTC_TIMESTAMP(3) - INTERVAL 30 DAY ORDER BY created_at",
    ] {
        let sql = format!("DELETE FROM entrata_events WHERE {old} LIMIT :most");
        forgotten += change(&mut conn, "deleting old events", &sql, params! { "most" => most }).await?;
    }
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = EventKind::ALL.map(EventKind::as_str).into();
        assert_eq!(words.len(), EventKind::ALL.len());
    }
}
