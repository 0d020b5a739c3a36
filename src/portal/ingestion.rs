//! Property ingestion: stores Entrata's data in `houses`, a whole property or nothing.

mod answers;
mod fetch;
mod fit;
mod mapping;
mod offers;
mod outcome;
mod sync;
mod units;

pub use outcome::Ingested;
pub use sync::SyncOutcome;

use super::{Portal, cid_of};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::store::entrata::clients::Client;
use crate::store::entrata::{houses as links, listing, properties};
use crate::store::events::{self, EventKind, NewEvent};
use crate::store::host::houses::{self, House, Owner};
use crate::store::host::{house_images, house_status};
use crate::tour::property_zone;
use crate::tour::zone::TimeZone;
use answers::Answers;
use chrono::Utc;
use mapping::Mapped;
use std::time::Duration;

/// A response that would empty a property counts only if Entrata repeats it after this long.
const BELIEVE_EMPTY_AFTER: Duration = Duration::from_secs(600);
/// The longest name of a property, in characters.
const LONGEST_NAME: usize = 255;

impl Portal {
    /// Fetches a property and writes its houses in one transaction: readers see all of it or nothing.
    ///
    /// # Errors
    ///
    /// The error of a call to Entrata, or [`ErrorKind::Database`]. In both cases nothing has changed.
    pub async fn ingest_property(&self, cid: Cid, property: PropertyId) -> Result<Ingested> {
        let ingested = async {
            let client = self.client(cid).await?;
            let answers = self.fetch_property(&client, property).await?;
            failpoint!("ingestion-after-fetch");
            let today = self.settings.time_zone.date_at(Utc::now());
            let mapped = mapping::map(&answers, today);
            let facts = Facts::new(&answers);
            // A large property's responses take several times the memory of its rows.
            drop(answers);
            self.write_property(&client, property, &facts, mapped).await
        };
        self.with_misfits(ingested.await)
            .await
            .inspect(|ingested| {
                for skipped in &ingested.skipped {
                    tracing::warn!(
                        cid = cid.get(),
                        property_id = property.get(),
                        what = skipped.what,
                        reason = skipped.reason,
                        "skipped in an ingestion"
                    );
                }
            })
            .map_err(|error| error.context(format!("ingesting property {property} of client {cid}")))
    }

    async fn write_property(
        &self,
        client: &Client,
        property: PropertyId,
        facts: &Facts,
        mapped: Mapped,
    ) -> Result<Ingested> {
        let cid = cid_of(client)?;
        let map = &self.settings.portal_map;
        let Mapped { houses: mapped, skipped } = mapped;
        let (houses, listings): (Vec<House>, Vec<listing::Listing>) = mapped.into_iter().unzip();
        let written = self
            .store
            .transaction("writing a property", async |tx| {
                let state = properties::hold(tx, cid, property).await?;
                let linked = houses::linked(tx, map, cid, property).await?;
                if facts.has_no_plans && linked.iter().any(|house| house.on_market && house.floorplan_id != 0)
                {
                    let seconds = state.as_ref().and_then(|state| state.empty_for_seconds);
                    if seconds.is_none_or(|seconds| seconds < BELIEVE_EMPTY_AFTER.as_secs()) {
                        properties::seen_empty(tx, cid, property).await?;
                        return Ok(None);
                    }
                }
                let owner = Owner {
                    property_operator_id: client.property_operator_id,
                    agent_id: client.agent_id,
                    on_market: state.as_ref().is_none_or(|state| state.status == "ACTIVE"),
                };
                let ids = houses::write(tx, map, &owner, &linked, &houses).await?;
                links::link(tx, cid, property, &ids).await?;
                failpoint!("ingestion-mid-rows");
                let unlisted = houses::unlisted(&linked, &houses);
                house_status::take_off_market(tx, map, &unlisted).await?;
                let retired = links::retire(tx, cid, property, &unlisted).await?;
                let images = house_images::write(tx, map, &houses::images(&houses, &ids)).await?;
                let of_houses = houses.iter().zip(&listings);
                let of_houses: Vec<_> = of_houses
                    .filter_map(|(house, listing)| Some((*ids.get(&house.floorplan_id)?, listing)))
                    .collect();
                listing::replace(tx, cid, &of_houses).await?;
                let Facts { name, time_zone, offers_tours, .. } = facts;
                properties::ingested(tx, cid, property, name.as_deref(), *time_zone, *offers_tours).await?;
                let event = NewEvent {
                    kind: EventKind::PropertyIngested,
                    cid,
                    property: Some(property),
                    viewing: None,
                };
                events::add(tx, &event).await?;
                failpoint!("ingestion-before-commit");
                let houses = u64::try_from(houses.len()).unwrap_or(u64::MAX);
                Ok(Some((houses, images, retired)))
            })
            .await?;
        failpoint!("ingestion-after-commit");
        let Some((houses, images, retired)) = written else {
            let message =
                "Entrata lists no floor plan, which would empty the property: asking again in ten minutes";
            return Err(Error::new(ErrorKind::Unavailable, message).with_retry_after(BELIEVE_EMPTY_AFTER));
        };
        Ok(Ingested { houses, images, retired, skipped })
    }
}

/// What the responses say about the property itself.
struct Facts {
    has_no_plans: bool,
    name: Option<String>,
    time_zone: Option<&'static str>,
    offers_tours: Option<bool>,
}

impl Facts {
    fn new(answers: &Answers) -> Self {
        Self {
            has_no_plans: answers.plans.is_empty(),
            name: fit::text(&answers.property.marketing_name, LONGEST_NAME),
            time_zone: time_zone(answers),
            offers_tours: answers.offers_tours,
        }
    }
}

/// The IANA name of the property's time zone. `None` if it was never set: Entrata then sends Mountain Time, wherever the property
/// is.
fn time_zone(answers: &Answers) -> Option<&'static str> {
    let state = answers.text(&answers.property.address.state, |mits| &mits.address.state);
    property_zone(&answers.mits.as_ref()?.time_zone, state).map(TimeZone::name)
}
