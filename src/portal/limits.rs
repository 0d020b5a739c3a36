//! Entrata's limits, counted over all processes in the shared database.

use crate::api::{CallKey, Deadline, Limiter, Pace, Per, RateHeaders, limited};
use crate::error::Result;
use crate::store::Store;
use crate::store::calls::{self, Admission, Allowance, Call};
use crate::tour::zone::ENTRATA;
use chrono::Utc;
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

    async fn admission(&self, key: &CallKey, pace: Pace) -> Result<Admission> {
        let call = Call { cid: key.cid, property: key.property, service: &key.service, method: &key.method };
        // Entrata's day begins at midnight in Mountain Time.
        let today = Utc::now().with_timezone(&ENTRATA).date_naive();
        match pace {
            Pace::Renter => calls::admit_waiting(&self.store, &call, today).await,
            Pace::Background => calls::admit_background(&self.store, &call, today).await,
        }
    }
}

impl Limiter for SharedLimits {
    fn admit<'a>(&'a self, key: &'a CallKey, pace: Pace, deadline: Deadline) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            loop {
                let pause = match self.admission(key, pace).await? {
                    Admission::Admitted => return Ok(()),
                    Admission::NotBefore(pause) => pause,
                };
                // The first call of all may be under way: its answer tells a person's call what is allowed. Nobody
                // waits for the other calls, which are better put off than held.
                if pace == Pace::Background || deadline.left() < pause.min(LOOK_AGAIN) {
                    return Err(limited(key, pause));
                }
                if pause > deadline.left() && !self.may_hear_more(key).await? {
                    return Err(limited(key, pause));
                }
                tokio::time::sleep(pause.min(LOOK_AGAIN)).await;
            }
        })
    }

    fn told<'a>(&'a self, key: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let Some(allowance) = allowance(headers) else { return };
            if let Err(error) = calls::told(&self.store, key.cid, &key.service, &allowance).await {
                tracing::warn!(error = error.report(), "Entrata's limits could not be written down");
            }
        })
    }
}

impl SharedLimits {
    /// Whether Entrata has not told its limits yet, so that waiting may still help.
    async fn may_hear_more(&self, key: &CallKey) -> Result<bool> {
        calls::is_untold(&self.store, key.cid, &key.service).await
    }
}

/// The minute's calls are shared out; a window that is used up, and a pause that Entrata asks for, block them all.
fn allowance(headers: &RateHeaders) -> Option<Allowance> {
    let whole = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let minute = headers.windows.iter().find(|window| window.per == Per::Minute);
    let minute =
        minute.and_then(|window| Some((whole(window.limit), whole(window.remaining?), window.reset?)));
    let blocked_for = headers.pause();
    (minute.is_some() || blocked_for.is_some()).then_some(Allowance { minute, blocked_for })
}
