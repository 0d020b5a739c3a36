//! `entrata worker`

use super::events;
use super::metrics;
use super::terminal::quantity;
use clap::Args;
use entrata::portal::{Error, ErrorKind, Portal, Result};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::Instant;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Run the jobs that are due, then exit
    #[arg(long)]
    once: bool,
    /// Serve metrics for Prometheus at this address, such as 127.0.0.1:9464, under /metrics
    #[arg(long, value_name = "ADDR", conflicts_with = "once", value_parser = metrics::address)]
    metrics: Option<SocketAddr>,
    /// Run this command for each event, with the event as JSON on standard input; its exit code 0 marks the event as
    /// delivered, and any other delivers it again later
    #[arg(long, value_name = "CMD")]
    event_command: Option<String>,
}

/// The maximum number of jobs per run.
const BATCH: u32 = 50;
/// How often to look for new work.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
const TIDY_INTERVAL: Duration = Duration::from_secs(600);
/// The pause while the database is unavailable.
const DATABASE_PAUSE: Duration = Duration::from_secs(2);

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    let command = arguments.event_command.as_deref();
    if arguments.once {
        drain(portal, command).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let stop = stop_signal()?;
    // All run on one thread. The process ends with the worker.
    let worker = async {
        match command {
            None => work(portal, stop).await,
            Some(command) => {
                // A command that hangs keeps no job waiting.
                tokio::join!(work(portal, stop.clone()), events::deliver_until(portal, command, stop));
            }
        }
    };
    match arguments.metrics {
        None => worker.await,
        Some(address) => {
            let listener = metrics::listen(address).await?;
            tokio::select! {
                () = worker => {}
                () = metrics::serve(&listener, portal) => {}
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Becomes true at the first SIGTERM or SIGINT.
fn stop_signal() -> Result<watch::Receiver<bool>> {
    let failed = |cause| Error::new(ErrorKind::Internal, "signals cannot be received").with_source(cause);
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        let _ = stop.send(true);
    });
    Ok(stopped)
}

async fn work(portal: &Portal, mut stop: watch::Receiver<bool>) {
    tracing::info!("the worker runs");
    let mut tidied = None::<Instant>;
    while !*stop.borrow() {
        if tidied.is_none_or(|then| then.elapsed() > TIDY_INTERVAL) {
            if let Err(error) = portal.tidy().await {
                tracing::warn!(error = error.display_chain(), "old rows were not deleted");
            }
            tidied = Some(Instant::now());
        }
        // One job at a time, so that a stop never waits for more than one.
        let ran = portal.run_jobs(1).await;
        let pause = match ran {
            Ok(0) => POLL_INTERVAL,
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(error = error.display_chain(), "the jobs cannot be read");
                DATABASE_PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
    tracing::info!("the worker stops");
}

async fn drain(portal: &Portal, command: Option<&str>) -> Result<()> {
    let mut ran = 0;
    loop {
        match portal.run_jobs(BATCH).await? {
            0 => break,
            more => ran += u64::from(more),
        }
    }
    if let Some(command) = command {
        events::drain(portal, command).await?;
    }
    say!("{} ran", quantity(ran, "job", "jobs"));
    Ok(())
}
