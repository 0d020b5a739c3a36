//! The structured log: format, file, and the escaping of terminal control characters.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::Subscriber;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields};
use tracing_subscriber::fmt::{self, Layer, MakeWriter};
use tracing_subscriber::registry::LookupSpan;

/// Appends whole lines to a log file. The file is opened for each write, so that rotating it needs no signal, and the
/// lines of several processes do not mix.
///
/// # Errors
///
/// The system's error when the file cannot be opened or written.
pub fn append(path: &Path, lines: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).mode(0o640).open(path)?.write_all(lines)
}

/// Formats events as one JSON object per line, with the fields of their spans.
pub fn json<S, W>(writer: W) -> Layer<S, JsonFields, Format<Json>, Printable<W>>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fmt::layer().json().flatten_event(true).with_current_span(false).with_writer(Printable(writer))
}

/// Whether a character controls a terminal or the order of text instead of being shown: control
/// characters, line separators and the controls of bidirectional text.
#[must_use]
pub fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// A text with its unprintable characters written as `\u001b` and the like.
///
/// ```
/// assert_eq!(entrata::logging::printable("red\u{1b}[31m"), "red\\u001b[31m");
/// ```
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unprintable(character) {
            // Writing to a String cannot fail. All unprintable characters fit into four digits.
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Writes lines through [`printable`]. JSON readers decode the same text.
#[derive(Debug)]
pub struct Printable<W>(W);

impl<W> Printable<W> {
    /// Writes through [`printable`] to `writer`.
    #[must_use]
    pub const fn new(writer: W) -> Self {
        Self(writer)
    }
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Printable<W> {
    type Writer = Printable<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Printable(self.0.make_writer())
    }
}

impl<W: Write> Write for Printable<W> {
    /// Each write is one whole line, as the formatter produces it.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let body = text.strip_suffix('\n').unwrap_or(&text);
        match printable(body) {
            Cow::Borrowed(_) => self.0.write_all(line)?,
            Cow::Owned(shown) => self.0.write_all(format!("{shown}\n").as_bytes())?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Remembers whether writes fail, so that an unwritable log causes one warning instead of thousands.
#[derive(Debug, Default)]
pub struct FailureNotice(AtomicBool);

impl FailureNotice {
    /// Starts with no known failure.
    #[must_use]
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Whether this result is the first failure since the last success.
    pub fn is_due<T, E>(&self, written: &Result<T, E>) -> bool {
        !self.0.swap(written.is_err(), Ordering::Relaxed) && written.is_err()
    }
}

/// A log file. While it cannot be written, its lines go to standard error.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    notice: FailureNotice,
}

impl LogFile {
    /// The log file at `path`; it is created with the first line.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), notice: FailureNotice::new() }
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

impl Write for &LogFile {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        let written = append(&self.path, lines);
        if self.notice.is_due(&written) {
            let path = self.path.display();
            writeln!(io::stderr(), "entrata: the log file {path} cannot be written; its lines follow here")?;
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
    fn a_log_file_that_was_moved_is_created_again() {
        let path = std::env::temp_dir().join(format!("entrata-log-{}", std::process::id()));
        append(&path, b"one\n").unwrap();
        let moved = path.with_extension("1");
        std::fs::rename(&path, &moved).unwrap();
        (&LogFile::new(&path)).write_all(b"two\n").unwrap();
        let read = |path| std::fs::read_to_string(path).unwrap();
        assert_eq!((read(&moved), read(&path)), ("one\n".to_owned(), "two\n".to_owned()));
        std::fs::remove_file(moved).unwrap();
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_log_that_keeps_failing_is_reported_once() {
        let notice = FailureNotice::new();
        let written = [Err(()), Err(()), Ok(()), Ok(()), Err(())];
        assert_eq!(written.map(|written| notice.is_due(&written)), [true, false, false, false, true]);
    }

    #[test]
    fn a_log_line_has_no_terminal_control_characters() {
        for (text, shown) in [
            ("plain é 🏠", "plain é 🏠"),
            ("\u{1b}[2J", "\\u001b[2J"),
            ("a\r\nb\u{7}", "a\\u000d\\u000ab\\u0007"),
            ("\u{9b}31m", "\\u009b31m"),
            ("x\u{202e}y\u{2066}z\u{feff}", "x\\u202ey\\u2066z\\ufeff"),
        ] {
            assert_eq!(printable(text), shown);
            let mut written = Printable(Vec::new());
            written.write_all(format!("{text}\n").as_bytes()).unwrap();
            assert_eq!(String::from_utf8(written.0).unwrap(), format!("{shown}\n"));
        }
    }
}
