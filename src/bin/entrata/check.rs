//! `entrata check`

use super::terminal::say_json;
use clap::Args;
use entrata::config::Settings;
use entrata::portal::Result;
use entrata::portal::{CheckLine, Portal};
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Print one JSON array instead of lines
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(settings: Result<Settings>, arguments: &Arguments) -> Result<ExitCode> {
    let lines = match settings {
        Err(error) => vec![CheckLine::bad_settings(&error)],
        Ok(settings) => Portal::open(settings)?.check().await,
    };
    if arguments.json {
        say_json(&lines);
    } else {
        for line in &lines {
            let mark = if line.ok { "ok" } else { "WRONG" };
            say!("{mark:<6} {:<14} {}", line.name, line.message);
        }
    }
    let all_ok = lines.iter().all(|line| line.ok);
    Ok(if all_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
