//! `entrata_viewings`: the state of each of the portal's viewings at Entrata, and the delivery of its lead.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId, ViewingId};
use crate::store::lease::{FREE, TAKE, milliseconds};
use crate::store::{LeaseOwner, Statement, Store, change, rows};
use chrono::NaiveDateTime;
use mysql_async::prelude::FromRow;
use mysql_async::{Transaction, params};
use std::time::Duration;

/// Takes the lease of a viewing with an undelivered lead; `false` if another holder has it, or the lead needs no
/// delivery.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(
    store: &Store,
    owner: LeaseOwner,
    cid: Cid,
    viewing: ViewingId,
    lease: Duration,
) -> Result<bool> {
    let sql = format!(
        "UPDATE entrata_viewings SET {TAKE}, attempts = attempts + 1 \
         WHERE viewing_id = :viewing AND cid = :cid AND status = 'REQUESTED' AND {FREE}"
    );
    let values = params! {
        "owner" => owner.text(),
        "lease" => milliseconds(lease),
        "viewing" => viewing.get(),
        "cid" => cid.get(),
    };
    Ok(change(&mut store.conn().await?, "taking a viewing", &sql, values).await? == 1)
}

/// A viewing whose lead is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The portal's row.
    pub viewing: ViewingId,
    /// Entrata's id of the company.
    pub cid: Cid,
    /// The number of attempts so far.
    pub attempts: u32,
}

/// The viewings whose leads are due and whose lease is free, longest waiting first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn due(store: &Store, most: u32) -> Result<Vec<Due>> {
    let sql = format!(
        "SELECT viewing_id, cid, attempts FROM entrata_viewings WHERE status = 'REQUESTED' \
         AND (next_attempt_at IS NULL OR next_attempt_at <= UTC_TIMESTAMP(3)) AND {FREE} \
         ORDER BY next_attempt_at, viewing_id LIMIT :most"
    );
    let found: Vec<(u64, u64, u32)> =
        rows(&mut store.conn().await?, "reading due viewings", &sql, params! { "most" => most }).await?;
    let due = |(viewing, cid, attempts): (u64, u64, u32)| {
        Some(Due { viewing: viewing.try_into().ok()?, cid: cid.try_into().ok()?, attempts })
    };
    Ok(found.into_iter().filter_map(due).collect())
}

/// Notes that the lead is about to be sent. From here on, a lost outcome is indeterminate.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn sending(store: &Store, owner: LeaseOwner, cid: Cid, viewing: ViewingId) -> Result<bool> {
    let sql = "UPDATE entrata_viewings SET sent_at = UTC_TIMESTAMP(3) \
               WHERE viewing_id = :viewing AND cid = :cid AND lease_owner = :owner";
    let values = params! { "viewing" => viewing.get(), "cid" => cid.get(), "owner" => owner.text() };
    Ok(change(&mut store.conn().await?, "noting a lead", sql, values).await? == 1)
}

/// Notes that the lead did not reach Entrata.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn not_sent(store: &Store, owner: LeaseOwner, cid: Cid, viewing: ViewingId) -> Result<()> {
    let sql = "UPDATE entrata_viewings SET sent_at = NULL \
               WHERE viewing_id = :viewing AND cid = :cid AND lease_owner = :owner";
    let values = params! { "viewing" => viewing.get(), "cid" => cid.get(), "owner" => owner.text() };
    change(&mut store.conn().await?, "noting a lead", sql, values).await.map(drop)
}

/// Another viewing of a user.
#[derive(Debug, Clone, FromRow)]
pub struct Other {
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: String,
    /// `REQUESTED`, `CONFIRMED`, `REJECTED` or `CANCELLED`.
    pub status: String,
    /// When the tour starts, UTC.
    pub starts_at: Option<NaiveDateTime>,
    /// Entrata's application id, once there is one.
    pub external_id: Option<String>,
    /// Whether the tour is upcoming.
    pub is_open: bool,
}

/// The other viewings of a user that are open or have a lead at Entrata, the latest first; at most 200.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn others_of_user(store: &Store, user: u64, viewing: ViewingId) -> Result<Vec<Other>> {
    let open = "status IN ('REQUESTED', 'CONFIRMED') AND COALESCE(starts_at > UTC_TIMESTAMP(), 1)";
    let sql = format!(
        "SELECT cid, property_id, tour_type, status, starts_at, external_id, {open} AS is_open \
         FROM entrata_viewings WHERE user_id = :user AND viewing_id <> :viewing \
         AND (external_id IS NOT NULL OR {open}) ORDER BY starts_at DESC LIMIT 200"
    );
    let values = params! { "user" => user, "viewing" => viewing.get() };
    rows(&mut store.conn().await?, "reading a renter's other viewings", &sql, values).await
}

/// An upcoming confirmed tour, and the event in which Entrata last showed it.
#[derive(Debug, Clone, FromRow)]
pub struct Upcoming {
    /// The portal's row.
    pub viewing_id: u64,
    /// Entrata's application id.
    pub external_id: Option<String>,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: String,
    /// The slot's date, verbatim.
    pub tour_date: String,
    /// The slot's time, verbatim.
    pub tour_time: String,
    /// When it starts, UTC.
    pub starts_at: NaiveDateTime,
    /// When it ends, UTC.
    pub ends_at: NaiveDateTime,
    /// When it was requested, UTC.
    pub created_at: NaiveDateTime,
    /// Entrata's id of the event.
    pub event_id: Option<String>,
    /// The start by the clock that the event showed.
    pub event_clock: Option<NaiveDateTime>,
    /// How many seconds the event has been missing.
    pub missing_for_seconds: Option<i64>,
}

