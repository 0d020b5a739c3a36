//! Entrata's rate limits: keys, headers, and the limiter.
//!
//! Entrata counts calls for each company and service over the minute, the hour and the day, and reports what is left in
//! the headers of each response. The developer agreement allows less: one call a minute for each company, property and
//! method, and 2,500 calls a day. A [`Limiter`] keeps to both.

mod headers;
mod memory;

pub use headers::{Period, RateHeaders, Window};
pub use memory::MemoryLimiter;

use std::time::Duration;

use super::future::BoxFuture;
use super::retry::Deadline;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};

/// The developer agreement's interval between two calls of one method about one property.
pub const CONTRACT_INTERVAL: Duration = Duration::from_secs(60);
/// The developer agreement's number of calls a day for each company. The day is Mountain Time's.
pub const CONTRACT_CALLS_PER_DAY: u32 = 2_500;

/// What Entrata counts a call under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CallKey {
    /// The company.
    pub cid: Cid,
    /// The property, if the call is about one.
    pub property: Option<PropertyId>,
    /// The service, such as `properties`.
    pub service: String,
    /// The method, such as `getProperties`.
    pub method: String,
}

impl CallKey {
    /// Creates the key of a method of a service; [`Company::limit_key`](super::Company::limit_key) is shorter.
    pub fn new(
        cid: Cid,
        property: Option<PropertyId>,
        service: impl Into<String>,
        method: impl Into<String>,
    ) -> Self {
        Self { cid, property, service: service.into(), method: method.into() }
    }
}

/// Whether a person waits for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Priority {
    /// A person waits: the call may use the budget that the headers report.
    Interactive,
    /// No person waits: at most one call a minute for each company, property and method.
    Background,
}

/// Admits calls, so that Entrata never suspends a company for too many of them.
///
/// A call is admitted once. Its retries belong to it: they follow only on failures and on rejections by the
/// rate limit, and never sooner than the headers allow. Several processes that call for one company need a limiter that
/// counts in one place, such as a database:
///
/// ```
/// use entrata::api::rate_limit::{CallKey, Limiter, Priority, RateHeaders};
/// use entrata::api::{BoxFuture, Deadline};
///
/// /// A limiter for tests: it admits everything.
/// struct Unlimited;
///
/// impl Limiter for Unlimited {
///     fn admit<'a>(
///         &'a self,
///         _calls: &'a [CallKey],
///         _priority: Priority,
///         _deadline: Deadline,
///     ) -> BoxFuture<'a, entrata::Result<()>> {
///         Box::pin(async { Ok(()) })
///     }
///
///     fn record<'a>(&'a self, _call: &'a CallKey, _headers: &'a RateHeaders) -> BoxFuture<'a, ()> {
///         Box::pin(async {})
///     }
/// }
/// ```
pub trait Limiter: Send + Sync {
    /// Waits until all of the calls may be made.
    ///
    /// The SDK ends the wait at the deadline in any case; an implementation that knows the wait is longer should fail at
    /// once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RateLimited`] with the time to wait, from [`limited`], if the calls cannot be made by the deadline.
    /// In that case none of them counts.
    fn admit<'a>(
        &'a self,
        calls: &'a [CallKey],
        priority: Priority,
        deadline: Deadline,
    ) -> BoxFuture<'a, Result<()>>;

    /// Records that Entrata responded to an admitted call, and what the response's headers say.
    fn record<'a>(&'a self, call: &'a CallKey, headers: &'a RateHeaders) -> BoxFuture<'a, ()>;

    /// Gives back an admitted call that ended without a response from Entrata, or was dropped.
    ///
    /// For each admitted call, either this or [`record`](Self::record) is called.
    fn release(&self, _call: &CallKey) {}
}

/// Creates the error of a call that must wait this long.
#[must_use]
pub fn limited(call: &CallKey, pause: Duration) -> Error {
    let seconds = pause.as_secs() + u64::from(pause.subsec_nanos() > 0);
    let message = format!("rate limit: client {} may call {} again in {seconds} s", call.cid, call.method);
    Error::new(ErrorKind::RateLimited, message).with_retry_after(Duration::from_secs(seconds))
}
