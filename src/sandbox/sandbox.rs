//! The handle on a running sandbox.

use super::call_log::CallRecord;
use super::fault_picker::Picker;
use super::faults::Faults;
use super::mutations::Taking;
use super::options::Options;
use super::server;
use super::shapes::{Shaper, Shapes};
use super::state::State;
use super::truth::Truth;
use super::variants::Variants;
use super::webhook_script;
use super::webhooks::{Sent, Step};
use crate::{Error, ErrorKind, Result};
use chrono::TimeDelta;
use std::fmt;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::watch;

/// A running fake Entrata. Dropping it stops it.
///
/// ```
/// use entrata::sandbox::{Fault, Faults, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> entrata::Result<()> {
/// let sandbox = Sandbox::start().await?;
/// sandbox.faults(Faults::default().fail_next("sendLeads", Fault::LoseReply, 1))?;
/// // … point a client at `sandbox.oauth_url()` and `sandbox.api_url()`, book a tour, then compare with the truth:
/// assert!(sandbox.truth().leads.is_empty());
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    url: String,
    state: Arc<Mutex<State>>,
    stop: watch::Sender<()>,
    threads: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox with the built-in data on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the machine has no free port.
    pub async fn start() -> Result<Self> {
        Self::with(Options::default()).await
    }

    /// Starts a sandbox. It accepts calls when this returns.
    ///
    /// ```
    /// use entrata::sandbox::{Limits, Options, Sandbox};
    ///
    /// # async fn example() -> entrata::Result<()> {
    /// let sandbox = Sandbox::with(Options { limits: Limits::none(), ..Options::default() }).await?;
    /// assert!(sandbox.url().starts_with("http://127.0.0.1:"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the address is in use, or if the data file or the faults are invalid.
    #[allow(
        clippy::unused_async,
        reason = "starting may have to wait one day, and callers should not change then"
    )]
    pub async fn with(options: Options) -> Result<Self> {
        options.faults.check().map_err(|message| Error::new(ErrorKind::Config, message))?;
        let failed = |cause: std::io::Error| {
            Error::new(ErrorKind::Config, format!("the sandbox cannot listen at {}", options.listen))
                .with_source(cause)
        };
        let listener = TcpListener::bind(options.listen).map_err(failed)?;
        let url = format!("http://{}", listener.local_addr().map_err(failed)?);
        let state = Arc::new(Mutex::new(State::new(url.clone(), &options)?));
        let (stop, stopped) = watch::channel(());
        let hosts: Arc<[String]> = options.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        let threads = (0..options.threads.max(1))
            .map(|_| {
                let (state, hosts) = (Arc::clone(&state), Arc::clone(&hosts));
                server::spawn(&listener, state, hosts, stopped.clone()).map_err(failed)
            })
            .collect::<Result<_>>()?;
        Ok(Self { url, state, stop, threads })
    }

    /// The sandbox's URL: `http://127.0.0.1:PORT`.
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

    /// Makes a one-time authorization code of a company.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] if there is no such company.
    pub fn auth_code(&self, cid: u64) -> Result<String> {
        let mut state = self.state();
        if state.world.company(cid).is_none() {
            return Err(Error::new(ErrorKind::Validation, format!("the sandbox has no company {cid}")));
        }
        let now = state.now();
        Ok(state.grants.new_code(cid, now))
    }

    /// The leads and appointments that the sandbox holds.
    #[must_use]
    pub fn truth(&self) -> Truth {
        Truth::new(&self.state().world)
    }

    /// Expires every token: the next call with each of them is rejected.
    pub fn expire_tokens(&self) {
        self.state().grants.expire_all();
    }

    /// Replaces the faults in force.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] if a rate is not from 0 to 1, if their sum is above 1, or for an invalid HTTP status.
    pub fn faults(&self, faults: Faults) -> Result<()> {
        faults.check().map_err(|message| Error::new(ErrorKind::Validation, message))?;
        self.state().faults = Picker::new(faults);
        Ok(())
    }

    /// Replaces the shapes of replies.
    pub fn shapes(&self, shapes: Shapes) {
        self.state().shaper = Shaper::new(shapes);
    }

    /// Replaces the forms of replies and webhooks.
    pub fn variants(&self, variants: Variants) {
        self.state().variants = variants;
    }

    /// Takes a slot for another renter. `time` is as the calendar writes it: `10:00 MST - 10:30 MST`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`] if the property does not offer it.
    pub fn take_slot(&self, property_id: u64, date: &str, time: &str) -> Result<()> {
        let taking = Taking { property_id, date: date.to_owned(), time: time.to_owned() };
        let mut state = self.state();
        let now = state.now();
        taking.apply(&mut state.world, now).map_err(|message| Error::new(ErrorKind::Validation, message))
    }

    /// Moves the sandbox's clock forward.
    pub fn advance(&self, by: TimeDelta) {
        self.state().ahead += by;
    }

    /// Sends webhooks one after the other, as Entrata would, and returns the receiver's replies.
    pub async fn send_webhooks(&self, steps: Vec<Step>) -> Vec<Sent> {
        webhook_script::run(&self.state, steps).await
    }

    /// The last API calls, at most a thousand, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<CallRecord> {
        self.state().calls.last().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
