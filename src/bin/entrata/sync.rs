//! `entrata sync`

use clap::Args;
use entrata::id::{Cid, PropertyId};
use entrata::portal::Portal;
use entrata::portal::Result;
use indicatif::{ProgressBar, ProgressStyle};
use std::process::ExitCode;

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
        say!("no active property of an active client: nothing to ingest");
        return Ok(ExitCode::SUCCESS);
    }
    // Draws on a terminal only.
    let bar = ProgressBar::new(u64::try_from(properties.len()).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let outcomes = portal
        .sync(properties, |outcome| {
            bar.set_message(format!("property {}", outcome.property));
            bar.inc(1);
        })
        .await;
    bar.finish_and_clear();
    let mut failed = 0;
    for outcome in &outcomes {
        let property = format!("property {} of client {}", outcome.property, outcome.cid);
        match &outcome.ingested {
            Ok(ingested) => say!(
                "{property}: {} houses, {} images, {} retired",
                ingested.houses,
                ingested.images,
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
