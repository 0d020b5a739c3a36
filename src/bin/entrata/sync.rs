//! `entrata sync`

use super::terminal::quantity;
use clap::Args;
use entrata::id::{Cid, PropertyId};
use entrata::portal::{Error, ErrorKind, Portal, Result, SyncOutcome};
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;
use std::time::Duration;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only this client's properties
    #[arg(long)]
    cid: Option<Cid>,
    /// Only this property
    #[arg(long)]
    property: Option<PropertyId>,
}

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    let properties = portal.active_properties(arguments.cid, arguments.property).await?;
    if properties.is_empty() {
        return nothing(arguments);
    }
    // Draws only on a terminal.
    let bar = ProgressBar::new(properties.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut outcomes = Vec::new();
    let mut waiting = properties;
    while !waiting.is_empty() {
        let round = portal
            .sync(std::mem::take(&mut waiting), |outcome| {
                bar.set_message(format!("property {}", outcome.property));
                if pause(outcome).is_none() {
                    bar.inc(1);
                }
            })
            .await;
        let mut longest = Duration::ZERO;
        for outcome in round {
            match pause(&outcome) {
                Some(pause) => {
                    longest = longest.max(pause);
                    waiting.push((outcome.cid, outcome.property));
                }
                None => outcomes.push(outcome),
            }
        }
        if !waiting.is_empty() {
            bar.set_message(format!("waiting {} s for Entrata's rate limit", longest.as_secs()));
            tokio::time::sleep(longest).await;
        }
    }
    bar.finish_and_clear();
    print(&outcomes)
}

/// How long a property must wait for Entrata's rate limit, if that is why it was not ingested.
fn pause(outcome: &SyncOutcome) -> Option<Duration> {
    let error = outcome.ingested.as_ref().err().filter(|error| error.kind() == ErrorKind::RateLimited)?;
    Some(error.retry_after().unwrap_or(Duration::from_secs(60)))
}

/// Checks that a client or property that was named exists.
fn nothing(arguments: &Arguments) -> Result<ExitCode> {
    let message = match (arguments.cid, arguments.property) {
        (None, None) => {
            say!("no active property of an active client: nothing to ingest");
            return Ok(ExitCode::SUCCESS);
        }
        (Some(cid), None) => format!("--cid: client {cid} has no active property"),
        (None, Some(property)) => format!("--property: property {property} is not an active property"),
        (Some(cid), Some(property)) => {
            format!("--property: property {property} is not an active property of client {cid}")
        }
    };
    Err(Error::new(ErrorKind::InvalidParameter, message))
}

fn print(outcomes: &[SyncOutcome]) -> Result<ExitCode> {
    let mut failed = 0;
    for outcome in outcomes {
        let property = format!("property {} of client {}", outcome.property, outcome.cid);
        match &outcome.ingested {
            Ok(ingested) => say!(
                "{property}: {}, {}, {} retired",
                quantity(ingested.houses, "house", "houses"),
                quantity(ingested.images, "image", "images"),
                ingested.retired
            ),
            Err(error) => {
                failed += 1;
                say!("{property}: FAILED: {}", error.display_chain());
            }
        }
    }
    say!("{} ingested, {failed} failed", outcomes.len() - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
