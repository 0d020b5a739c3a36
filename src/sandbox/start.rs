//! Starting and stopping a sandbox, and the handle on it.

use super::calls::CallRecord;
use super::change::Taking;
use super::faults::{Dealer, Faults};
use super::limits::Limits;
use super::run::Options;
use super::server;
use super::shaper::Shaper;
use super::shapes::Shapes;
use super::state::{Clock, State};
use super::story::{self, Sent, Step};
use super::truth::Truth;
use super::world::Plan;
use crate::{Error, ErrorKind, Result};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::watch;

/// A running fake Entrata. Dropping it stops it.
pub struct Sandbox {
    url: String,
    state: Arc<Mutex<State>>,
    stop: watch::Sender<()>,
    threads: Vec<JoinHandle<()>>,
}

/// How a sandbox shall be.
pub struct Builder {
    options: Options,
    clock: Clock,
}

impl Sandbox {
    /// Starts one with the built-in set on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// `Config` when the machine gives no port.
    pub async fn start() -> Result<Self> {
        Self::builder().start().await
    }

    /// Says first how it shall be.
    #[must_use]
    pub fn builder() -> Builder {
        Builder { options: Options::default(), clock: Arc::new(Utc::now) }
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The value for `ENTRATA_OAUTH_URL`.
    #[must_use]
    pub fn oauth_url(&self) -> String {
        format!("{}/api/oauth", self.url)
    }

    /// The value for `ENTRATA_API_URL`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("{}/ext/orgs", self.url)
    }

    /// A new one-time authorisation code of a company.
    ///
    /// # Errors
    ///
    /// `Validation` when there is no such company.
    pub fn auth_code(&self, cid: u64) -> Result<String> {
        let mut state = self.state();
        if state.world.company(cid).is_none() {
            return Err(Error::new(ErrorKind::Validation, format!("the sandbox has no company {cid}")));
        }
        let now = state.now();
        Ok(state.grants.new_code(cid, now))
    }

    /// What it was told so far.
    #[must_use]
    pub fn truth(&self) -> Truth {
        Truth::of(&self.state().world)
    }

    /// Forgets every token, so that the next call of each is refused.
    pub fn expire_tokens(&self) {
        self.state().grants.expire_all();
    }

    /// Puts faults in force, in place of those before.
    ///
    /// # Errors
    ///
    /// `Validation` when the rates cannot be: each is from 0 to 1, and together they are at most 1.
    pub fn faults(&self, faults: Faults) -> Result<()> {
        faults.check().map_err(|message| Error::new(ErrorKind::Validation, message))?;
        self.state().dealer = Dealer::of(faults);
        Ok(())
    }

    /// Lets somebody else take a slot, written as the calendar writes it: `10:00 MST - 10:30 MST`.
    ///
    /// # Errors
    ///
    /// `Validation` when the property does not offer it.
    pub fn take_slot(&self, property_id: u64, date: &str, time: &str) -> Result<()> {
        let taking = Taking { property_id, date: date.to_owned(), time: time.to_owned() };
        let mut state = self.state();
        let now = state.now();
        taking.apply(&mut state.world, now).map_err(|message| Error::new(ErrorKind::Validation, message))
    }

    /// Moves the sandbox's clock ahead of the real one.
    pub fn advance(&self, by: TimeDelta) {
        self.state().ahead += by;
    }

    /// Sends webhooks one after the other, as Entrata would, and gives what the portal answered.
    pub async fn send_webhooks(&self, steps: Vec<Step>) -> Vec<Sent> {
        story::play(&self.state, steps).await
    }

    /// Shapes the answers from now on.
    pub fn shapes(&self, shapes: Shapes) {
        self.state().shaper = Shaper::of(shapes);
    }

    /// The last calls of Entrata's API, at most a thousand, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<CallRecord> {
        self.state().calls.last().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Builder {
    /// Takes every switch at once.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Listens at this address instead of a free port of 127.0.0.1.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.options.listen = address;
        self
    }

    /// Takes the time from here instead of the machine's clock.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Makes up properties until there are so many.
    #[must_use]
    pub fn properties(mut self, count: usize) -> Self {
        self.options.properties = count;
        self
    }

    /// Gives each made-up property so many units.
    #[must_use]
    pub fn units(mut self, count: u32) -> Self {
        self.options.units = count;
        self
    }

    /// Makes up from this seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.seed = seed;
        self
    }

    /// Allows so many calls for each company and service.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Shapes answers as in the wild.
    #[must_use]
    pub fn shapes(mut self, shapes: Shapes) -> Self {
        self.options.shapes = shapes;
        self
    }

    /// Starts it: when this returns, it answers.
    ///
    /// # Errors
    ///
    /// `Config` when the address cannot be listened at, or the data file is wrong; the message names it.
    #[allow(
        clippy::unused_async,
        reason = "starting may have to wait one day; callers should not change then"
    )]
    pub async fn start(self) -> Result<Sandbox> {
        let options = self.options;
        options.faults.check().map_err(|message| Error::new(ErrorKind::Config, message))?;
        let wrong = |cause: std::io::Error| {
            Error::new(ErrorKind::Config, format!("the sandbox cannot listen at {}", options.listen))
                .with_source(cause)
        };
        let listener = TcpListener::bind(options.listen).map_err(wrong)?;
        let url = format!("http://{}", listener.local_addr().map_err(wrong)?);
        let plan = Plan::of(options.data.as_deref(), options.properties, options.units, options.seed)?;
        let mut state = State::new(plan, url.clone(), self.clock)?;
        state.budgets.limits = options.limits;
        state.grants.code_seconds = options.code_seconds;
        state.grants.token_seconds = options.token_seconds;
        state.shaper = Shaper::of(options.shapes);
        state.dealer = Dealer::of(options.faults.clone());
        let state = Arc::new(Mutex::new(state));
        let (stop, stopped) = watch::channel(());
        let threads = (0..options.threads.max(1))
            .map(|_| server::spawn(&listener, Arc::clone(&state), stopped.clone()).map_err(wrong))
            .collect::<Result<_>>()?;
        Ok(Sandbox { url, state, stop, threads })
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}
