//! `entrata forget`

use super::terminal::quantity;
use clap::Args;
use entrata::portal::Portal;
use entrata::portal::Result;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The renter's e-mail address
    #[arg(long)]
    email: String,
}

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    let forgotten = portal.forget_renter(&arguments.email).await?;
    say!(
        "erased: {}, {}, {}",
        quantity(forgotten.users as u64, "user", "users"),
        quantity(forgotten.viewings as u64, "viewing", "viewings"),
        quantity(forgotten.leads, "lead lease", "lead leases")
    );
    if !forgotten.at_entrata.is_empty() {
        say!("Entrata still has these leads; ask the property's manager to erase them there:");
    }
    for lead in &forgotten.at_entrata {
        let application = lead.application_id.as_deref().unwrap_or("with an unknown id");
        say!("  client {}, property {}, application {application}", lead.cid, lead.property_id);
    }
    Ok(ExitCode::SUCCESS)
}
