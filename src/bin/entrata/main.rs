//! The program `entrata`: the portal's tables, its worker, and a fake Entrata for the desk.

#![allow(clippy::print_stderr, reason = "a program for the terminal")]

/// Says a line on standard output, as `println!` does, to whoever still listens.
macro_rules! say {
    ($($line:tt)*) => { $crate::say(format_args!($($line)*)) };
}

mod agent;
mod ago;
mod check;
mod forget;
mod metrics;
mod migrate;
mod probe;
mod purge;
mod rotate_keys;
mod sandbox;
mod sync;
mod webhooks;
mod worker;

use clap::{Parser, Subcommand};
use entrata::config::Settings;
use entrata::logging::LogFile;
use entrata::portal::Portal;
use entrata::portal::{Error, ErrorKind, Result};
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Connects a rental portal to Entrata.
#[derive(Parser)]
#[command(version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Create or upgrade the tables; safe to run twice, and on a portal's existing tables
    Migrate,
    /// Look at settings, database, schema, token key and Entrata
    Check(check::Arguments),
    /// Run due jobs until stopped
    Worker(worker::Arguments),
    /// Give a client's agent a real e-mail and a password, read from standard input
    Agent(agent::Arguments),
    /// Seal every stored token anew under the current key
    RotateKeys,
    /// Ingest the active properties again
    Sync(sync::Arguments),
    /// Compare what Entrata sends with what this version expects; only reads, unless --book is given
    Probe(probe::Arguments),
    /// Show what came in from Entrata and what became of it
    Webhooks(webhooks::Arguments),
    /// Delete old webhooks from the log, and what else is kept without being needed
    Purge(purge::Arguments),
    /// Erase a renter's data from the portal's tables
    Forget(forget::Arguments),
    /// Run a fake Entrata
    Sandbox(Box<sandbox::Arguments>),
}

/// Several properties at once, a lock of the migration, and some air.
const CONNECTIONS: usize = 8;

fn main() -> ExitCode {
    let program = Program::parse();
    match run(program.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("entrata: {}", error.display_chain());
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(ErrorKind::Internal, "the runtime cannot start").with_source(error))?;
    match command {
        Command::Sandbox(arguments) => runtime.block_on(sandbox::run(*arguments)),
        Command::Check(arguments) => runtime.block_on(check::run(&arguments)),
        Command::Migrate => runtime.block_on(migrate::run(&open()?)),
        Command::Worker(arguments) => runtime.block_on(worker::run(&open()?, &arguments)),
        Command::Agent(arguments) => runtime.block_on(agent::run(&open()?, &arguments)),
        Command::RotateKeys => runtime.block_on(rotate_keys::run(&open()?)),
        Command::Sync(arguments) => runtime.block_on(sync::run(&open()?, &arguments)),
        Command::Probe(arguments) => runtime.block_on(probe::run(&open()?, &arguments)),
        Command::Purge(arguments) => runtime.block_on(purge::run(&open()?, &arguments)),
        Command::Forget(arguments) => runtime.block_on(forget::run(&open()?, &arguments)),
        Command::Webhooks(arguments) => runtime.block_on(webhooks::run(&open()?, &arguments)),
    }
}

/// Whoever reads the first lines only, as `head` does, has what they want: that ends no work that is under way.
fn say(line: fmt::Arguments<'_>) {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("entrata: standard output cannot be written: {error}");
            std::process::exit(1);
        }
        _ => {}
    }
}

fn open() -> Result<Portal> {
    let settings = Settings::from_env()?;
    log(&settings);
    Portal::with_connections(settings, CONNECTIONS)
}

/// For people on standard error; in a file as the extension logs, so that the two may share it.
fn log(settings: &Settings) {
    // Whoever read the log may be gone; telling standard error of it would be a panic then, and the end of the worker.
    let lines = match settings.log_file.clone() {
        None => tracing_subscriber::fmt::layer().with_writer(io::stderr).log_internal_errors(false).boxed(),
        Some(path) => entrata::logging::json(LogFile::new(&path)).log_internal_errors(false).boxed(),
    };
    tracing_subscriber::registry().with(settings.log.clone()).with(lines).init();
}
