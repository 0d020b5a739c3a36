//! Output for a terminal: lines in which no foreign text can act, and quantities.

use entrata::logging::printable;
use serde::Serialize;
use std::io::{self, Write};

/// Prints one line on standard output. A reader that closes its end, as `head` does, does not end work that is under
/// way.
pub(crate) fn say(line: &str) {
    match writeln!(io::stdout(), "{}", printable(line)) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("entrata: standard output cannot be written: {error}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Prints one line on standard error, if anybody reads it.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(line));
}

/// Prints a value as indented JSON.
pub(crate) fn say_json(value: &impl Serialize) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    // The line breaks are ours: those in texts are escaped.
    text.lines().for_each(say);
}

/// `1 job`, `2 jobs`.
pub(crate) fn quantity(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_agree_with_their_number() {
        let jobs = |count| quantity(count, "job", "jobs");
        assert_eq!([jobs(0), jobs(1), jobs(2)], ["0 jobs", "1 job", "2 jobs"]);
    }
}
