//! Everything the sandbox holds, behind one lock.

use super::calls::Calls;
use super::faults::{Dealer, Faults};
use super::limits::Budgets;
use super::oauth::Grants;
use super::shaper::Shaper;
use super::shapes::Shapes;
use super::story::Sent;
use super::world::{Plan, World};
use crate::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::America::Denver;
use std::sync::Arc;

/// Tells the sandbox what time it is.
pub(super) type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The sandbox's memory.
pub(super) struct State {
    plan: Plan,
    pub(super) world: World,
    pub(super) grants: Grants,
    pub(super) budgets: Budgets,
    pub(super) dealer: Dealer,
    pub(super) shaper: Shaper,
    pub(super) calls: Calls,
    /// The webhooks that went out.
    pub(super) sent: Vec<Sent>,
    pub(super) base_url: String,
    clock: Clock,
    /// How far the control API has moved the clock.
    pub(super) ahead: TimeDelta,
}

impl State {
    /// The state of a sandbox that was told nothing yet.
    ///
    /// # Errors
    ///
    /// As [`Plan::build`].
    pub(super) fn new(plan: Plan, base_url: String, clock: Clock) -> Result<Self> {
        let world = plan.build(mountain_day(clock()))?;
        Ok(Self {
            plan,
            world,
            grants: Grants::default(),
            budgets: Budgets::default(),
            dealer: Dealer::of(Faults::default()),
            shaper: Shaper::of(Shapes::default()),
            calls: Calls::default(),
            sent: Vec::new(),
            base_url,
            clock,
            ahead: TimeDelta::zero(),
        })
    }

    /// Everything as it was at the start: leads, codes, tokens, calls and counted limits are forgotten, changes,
    /// faults and shapes taken back. The limits themselves and the lifetimes stay.
    ///
    /// # Errors
    ///
    /// As [`Plan::build`].
    pub(super) fn reset(&mut self) -> Result<()> {
        self.ahead = TimeDelta::zero();
        self.world = self.plan.build(mountain_day(self.now()))?;
        self.grants.forget_all();
        self.budgets.reset();
        self.dealer = Dealer::of(Faults::default());
        self.shaper = Shaper::of(Shapes::default());
        self.calls = Calls::default();
        self.sent.clear();
        Ok(())
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.clock)() + self.ahead
    }
}

/// Entrata's day.
fn mountain_day(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Denver).date_naive()
}
