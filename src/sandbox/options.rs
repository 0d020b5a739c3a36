//! How a sandbox is set up.

use super::faults::Faults;
use super::grants::{CODE_SECONDS, TOKEN_SECONDS};
use super::rate_limit::Limits;
use super::shapes::Shapes;
use super::variants::Variants;
use chrono::{DateTime, Utc};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// The settings of a sandbox.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address to listen at. Port 0 takes a free port.
    pub listen: SocketAddr,
    /// Host names, besides `localhost` and addresses of this machine, under which clients may reach the sandbox.
    pub hosts: Vec<String>,
    /// The number of threads. One is enough for tests.
    pub threads: usize,
    /// Where the sandbox takes the time from.
    pub clock: Clock,
    /// A data file instead of the built-in data.
    pub data: Option<PathBuf>,
    /// Generates properties until there are this many.
    pub properties: usize,
    /// The units of a generated property.
    pub units: u32,
    /// The seed of generated properties.
    pub seed: u64,
    /// The calls that a company may make of each service.
    pub limits: Limits,
    /// How long an authorization code works, in seconds.
    pub code_seconds: u32,
    /// How long an access token works, in seconds.
    pub token_seconds: u32,
    /// The URL that the receiver of webhooks has registered with Entrata, including its key.
    pub registered_url: Option<String>,
    /// The shapes of replies at the start.
    pub shapes: Shapes,
    /// The forms of replies and webhooks at the start.
    pub variants: Variants,
    /// The faults at the start.
    pub faults: Faults,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            hosts: Vec::new(),
            threads: 1,
            clock: Clock::default(),
            data: None,
            properties: 0,
            units: 40,
            seed: 1,
            limits: Limits::default(),
            code_seconds: CODE_SECONDS,
            token_seconds: TOKEN_SECONDS,
            registered_url: None,
            shapes: Shapes::default(),
            variants: Variants::default(),
            faults: Faults::default(),
        }
    }
}

/// Where a sandbox takes the time from: the machine's clock, or a function of a test.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// A clock that a function reads.
    #[must_use]
    pub fn new(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(Utc::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
