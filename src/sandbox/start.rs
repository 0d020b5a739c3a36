//! Starting and stopping a sandbox, and the handle on it.

use super::calls::CallRecord;
use super::faults::{Dealer, Faults};
use super::limits::Limits;
use super::server;
use super::state::{Clock, State};
use super::truth::Truth;
use super::world::World;
use crate::{Error, Kind, Result};
use chrono::{DateTime, Utc};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
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
    listen: SocketAddr,
    clock: Clock,
    threads: usize,
    limits: Limits,
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
        Builder {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            clock: Arc::new(Utc::now),
            threads: 1,
            limits: Limits::default(),
        }
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
            return Err(Error::new(Kind::Validation, format!("the sandbox has no company {cid}")));
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
        faults.check().map_err(|message| Error::new(Kind::Validation, message))?;
        self.state().dealer = Dealer::of(faults);
        Ok(())
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
    /// Listens at this address instead of a free port of 127.0.0.1.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Takes the time from here instead of the machine's clock.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Answers on so many threads; one is enough for tests.
    #[must_use]
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = count.max(1);
        self
    }

    /// Allows so many calls for each company and service.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Starts it: when this returns, it answers.
    ///
    /// # Errors
    ///
    /// `Config` when the address cannot be listened at; the message names it.
    #[allow(
        clippy::unused_async,
        reason = "a start that reads files may have to wait; callers should not change"
    )]
    pub async fn start(self) -> Result<Sandbox> {
        let wrong = |cause: std::io::Error| {
            Error::new(Kind::Config, format!("the sandbox cannot listen at {}", self.listen)).because(cause)
        };
        let listener = TcpListener::bind(self.listen).map_err(wrong)?;
        let url = format!("http://{}", listener.local_addr().map_err(wrong)?);
        let world = World::built_in((self.clock)().date_naive())?;
        let mut state = State::new(world, url.clone(), self.clock);
        state.budgets.limits = self.limits;
        let state = Arc::new(Mutex::new(state));
        let (stop, stopped) = watch::channel(());
        let threads = (0..self.threads)
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
