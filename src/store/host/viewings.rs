//! `viewings`: a row with the portal's value for `REQUESTED` requests the delivery of its lead, no matter which code wrote
//! it. Our state of it is in `entrata_viewings`. Statements on both tables are here, because only the map knows the portal's
//! names.

use super::map::{Column, Map, Table, Words};
use super::rows::{NOW, cell, update};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{ApplicationId, Cid, PropertyId, ViewingId};
use crate::store::events::{EventKind, NewEvent, adding_if_changed};
use crate::store::lease::{give_back_of, milliseconds};
use crate::store::statement::literal;
use crate::store::{LeaseOwner, Session, Statement, Store, ViewingStatus, change, first, rows};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use mysql_async::prelude::{FromRow, FromValue};
use mysql_async::{FromRowError, Row, Transaction, params};
use std::time::Duration;

/// A viewing with all that its lead needs: the person, the slot, where it belongs at Entrata, and how far it is.
#[derive(Clone)]
pub struct Viewing {
    /// Its row.
    pub id: u64,
    /// The user it is for.
    pub user_id: u64,
    /// The house it is of.
    pub house_id: u64,
    /// Its state: ours, except that the portal may have called off or decided what we have not delivered yet.
    pub status: ViewingStatus,
    /// Whether `entrata_viewings` has a row for it.
    pub is_known: bool,
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
    /// The e-mail address of the user's account.
    pub account_email: Option<String>,
    /// The person's telephone number.
    pub phone: Option<String>,
    /// When the person wants to move in.
    pub move_in_date: Option<NaiveDate>,
    /// Entrata's application id, once there is one.
    pub external_id: Option<String>,
    /// Why the lead was rejected, or what delays it.
    pub error: Option<String>,
    /// The number of attempts to deliver its lead.
    pub attempts: u32,
    /// Milliseconds since the last attempt that may have reached Entrata.
    pub sent_ago_ms: Option<i64>,
    /// When it was requested, UTC.
    pub created_at: NaiveDateTime,
    /// When the tour starts, UTC: as booked, or as Entrata's staff moved it.
    pub starts_at: Option<NaiveDateTime>,
    /// When the tour ends, UTC.
    pub ends_at: Option<NaiveDateTime>,
    /// Entrata's id of the company; `None` if the house is not Entrata's.
    pub cid: Option<u64>,
    /// Entrata's id of the property.
    pub property_id: Option<u64>,
}

impl std::fmt::Debug for Viewing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Viewing").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

/// One viewing as the tables have it: the portal's columns as they are named here, ours with `our_`.
struct Joined {
    id: u64,
    user_id: u64,
    house_id: u64,
    status: Option<String>,
    is_listed: bool,
    message: Option<String>,
    tour_type: Option<String>,
    tour_date: Option<String>,
    tour_time: Option<String>,
    external_id: Option<String>,
    created_at: NaiveDateTime,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    cid: Option<u64>,
    property_id: Option<u64>,
    our_status: Option<String>,
    our_tour_type: Option<String>,
    our_tour_date: Option<String>,
    our_tour_time: Option<String>,
    our_external_id: Option<String>,
    our_error: Option<String>,
    our_first_name: Option<String>,
    our_last_name: Option<String>,
    our_email: Option<String>,
    our_phone: Option<String>,
    our_move_in_date: Option<NaiveDate>,
    our_attempts: Option<u32>,
    our_sent_ago_ms: Option<i64>,
    our_starts_at: Option<NaiveDateTime>,
    our_ends_at: Option<NaiveDateTime>,
}

/// By hand: for as many columns, what `derive` generates takes 190 KB.
impl FromRow for Joined {
    fn from_row_opt(mut row: Row) -> Result<Self, FromRowError> {
        Self::read(&mut row).ok_or(FromRowError(row))
    }
}

