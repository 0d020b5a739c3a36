//! Everything the sandbox holds, behind one lock.

use super::call_log::CallLog;
use super::fault_picker::Picker;
use super::faults::Faults;
use super::grants::Grants;
use super::options::{Clock, Options};
use super::rate_limit::Budgets;
use super::shapes::{Shaper, Shapes};
use super::variants::Variants;
use super::webhooks::Sent;
use super::world::{Plan, World};
use crate::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::America::Denver;

/// The sandbox's memory.
pub(super) struct State {
    plan: Plan,
    pub(super) world: World,
    pub(super) grants: Grants,
    pub(super) budgets: Budgets,
    pub(super) faults: Picker,
    pub(super) shaper: Shaper,
    pub(super) variants: Variants,
    pub(super) calls: CallLog,
    /// The webhooks that have been sent.
    pub(super) sent: Vec<Sent>,
    pub(super) registered_url: Option<String>,
    pub(super) base_url: String,
    clock: Clock,
    /// How far the control API has moved the clock.
    pub(super) ahead: TimeDelta,
}

impl State {
    /// The state at the start.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`] and [`Plan::build`].
    pub(super) fn new(base_url: String, options: &Options) -> Result<Self> {
        let plan = Plan::new(options.data.as_deref(), options.properties, options.units, options.seed)?;
        let world = plan.build(mountain_day(options.clock.now()))?;
        Ok(Self {
            plan,
            world,
            grants: Grants::new(options.code_seconds, options.token_seconds),
            budgets: Budgets::new(options.limits),
            faults: Picker::new(options.faults.clone()),
            shaper: Shaper::new(options.shapes),
            variants: options.variants.clone(),
            calls: CallLog::default(),
            sent: Vec::new(),
            registered_url: options.registered_url.clone(),
            base_url,
            clock: options.clock.clone(),
            ahead: TimeDelta::zero(),
        })
    }

    /// Forgets leads, codes, tokens, calls, webhooks and counted limits, and undoes changes, faults, shapes and
    /// variants. The limits themselves and the lifetimes remain.
    ///
    /// # Errors
    ///
    /// As [`Plan::build`].
    pub(super) fn reset(&mut self) -> Result<()> {
        self.ahead = TimeDelta::zero();
        self.world = self.plan.build(mountain_day(self.now()))?;
        self.grants.clear();
        self.budgets.reset();
        self.faults = Picker::new(Faults::default());
        self.shaper = Shaper::new(Shapes::default());
        self.variants = Variants::default();
        self.calls = CallLog::default();
        self.sent.clear();
        Ok(())
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now() + self.ahead
    }
}

/// Entrata's day.
fn mountain_day(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Denver).date_naive()
}
