//! How a webhook ended, before it is logged and answered.

use super::authentication::Proof;
use super::reply::Done;
use crate::error::portal::{Error, Result};
use std::time::Duration;

/// What is kept back of the budget to log how a webhook ended, and to reply.
pub(super) const REPLY_RESERVE: Duration = Duration::from_millis(500);

/// How a webhook ended.
pub(super) struct End {
    pub(super) result: Result<Done>,
    /// What proved the sender.
    pub(super) proof: Option<Proof>,
    /// Why the authorization code was not exchanged, where that did not stop the webhook.
    pub(super) failed_exchange: Option<Error>,
    /// Whether the end is on the webhook's row of the log already.
    pub(super) outcome_logged: bool,
}

impl End {
    pub(super) fn new(proof: Option<Proof>, result: Result<Done>) -> Self {
        Self { result, proof, failed_exchange: None, outcome_logged: false }
    }
}