impl Joined {
    fn read(row: &mut Row) -> Option<Self> {
        fn column<T: FromValue>(row: &mut Row, name: &str) -> Option<T> {
            row.take_opt(name)?.ok()
        }
        Some(Self {
            id: column(row, "id")?,
            user_id: column(row, "user_id")?,
            house_id: column(row, "house_id")?,
            status: column(row, "status")?,
            is_listed: column(row, "is_listed")?,
            message: column(row, "message")?,
            tour_type: column(row, "tour_type")?,
            tour_date: column(row, "tour_date")?,
            tour_time: column(row, "tour_time")?,
            external_id: column(row, "external_id")?,
            created_at: column(row, "created_at")?,
            first_name: column(row, "first_name")?,
            last_name: column(row, "last_name")?,
            email: column(row, "email")?,
            phone: column(row, "phone")?,
            cid: column(row, "cid")?,
            property_id: column(row, "property_id")?,
            our_status: column(row, "our_status")?,
            our_tour_type: column(row, "our_tour_type")?,
            our_tour_date: column(row, "our_tour_date")?,
            our_tour_time: column(row, "our_tour_time")?,
            our_external_id: column(row, "our_external_id")?,
            our_error: column(row, "our_error")?,
            our_first_name: column(row, "our_first_name")?,
            our_last_name: column(row, "our_last_name")?,
            our_email: column(row, "our_email")?,
            our_phone: column(row, "our_phone")?,
            our_move_in_date: column(row, "our_move_in_date")?,
            our_attempts: column(row, "our_attempts")?,
            our_sent_ago_ms: column(row, "our_sent_ago_ms")?,
            our_starts_at: column(row, "our_starts_at")?,
            our_ends_at: column(row, "our_ends_at")?,
        })
    }
}

/// Reads one viewing.
///
/// # Errors
///
/// [`ErrorKind::Database`]; [`ErrorKind::Config`] for a status or tour type that the map does not list.
pub async fn find(conn: &mut impl Session, map: &Map, viewing: ViewingId) -> Result<Option<Viewing>> {
    let (viewings, users) = (&map.viewings, &map.users);
    let sql = format!(
        "SELECT {id} AS id, {user_id} AS user_id, {house_id} AS house_id, {status} AS status, \
         {is_listed} AS is_listed, {message} AS message, {tour_type} AS tour_type, {tour_date} AS tour_date, {tour_time} AS tour_time, {external_id} AS external_id, \
         COALESCE({created_at}, e.created_at, UTC_TIMESTAMP()) AS created_at, {first_name} AS first_name, \
         {last_name} AS last_name, {email} AS email, {phone} AS phone, COALESCE(e.cid, h.cid) AS cid, \
         COALESCE(e.property_id, h.property_id) AS property_id, e.status AS our_status, e.tour_type AS our_tour_type, \
         e.tour_date AS our_tour_date, e.tour_time AS our_tour_time, e.external_id AS our_external_id, \
         e.error AS our_error, e.first_name AS our_first_name, e.last_name AS our_last_name, e.email AS our_email, \
         e.phone AS our_phone, e.move_in_date AS our_move_in_date, e.attempts AS our_attempts, \
         CAST(TIMESTAMPDIFF(MICROSECOND, e.sent_at, UTC_TIMESTAMP(3)) / 1000 AS SIGNED) AS our_sent_ago_ms, \
         e.starts_at AS our_starts_at, e.ends_at AS our_ends_at \
         FROM {viewings} v LEFT JOIN {users} u ON {user} = {user_id} \
         LEFT JOIN entrata_houses h ON h.house_id = {house_id} \
         LEFT JOIN entrata_viewings e ON e.viewing_id = {id} WHERE {id} = :id",
        id = viewings.id.of("v"),
        user_id = viewings.user_id.of("v"),
        house_id = viewings.house_id.of("v"),
        status = viewings.status.of("v"),
        is_listed = map.viewing_status.is_listed(&viewings.status.of("v")),
        message = viewings.message.of("v"),
        tour_type = viewings.tour_type.of("v"),
        tour_date = viewings.entrata_tour_date.of("v"),
        tour_time = viewings.entrata_tour_time.of("v"),
        external_id = viewings.external_id.of("v"),
        created_at = viewings.created_at.of("v"),
        viewings = viewings.quoted(),
        user = users.id.of("u"),
        first_name = users.first_name.of("u"),
        last_name = users.last_name.of("u"),
        email = users.email.of("u"),
        phone = users.phone.of("u"),
        users = users.quoted(),
    );
    let found: Option<Joined> =
        first(conn, "reading a viewing", &sql, params! { "id" => viewing.get() }).await?;
    found.map(|row| row.viewing(map)).transpose()
}

