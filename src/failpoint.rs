//! The named steps at which the chaos suite kills a process. Without the feature `failpoints` nothing of this is
//! compiled: [`failpoint!`](crate::failpoint) is then an empty statement.
//!
//! `ENTRATA_FAILPOINTS` names a folder that all processes share. Each step that is passed leaves a file `NAME.reached`
//! there. A file `NAME` that contains a number N arms the step: the process that passes it the N-th time, counted over
//! all processes, removes the file, leaves `NAME.killed`, and kills itself with SIGKILL.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

/// The environment variable that turns it on.
pub const FOLDER: &str = "ENTRATA_FAILPOINTS";

macro_rules! steps {
    ($($name:literal: $what:literal,)*) => {
        /// Every step: its name, and what has just happened there.
        pub const STEPS: &[(&str, &str)] = &[$(($name, $what),)*];
    };
}

steps! {
    "webhook-before-log": "a webhook has arrived, and nothing is stored yet",
    "webhook-after-log": "it is logged, and not handled yet",
    "webhook-before-outcome": "it is carried out, and its outcome is not stored",
    "webhook-before-answer": "its outcome is stored, and the reply is not sent",
    "client-after-exchange": "Entrata has exchanged the code for a token, which is not stored",
    "client-before-commit": "the client is stored in a transaction that is still open",
    "client-after-commit": "the client is stored",
    "decision-before-send": "a decision is about to be sent to the database",
    "decision-mid-way": "the database is carrying it out, and has returned a part of its results",
    "decision-after-commit": "it is carried out, and the outcome is stored",
    "decision-after-known": "a repeated or known property is decided, and the reply is not sent",
    "ingestion-claimed": "a job's lease is taken",
    "ingestion-after-fetch": "Entrata has responded to all calls",
    "ingestion-mid-rows": "the houses are stored, and their pictures are not",
    "ingestion-before-commit": "everything is stored in a transaction that is still open",
    "ingestion-after-commit": "everything is stored, and the job is still due",
    "ingestion-done": "the job is done",
    "lead-asked-for": "a viewing exists, and its delivery begins",
    "lead-leased": "the viewing's lease is taken",
    "lead-person-leased": "the lease of the person's lead is taken",
    "lead-before-send": "it is noted that the lead is about to be sent",
    "lead-after-send": "Entrata has the lead, and we have not stored that",
    "lead-released": "the lease of the person's lead is released, and the viewing is still open",
    "lead-ended": "the viewing's outcome is stored",
    "tours-leased": "the lease to fetch tour times is taken",
    "tours-after-fetch": "Entrata has responded, and the response is not cached",
    "tours-kept": "the response is cached",
    "spool-before-write": "the database is down, and the entry is not stored",
    "spool-mid-write": "half of the entry is in the spool",
    "spool-after-write": "the entry is in the spool",
    "spool-taken": "the spool has been moved to be imported",
    "spool-mid-rows": "one entry is in the table, others are not",
    "spool-before-forget": "all entries are in the table, and the spool is still there",
    "migration-locked": "the lock of the migration is taken",
    "migration-statement": "a statement of a migration has run, and the next has not",
    "migration-done": "all migrations have run, and the lock is held",
}

/// Passes a step. Kills the process if the folder says so.
pub fn reach(name: &str) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    // A folder that cannot be written to is not counted.
    let _ = File::create(folder.join(format!("{name}.reached")));
    if matches!(is_due(&folder.join(name)), Ok(true)) {
        let _ = File::create(folder.join(format!("{name}.killed")));
        let _ = nix::sys::signal::raise(nix::sys::signal::Signal::SIGKILL);
    }
}

/// Counts down in the file; only one process sees it reach zero.
fn is_due(armed: &Path) -> io::Result<bool> {
    let mut file = OpenOptions::new().read(true).write(true).open(armed)?;
    file.lock()?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    match text.trim().parse::<u32>() {
        Ok(1) => {
            file.set_len(0)?;
            fs::remove_file(armed)?;
            Ok(true)
        }
        Ok(more @ 2..) => {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "{}", more - 1)?;
            Ok(false)
        }
        // Another process has just reached zero.
        Ok(0) | Err(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name in the list occurs at one place in the code, and every place is in the list.
    #[test]
    fn the_list_names_the_places_in_the_code() {
        let mut placed: Vec<String> = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let code = fs::read_to_string(&path).unwrap();
                    let places = code.split("failpoint!(\"").skip(1);
                    placed.extend(places.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
                }
            }
        }
        // The search text in this file does not count.
        placed.retain(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
        let mut listed: Vec<_> = STEPS.iter().map(|(name, _)| (*name).to_owned()).collect();
        placed.sort();
        listed.sort();
        assert_eq!(placed, listed);
    }
}
