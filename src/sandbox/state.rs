//! Everything the sandbox holds, behind one lock.

use super::calls::Calls;
use super::faults::{Dealer, Faults};
use super::limits::Budgets;
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
    pub(super) budgets: Budgets,
    pub(super) dealer: Dealer,
    pub(super) calls: Calls,
    pub(super) base_url: String,
    clock: Clock,
    /// How far the control API has moved the clock.
    pub(super) ahead: TimeDelta,
}

impl State {
    pub(super) fn new(world: World, base_url: String, clock: Clock) -> Self {
        Self {
            world,
            grants: Grants::default(),
            budgets: Budgets::default(),
            dealer: Dealer::of(Faults::default()),
            calls: Calls::default(),
            base_url,
            clock,
            ahead: TimeDelta::zero(),
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.clock)() + self.ahead
    }
}