impl Joined {
    fn viewing(self, map: &Map) -> Result<Viewing> {
        let viewings = &map.viewings;
        let status = self.status.as_deref();
        let theirs = one_of(&map.viewing_status, status, viewings, &viewings.status)?;
        if !self.is_listed {
            return Err(unlisted(&map.viewing_status, status, viewings, &viewings.status));
        }
        let ours = self.our_status.as_deref();
        let tour_type = match &self.our_tour_type {
            Some(ours) if ours != UNKNOWN => Some(ours.clone()),
            _ if self.tour_type.is_none() => None,
            _ => one_of(&map.tour_types, self.tour_type.as_deref(), viewings, &viewings.tour_type)?
                .first()
                .map(|word| (*word).to_owned()),
        };
        Ok(Viewing {
            id: self.id,
            user_id: self.user_id,
            house_id: self.house_id,
            status: combined(&theirs, ours)?,
            is_known: ours.is_some(),
            message: self.message,
            tour_type,
            entrata_tour_date: self.our_tour_date.or(self.tour_date),
            entrata_tour_time: self.our_tour_time.or(self.tour_time),
            first_name: self.our_first_name.or(self.first_name).unwrap_or_default(),
            last_name: self.our_last_name.or(self.last_name).unwrap_or_default(),
            email: self.our_email.or_else(|| self.email.clone()).unwrap_or_default(),
            account_email: self.email,
            phone: self.our_phone.or(self.phone),
            move_in_date: self.our_move_in_date,
            external_id: self.our_external_id.or(self.external_id),
            error: self.our_error,
            attempts: self.our_attempts.unwrap_or(0),
            sent_ago_ms: self.our_sent_ago_ms,
            created_at: self.created_at,
            starts_at: self.our_starts_at,
            ends_at: self.our_ends_at,
            cid: self.cid,
            property_id: self.property_id,
        })
    }
}

/// Our words for a value of the portal's.
fn one_of(
    words: &Words,
    value: Option<&str>,
    table: &impl Table,
    column: &Column,
) -> Result<Vec<&'static str>> {
    let ours: Vec<_> = value.map(|value| words.ours(value).collect()).unwrap_or_default();
    if ours.is_empty() { Err(unlisted(words, value, table, column)) } else { Ok(ours) }
}

fn unlisted(words: &Words, value: Option<&str>, table: &impl Table, column: &Column) -> Error {
    let shown = value.unwrap_or("NULL");
    let (table, name) = (table.name(), column.name.as_deref().unwrap_or(column.ours));
    let message = format!(
        "{table}.{name} has the value {shown:?}, which the portal's map does not list (expected {})",
        words.expected()
    );
    Error::new(ErrorKind::Config, message)
}

/// The state of a viewing from the portal's value, which may stand for several of our words, and ours.
fn combined(theirs: &[&'static str], ours: Option<&str>) -> Result<ViewingStatus> {
    let unknown = |_| Error::new(ErrorKind::Internal, "entrata_viewings has an unknown status");
    let ours = ours.map(|ours| ours.parse::<ViewingStatus>().map_err(unknown)).transpose()?;
    let theirs: Vec<_> = theirs.iter().filter_map(|word| word.parse::<ViewingStatus>().ok()).collect();
    let decided = theirs.last().copied().unwrap_or(ViewingStatus::Requested);
    Ok(match ours {
        // The portal has called it off, or decided it, before we delivered it.
        Some(ViewingStatus::Requested) if !theirs.contains(&ViewingStatus::Requested) => decided,
        Some(ours) => ours,
        None if theirs.contains(&ViewingStatus::Requested) => ViewingStatus::Requested,
        None => decided,
    })
}

/// Which viewings of the portal's own code to take over.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// This one.
    One(ViewingId),
    /// Those with ids above `after`, in their order, up to `most`.
    New {
        /// The greatest id that need not be looked at.
        after: u64,
        /// The most that are taken over.
        most: u32,
    },
}

