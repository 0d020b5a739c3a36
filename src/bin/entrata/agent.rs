//! `entrata agent`

use clap::Args;
use entrata::FieldError;
use entrata::id::Cid;
use entrata::portal::Portal;
use entrata::portal::{Error, ErrorKind, Result};
use secrecy::{ExposeSecret, SecretString};
use std::io::BufRead;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The client whose agent it is
    #[arg(long)]
    cid: Cid,
    /// The agent's e-mail address
    #[arg(long)]
    email: String,
}

/// bcrypt ignores further bytes; a longer password would be cut silently.
const LONGEST_PASSWORD: usize = 72;
const SHORTEST_PASSWORD: usize = 8;
/// PHP's own default.
const COST: u32 = 10;

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    let password = read_password()?;
    let hash = bcrypt::hash_with_result(password.expose_secret(), COST)
        .map_err(|error| Error::new(ErrorKind::Internal, "the password cannot be hashed").with_source(error))?
        .format_for_version(bcrypt::Version::TwoY);
    portal.set_agent(arguments.cid, &arguments.email, &hash).await?;
    say!("the agent of client {} signs in as {}", arguments.cid, arguments.email);
    Ok(ExitCode::SUCCESS)
}

fn read_password() -> Result<SecretString> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| {
        Error::new(ErrorKind::Internal, "standard input cannot be read").with_source(error)
    })?;
    let password = line.trim_end_matches(['\n', '\r']);
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&password.len()) {
        let wanted =
            format!("must be one line of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} bytes on standard input");
        return Err(Error::validation(vec![FieldError::new("password", wanted)]));
    }
    Ok(SecretString::from(password))
}