/// The confirmed tours of a property that are still to take place, those of one lead together and the newest of a time first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn upcoming(store: &Store, cid: Cid, property: PropertyId) -> Result<Vec<Upcoming>> {
    let sql = "SELECT viewing_id, external_id, tour_type, tour_date, tour_time, starts_at, ends_at, created_at, \
               event_id, event_clock, TIMESTAMPDIFF(SECOND, missing_since, UTC_TIMESTAMP(3)) AS missing_for_seconds \
               FROM entrata_viewings WHERE cid = :cid AND property_id = :property \
               AND starts_at > UTC_TIMESTAMP() AND ends_at IS NOT NULL AND status = 'CONFIRMED' \
               ORDER BY external_id, starts_at, viewing_id DESC";
    let values = params! { "cid" => cid.get(), "property" => property.get() };
    rows(&mut store.conn().await?, "reading a property's upcoming tours", sql, values).await
}

/// Records the event in which Entrata shows a tour, and the clock of its start.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn seen(
    store: &Store,
    cid: Cid,
    viewing: ViewingId,
    event_id: &str,
    clock: Option<NaiveDateTime>,
) -> Result<()> {
    let sql = "UPDATE entrata_viewings SET event_id = :event, event_clock = :clock, missing_since = NULL \
               WHERE viewing_id = :viewing AND cid = :cid AND status = 'CONFIRMED'";
    let values = params! {
        "event" => event_id,
        "clock" => clock,
        "viewing" => viewing.get(),
        "cid" => cid.get(),
    };
    change(&mut store.conn().await?, "recording a tour's event", sql, values).await.map(drop)
}

/// Records that the lead of a tour no longer has its event. The first time counts.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn missing(store: &Store, cid: Cid, viewing: ViewingId) -> Result<()> {
    let sql = "UPDATE entrata_viewings SET missing_since = COALESCE(missing_since, UTC_TIMESTAMP(3)) \
               WHERE viewing_id = :viewing AND cid = :cid AND status = 'CONFIRMED'";
    let values = params! { "viewing" => viewing.get(), "cid" => cid.get() };
    change(&mut store.conn().await?, "recording a missing event", sql, values).await.map(drop)
}

/// Postpones a viewing that could not be taken, so that it is not due again at once.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn put_off(
    store: &Store,
    cid: Cid,
    viewing: ViewingId,
    error: &str,
    pause: Duration,
) -> Result<()> {
    let sql = "UPDATE entrata_viewings SET error = :error, attempts = attempts + 1, \
               next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL :pause * 1000 MICROSECOND \
               WHERE viewing_id = :viewing AND cid = :cid AND status = 'REQUESTED'";
    let values = params! {
        "error" => error,
        "pause" => milliseconds(pause),
        "viewing" => viewing.get(),
        "cid" => cid.get(),
    };
    change(&mut store.conn().await?, "postponing a viewing", sql, values).await.map(drop)
}

/// A viewing, as far as its erasure goes.
#[derive(Clone, FromRow)]
pub struct Trace {
    /// The portal's row.
    pub viewing_id: u64,
    /// Entrata's id of the company.
    pub cid: u64,
    /// Entrata's id of the property.
    pub property_id: u64,
    /// The address of its lead, if it is not the user's own.
    pub email: Option<String>,
    /// Whether its lead is being sent now.
    pub on_its_way: bool,
    /// Entrata's application id, if Entrata has the tour.
    pub external_id: Option<String>,
    /// When a lead may have reached Entrata last.
    pub sent_at: Option<NaiveDateTime>,
}

/// The viewings with these ids or this address, locked until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn traces(tx: &mut Transaction<'_>, viewings: &[u64], email: &str) -> Result<Vec<Trace>> {
    // Numbers of our own. 0 is the id of no row.
    let ids: Vec<_> = [0].iter().chain(viewings).map(u64::to_string).collect();
    let sql = format!(
        "SELECT viewing_id, cid, property_id, email, external_id, sent_at, \
         COALESCE(lease_until > UTC_TIMESTAMP(3), 0) AS on_its_way \
         FROM entrata_viewings WHERE viewing_id IN ({}) OR email = :email ORDER BY viewing_id FOR UPDATE",
        ids.join(", ")
    );
    rows(tx, "reading a renter's viewings", &sql, params! { "email" => email.to_lowercase() }).await
}

/// Erases the changes that the renter requested for a viewing.
#[must_use]
pub fn erasing_changes(trace: &Trace) -> Statement {
    let sql = "DELETE FROM entrata_tour_changes WHERE viewing_id = :viewing AND cid = :cid";
    Statement::new(sql, params! { "viewing" => trace.viewing_id, "cid" => trace.cid })
}

/// Erases the person of a viewing; slot and state stay. A viewing whose lead was never delivered is withdrawn.
#[must_use]
pub fn erasing(trace: &Trace, forgotten: &str, why: &str) -> Statement {
    // No column stays empty, because empty means the data of the user, who may be another person.
    let sql = "UPDATE entrata_viewings SET first_name = 'Forgotten', last_name = '', email = :email, phone = '', \
               move_in_date = NULL, error = IF(status = 'CONFIRMED', NULL, :why), \
               status = IF(status = 'REQUESTED', 'REJECTED', status), updated_at = UTC_TIMESTAMP() \
               WHERE viewing_id = :viewing AND cid = :cid";
    let values = params! {
        "email" => format!("viewing-{}@{forgotten}", trace.viewing_id),
        "why" => why,
        "viewing" => trace.viewing_id,
        "cid" => trace.cid,
    };
    Statement::new(sql, values)
}
