//! Where webhook log entries wait while the database is away: one line of JSON each, on disk before we go on.

use crate::store::entrata::webhooks::{Arrival, LogId, Outcome};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A spool that has grown to this size takes no more entries: the disk belongs to others too.
const LARGEST: u64 = 64 * 1024 * 1024;

/// One entry of the spool.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    Arrival(SpooledArrival),
    Outcome(SpooledOutcome),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SpooledArrival {
    log_id: String,
    request_type: Option<String>,
    cid: Option<u64>,
    property_id: Option<u64>,
    /// Each byte as the character of the same number, so that JSON carries any byte.
    raw_query: String,
    remote_addr: Option<String>,
    received_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SpooledOutcome {
    log_id: String,
    response_code: u16,
    outcome: String,
    error: Option<String>,
}

impl From<&Arrival> for Entry {
    fn from(arrival: &Arrival) -> Self {
        Self::Arrival(SpooledArrival {
            log_id: arrival.log_id.to_string(),
            request_type: arrival.request_type.clone(),
            cid: arrival.cid,
            property_id: arrival.property_id,
            raw_query: arrival.raw_query.iter().map(|byte| char::from(*byte)).collect(),
            remote_addr: arrival.remote_addr.clone(),
            received_at: arrival.received_at,
        })
    }
}

impl From<(LogId, &Outcome)> for Entry {
    fn from((log_id, outcome): (LogId, &Outcome)) -> Self {
        Self::Outcome(SpooledOutcome {
            log_id: log_id.to_string(),
            response_code: outcome.response_code,
            outcome: outcome.outcome.to_string(),
            error: outcome.error.clone(),
        })
    }
}

impl SpooledArrival {
    /// The entry under its own id and time; none when the line was damaged.
    pub(super) fn arrival(self) -> Option<Arrival> {
        Some(Arrival {
            log_id: self.log_id.parse().ok()?,
            request_type: self.request_type,
            cid: self.cid,
            property_id: self.property_id,
            raw_query: self.raw_query.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect(),
            remote_addr: self.remote_addr,
            received_at: self.received_at,
        })
    }
}

impl SpooledOutcome {
    pub(super) fn outcome(self) -> Option<(LogId, Outcome)> {
        let outcome =
            Outcome { response_code: self.response_code, outcome: self.outcome.into(), error: self.error };
        Some((self.log_id.parse().ok()?, outcome))
    }
}

/// The spool file of one database.
#[derive(Debug, Clone)]
pub(crate) struct Spool {
    path: PathBuf,
}

impl Spool {
    /// Two portals on one machine share the temporary folder: `database` keeps their spools apart.
    pub(crate) fn new(folder: &Path, database: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, database.as_bytes());
        let name: String = digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { path: folder.join(format!("entrata-webhooks-{name}.spool")) }
    }

    /// Writes an entry down, and returns when it is on disk.
    pub(super) fn add(&self, entry: &Entry) -> io::Result<()> {
        // A line of its own even behind one that a crash cut off.
        let line = [b"\n", &serde_json::to_vec(entry)?[..], b"\n"].concat();
        loop {
            let mut file = open(&self.path)?;
            file.lock_shared()?;
            // Whoever brings the entries in moves the file away first; a line written behind it would be lost.
            if self.path.metadata().is_ok_and(|now| file.metadata().is_ok_and(|mine| mine.ino() == now.ino()))
            {
                if file.metadata()?.len() > LARGEST {
                    return Err(io::Error::other(format!("the spool has grown to {LARGEST} bytes")));
                }
                let line = line.as_slice();
                #[cfg(feature = "failpoints")]
                let line = {
                    let (half, rest) = line.split_at(line.len() / 2);
                    file.write_all(half)?;
                    failpoint!("spool-mid-write");
                    rest
                };
                file.write_all(line)?;
                return file.sync_data();
            }
        }
    }

    /// Whether entries wait.
    pub(crate) fn is_waiting(&self) -> bool {
        self.path.exists() || self.moved().exists()
    }

    /// The waiting entries; none when there are none, or another process is bringing them in.
    pub(super) fn take(&self) -> io::Result<Option<Taken>> {
        let guard = open(&self.path.with_extension("lock"))?;
        if guard.try_lock().is_err() {
            return Ok(None);
        }
        let moved = self.moved();
        // What an earlier process moved away and did not finish comes first.
        if !moved.exists() {
            match std::fs::rename(&self.path, &moved) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                renamed => renamed?,
            }
        }
        let mut file = open(&moved)?;
        file.lock()?;
        let mut lines = Vec::new();
        file.read_to_end(&mut lines)?;
        let (entries, damaged) = entries(&lines);
        Ok(Some(Taken { _guard: guard, moved, entries, damaged }))
    }

    fn moved(&self) -> PathBuf {
        self.path.with_extension("taken")
    }
}

