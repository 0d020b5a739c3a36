//! Time limits of a delivery's steps.

use std::time::Duration;

/// How long a lease lasts beyond its work.
pub(super) const LEASE_MARGIN: Duration = Duration::from_secs(10);
/// How long Entrata may still be working on a call whose outcome is unknown. Until then, a lookup proves nothing.
pub(super) const SETTLING: Duration = Duration::from_secs(15);
/// How often to check what another process is doing.
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(100);
