//! `entrata worker`

use super::metrics;
use clap::Args;
use entrata::portal::Portal;
use entrata::portal::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Do what is due now, then end
    #[arg(long)]
    once: bool,
    /// Serve metrics for Prometheus at this address, such as 127.0.0.1:9464, under /metrics
    #[arg(long, value_name = "ADDR", conflicts_with = "once", value_parser = metrics::address)]
    metrics: Option<SocketAddr>,
}

const AT_ONCE: u32 = 50;
/// How soon new work is noticed when there was none; a stop is noticed as soon.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
const TIDY_EVERY: Duration = Duration::from_secs(600);
/// How long to wait when the database is away.
const DATABASE_PAUSE: Duration = Duration::from_secs(2);

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    if arguments.once {
        drain(portal).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed))
        .map_err(|error| Error::new(ErrorKind::Internal, "signals cannot be heard").with_source(error))?;
    match arguments.metrics {
        None => work(portal, &stop).await,
        Some(address) => {
            let listener = metrics::listen(address).await?;
            // Both take turns in one thread; the worker's end is the end.
            tokio::select! {
                () = work(portal, &stop) => {}
                () = metrics::serve(&listener, portal) => {}
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn work(portal: &Portal, stop: &AtomicBool) {
    tracing::info!("the worker runs");
    let mut tidied = None::<Instant>;
    while !stop.load(Ordering::Relaxed) {
        if tidied.is_none_or(|then| then.elapsed() > TIDY_EVERY) {
            portal
                .tidy()
                .await
                .unwrap_or_else(|error| tracing::warn!(error = error.display_chain(), "nothing was tidied"));
            tidied = Some(Instant::now());
        }
        match portal.run_jobs(AT_ONCE).await {
            Ok(0) => tokio::time::sleep(LOOK_AGAIN).await,
            Ok(ran) => tracing::debug!(ran, "jobs were run"),
            Err(error) => {
                tracing::warn!(error = error.display_chain(), "the jobs cannot be read");
                tokio::time::sleep(DATABASE_PAUSE).await;
            }
        }
    }
    tracing::info!("the worker stops");
}

async fn drain(portal: &Portal) -> Result<()> {
    let mut ran = 0;
    loop {
        match portal.run_jobs(AT_ONCE).await? {
            0 => break,
            more => ran += more,
        }
    }
    say!("{ran} jobs were run");
    Ok(())
}
