//! The result that the caller gets for a viewing's lead.

use crate::id::ViewingId;
use crate::portal::Portal;
use crate::store::ViewingStatus;
use crate::store::host::viewings::Viewing;
use crate::tour::Slot;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

/// The state of a viewing's lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum DeliveryStatus {
    /// Entrata has the tour.
    Confirmed,
    /// The lead is stored and will be delivered.
    Pending,
    /// The tour will not take place: Entrata or the validation rejected it, or its time has passed.
    Rejected,
    /// The tour was canceled.
    Cancelled,
}

impl From<ViewingStatus> for DeliveryStatus {
    fn from(status: ViewingStatus) -> Self {
        match status {
            ViewingStatus::Requested => Self::Pending,
            ViewingStatus::Confirmed => Self::Confirmed,
            ViewingStatus::Rejected => Self::Rejected,
            ViewingStatus::Cancelled => Self::Cancelled,
        }
    }
}

/// The state of a viewing's lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// The viewing.
    pub viewing_id: ViewingId,
    /// The state of its lead.
    pub status: DeliveryStatus,
    /// Entrata's application id, once there is one.
    pub external_id: Option<String>,
    /// The tour's start in RFC 3339, in the shown zone. `None` if the slot cannot be parsed.
    pub start: Option<String>,
    /// The tour's end in RFC 3339, in the shown zone.
    pub end: Option<String>,
}

impl Portal {
    pub(super) fn delivery(&self, viewing: ViewingId, row: &Viewing, status: DeliveryStatus) -> Delivery {
        let date = row.entrata_tour_date.as_deref().unwrap_or_default();
        let time = row.entrata_tour_time.as_deref().unwrap_or_default();
        // Entrata's staff may have moved the tour to another time than the booked slot.
        let known = row.starts_at.zip(row.ends_at).map(|(start, end)| (start.and_utc(), end.and_utc()));
        let times = known.or_else(|| Slot::parse(date, time).ok().map(|slot| (slot.start(), slot.end())));
        let shown = |at: DateTime<Utc>| {
            at.with_timezone(&self.settings.time_zone).to_rfc3339_opts(SecondsFormat::Secs, false)
        };
        let (start, end) = times.map(|(start, end)| (shown(start), shown(end))).unzip();
        Delivery { viewing_id: viewing, status, external_id: row.external_id.clone(), start, end }
    }
}
