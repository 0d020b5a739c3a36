//! `entrata sandbox`

use clap::Args;
use entrata::Result;
use entrata::sandbox::{self, Options};
use std::net::SocketAddr;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8180")]
    listen: SocketAddr,
    /// On how many threads to answer
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let options = Options { listen: arguments.listen, threads: arguments.threads };
    sandbox::run(&options, |sandbox| println!("sandbox listening on {}", sandbox.url())).await?;
    Ok(ExitCode::SUCCESS)
}
