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

/// How soon to look again while another process waits for the answer that will tell Entrata's limits.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(super) struct SharedLimits {
    store: Store,
}

impl SharedLimits {
    pub(super) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Nobody waits for these calls, so that they are better put off than held.
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

    async fn admit_waiting(&self, key: &CallKey, deadline: Deadline) -> Result<()> {
        loop {
            let pause = match rate_limits::admit_waiting(&self.store, &call(key), entratas_day()).await? {
                Admission::Admitted => return Ok(()),
                Admission::NotBefore(pause) => pause,
            };
            // The first call of all may be under way: its answer tells a person's call what is allowed.
            if deadline.remaining() < pause.min(LOOK_AGAIN) {
                return Err(limited(key, pause).into());
            }
            if pause > deadline.remaining() && !self.may_hear_more(key).await? {
                return Err(limited(key, pause).into());
            }
            tokio::time::sleep(pause.min(LOOK_AGAIN)).await;
        }
    }

    /// Whether Entrata has not told its limits yet, so that waiting may still help.
    async fn may_hear_more(&self, key: &CallKey) -> Result<bool> {
        rate_limits::is_unknown(&self.store, key.cid, &key.service).await
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
                    self.admit_waiting(key, deadline).await?;
                }
                Ok(())
            };
            admitted.await.map_err(Error::into_sdk)
        })
    }

    fn record<'a>(&'a self, key: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let Some(allowance) = allowance(headers) else { return };
            if let Err(error) = rate_limits::record(&self.store, key.cid, &key.service, &allowance).await {
                tracing::warn!(error = error.display_chain(), "Entrata's limits could not be written down");
            }
        })
    }
}

/// The minute's calls are shared out; a window that is used up, and a pause that Entrata asks for, block them all.
fn allowance(headers: &RateHeaders) -> Option<Allowance> {
    let whole = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let minute = headers.windows.iter().find(|window| window.period == Period::Minute);
    let minute =
        minute.and_then(|window| Some((whole(window.limit), whole(window.remaining?), window.reset?)));
    let blocked_for = headers.pause();
    (minute.is_some() || blocked_for.is_some()).then_some(Allowance { minute, blocked_for })
}
