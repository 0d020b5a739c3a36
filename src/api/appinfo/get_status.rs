//! getStatus.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::wire::{RawResult, Unreadable};
use crate::api::{Idempotency, Method};

/// Checks that Entrata's API responds and accepts the credentials.
///
/// ```no_run
/// use entrata::api::appinfo::GetStatus;
///
/// # async fn example(company: &entrata::api::Company) -> entrata::Result<()> {
/// println!("{}", company.send(&GetStatus).await?.message);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GetStatus;

/// Entrata's status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Status {
    /// `Success`.
    pub status: String,
    /// A sentence about it.
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

    fn read(result: RawResult<'_>) -> Result<Status, Unreadable> {
        let tree = result.tree()?;
        Ok(Status { status: tree.require("status")?.word(), message: tree.at("message").text() })
    }
}
