//! The sandbox as a program: what `entrata sandbox` does.

use super::faults::Faults;
use super::limits::Limits;
use super::shapes::Shapes;
use super::start::Sandbox;
use super::story::{self, Step};
use crate::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// The switches of `entrata sandbox`.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// On how many threads to answer; one is enough for tests.
    pub threads: usize,
    /// A data file in place of the built-in set.
    pub data: Option<PathBuf>,
    /// Properties are made up until there are so many.
    pub properties: usize,
    /// How many units a made-up property has.
    pub units: u32,
    /// The seed of what is made up.
    pub seed: u64,
    /// How many calls a company may make of each service.
    pub limits: Limits,
    /// For how many seconds an authorisation code works.
    pub code_seconds: u32,
    /// For how many seconds an access token works.
    pub token_seconds: u32,
    /// How answers are shaped from the start.
    pub shapes: Shapes,
    /// What goes wrong from the start.
    pub faults: Faults,
    /// Webhooks that are sent by themselves once it runs: a JSON list of [`Step`](super::Step)s.
    pub story: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            threads: 1,
            data: None,
            properties: 0,
            units: 40,
            seed: 1,
            limits: Limits::default(),
            code_seconds: 60,
            token_seconds: 3600,
            shapes: Shapes::default(),
            faults: Faults::default(),
            story: None,
        }
    }
}

/// Runs a sandbox for as long as the returned future lives. `on_ready` is called once, when it answers: the
/// program prints its address there.
///
/// # Errors
///
/// As [`Builder::start`](super::Builder::start), and `Config` when the story cannot be read.
pub async fn run(options: &Options, on_ready: impl FnOnce(&Sandbox)) -> Result<()> {
    let steps = options.story.as_deref().map(read_story).transpose()?;
    let sandbox = Sandbox::builder().options(options.clone()).start().await?;
    on_ready(&sandbox);
    sandbox.send_webhooks(steps.unwrap_or_default()).await;
    std::future::pending().await
}

fn read_story(file: &Path) -> Result<Vec<Step>> {
    let doing = || format!("reading the story {}", file.display());
    let text = std::fs::read(file).map_err(|cause| {
        Error::new(ErrorKind::Config, "the file cannot be read").with_source(cause).context(doing())
    })?;
    story::read(&text).map_err(|error| error.context(doing()))
}
