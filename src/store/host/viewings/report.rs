//! What Entrata reports about a confirmed tour.

use crate::error::portal::Result;
use crate::id::{Cid, PropertyId, ViewingId};
use crate::store::events::{EventKind, NewEvent, adding_if_changed};
use crate::store::host::map::{Map, Table as _};
use crate::store::host::rows::NOW;
use crate::store::{Statement, Store, ViewingStatus};
use chrono::{DateTime, Utc};
use mysql_async::params;

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
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
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
