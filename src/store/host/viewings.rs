//! `viewings`: a row with status `REQUESTED` is the wish that its lead be delivered, whoever wrote it.

use crate::error::portal::Result;
use crate::id::{ApplicationId, ViewingId};
use crate::store::{LeaseOwner, Session, Store, change, first, milliseconds, rows};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use mysql_async::params;
use mysql_async::prelude::FromRow;
use std::time::Duration;

/// A viewing with all that its lead needs: the person, the slot, and where it belongs at Entrata.
#[derive(Clone, FromRow)]
pub struct Viewing {
    /// Its row.
    pub id: u64,
    /// `REQUESTED`, `CONFIRMED` or `REJECTED`.
    pub status: String,
    /// What the person wrote.
    pub message: Option<String>,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: Option<String>,
    /// The slot's date, verbatim.
    pub entrata_tour_date: Option<String>,
    /// The slot's time, verbatim.
    pub entrata_tour_time: Option<String>,
    /// The person's first name.
    pub first_name: String,
    /// The person's last name.
    pub last_name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The person's telephone number.
    pub phone: Option<String>,
    /// When the person wants to move in.
    pub move_in_date: Option<NaiveDate>,
    /// Entrata's application id, once there is one.
    pub external_id: Option<String>,
    /// Why the lead was refused, or what keeps it.
    pub lead_error: Option<String>,
    /// How often its lead has been tried.
    pub attempts: u32,
    /// For how many milliseconds the last try that may have reached Entrata has been over.
    pub sent_ago_ms: Option<i64>,
    /// When it was asked for, UTC.
    pub created_at: NaiveDateTime,
    /// Entrata's id of the company; none when the house is not Entrata's.
    pub cid: Option<u64>,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
}

impl std::fmt::Debug for Viewing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Viewing").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

/// Reads one viewing.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn find(conn: &mut impl Session, viewing: ViewingId) -> Result<Option<Viewing>> {
    let sql = "SELECT v.id, v.status, v.message, v.tour_type, v.entrata_tour_date, v.entrata_tour_time, \
               COALESCE(v.first_name, u.first_name, '') AS first_name, \
               COALESCE(v.last_name, u.last_name, '') AS last_name, COALESCE(v.email, u.email, '') AS email, \
               COALESCE(v.phone, u.phone) AS phone, v.move_in_date, v.external_id, v.lead_error, v.attempts, \
               CAST(TIMESTAMPDIFF(MICROSECOND, v.sent_at, UTC_TIMESTAMP(3)) / 1000 AS SIGNED) AS sent_ago_ms, \
               v.created_at, c.cid, h.entrata_property_id AS property_id \
               FROM viewings v LEFT JOIN users u ON u.id = v.user_id \
               LEFT JOIN houses h ON h.id = v.house_id AND h.source = 'ENTRATA' \
               LEFT JOIN entrata_clients c ON c.id = h.entrata_client_id WHERE v.id = ?";
    first(conn, "reading a viewing", sql, (viewing.get(),)).await
}

/// Takes the lease of one viewing whose lead is still to be delivered; `false` when somebody else has it, or
/// there is nothing left to deliver.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn claim(store: &Store, owner: LeaseOwner, viewing: ViewingId, lease: Duration) -> Result<bool> {
    let sql = "UPDATE viewings SET lease_owner = :owner, attempts = attempts + 1, \
               lease_until = UTC_TIMESTAMP(3) + INTERVAL :lease * 1000 MICROSECOND \
               WHERE id = :id AND status = 'REQUESTED' AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))";
    let values = params! { "owner" => owner.text(), "lease" => milliseconds(lease), "id" => viewing.get() };
    Ok(change(&mut store.conn().await?, "taking a viewing", sql, values).await? == 1)
}

/// The viewings of Entrata's houses whose leads are due and whose lease is free, longest waiting first.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn due(store: &Store, most: u32) -> Result<Vec<ViewingId>> {
    let sql = "SELECT v.id FROM viewings v JOIN houses h ON h.id = v.house_id AND h.source = 'ENTRATA' \
               WHERE v.status = 'REQUESTED' AND v.entrata_tour_time IS NOT NULL \
               AND (v.next_attempt_at IS NULL OR v.next_attempt_at <= UTC_TIMESTAMP(3)) \
               AND (v.lease_until IS NULL OR v.lease_until < UTC_TIMESTAMP(3)) \
               ORDER BY v.next_attempt_at, v.id LIMIT ?";
    let found: Vec<(u64,)> = rows(&mut store.conn().await?, "reading due viewings", sql, (most,)).await?;
    Ok(found.into_iter().filter_map(|(id,)| ViewingId::try_from(id).ok()).collect())
}

/// Notes that the lead is about to be sent: from here on, an end that is never heard of is an unclear one.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn sending(store: &Store, owner: LeaseOwner, viewing: ViewingId) -> Result<bool> {
    let sql = "UPDATE viewings SET sent_at = UTC_TIMESTAMP(3) WHERE id = ? AND lease_owner = ?";
    let changed =
        change(&mut store.conn().await?, "noting a lead", sql, (viewing.get(), owner.text())).await?;
    Ok(changed == 1)
}

/// Writes the slot's instants and its source, where a plain insert left them out.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn set_slot(
    store: &Store,
    viewing: ViewingId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    let sql = "UPDATE viewings SET starts_at = ?, ends_at = ?, external_source = 'ENTRATA' WHERE id = ?";
    let values = (starts_at.naive_utc(), ends_at.naive_utc(), viewing.get());
    change(&mut store.conn().await?, "writing a viewing's slot", sql, values).await.map(drop)
}

/// How a try to deliver a lead ended.
#[derive(Debug, Clone)]
pub enum Ending {
    /// Entrata has the tour.
    Confirmed(ApplicationId),
    /// The tour will never be: why, for the person.
    Rejected(String),
    /// Not now: what keeps it, and how long to wait before the next try.
    Later(String, Duration),
}

/// Ends a try and gives the lease back; `false` when the lease had passed to somebody else.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn end(store: &Store, owner: LeaseOwner, viewing: ViewingId, ending: &Ending) -> Result<bool> {
    let (status, external_id, why, pause) = match ending {
        Ending::Confirmed(application) => ("CONFIRMED", Some(application.to_string()), None, None),
        Ending::Rejected(why) => ("REJECTED", None, Some(why), None),
        Ending::Later(why, pause) => ("REQUESTED", None, Some(why), Some(milliseconds(*pause))),
    };
    let sql = "UPDATE viewings SET status = :status, external_id = COALESCE(:external_id, external_id), \
               lead_error = :why, next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL :pause * 1000 MICROSECOND, \
               lease_owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP() \
               WHERE id = :id AND lease_owner = :owner";
    let values = params! {
        "status" => status,
        "external_id" => external_id,
        "why" => why,
        "pause" => pause,
        "id" => viewing.get(),
        "owner" => owner.text(),
    };
    Ok(change(&mut store.conn().await?, "ending a lead's delivery", sql, values).await? == 1)
}
