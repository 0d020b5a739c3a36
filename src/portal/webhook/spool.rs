//! The spool: webhook log entries that wait while the database is unavailable, as lines of a private, synced file.
//!
//! The entries are read in batches. The position is kept in a file of its own, so a process that ends between
//! two batches only repeats one. Storing an entry twice has no effect.

use super::spool_entry::Entry;
use nix::libc::O_NOFOLLOW;
use nix::unistd::geteuid;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The maximum size of the spool, because other programs share the disk.
const MAX_SIZE: u64 = 64 * 1024 * 1024;
/// The maximum size for entries of unauthenticated senders.
const MAX_UNPROVEN: u64 = 1024 * 1024;
/// How much of the file one batch reads. The longest entry is a third of it.
const READ_SIZE: u64 = 256 * 1024;

/// The spool of one database, in a private directory.
#[derive(Debug, Clone)]
pub(crate) struct Spool {
    directory: PathBuf,
    path: PathBuf,
}

impl Spool {
    /// The spool in `directory`. `database` keeps the spools of two portals on one machine apart.
    pub(crate) fn new(directory: &Path, database: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, database.as_bytes());
        let name: String = digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self {
            directory: directory.to_owned(),
            path: directory.join(format!("entrata-webhooks-{name}.spool")),
        }
    }

    /// Appends an entry and syncs it to disk. An entry that is not `proven` to come from Entrata gets less space.
    ///
    /// # Errors
    ///
    /// If the spool is full, or its directory is not private.
    pub(super) fn add(&self, entry: &Entry, proven: bool) -> io::Result<()> {
        // Starts a new line even after one that a crash cut off.
        let line = [b"\n", &entry.to_line()?[..], b"\n"].concat();
        let max = if proven { MAX_SIZE } else { MAX_UNPROVEN };
        self.check_directory(true)?;
        loop {
            let mut file = open(&self.path)?;
            file.lock_shared()?;
            // A batch starts by moving the file; a line written to the moved file would be lost.
            if self.path.metadata().is_ok_and(|now| file.metadata().is_ok_and(|mine| mine.ino() == now.ino()))
            {
                if file.metadata()?.len() + line.len() as u64 > max {
                    return Err(io::Error::other(format!("the spool has reached {max} bytes")));
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
        self.path.exists() || self.taken().exists()
    }

    /// How many bytes wait.
    pub(crate) fn waiting_bytes(&self) -> u64 {
        let size = |path: &Path| path.metadata().map_or(0, |file| file.len());
        (size(&self.path) + size(&self.taken())).saturating_sub(self.offset())
    }

    /// Checks that entries could be stored: the directory exists or can be created, and is private.
    ///
    /// # Errors
    ///
    /// A sentence with the problem of the directory.
    pub(crate) fn check(&self) -> io::Result<()> {
        self.check_directory(true)?;
        open(&self.path.with_extension("lock")).map(drop)
    }

    /// The next entries, at most `most`; `None` when the spool is empty, or while another process stores some.
    ///
    /// # Errors
    ///
    /// If the files cannot be read, or the directory is not private.
    pub(super) fn take(&self, most: usize) -> io::Result<Option<Batch>> {
        self.check_directory(false)?;
        let guard = open(&self.path.with_extension("lock"))?;
        if guard.try_lock().is_err() {
            return Ok(None);
        }
        let taken = self.taken();
        if !taken.exists() {
            if !self.path.exists() {
                return Ok(None);
            }
            open(&self.path)?;
            // The position belongs to the deleted file.
            remove(&self.position())?;
            std::fs::rename(&self.path, &taken)?;
        }
        let mut file = open(&taken)?;
        // A process that opened the file before the move finishes its line first.
        if file.try_lock().is_err() {
            return Ok(None);
        }
        let size = file.metadata()?.len();
        let offset = Some(self.offset()).filter(|offset| *offset <= size).unwrap_or_default();
        file.seek(SeekFrom::Start(offset))?;
        let mut text = Vec::new();
        file.take(READ_SIZE).read_to_end(&mut text)?;
        let is_end = offset + text.len() as u64 >= size;
        let (lines, length) = lines(&text, most, is_end);
        let (entries, damaged) = entries(lines);
        let next = offset + length as u64;
        Ok(Some(Batch {
            _guard: guard,
            spool: self.clone(),
            next: (next < size).then_some(next),
            entries,
            damaged,
        }))
    }

    fn taken(&self) -> PathBuf {
        self.path.with_extension("taken")
    }

    fn position(&self) -> PathBuf {
        self.path.with_extension("offset")
    }

    fn offset(&self) -> u64 {
        std::fs::read_to_string(self.position())
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or_default()
    }

    /// Checks that the directory belongs to this process's user, is not a link, and that others cannot write to it.
    fn check_directory(&self, create: bool) -> io::Result<()> {
        let path = &self.directory;
        let found = match path.symlink_metadata() {
            Err(error) if create && error.kind() == io::ErrorKind::NotFound => {
                DirBuilder::new().recursive(true).mode(0o700).create(path)?;
                path.symlink_metadata()
            }
            found => found,
        }?;
        let wrong = |what: String| io::Error::other(format!("the spool directory {} {what}", path.display()));
        let me = geteuid().as_raw();
        if !found.is_dir() {
            return Err(wrong("is not a directory (expected a directory, not a link)".to_owned()));
        }
        if found.uid() != me {
            return Err(wrong(format!(
                "belongs to user {} (expected user {me}, who runs this process)",
                found.uid()
            )));
        }
        if found.mode() & 0o022 != 0 {
            return Err(wrong(format!("has mode {:o} (expected 700)", found.mode() & 0o7777)));
        }
        Ok(())
    }
}

/// Opens a file of the spool for reading and appending. It must belong to this process's user, and no other user may use it.
fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(O_NOFOLLOW)
        .open(path)?;
    let found = file.metadata()?;
    let is_private = found.is_file()
        && found.uid() == geteuid().as_raw()
        && found.mode() & 0o077 == 0
        && found.nlink() <= 1;
    if is_private {
        Ok(file)
    } else {
        Err(io::Error::other(format!(
            "{} is not a private file (expected mode 600 and our own user)",
            path.display()
        )))
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The first lines of a text, and how many bytes they take. Before the end of the file, an unfinished line is left
/// for the next batch, unless it fills the whole text.
fn lines(text: &[u8], most: usize, is_end: bool) -> (Vec<&[u8]>, usize) {
    let (mut lines, mut length) = (Vec::new(), 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let is_whole = line.ends_with(b"\n") || is_end || line.len() == text.len();
        if lines.len() >= most || !is_whole {
            break;
        }
        length += line.len();
        let line = line.trim_ascii();
        if !line.is_empty() {
            lines.push(line);
        }
    }
    (lines, length)
}

/// The entries in lines, and how many lines are damaged: writes that a crash cut off.
pub(super) fn entries(lines: Vec<&[u8]>) -> (Vec<Entry>, usize) {
    let count = lines.len();
    let entries: Vec<_> = lines.into_iter().filter_map(Entry::from_line).collect();
    let damaged = count - entries.len();
    (entries, damaged)
}

/// The next entries of the spool. It holds the lock that keeps other processes out.
pub(super) struct Batch {
    _guard: File,
    spool: Spool,
    /// Where the next batch starts; `None` at the end.
    next: Option<u64>,
    pub(super) entries: Vec<Entry>,
    /// How many lines could not be read.
    pub(super) damaged: usize,
}

impl Batch {
    /// Removes the stored entries from the spool. Returns whether more wait.
    ///
    /// # Errors
    ///
    /// If the position cannot be written.
    pub(super) fn done(self) -> io::Result<bool> {
        let position = self.spool.position();
        match self.next {
            Some(next) => {
                let mut file = open(&position)?;
                file.set_len(0)?;
                file.write_all(next.to_string().as_bytes())?;
                Ok(true)
            }
            None => {
                // In this order: a position without its file means nothing.
                remove(&self.spool.taken())?;
                remove(&position)?;
                Ok(self.spool.path.exists())
            }
        }
    }
}

#[cfg(test)]
#[path = "spool_tests.rs"]
mod tests;
