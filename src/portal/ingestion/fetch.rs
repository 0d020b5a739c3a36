//! Fetches a property: four calls that every ingestion needs, two that a company may not grant, and whether it offers tours.

use super::answers::Answers;
use crate::api::properties::{GetFloorPlans, GetProperties, GetPropertyFees};
use crate::api::units::{GetMitsPropertyUnits, GetSpecials, GetUnitsAvailabilityAndPricing};
use crate::api::wire::Skipped;
use crate::api::{Company, Deadline, Method};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::PropertyId;
use crate::portal::{Portal, lacks_permission};
use crate::store::entrata::clients::Client;
use crate::store::entrata::rate_limits;
use std::time::Duration;

/// How long a method that a company does not grant is not called again.
const NOT_GRANTED: Duration = Duration::from_secs(24 * 3600);
/// Entrata's code for an app without permission at one property; its others are about the whole company.
const NO_PERMISSION_AT_PROPERTY: i64 = 311;

impl Portal {
    /// Fetches everything that an ingestion needs, in parallel.
    pub(super) async fn fetch_property(&self, client: &Client, property: PropertyId) -> Result<Answers> {
        let deadline = Deadline::after(self.settings.background_timeout);
        let company = self.company(client)?.background().with_deadline(deadline);
        let (of_property, of_plans) = (GetProperties::new(property), GetFloorPlans::new(property));
        let of_mits = GetMitsPropertyUnits::new(property);
        let of_pricing = GetUnitsAvailabilityAndPricing::new(property);
        let calls = [
            company.limit_key(&of_property),
            company.limit_key(&of_plans),
            company.limit_key(&of_mits),
            company.limit_key(&of_pricing),
        ];
        let reserved = company.reserve(&calls).await?;
        let (listed, plans, mits, pricing, specials, fees, offers_tours) = tokio::join!(
            reserved.send(&of_property),
            reserved.send(&of_plans),
            reserved.send(&of_mits),
            reserved.send(&of_pricing),
            self.optional(&company, GetSpecials::new(property)),
            self.optional(&company, GetPropertyFees::new(property)),
            self.offers_tours(company.cid(), property),
        );
        let answers: Result<Answers> = async {
            let (listed, plans) = (listed.map_err(Error::from)?, plans.map_err(Error::from)?);
            let (mits, pricing) = (granted(mits)?, granted(pricing)?);
            let mut skipped: Vec<Skipped> = [listed.skipped, plans.skipped].concat();
            let listed = listed.items.into_iter().find(|listed| listed.id == property);
            let listed = listed
                .ok_or_else(|| Error::new(ErrorKind::Rejected, "Entrata does not list the property"))?;
            let mits = mits.map(|mits| {
                skipped.extend(mits.skipped);
                let only = mits.items.len() == 1;
                // The id of the only property may be missing.
                mits.items.into_iter().find(|mits| mits.id == Some(property) || mits.id.is_none() && only)
            });
            if let Some(pricing) = &pricing {
                skipped.extend(pricing.skipped.iter().cloned());
            }
            Ok(Answers {
                property: listed,
                plans: plans.items,
                mits: mits.flatten(),
                pricing,
                specials: specials.map(|specials| specials.items),
                fees: fees.map(|fees| fees.items),
                offers_tours,
                skipped,
            })
        }
        .await;
        self.flag_rejected_token(client, answers).await
    }

    /// Calls a method that a company may not grant: nothing, if it does not, and `None` if the call failed otherwise.
    async fn optional<M: Method>(&self, company: &Company, method: M) -> Option<M::Response>
    where
        M::Response: Default,
    {
        let (cid, property) = (company.cid(), method.property());
        let denied = match property {
            Some(property) => rate_limits::not_granted(&self.store, cid, property).await,
            None => Ok(Vec::new()),
        };
        match denied {
            Ok(denied) if denied.iter().any(|denied| denied == M::NAME) => {
                return Some(M::Response::default());
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(error = error.display_chain(), "grants of a client not read");
                return None;
            }
        }
        let error: Error = match company.send(&method).await {
            Ok(response) => return Some(response),
            Err(error) => error.into(),
        };
        if error.kind() != ErrorKind::Rejected {
            tracing::debug!(method = M::NAME, error = error.display_chain(), "optional call failed");
            return None;
        }
        // Without a grant Entrata responds with one of these codes, or with a general error.
        let at = property.filter(|_| error.entrata_code() == Some(NO_PERMISSION_AT_PROPERTY));
        tracing::info!(
            cid = cid.get(),
            method = M::NAME,
            "method is not granted: it is not called again for a day"
        );
        let recorded = rate_limits::record_not_granted(&self.store, cid, at, M::NAME, NOT_GRANTED).await;
        if let Err(error) = recorded {
            tracing::warn!(error = error.display_chain(), "grants of a client not recorded");
        }
        Some(M::Response::default())
    }
}

/// The response of an optional call, or nothing if the company does not grant it.
fn granted<T>(response: crate::Result<T>) -> Result<Option<T>> {
    match response.map_err(Error::from) {
        Ok(response) => Ok(Some(response)),
        Err(error) if error.kind() == ErrorKind::Rejected && lacks_permission(&error) => {
            tracing::info!(error = error.display_chain(), "the ingestion goes on without a method");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