/// Adopts viewings that the portal's own code wrote with its value for `REQUESTED`: those with a slot at a house from
/// Entrata that are not in `entrata_viewings` yet. Returns their number.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn adopt(store: &Store, map: &Map, which: Which) -> Result<u64> {
    let viewings = &map.viewings;
    let id = viewings.id.of("v");
    let (condition, row, most) = match which {
        Which::One(viewing) => ("=", viewing.get(), 1),
        Which::New { after, most } => (">", after, most),
    };
    let sql = format!(
        r"
        INSERT INTO entrata_viewings
            (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time, adopted)
        SELECT {id}, h.cid, h.property_id, h.house_id, COALESCE({user_id}, 0), {tour_type},
               LEFT(COALESCE({tour_date}, ''), 32), LEFT({tour_time}, 128), 1
        FROM {viewings} v JOIN entrata_houses h ON h.house_id = {house_id}
            LEFT JOIN entrata_viewings e ON e.viewing_id = {id}
        WHERE {id} {condition} :row AND {status} = :requested AND e.viewing_id IS NULL AND {tour_time} IS NOT NULL
        ORDER BY {id} LIMIT :most
        ON DUPLICATE KEY UPDATE entrata_viewings.viewing_id = entrata_viewings.viewing_id",
        user_id = viewings.user_id.of("v"),
        house_id = viewings.house_id.of("v"),
        status = viewings.status.of("v"),
        tour_type = tour_type(map),
        tour_date = viewings.entrata_tour_date.of("v"),
        tour_time = viewings.entrata_tour_time.of("v"),
        viewings = viewings.quoted(),
    );
    let values = params! {
        "row" => row,
        "requested" => map.viewing_status.value(ViewingStatus::Requested.as_str()),
        "most" => most,
    };
    change(&mut store.conn().await?, "taking viewings over", &sql, values).await
}

/// A tour type of which only the portal's row says what it is.
const UNKNOWN: &str = "UNKNOWN";

/// Our word for the portal's tour type.
fn tour_type(map: &Map) -> String {
    let Some(default) = map.tour_types.0.first().map(|(word, _)| literal(*word)) else {
        return literal(UNKNOWN);
    };
    if map.viewings.tour_type.name.is_none() {
        return default;
    }
    let column = map.viewings.tour_type.of("v");
    let words = map.tour_types.0.iter().map(|(word, theirs)| {
        format!("WHEN {column} = {} THEN {} ", literal(theirs.to_string()), literal(*word))
    });
    let words = words.collect::<String>();
    format!("CASE WHEN {column} IS NULL THEN {default} {words}ELSE {} END", literal(UNKNOWN))
}

/// Writes the slot's instants, and the source of the lead.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn set_slot(
    store: &Store,
    map: &Map,
    cid: Cid,
    viewing: ViewingId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    let viewings = &map.viewings;
    let sql = format!(
        "UPDATE entrata_viewings e LEFT JOIN {viewings} v ON {id} = e.viewing_id \
         SET e.starts_at = :starts_at, e.ends_at = :ends_at{theirs} \
         WHERE e.viewing_id = :viewing AND e.cid = :cid",
        viewings = viewings.quoted(),
        id = viewings.id.of("v"),
        theirs = [
            viewings.starts_at.and_set("v", ":starts_at"),
            viewings.ends_at.and_set("v", ":ends_at"),
            viewings.external_source.and_set("v", "'ENTRATA'"),
        ]
        .concat(),
    );
    let values = params! {
        "starts_at" => starts_at.naive_utc(),
        "ends_at" => ends_at.naive_utc(),
        "viewing" => viewing.get(),
        "cid" => cid.get(),
    };
    change(&mut store.conn().await?, "writing a viewing's slot", &sql, values).await.map(drop)
}

/// How an attempt to deliver a lead ended.
#[derive(Debug, Clone)]
pub enum Ending {
    /// Entrata has the tour.
    Confirmed(ApplicationId),
    /// The tour will not take place: why, for the person.
    Rejected(String),
    /// The tour was called off before it was delivered.
    Cancelled,
    /// Not now: what delays it, and how long to wait before the next attempt.
    Later(String, Duration),
}

impl Ending {
    fn status(&self) -> ViewingStatus {
        match self {
            Self::Confirmed(_) => ViewingStatus::Confirmed,
            Self::Rejected(_) => ViewingStatus::Rejected,
            Self::Cancelled => ViewingStatus::Cancelled,
            Self::Later(..) => ViewingStatus::Requested,
        }
    }
}

