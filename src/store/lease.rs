//! Leases: which process may work on a row, and until when, by the database's clock.
//!
//! A lease is a plain `UPDATE` of two columns, so it needs no lock that a sharded or replicated database lacks. The
//! statements below share these parts, and bind `:owner` and `:lease` (milliseconds).

use std::time::Duration;
use uuid::Uuid;

/// The lease of a row is free: a condition.
pub(super) const FREE: &str = "(lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))";

/// Takes the lease: part of `SET`.
pub(super) const TAKE: &str =
    "lease_owner = :owner, lease_until = UTC_TIMESTAMP(3) + INTERVAL :lease * 1000 MICROSECOND";

/// The end of a lease that starts now: a value of `INSERT`.
pub(super) const UNTIL: &str = "UTC_TIMESTAMP(3) + INTERVAL :lease * 1000 MICROSECOND";

/// Takes the lease of a row that is there already, if it is free: the end of an `INSERT … ON DUPLICATE KEY UPDATE`. MySQL
/// assigns from left to right, so the second line sees whether the first one took the lease.
pub(super) const TAKE_IF_FREE: &str = "lease_owner = IF(lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3), VALUES(lease_owner), lease_owner), \
     lease_until = IF(lease_owner = VALUES(lease_owner), VALUES(lease_until), lease_until)";

/// Gives the lease back: part of `SET`.
pub(super) const GIVE_BACK: &str = "lease_owner = NULL, lease_until = NULL";

/// [`GIVE_BACK`] in a statement that changes several tables.
pub(super) fn give_back_of(alias: &str) -> String {
    format!("{alias}.lease_owner = NULL, {alias}.lease_until = NULL")
}

/// The holder of a lease: new for each claim, so that a late holder is not taken for the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseOwner(Uuid);

impl LeaseOwner {
    /// Creates a new, unique holder.
    #[must_use]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    pub(super) fn text(self) -> String {
        self.0.to_string()
    }
}

pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
