//! getStatus.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::wire;
use crate::api::{Idempotency, Method};

/// Asks whether Entrata's API is up, and takes our credentials.
#[derive(Debug, Clone, Copy, Default)]
pub struct GetStatus;

/// What Entrata says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Status {
    /// `Success`.
    #[serde(deserialize_with = "wire::text")]
    pub status: String,
    /// A sentence.
    #[serde(deserialize_with = "wire::text")]
    pub message: String,
}

impl Method for GetStatus {
    const SERVICE: &'static str = "status";
    const NAME: &'static str = "getStatus";
    const IDEMPOTENCY: Idempotency = Idempotency::Safe;
    type Response = Status;

    fn params(&self) -> Value {
        json!({})
    }
}
