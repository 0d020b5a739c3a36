//! `entrata migrate`

use clap::Args;
use entrata::portal::Portal;
use entrata::portal::Result;
use entrata::store::host::fit;
use entrata::store::schema::{self, Step};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Change nothing: list pending changes, and everything in the portal's tables that does not fit the map
    #[arg(long)]
    check: bool,
}

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    if arguments.check {
        return check(portal).await;
    }
    let tables = portal.settings().portal_map.default_tables();
    let applied = schema::migrate(portal.store(), tables.as_deref(), |step| match step {
        Step::Waiting => say!("waiting for a migration that runs on another node"),
        Step::Running(name) => say!("running {name}"),
        Step::Done(name) => say!("applied {name}"),
    })
    .await?;
    if applied.is_empty() {
        say!("the tables are up to date");
    }
    Ok(ExitCode::SUCCESS)
}

async fn check(portal: &Portal) -> Result<ExitCode> {
    let map = &portal.settings().portal_map;
    let pending = schema::pending(portal.store(), map.default_tables().as_deref()).await?;
    for name in &pending {
        say!("pending: {name}");
    }
    // If `migrate` would create the portal's tables, there is nothing to compare with the map yet.
    let (found, sound) = if pending.iter().any(|name| name == schema::PORTAL_NAME) {
        let sound = "the portal's tables do not exist yet; migrate creates them";
        (fit::check_without_tables(portal.store()).await?, sound)
    } else {
        (fit::check(portal.store(), map).await?, "the portal's tables fit the map")
    };
    for misfit in &found {
        say!("{misfit}");
    }
    if found.is_empty() {
        say!("{sound}");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
