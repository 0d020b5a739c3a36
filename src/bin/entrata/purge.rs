//! `entrata purge`

use super::ago;
use super::terminal::quantity;
use chrono::{TimeDelta, Utc};
use clap::Args;
use entrata::portal::{Error, ErrorKind, Portal, Result};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Delete webhooks older than this: 90d, 36h, 30m
    #[arg(long, value_name = "TIME", value_parser = ago::read)]
    older_than: TimeDelta,
    /// Allow an age of less than a day, although such webhooks may still be needed
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    if arguments.older_than < TimeDelta::days(1) && !arguments.yes {
        let message = "--older-than: less than a day would delete webhooks that may still be needed (expected 1d or \
                       more, or --yes)";
        return Err(Error::new(ErrorKind::InvalidParameter, message));
    }
    let before = Utc::now().checked_sub_signed(arguments.older_than);
    let before =
        before.ok_or_else(|| Error::new(ErrorKind::InvalidParameter, "--older-than: is too long ago"))?;
    let purged = portal.purge(before).await?;
    if purged.spooled > 0 {
        let entries = quantity(purged.spooled as u64, "log entry", "log entries");
        say!("{entries} stored from the spool first");
    }
    let webhooks = quantity(purged.webhooks, "webhook", "webhooks");
    say!("{webhooks} received before {} deleted", before.format("%Y-%m-%d %H:%M UTC"));
    say!("{} deleted", quantity(purged.strangers, "webhook of a stranger", "webhooks of strangers"));
    say!("{} deleted", quantity(purged.leads, "unused lead lease", "unused lead leases"));
    say!(
        "{} deleted",
        quantity(purged.sign_in_attempts, "count of wrong passwords", "counts of wrong passwords")
    );
    Ok(ExitCode::SUCCESS)
}
