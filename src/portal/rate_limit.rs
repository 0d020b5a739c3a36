//! Entrata's limits, counted over all processes in the shared database.

use crate::api::Deadline;
use crate::api::rate_limit::{CallKey, Limiter, Period, Priority, RateHeaders, limited};
use crate::error::portal::{Error, Result};
use crate::store::Store;
use crate::store::entrata::rate_limits::{self, Admission, Allowance, Call};
use crate::tour::zone::TimeZone;
use chrono::{NaiveDate, Utc};
use futures_util::future::BoxFuture;
use std::time::Duration;

/// How often to check while another call waits for its turn, or for the response that reports the limits.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How long the first call of a service may take to report the limits.
const FIRST_RESPONSE: Duration = Duration::from_secs(3);

pub(super) struct SharedLimits {
    store: Store,
}

impl SharedLimits {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Admits background calls. One that is not admitted is postponed instead of held.
    async fn admit_background(&self, keys: &[CallKey]) -> Result<()> {
        let calls: Vec<_> = keys.iter().map(call).collect();
        let admissions = rate_limits::admit_background(&self.store, &calls, entratas_day()).await?;
        for (key, admission) in keys.iter().zip(admissions) {
            if let Admission::NotBefore(pause) = admission {
                return Err(limited(key, pause).into());
            }
        }
        Ok(())
    }

    /// Admits an interactive call. One that cannot be made within its budget fails at once.
    async fn admit_interactive(&self, key: &CallKey, deadline: Deadline) -> Result<()> {
        loop {
            let pause = match rate_limits::admit_waiting(&self.store, &call(key), entratas_day()).await? {
                Admission::Admitted => return Ok(()),
                Admission::NotBefore(pause) => pause,
            };
            let is_late = pause > deadline.remaining();
            if is_late && (deadline.remaining() < LOOK_AGAIN || !self.may_allow_more(key).await?) {
                return Err(limited(key, pause).into());
            }
            tokio::time::sleep(pause.min(LOOK_AGAIN)).await;
        }
    }

    /// Returns whether the response that will report the limits is in progress.
    async fn may_allow_more(&self, key: &CallKey) -> Result<bool> {
        rate_limits::awaits_first_response(&self.store, &call(key), FIRST_RESPONSE).await
    }
}

fn call(key: &CallKey) -> Call<'_> {
    Call { cid: key.cid, property: key.property, service: &key.service, method: &key.method }
}

/// Entrata's day begins at midnight in Mountain Time.
fn entratas_day() -> NaiveDate {
    TimeZone::mountain().date_at(Utc::now())
}

impl Limiter for SharedLimits {
    fn admit<'a>(
        &'a self,
        calls: &'a [CallKey],
        priority: Priority,
        deadline: Deadline,
    ) -> BoxFuture<'a, crate::error::Result<()>> {
        Box::pin(async move {
            let admitted = async {
                if priority == Priority::Background {
                    return self.admit_background(calls).await;
                }
                for key in calls {
                    self.admit_interactive(key, deadline).await?;
                }
                Ok(())
            };
            admitted.await.map_err(Error::into_sdk)
        })
    }

    fn record<'a>(&'a self, key: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let recorded = match allowance(headers) {
                Some(allowance) => rate_limits::record(&self.store, key.cid, &key.service, &allowance).await,
                None => rate_limits::record_silence(&self.store, key.cid, &key.service).await,
            };
            if let Err(error) = recorded {
                tracing::warn!(error = error.display_chain(), "Entrata's limits not recorded");
            }
        })
    }
}

/// What the headers allow. The calls of the minute are shared; a window that is used up and a requested pause block all.
fn allowance(headers: &RateHeaders) -> Option<Allowance> {
    let whole = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let minute = headers.windows.iter().find(|window| window.period == Period::Minute);
    let minute =
        minute.and_then(|window| Some((whole(window.limit), whole(window.remaining?), window.reset?)));
    let blocked_for = headers.pause();
    (minute.is_some() || blocked_for.is_some()).then_some(Allowance { minute, blocked_for })
}
