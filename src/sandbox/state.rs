//! Everything the sandbox holds, behind one lock.

use super::oauth::Grants;
use super::world::World;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// Tells the sandbox what time it is.
pub(super) type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The sandbox's memory.
pub(super) struct State {
    pub(super) world: World,
    pub(super) grants: Grants,
    pub(super) base_url: String,
    clock: Clock,
    /// How far the control API has moved the clock.
    pub(super) ahead: TimeDelta,
}

impl State {
    pub(super) fn new(world: World, base_url: String, clock: Clock) -> Self {
        Self { world, grants: Grants::default(), base_url, clock, ahead: TimeDelta::zero() }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.clock)() + self.ahead
    }
}
