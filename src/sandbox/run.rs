//! The sandbox as a program: what `entrata sandbox` does.

use super::start::Sandbox;
use crate::Result;
use std::net::{Ipv4Addr, SocketAddr};

/// The switches of `entrata sandbox`.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// On how many threads to answer.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: (Ipv4Addr::LOCALHOST, 0).into(), threads: 2 }
    }
}

/// Runs a sandbox for as long as the returned future lives. `on_ready` is called once, when it answers: the
/// program prints its address there.
///
/// # Errors
///
/// As [`Builder::start`](super::Builder::start).
pub async fn run(options: &Options, on_ready: impl FnOnce(&Sandbox)) -> Result<()> {
    let sandbox = Sandbox::builder().listen(options.listen).threads(options.threads).start().await?;
    on_ready(&sandbox);
    std::future::pending().await
}
