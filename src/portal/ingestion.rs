//! Property ingestion: Entrata's data into `houses`, all of a property or nothing.

mod mapping;

use super::{Portal, cid_of};
use crate::api::Deadline;
use crate::api::properties::{GetFloorPlans, GetProperties};
use crate::api::units::{GetMitsPropertyUnits, GetUnitsAvailabilityAndPricing};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::store::entrata::clients::Client;
use crate::store::entrata::{houses as links, jobs, properties};
use crate::store::host::houses::{self, House, Owner};
use crate::tour::property_zone;
use crate::tour::zone::TimeZone;
use futures_util::StreamExt;
use mapping::{Told, ToldUnits};
use serde::Serialize;
use std::time::Duration;

/// An answer that would empty a property is believed when Entrata says it twice, this far apart.
const BELIEVE_EMPTY_AFTER: Duration = Duration::from_secs(600);
/// How many properties are ingested at once.
const AT_ONCE: usize = 4;

/// What an ingestion did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ingested {
    /// How many houses Entrata lists.
    pub houses: u64,
    /// How many pictures they have.
    pub images: u64,
    /// How many houses were taken off the market since Entrata lists them no more.
    pub retired: u64,
}

/// How the ingestion of one of many properties ended.
#[derive(Debug)]
pub struct SyncOutcome {
    /// Entrata's id of the company.
    pub cid: Cid,
    /// Entrata's id of the property.
    pub property: PropertyId,
    /// What it did, or what went wrong.
    pub ingested: Result<Ingested>,
}

impl Portal {
    /// Fetches a property and writes its houses in one transaction: readers see all of it or nothing.
    ///
    /// # Errors
    ///
    /// What Entrata and the way to it return; then nothing has changed.
    pub async fn ingest_property(&self, cid: Cid, property: PropertyId) -> Result<Ingested> {
        let ingested = async {
            let client = self.client(cid).await?;
            let told = self.ask_about(&client, property).await?;
            failpoint!("ingestion-after-fetch");
            let houses = mapping::houses(&told);
            self.write(&client, property, &told, &houses).await
        };
        ingested
            .await
            .map_err(|error| error.context(format!("ingesting property {property} of client {cid}")))
    }

    /// Asks the four questions side by side.
    async fn ask_about(&self, client: &Client, property: PropertyId) -> Result<Told> {
        let deadline = Deadline::after(self.settings.background_timeout);
        let company = self.company(client)?.with_deadline(deadline).background();
        let (of_property, of_plans) = (GetProperties::new(property), GetFloorPlans::new(property));
        let of_mits = GetMitsPropertyUnits::new(property);
        let of_pricing = GetUnitsAvailabilityAndPricing::new(property);
        let calls = [
            company.limit_key(&of_property),
            company.limit_key(&of_plans),
            company.limit_key(&of_mits),
            company.limit_key(&of_pricing),
        ];
        let company = company.reserve(&calls).await?;
        let answers = tokio::try_join!(
            company.send(&of_property),
            company.send(&of_plans),
            company.send(&of_mits),
            company.send(&of_pricing),
        );
        let (listed, plans, mits, pricing) = self.flag_rejected_token(client, answers).await?;
        let listed = listed.into_iter().find(|listed| listed.id == property);
        let listed =
            listed.ok_or_else(|| Error::new(ErrorKind::Rejected, "Entrata does not list the property"))?;
        // A listing without an id is that of the property that was requested.
        let mits = mits.into_iter().find(|mits| mits.id.is_none_or(|id| id == property));
        let units = ToldUnits::of(property, pricing, mits.as_ref());
        Ok(Told { property: listed, plans: plans.items, mits, units })
    }

    async fn write(
        &self,
        client: &Client,
        property: PropertyId,
        told: &Told,
        houses: &[House],
    ) -> Result<Ingested> {
        let cid = cid_of(client)?;
        let listed_state = told.property.address.state.as_str();
        let time_zone = told.mits.as_ref().and_then(|mits| {
            let state = Some(mits.address.state.as_str()).filter(|state| !state.is_empty());
            property_zone(&mits.time_zone, state.or(Some(listed_state))).map(TimeZone::name)
        });
        let map = &self.settings.portal_map;
        let written = self
            .store
            .transaction("writing a property", async |tx| {
                let state = properties::hold(tx, cid, property).await?;
                let linked = houses::linked(tx, map, cid, property).await?;
                if told.plans.is_empty()
                    && linked.iter().any(|house| house.on_market && house.floorplan_id != 0)
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
                let ids = houses::write(tx, map, &owner, &linked, houses).await?;
                links::link(tx, cid, property, &ids).await?;
                failpoint!("ingestion-mid-rows");
                let unlisted = houses::unlisted(&linked, houses);
                houses::take_off_market(tx, map, &unlisted).await?;
                let retired = links::retire(tx, cid, property, &unlisted).await?;
                let images = houses::write_images(tx, map, houses, &ids).await?;
                let name = &told.property.marketing_name;
                properties::ingested(tx, cid, property, name, time_zone).await?;
                failpoint!("ingestion-before-commit");
                let houses = u64::try_from(houses.len()).unwrap_or(u64::MAX);
                Ok(Some(Ingested { houses, images, retired }))
            })
            .await?;
        failpoint!("ingestion-after-commit");
        written.ok_or_else(|| {
            Error::new(
                ErrorKind::Unavailable,
                "Entrata lists no floor plan any more, which would empty the property: asking once more in ten minutes",
            )
            .with_retry_after(BELIEVE_EMPTY_AFTER)
        })
    }

    /// The active properties of active clients.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`].
    pub async fn active_properties(
        &self,
        cid: Option<Cid>,
        property: Option<PropertyId>,
    ) -> Result<Vec<(Cid, PropertyId)>> {
        let found = properties::active(&self.store, cid, property).await?;
        let typed = |(cid, property)| Some((Cid::try_from(cid).ok()?, PropertyId::try_from(property).ok()?));
        Ok(found.into_iter().filter_map(typed).collect())
    }

    /// Ingests many properties, several at once; `ended` hears of each. What fails is wished for again, so that
    /// the worker goes on with it.
    pub async fn sync(
        &self,
        properties: Vec<(Cid, PropertyId)>,
        mut ended: impl FnMut(&SyncOutcome),
    ) -> Vec<SyncOutcome> {
        let one = async |(cid, property)| {
            let ingested = self.ingest_property(cid, property).await;
            if ingested.is_err()
                && let Ok(mut conn) = self.store.conn().await
                && let Err(error) = jobs::request_ingestion(&mut conn, cid, property, None).await
            {
                tracing::warn!(error = error.display_chain(), "an ingestion could not be wished for again");
            }
            SyncOutcome { cid, property, ingested }
        };
        let mut outcomes = Vec::with_capacity(properties.len());
        let mut running = futures_util::stream::iter(properties).map(one).buffer_unordered(AT_ONCE);
        while let Some(outcome) = running.next().await {
            ended(&outcome);
            outcomes.push(outcome);
        }
        outcomes
    }
}