/// Ends an attempt in both tables, gives the lease back, and records the event; `false` if the lease had passed to another
/// holder.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn end(
    store: &Store,
    map: &Map,
    cid: Cid,
    property: Option<PropertyId>,
    owner: LeaseOwner,
    viewing: ViewingId,
    ending: &Ending,
) -> Result<bool> {
    let (external_id, error, pause) = match ending {
        Ending::Confirmed(application) => (Some(application.to_string()), None, None),
        Ending::Rejected(why) => (None, Some(why), None),
        Ending::Cancelled => (None, None, None),
        Ending::Later(why, pause) => (None, Some(why), Some(milliseconds(*pause))),
    };
    let viewings = &map.viewings;
    let theirs = match ending {
        // Nothing changes for the portal: its row says that it waits, or why it was called off.
        Ending::Later(..) | Ending::Cancelled => String::new(),
        Ending::Confirmed(_) | Ending::Rejected(_) => [
            viewings.status.and_set("v", ":their_status"),
            viewings
                .external_id
                .and_set("v", &format!("COALESCE(:external_id, {})", viewings.external_id.of("v"))),
            viewings.updated_at.and_set("v", NOW),
        ]
        .concat(),
    };
    let sql = format!(
        "UPDATE entrata_viewings e LEFT JOIN {viewings} v ON {id} = e.viewing_id \
         SET e.status = :status, e.external_id = COALESCE(:external_id, e.external_id), e.error = :error, \
         e.next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL :pause * 1000 MICROSECOND, e.updated_at = UTC_TIMESTAMP(), \
         {give_back}{theirs} WHERE e.viewing_id = :viewing AND e.cid = :cid AND e.lease_owner = :owner",
        give_back = give_back_of("e"),
        viewings = viewings.quoted(),
        id = viewings.id.of("v"),
    );
    let status = ending.status().as_str();
    let values = params! {
        "status" => status,
        "their_status" => map.viewing_status.value(status),
        "external_id" => external_id,
        "error" => error,
        "pause" => pause,
        "viewing" => viewing.get(),
        "cid" => cid.get(),
        "owner" => owner.text(),
    };
    let context = "ending a lead's delivery";
    let kind = match ending {
        Ending::Confirmed(_) => EventKind::LeadConfirmed,
        Ending::Rejected(_) => EventKind::LeadRejected,
        Ending::Cancelled | Ending::Later(..) => {
            return Ok(change(&mut store.conn().await?, context, &sql, values).await? > 0);
        }
    };
    let event = NewEvent { kind, cid, property, viewing: Some(viewing) };
    let changed = store.batch(context, &[Statement::new(&sql, values), adding_if_changed(&event)]).await?;
    Ok(changed.first().is_some_and(|changed| *changed > 0))
}

/// What Entrata reports about a confirmed tour.
#[derive(Debug, Clone, Copy)]
pub enum Report<'a> {
    /// It was canceled.
    Cancelled,
    /// It takes place at another time.
    Moved {
        /// When it starts.
        starts_at: DateTime<Utc>,
        /// When it ends.
        ends_at: DateTime<Utc>,
        /// The date as Entrata writes it.
        date: &'a str,
        /// The times as Entrata writes them.
        time: &'a str,
    },
}

/// Writes what Entrata reports about a confirmed tour into both tables, and records the event; `false` if the tour is no
/// longer confirmed.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn report(
    store: &Store,
    map: &Map,
    cid: Cid,
    property: PropertyId,
    viewing: ViewingId,
    report: Report<'_>,
) -> Result<bool> {
    let viewings = &map.viewings;
    let (kind, ours, theirs) = match report {
        Report::Cancelled => (
            EventKind::TourCancelled,
            "e.status = 'CANCELLED', e.missing_since = NULL",
            viewings.status.and_set("v", ":cancelled"),
        ),
        Report::Moved { .. } => (
            EventKind::TourMoved,
            "e.starts_at = :starts_at, e.ends_at = :ends_at, e.tour_date = :date, e.tour_time = :time",
            [
                viewings.starts_at.and_set("v", ":starts_at"),
                viewings.ends_at.and_set("v", ":ends_at"),
                viewings.entrata_tour_date.and_set("v", ":date"),
                viewings.entrata_tour_time.and_set("v", ":time"),
            ]
            .concat(),
        ),
    };
    let sql = format!(
        "UPDATE entrata_viewings e LEFT JOIN {viewings} v ON {id} = e.viewing_id \
         SET {ours}, e.updated_at = UTC_TIMESTAMP(){theirs}{updated} \
         WHERE e.viewing_id = :viewing AND e.cid = :cid AND e.status = 'CONFIRMED'",
        viewings = viewings.quoted(),
        id = viewings.id.of("v"),
        updated = viewings.updated_at.and_set("v", NOW),
    );
    let (starts_at, ends_at, date, time) = match report {
        Report::Cancelled => (None, None, "", ""),
        Report::Moved { starts_at, ends_at, date, time } => {
            (Some(starts_at.naive_utc()), Some(ends_at.naive_utc()), date, time)
        }
    };
    let values = params! {
        "cancelled" => map.viewing_status.value(ViewingStatus::Cancelled.as_str()),
        "starts_at" => starts_at,
        "ends_at" => ends_at,
        "date" => date,
        "time" => time,
        "viewing" => viewing.get(),
        "cid" => cid.get(),
    };
    let event = NewEvent { kind, cid, property: Some(property), viewing: Some(viewing) };
    let statements = [Statement::new(&sql, values), adding_if_changed(&event)];
    let changed = store.batch("writing what Entrata reports about a tour", &statements).await?;
    Ok(changed.first().is_some_and(|changed| *changed > 0))
}

