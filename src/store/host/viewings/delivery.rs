//! What the delivery of a lead writes about its viewing.

use crate::error::portal::Result;
use crate::id::{ApplicationId, Cid, PropertyId, ViewingId};
use crate::store::events::{EventKind, NewEvent, adding_if_changed};
use crate::store::host::map::{Map, Table as _};
use crate::store::host::rows::NOW;
use crate::store::lease::{give_back_of, milliseconds};
use crate::store::{LeaseOwner, Statement, Store, ViewingStatus, change};
use chrono::{DateTime, Utc};
use mysql_async::params;
use std::time::Duration;

/// Writes the slot's instants, and the source of the lead.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
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
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
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
