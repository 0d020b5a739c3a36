//! Tour times: Entrata's slots as a person in the shown zone sees them, asked for once and shared.

mod times;

pub use times::TourTimes;

use self::times::Offered;
use super::Portal;
use crate::api::Deadline;
use crate::api::calendar::GetCalendarAvailability;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, HouseId, PropertyId};
use crate::store::LeaseOwner;
use crate::store::entrata::tour_times::{self, Kept, Question};
use crate::store::host::houses::{self, EntrataHouse};
use crate::tour::zone::TimeZone;
use crate::tour::{Availability, Month, TourType, Window, property_zone};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

/// While Entrata fails, tour times up to this old are shown, and say so.
const STALE: Duration = Duration::from_secs(15 * 60);
/// How soon to look again while another process asks Entrata.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How much longer than its work a lease lasts.
const LEASE_MARGIN: Duration = Duration::from_secs(5);

/// Entrata's answer as it is kept: the days, each with its raw slots.
pub(super) type RawDays<'a> = Vec<(RawText<'a>, Vec<RawText<'a>>)>;

/// A text of Entrata's, where it lies: a kept answer has some thousand of them.
#[derive(Serialize, Deserialize)]
pub(super) struct RawText<'a>(#[serde(borrow)] Cow<'a, str>);

impl AsRef<str> for RawText<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Portal {
    /// A house's tour times: a whole month `MM-YYYY` in the shown zone but never the past, or the next 30 days.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] naming every bad field, [`ErrorKind::NotAnEntrataProperty`], [`ErrorKind::ToursNotSupported`], and
    /// what Entrata and the way to it return when there are no kept tour times to show instead.
    pub async fn tour_availability(
        &self,
        house: HouseId,
        month: Option<&str>,
        tour_type: Option<&str>,
    ) -> Result<TourTimes> {
        Ok(self.offered(house, month, tour_type).await?.shown())
    }

    /// [`tour_availability`](Self::tour_availability) as the JSON that the endpoint answers with.
    ///
    /// # Errors
    ///
    /// As [`tour_availability`](Self::tour_availability).
    pub async fn tour_availability_json(
        &self,
        house: HouseId,
        month: Option<&str>,
        tour_type: Option<&str>,
    ) -> Result<String> {
        Ok(self.offered(house, month, tour_type).await?.to_json())
    }

    async fn offered(&self, house: HouseId, month: Option<&str>, tour_type: Option<&str>) -> Result<Offered> {
        let now = Utc::now();
        let tz = self.settings.time_zone;
        let (window, tour_type) = checked(month, tour_type, tz, now)?;
        let Window { from, to } = window.requested(now);
        let tour_type = tour_type.as_str();
        let map = &self.settings.portal_map;
        let found = houses::with_tour_times(&self.store, map, house, tour_type, from, to).await?;
        let mut found = on_market(house, found)?;
        let kept = found.tour_times.take().map(Kept::new);
        let (cid, property) = place(&found)?;
        let question = Question { cid, property, tour_type, from, to };
        let deadline = Deadline::after(self.settings.timeout);
        let asked = self.raw_tour_times(&question, kept, deadline, |days| Availability::parse(days)).await;
        let (offer, stale) = asked.map_err(|error| {
            error.context(format!("asking for the tour times of property {property} of client {cid}"))
        })?;
        report_contradictions(&offer, &found);
        Ok(Offered { house, property, tour_type, offer, stale, tz, now, window })
    }

