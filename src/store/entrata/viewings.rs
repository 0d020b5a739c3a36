//! `entrata_viewings`: the state of each of the portal's viewings at Entrata, and the delivery of its lead.

use crate::error::portal::Result;
use crate::id::{Cid, ViewingId};
use crate::store::lease::{FREE, TAKE, milliseconds};
use crate::store::{LeaseOwner, Statement, Store, change, rows};
use chrono::NaiveDateTime;
use mysql_async::prelude::FromRow;
use mysql_async::{Transaction, params};
use std::time::Duration;

/// Takes the lease of one viewing whose lead is still to be delivered; `false` if another holder has it, or nothing is
/// left to deliver.
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

/// The viewings whose leads are due and whose lease is free, with their clients, longest waiting first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn due(store: &Store, most: u32) -> Result<Vec<(ViewingId, Cid)>> {
    let sql = format!(
        "SELECT viewing_id, cid FROM entrata_viewings WHERE status = 'REQUESTED' \
         AND (next_attempt_at IS NULL OR next_attempt_at <= UTC_TIMESTAMP(3)) AND {FREE} \
         ORDER BY next_attempt_at, viewing_id LIMIT :most"
    );
    let found: Vec<(u64, u64)> =
        rows(&mut store.conn().await?, "reading due viewings", &sql, params! { "most" => most }).await?;
    Ok(found
        .into_iter()
        .filter_map(|(viewing, cid)| Some((ViewingId::try_from(viewing).ok()?, Cid::try_from(cid).ok()?)))
        .collect())
}

/// Notes that the lead is about to be sent: from here on, an end that is not seen is an indeterminate one.
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

/// Puts a viewing off that could not even be taken, so that it is not due again at once.
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
    change(&mut store.conn().await?, "putting a viewing off", sql, values).await.map(drop)
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
    /// The address that its lead carries, where it is not the user's own.
    pub email: Option<String>,
    /// Whether its lead is on its way at this moment.
    pub on_its_way: bool,
    /// Entrata's application id, if Entrata has the tour.
    pub external_id: Option<String>,
    /// When a lead may last have reached Entrata.
    pub sent_at: Option<NaiveDateTime>,
}

/// The viewings with these ids, and those of anyone that name the address, held until the transaction ends.
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

/// Erases what the renter of a viewing asked the property to change.
#[must_use]
pub fn erasing_changes(trace: &Trace) -> Statement {
    let sql = "DELETE FROM entrata_tour_changes WHERE viewing_id = :viewing AND cid = :cid";
    Statement::new(sql, params! { "viewing" => trace.viewing_id, "cid" => trace.cid })
}

/// Erases who a viewing was for; the slot and its state stay. One whose lead was never delivered is withdrawn.
#[must_use]
pub fn erasing(trace: &Trace, forgotten: &str, why: &str) -> Statement {
    // No column is left empty: an empty one would mean the user's own, who may be another person.
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
