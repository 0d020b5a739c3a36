//! Activation, suspension and change of feed type: one decision about a property, stored before the approval is sent.

use super::authentication::Proof;
use super::handled::{Handled, REPLY_RESERVE};
use super::reply::{self, Done};
use super::request::{Action, RequestType};
use crate::error::portal::Error;
use crate::id::Cid;
use crate::portal::within::within;
use crate::portal::{Portal, unknown_client};
use crate::store::entrata::property_state::{self, Decided, Decision, HousesFollow, Status};
use crate::store::entrata::webhooks::LogId;
use crate::store::host::house_status;
use std::time::{Duration, Instant};

/// The part of the budget that is reserved for the database.
pub(super) const MIN_DATABASE_TIME: Duration = Duration::from_millis(500);

impl Portal {
    /// Stores what a webhook decides about a property together with the approval.
    pub(super) async fn decide_about_property(
        &self,
        proof: Proof,
        cid: Cid,
        action: &Action,
        failed_exchange: Option<&Error>,
        log_id: LogId,
        began: Instant,
    ) -> Handled {
        let done = Done::carried_out(cid, action);
        let outcome = reply::outcome(&Ok(done), failed_exchange);
        let map = &self.settings.portal_map;
        let follow = |on_market| HousesFollow {
            alone: house_status::following(map, cid, action.property, &log_id.to_string(), on_market),
            joined: house_status::following_joined(map, on_market),
        };
        let decision = Decision {
            cid,
            property: action.property,
            status: match action.request_type {
                RequestType::Activation => Some((Status::Active, follow(true))),
                RequestType::Suspended => Some((Status::Suspended, follow(false))),
                RequestType::ChangeFeedType => None,
            },
            feed_type: action.feed_type.as_deref(),
            occupancy_type: action.occupancy_type.as_deref(),
            // The request to ingest is stored with the approval, so that a crash loses neither.
            ingests: action.request_type != RequestType::Suspended,
            by: log_id,
            outcome: &outcome,
        };
        let left =
            self.settings.timeout.saturating_sub(began.elapsed() + REPLY_RESERVE).max(MIN_DATABASE_TIME);
        let decided = within(left, property_state::decide(&self.store, &decision));
        match decided.await {
            Err(error) => Handled::new(Some(proof), Err(error)),
            Ok(Decided::UnknownClient) => Handled::new(Some(proof), Err(unknown_client(cid))),
            Ok(Decided::Done { outcome_logged }) => {
                Handled { outcome_logged, ..Handled::new(Some(proof), Ok(done)) }
            }
        }
    }
}
