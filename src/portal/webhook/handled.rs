//! The result of handling a webhook, before it is logged and the reply is sent.

use super::authentication::Proof;
use super::reply::Done;
use crate::error::portal::{Error, Result};
use std::time::Duration;

/// The part of the budget that is reserved for logging the outcome and replying.
pub(super) const REPLY_RESERVE: Duration = Duration::from_millis(500);

/// The result of handling a webhook.
pub(super) struct Handled {
    pub(super) result: Result<Done>,
    /// The credential that authenticated the sender.
    pub(super) proof: Option<Proof>,
    /// Why the authorization code was not exchanged, if that did not stop the webhook.
    pub(super) failed_exchange: Option<Error>,
    /// Whether the outcome is already stored on the webhook's row.
    pub(super) outcome_logged: bool,
}

impl Handled {
    pub(super) fn new(proof: Option<Proof>, result: Result<Done>) -> Self {
        Self { result, proof, failed_exchange: None, outcome_logged: false }
    }
}
