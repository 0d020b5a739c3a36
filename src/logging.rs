//! The structured log: its form, and a file for it that others may move away at any time.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::Subscriber;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields};
use tracing_subscriber::fmt::{self, Layer, MakeWriter};
use tracing_subscriber::registry::LookupSpan;

/// Appends whole lines. The file is opened anew each time, so that rotating it needs no signal, and the lines of
/// several processes do not mix.
///
/// # Errors
///
/// What the system says when the file cannot be opened or written.
pub fn append(path: &Path, lines: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).mode(0o640).open(path)?.write_all(lines)
}

/// One JSON object a line, with the spans that it stands in.
pub fn json<S, W>(writer: W) -> Layer<S, JsonFields, Format<Json>, W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fmt::layer().json().flatten_event(true).with_current_span(false).with_writer(writer)
}

/// Whether writing the log has just begun to fail: one warning is enough until it works again.
pub fn begins_to_fail<T, E>(written: &Result<T, E>) -> bool {
    static FAILS: AtomicBool = AtomicBool::new(false);
    !FAILS.swap(written.is_err(), Ordering::Relaxed) && written.is_err()
}

/// Writes events to a file, and to standard error when the file cannot be written.
#[derive(Debug)]
pub struct LogFile(PathBuf);

impl LogFile {
    /// A writer to the file at `path`.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl Write for LogFile {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        let written = append(&self.0, lines);
        if begins_to_fail(&written) {
            let path = self.0.display();
            writeln!(io::stderr(), "entrata: the log file {path} cannot be written, and the log comes here")?;
        }
        written.or_else(|_| io::stderr().write_all(lines)).map(|()| lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_moved_away_is_made_anew() {
        let path = std::env::temp_dir().join(format!("entrata-log-{}", std::process::id()));
        append(&path, b"one\n").unwrap();
        let moved = path.with_extension("1");
        std::fs::rename(&path, &moved).unwrap();
        LogFile::new(&path).write_all(b"two\n").unwrap();
        let read = |path| std::fs::read_to_string(path).unwrap();
        assert_eq!((read(&moved), read(&path)), ("one\n".to_owned(), "two\n".to_owned()));
        std::fs::remove_file(moved).unwrap();
        std::fs::remove_file(path).unwrap();
    }
}
