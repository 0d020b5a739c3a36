//! The program `entrata`: the portal's tables, its worker, and a fake Entrata for development.

/// Prints one line on standard output and ignores a closed pipe. Characters that act on a terminal, line breaks among
/// them, are written as `\u001b` and the like, wherever the text comes from.
macro_rules! say {
    ($($line:tt)*) => { $crate::terminal::say(&format!($($line)*)) };
}

/// The same on standard error.
macro_rules! complain {
    ($($line:tt)*) => { $crate::terminal::complain(&format!($($line)*)) };
}

mod agent;
mod ago;
mod check;
mod env_file;
mod events;
mod forget;
mod metrics;
mod migrate;
mod numbers;
mod probe;
mod purge;
mod rotate_keys;
mod sandbox;
mod sync;
mod terminal;
mod webhooks;
mod worker;

use clap::{Parser, Subcommand};
use entrata::config::Settings;
use entrata::logging::{LogFile, Printable};
use entrata::portal::Portal;
use entrata::portal::{Error, ErrorKind, Result};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Connects a rental portal to Entrata.
#[derive(Parser)]
#[command(version)]
struct Program {
    /// Read settings that are not in the environment from a file of NAME=value lines
    #[arg(long, global = true, value_name = "FILE")]
    env_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Create or upgrade our tables; the portal's are never altered
    Migrate(migrate::Arguments),
    /// Check settings, database, schema, token key and Entrata
    Check(check::Arguments),
    /// Run due jobs until stopped
    Worker(worker::Arguments),
    /// Give a client's agent an email address and a password, read from standard input
    Agent(agent::Arguments),
    /// Encrypt every stored token with the current key
    RotateKeys,
    /// Ingest the active properties again
    Sync(sync::Arguments),
    /// Compare what Entrata sends with what this version expects; only reads, unless --book is given
    Probe(probe::Arguments),
    /// List webhooks and their outcomes, or replay one
    Webhooks(webhooks::Arguments),
    /// Delete old webhooks from the log, and other rows that are no longer needed
    Purge(purge::Arguments),
    /// Erase a renter's data from the portal's tables
    Forget(forget::Arguments),
    /// Run a fake Entrata
    Sandbox(Box<sandbox::Arguments>),
}

/// Enough for several properties at once and the lock of a migration.
const CONNECTIONS: usize = 8;

fn main() -> ExitCode {
    let program = Program::parse();
    match run(program.command, program.env_file.as_deref()) {
        Ok(code) => code,
        Err(error) => {
            complain!("entrata: {}", error.display_chain());
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, env_file: Option<&Path>) -> Result<ExitCode> {
    let open = || open(env_file);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(ErrorKind::Internal, "the runtime cannot start").with_source(error))?;
    match command {
        Command::Sandbox(arguments) => runtime.block_on(sandbox::run(*arguments)),
        Command::Check(arguments) => runtime.block_on(check::run(settings(env_file), &arguments)),
        Command::Migrate(arguments) => runtime.block_on(migrate::run(&open()?, &arguments)),
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

/// The settings of the environment, completed from the file.
fn settings(env_file: Option<&Path>) -> Result<Settings> {
    let file = env_file.map(env_file::read).transpose()?.unwrap_or_default();
    Settings::from_lookup(|name| std::env::var(name).ok().or_else(|| file.get(name).cloned()))
}

fn open(env_file: Option<&Path>) -> Result<Portal> {
    let settings = settings(env_file)?;
    log(&settings);
    Portal::with_connections(settings, CONNECTIONS)
}

/// Logs readable text to standard error, without colors because foreign text could bring its own, or JSON to the file,
/// which the extension may share.
fn log(settings: &Settings) {
    // The reader of the log may be gone. Printing an error would panic and end the worker.
    let lines = match settings.log_file.clone() {
        None => tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Printable::new(io::stderr))
            .log_internal_errors(false)
            .boxed(),
        Some(path) => entrata::logging::json(LogFile::new(&path)).log_internal_errors(false).boxed(),
    };
    tracing_subscriber::registry().with(settings.log.clone()).with(lines).init();
}

#[cfg(test)]
mod tests {
    use super::Program;
    use clap::error::ErrorKind;
    use clap::{Arg, Command, CommandFactory};

    /// What the standard library and the crate `uuid` say of text that is no number, address or id.
    const WORDS_OF_OTHERS: [&str; 3] = ["invalid digit", "invalid socket address", "failed to parse"];

    #[test]
    fn an_invalid_value_is_rejected_with_what_is_expected() {
        let mut rejected = 0;
        each_argument(&Program::command(), &mut Vec::new(), &mut |path, argument| {
            let given = argument.get_long().map(|name| format!("--{name}")).into_iter();
            let line = path.iter().cloned().chain(given).chain(["nope".to_owned()]);
            let error = Program::command().try_get_matches_from(line).err();
            if let Some(error) = error.filter(|error| error.kind() == ErrorKind::ValueValidation) {
                rejected += 1;
                let message = error.to_string();
                assert!(!WORDS_OF_OTHERS.iter().any(|words| message.contains(words)), "{path:?}: {message}");
            }
        });
        assert!(rejected > 15, "{rejected} arguments reject it");
    }

    /// Calls back with each argument that takes a value, and the names of the program and the subcommands before it.
    fn each_argument(command: &Command, path: &mut Vec<String>, each: &mut impl FnMut(&[String], &Arg)) {
        path.push(command.get_name().to_owned());
        for argument in command.get_arguments().filter(|argument| argument.get_action().takes_values()) {
            each(path, argument);
        }
        for subcommand in command.get_subcommands() {
            each_argument(subcommand, path, each);
        }
        path.pop();
    }
}
