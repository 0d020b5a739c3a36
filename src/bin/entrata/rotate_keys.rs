//! `entrata rotate-keys`

use entrata::portal::Portal;
use entrata::portal::Result;
use std::process::ExitCode;

pub(crate) async fn run(portal: &Portal) -> Result<ExitCode> {
    let rotated = portal.rotate_keys().await?;
    say!("{} tokens sealed anew, {} were current already", rotated.resealed, rotated.current);
    for (cid, why) in &rotated.unreadable {
        eprintln!("entrata: client {cid}: {why}");
    }
    Ok(if rotated.unreadable.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
