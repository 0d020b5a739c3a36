//! `entrata purge`

use super::ago;
use chrono::{TimeDelta, Utc};
use clap::Args;
use entrata::portal::Portal;
use entrata::portal::{Error, ErrorKind, Result};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// What was received longer ago than this goes: 90d, 36h, 30m
    #[arg(long, value_name = "TIME", value_parser = ago::read)]
    older_than: TimeDelta,
}

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    let before = Utc::now().checked_sub_signed(arguments.older_than);
    let before =
        before.ok_or_else(|| Error::new(ErrorKind::InvalidParameter, "--older-than: is before all time"))?;
    let purged = portal.purge(before).await?;
    if purged.spooled > 0 {
        say!("{} log entries came in from the spool first", purged.spooled);
    }
    say!("{} webhooks received before {} were deleted", purged.webhooks, before.format("%Y-%m-%d %H:%M UTC"));
    say!("{} leases of leads that nobody holds were deleted", purged.leads);
    say!("{} counts of wrong passwords were deleted", purged.sign_in_attempts);
    Ok(ExitCode::SUCCESS)
}