/// The entries in a spool's lines, and how many lines are none. Bytes, not text: a line may be cut off inside a letter.
pub(super) fn entries(lines: &[u8]) -> (Vec<Entry>, usize) {
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let (entries, damaged): (Vec<_>, Vec<_>) =
        lines.map(serde_json::from_slice).partition(Result::<Entry, _>::is_ok);
    (entries.into_iter().flatten().collect(), damaged.len())
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)
}

/// The spool's entries while they are brought in; no other process takes any meanwhile.
pub(super) struct Taken {
    _guard: File,
    moved: PathBuf,
    pub(super) entries: Vec<Entry>,
    /// How many lines could not be read: a write that was cut off by a crash.
    pub(super) damaged: usize,
}

impl Taken {
    /// Forgets the entries: they are in the table.
    pub(super) fn done(self) -> io::Result<()> {
        std::fs::remove_file(self.moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spool(name: &str) -> Spool {
        Spool::new(&std::env::temp_dir(), &format!("{name}-{}", LogId::fresh()))
    }

    fn arrival() -> Arrival {
        Arrival {
            log_id: LogId::fresh(),
            request_type: Some("ACTIVATION".to_owned()),
            cid: Some(1),
            property_id: None,
            raw_query: (0..=255).collect(),
            remote_addr: None,
            received_at: Utc::now(),
        }
    }

    #[test]
    fn an_entry_comes_back_with_its_own_id_time_and_every_byte() {
        let spool = spool("bytes");
        let arrival = arrival();
        spool.add(&Entry::from(&arrival)).unwrap();
        let taken = spool.take().unwrap().unwrap();
        let [Entry::Arrival(back)] = &taken.entries[..] else { panic!("{:?}", taken.entries) };
        let back = back.clone().arrival().unwrap();
        assert_eq!(
            (back.log_id, back.received_at, back.raw_query),
            (arrival.log_id, arrival.received_at, arrival.raw_query)
        );
        taken.done().unwrap();
        assert!(!spool.is_waiting());
    }

    #[test]
    fn a_line_cut_off_by_a_crash_costs_no_other_line() {
        let spool = spool("damaged");
        spool.add(&Entry::from(&arrival())).unwrap();
        // The second one is cut off between the two bytes of a letter.
        for cut_off in [&b"{\"arrival\":{\"lo"[..], b"{\"arrival\":{\"raw_query\":\"\xc3"] {
            OpenOptions::new().append(true).open(&spool.path).unwrap().write_all(cut_off).unwrap();
            spool.add(&Entry::from(&arrival())).unwrap();
        }
        let taken = spool.take().unwrap().unwrap();
        assert_eq!((taken.entries.len(), taken.damaged), (3, 2));
        taken.done().unwrap();
    }

    #[test]
    fn only_one_process_brings_the_entries_in() {
        let spool = spool("once");
        spool.add(&Entry::from(&arrival())).unwrap();
        let taken = spool.take().unwrap().unwrap();
        assert!(spool.take().unwrap().is_none());
        taken.done().unwrap();
    }

    #[test]
    fn what_comes_in_while_entries_are_brought_in_waits_for_the_next_time() {
        let spool = spool("meanwhile");
        spool.add(&Entry::from(&arrival())).unwrap();
        let taken = spool.take().unwrap().unwrap();
        spool.add(&Entry::from(&arrival())).unwrap();
        taken.done().unwrap();
        assert!(spool.is_waiting());
        let taken = spool.take().unwrap().unwrap();
        assert_eq!(taken.entries.len(), 1);
        taken.done().unwrap();
    }
}
