//! `entrata rotate-keys`

use super::terminal::quantity;
use entrata::portal::{Portal, Result};
use std::process::ExitCode;

pub(crate) async fn run(portal: &Portal) -> Result<ExitCode> {
    let rotated = portal.rotate_keys().await?;
    let tokens = quantity(rotated.resealed as u64, "token", "tokens");
    say!("{tokens} sealed with the current key, {} had it before", rotated.current);
    for (cid, why) in &rotated.unreadable {
        complain!("entrata: client {cid}: {why}");
    }
    Ok(if rotated.unreadable.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
