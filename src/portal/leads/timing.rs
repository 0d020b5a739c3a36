//! How long the steps of a delivery take at most.

use std::time::Duration;

/// How much longer than its work a lease lasts.
pub(super) const LEASE_MARGIN: Duration = Duration::from_secs(10);
/// How long Entrata may still be working on a call whose outcome is unknown. Until then, a lookup proves nothing.
pub(super) const SETTLING: Duration = Duration::from_secs(15);
/// How soon to look again at what another process is doing.
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(100);
