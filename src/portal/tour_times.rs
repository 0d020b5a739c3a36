//! Tour times: Entrata's slots in the shown zone, fetched once and shared.

mod fetch;
mod response;

pub use response::TourTimes;

pub(super) use fetch::{RawDays, days_of};

use super::Portal;
use super::within::within;
use crate::api::Deadline;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, HouseId, PropertyId};
use crate::store::entrata::tour_times::{Kept, Question, fetched_within};
use crate::store::host::house_tour_times::{self, EntrataHouse};
use crate::tour::zone::TimeZone;
use crate::tour::{Availability, Month, TourType, Window, property_zone};
use chrono::{DateTime, Months, Utc};
use response::Offered;
use std::time::Duration;

/// How far ahead a month may begin. Each month and tour type is a separate call to Entrata.
const MONTHS_AHEAD: Months = Months::new(6);
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Portal {
    /// Returns a house's tour times: those of a month `MM-YYYY` in the shown zone that are not over, or those of the
    /// next 30 days.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] with every bad field, [`ErrorKind::NotAnEntrataProperty`],
    /// [`ErrorKind::ToursNotSupported`], and the error of the call to Entrata if no cached tour times can be shown instead.
    pub async fn tour_availability(
        &self,
        house: HouseId,
        month: Option<&str>,
        tour_type: Option<&str>,
    ) -> Result<TourTimes> {
        Ok(self.offered(house, month, tour_type).await?.shown())
    }

    /// Returns [`tour_availability`](Self::tour_availability) as the JSON of the app's endpoint.
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

    /// Whether a property offers tours of any type, so that pages offer only homes that can be toured. None if Entrata did
    /// not say. Calls Entrata only if no tour times were fetched for a day.
    pub(super) async fn offers_tours(&self, cid: Cid, property: PropertyId) -> Option<bool> {
        let now = Utc::now();
        let Window { from, to } = Window::next_days(self.settings.time_zone, now).requested(now);
        let question =
            |tour_type: TourType| Question { cid, property, tour_type: tour_type.as_str(), from, to };
        let fetched = fetched_within(&self.store, &question(TourType::default()), A_DAY).await.ok()?;
        if fetched.of_property > 0 {
            return Some(true);
        }
        let deadline = Deadline::after(self.settings.timeout);
        for tour_type in TourType::ALL {
            match self.fetch_for_later(&question(tour_type), deadline).await {
                Ok(()) => return Some(true),
                Err(error) if error.kind() == ErrorKind::ToursNotSupported => {}
                Err(_) => return None,
            }
        }
        Some(false)
    }

    async fn offered(&self, house: HouseId, month: Option<&str>, tour_type: Option<&str>) -> Result<Offered> {
        let now = Utc::now();
        let tz = self.settings.time_zone;
        let (window, tour_type) = checked(month, tour_type, tz, now)?;
        let Window { from, to } = window.requested(now);
        let tour_type = tour_type.as_str();
        let map = &self.settings.portal_map;
        let deadline = Deadline::after(self.settings.timeout);
        let found = house_tour_times::find(&self.store, map, house, tour_type, from, to);
        let found = within(deadline.remaining(), found).await;
        let mut found = on_market(house, self.with_misfits(found).await?)?;
        let kept = found.tour_times.take().map(Kept::new);
        let (cid, property) = place(&found)?;
        let question = Question { cid, property, tour_type, from, to };
        let asked = self.shared_tour_times(&question, kept, deadline, |days| Availability::parse(days)).await;
        let (offer, stale) = asked.map_err(|error| {
            error.context(format!("reading the tour times of property {property} of client {cid}"))
        })?;
        report_contradictions(&offer, &found);
        Ok(Offered { house, property, tour_type, offer, stale, tz, now, window })
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
        Some(text) => match Month::parse(text).and_then(|month| Window::of_month(month, tz, now)) {
            Ok(window) if window.from > tz.date_at(now) + MONTHS_AHEAD => {
                Err("is more than six months ahead".to_owned())
            }
            window => window.map_err(|error| error.to_string()),
        },
    };
    let tour_type = tour_type.map_or(Ok(TourType::default()), str::parse);
    match (window, tour_type) {
        (Ok(window), Ok(tour_type)) => Ok((window, tour_type)),
        (window, tour_type) => {
            let month = window.err().map(|error| FieldError::new("month", error));
            let tour_type = tour_type.err().map(|error| FieldError::new("tourType", error.to_string()));
            Err(Error::validation(month.into_iter().chain(tour_type).collect()))
        }
    }
}

fn on_market(house: HouseId, found: Option<EntrataHouse>) -> Result<EntrataHouse> {
    let error = |why: &str| Error::new(ErrorKind::NotAnEntrataProperty, format!("house {house} {why}"));
    match found {
        None => Err(error("is not an Entrata property")),
        Some(found) if !found.on_market => Err(error("is off the market")),
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

/// Logs slots whose zone word contradicts the clocks at the property. They are shown as written: see
/// `docs/explanation/tour-times.md`.
fn report_contradictions(offer: &Availability, house: &EntrataHouse) {
    let Some(tz) = house.time_zone.as_deref().and_then(|name| property_zone(name, None)) else { return };
    let mut contradictions = offer.contradictions(tz);
    if let Some(first) = contradictions.next() {
        let count = 1 + contradictions.count();
        tracing::warn!(cid = house.cid, property_id = house.property_id, count, %first,
            "slots name another zone than the property's");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chicago() -> TimeZone {
        "America/Chicago".parse().unwrap()
    }

    #[test]
    fn a_month_may_begin_at_most_six_months_ahead() {
        let now = "2026-11-26T12:00:00Z".parse().unwrap();
        let month = |text| checked(Some(text), None, chicago(), now);
        assert!(month("05-2027").is_ok());
        let error = month("06-2027").unwrap_err();
        assert_eq!(error.fields()[0].message, "is more than six months ahead");
        assert!(checked(None, None, chicago(), now).is_ok());
    }
}