/// The viewings of a user, held until the transaction ends.
///
/// # Errors
///
/// [`ErrorKind::Database`].
pub async fn of_user(tx: &mut Transaction<'_>, map: &Map, user: u64) -> Result<Vec<u64>> {
    let viewings = &map.viewings;
    let sql = format!(
        "SELECT {id} FROM {viewings} v WHERE {user_id} = :user ORDER BY {id} FOR UPDATE",
        id = viewings.id.of("v"),
        user_id = viewings.user_id.of("v"),
        viewings = viewings.quoted(),
    );
    let found: Vec<(u64,)> =
        rows(tx, "reading a renter's viewings", &sql, params! { "user" => user }).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The statement that erases what the person of a viewing wrote. One that was still to be delivered is rejected; the
/// others keep their state and slot.
#[must_use]
pub fn erasing(map: &Map, viewing: u64) -> Option<Statement> {
    let viewings = &map.viewings;
    let value = |status: ViewingStatus| literal(map.viewing_status.value(status.as_str()));
    let status = viewings.status.quoted().unwrap_or_default();
    let rejected = format!(
        "IF({status} = {}, {}, {status})",
        value(ViewingStatus::Requested),
        value(ViewingStatus::Rejected)
    );
    let cells =
        [cell(&viewings.message, ""), (&viewings.status, rejected), (&viewings.updated_at, NOW.to_owned())];
    update(viewings, &viewings.id, viewing, &cells)
}

#[cfg(test)]
mod tests {
    use super::super::map::Scalar;
    use super::*;
    use ViewingStatus::{Cancelled, Confirmed, Rejected, Requested};

    #[test]
    fn our_state_wins_unless_the_portal_ended_an_undelivered_viewing() {
        for (theirs, ours, combined_status) in [
            (&["REQUESTED"][..], None, Requested),
            (&["REQUESTED"], Some("REQUESTED"), Requested),
            (&["REQUESTED"], Some("CONFIRMED"), Confirmed),
            (&["CONFIRMED"], Some("CONFIRMED"), Confirmed),
            (&["CONFIRMED"], None, Confirmed),
            (&["REJECTED", "CANCELLED"], None, Cancelled),
            (&["REJECTED", "CANCELLED"], Some("REQUESTED"), Cancelled),
            (&["REJECTED", "CANCELLED"], Some("REJECTED"), Rejected),
        ] {
            assert_eq!(combined(theirs, ours).unwrap(), combined_status, "{theirs:?} {ours:?}");
        }
    }

    #[test]
    fn a_value_that_the_map_does_not_list_is_named_with_its_column() {
        let mut map = Map::default();
        map.viewings.table = "viewing_requests".to_owned();
        map.viewings.status.name = Some("state".to_owned());
        map.viewing_status.0[0].1 = Scalar::from("PENDING");
        let error =
            one_of(&map.viewing_status, Some("NEW"), &map.viewings, &map.viewings.status).unwrap_err();
        let expected = "viewing_requests.state has the value \"NEW\", which the portal's map does not list \
                        (expected PENDING, CONFIRMED, REJECTED, CANCELLED)";
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Config, expected));
        for pending in ["PENDING", "pending", "Pending "] {
            assert!(one_of(&map.viewing_status, Some(pending), &map.viewings, &map.viewings.status).is_ok());
        }
    }

    #[test]
    fn numbers_are_words_too() {
        let mut map = Map::default();
        map.viewing_status.0[0].1 = Scalar::Integer(0);
        let ours = one_of(&map.viewing_status, Some("0"), &map.viewings, &map.viewings.status).unwrap();
        assert_eq!(ours, ["REQUESTED"]);
    }
}
