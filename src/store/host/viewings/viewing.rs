//! One viewing, read from the portal's tables and ours.

use super::adopt::UNKNOWN;
use super::row::Joined;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::ViewingId;
use crate::store::host::map::{Column, Map, Table, Words};
use crate::store::{Session, ViewingStatus, first};
use chrono::{NaiveDate, NaiveDateTime};
use mysql_async::params;

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
    table: &dyn Table,
    column: &Column,
) -> Result<Vec<&'static str>> {
    let ours: Vec<_> = value.map(|value| words.ours(value).collect()).unwrap_or_default();
    if ours.is_empty() { Err(unlisted(words, value, table, column)) } else { Ok(ours) }
}

fn unlisted(words: &Words, value: Option<&str>, table: &dyn Table, column: &Column) -> Error {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::host::map::Scalar;
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