    /// What `see` makes of the days as Entrata sent them: the kept ones while they are fresh, else asked for by whoever
    /// takes the lease, while the others wait. `true` beside it says that they are stale.
    pub(super) async fn raw_tour_times<T>(
        &self,
        question: &Question,
        mut kept: Option<Kept>,
        deadline: Deadline,
        see: impl Fn(RawDays<'_>) -> T,
    ) -> Result<(T, bool)> {
        let owner = LeaseOwner::fresh();
        let lease = self.settings.timeout + LEASE_MARGIN;
        loop {
            if let Some(days) = fresh(kept.as_ref()) {
                let seen = see(days);
                self.count_tour_cache_hit().await;
                return Ok((seen, false));
            }
            if tour_times::claim(&self.store, owner, question, lease).await? {
                return self.ask_and_keep(question, owner, kept, deadline, see).await;
            }
            if deadline.remaining() <= LOOK_AGAIN {
                let late = Error::new(
                    ErrorKind::Unavailable,
                    "Entrata has not answered another request for them in time",
                );
                return stale_or(kept.as_ref(), late, see);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
            kept = tour_times::find(&self.store, question).await?;
        }
    }

    async fn ask_and_keep<T>(
        &self,
        question: &Question,
        owner: LeaseOwner,
        kept: Option<Kept>,
        deadline: Deadline,
        see: impl Fn(RawDays<'_>) -> T,
    ) -> Result<(T, bool)> {
        failpoint!("tours-leased");
        // Somebody may have asked, kept and let go between our look and our lease.
        let since = tour_times::find(&self.store, question).await?;
        if let Some(days) = fresh(since.as_ref()) {
            let seen = see(days);
            tour_times::release(&self.store, owner, question).await?;
            return Ok((seen, false));
        }
        self.count_tour_cache_miss().await;
        match self.ask_entrata(question, deadline).await {
            Ok(days) => {
                failpoint!("tours-after-fetch");
                let answer = serde_json::to_string(&days).map_err(|error| {
                    Error::new(ErrorKind::Internal, "tour times cannot be written down").with_source(error)
                })?;
                tour_times::keep(&self.store, owner, question, &answer, self.settings.tour_cache).await?;
                failpoint!("tours-kept");
                Ok((see(days), false))
            }
            Err(error) => {
                tour_times::release(&self.store, owner, question).await?;
                if error.is_retryable() { stale_or(kept.as_ref(), error, see) } else { Err(error) }
            }
        }
    }

    async fn ask_entrata(&self, question: &Question, deadline: Deadline) -> Result<RawDays<'static>> {
        let client = self.client(question.cid).await?;
        let company = self.company(&client)?.with_deadline(deadline);
        let tour_type = question.tour_type.parse::<TourType>().map_err(crate::Error::from)?;
        let method = GetCalendarAvailability::new(question.property, question.from, question.to, tour_type);
        let answer = self.flag_rejected_token(&client, company.send(&method).await).await?;
        let text = |text: String| RawText(text.into());
        let texts = |times: Vec<String>| times.into_iter().map(text).collect();
        Ok(answer.into_iter().map(|day| (text(day.date), texts(day.times))).collect())
    }
}

fn checked(
    month: Option<&str>,
    tour_type: Option<&str>,
    tz: TimeZone,
    now: DateTime<Utc>,
) -> Result<(Window, TourType)> {
    let window = match month {
        None => Ok(Window::next_days(tz, now)),
        Some(text) => Month::parse(text).and_then(|month| Window::of_month(month, tz, now)),
    };
    let tour_type = tour_type.map_or(Ok(TourType::default()), str::parse);
    match (window, tour_type) {
        (Ok(window), Ok(tour_type)) => Ok((window, tour_type)),
        (window, tour_type) => {
            let month = window.err().map(|error| FieldError::new("month", error.to_string()));
            let tour_type = tour_type.err().map(|error| FieldError::new("tourType", error.to_string()));
            Err(Error::validation(month.into_iter().chain(tour_type).collect()))
        }
    }
}

fn on_market(house: HouseId, found: Option<EntrataHouse>) -> Result<EntrataHouse> {
    let refused = |why: &str| Error::new(ErrorKind::NotAnEntrataProperty, format!("house {house} {why}"));
    match found {
        None => Err(refused("is not an Entrata property")),
        Some(found) if !found.on_market => Err(refused("is off the market at the moment")),
        Some(found) => Ok(found),
    }
}

fn place(house: &EntrataHouse) -> Result<(Cid, PropertyId)> {
    let unusable =
        |_| Error::new(ErrorKind::Internal, format!("house {} has unusable Entrata ids", house.id));
    Ok((
        Cid::try_from(house.cid).map_err(unusable)?,
        PropertyId::try_from(house.property_id).map_err(unusable)?,
    ))
}

pub(super) fn read(answer: &str) -> Option<RawDays<'_>> {
    serde_json::from_str(answer).ok()
}

fn stale_or<T>(kept: Option<&Kept>, error: Error, see: impl Fn(RawDays<'_>) -> T) -> Result<(T, bool)> {
    match kept.filter(|kept| kept.age <= STALE).and_then(|kept| read(&kept.answer)) {
        Some(days) => {
            tracing::warn!(
                error = error.display_chain(),
                "Entrata fails: showing tour times that are not fresh"
            );
            Ok((see(days), true))
        }
        None => Err(error),
    }
}

/// The days of a kept answer that need not be asked for again.
fn fresh(kept: Option<&Kept>) -> Option<RawDays<'_>> {
    kept.filter(|kept| kept.fresh).and_then(|kept| read(&kept.answer))
}

/// A zone word that the property's own clocks contradict is told, and taken at its word: see `docs/tour-times.md`.
fn report_contradictions(offer: &Availability, house: &EntrataHouse) {
    let Some(tz) = house.time_zone.as_deref().and_then(|name| property_zone(name, None)) else { return };
    let mut contradictions = offer.contradictions(tz);
    if let Some(first) = contradictions.next() {
        let count = 1 + contradictions.count();
        tracing::warn!(cid = house.cid, property_id = house.property_id, count, %first,
            "Entrata's slots name another zone than the property's");
    }
}
