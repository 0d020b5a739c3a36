//! `--env-file`: settings from a file in the format of PHP portals and systemd.

use entrata::portal::{Error, ErrorKind, Result};
use std::collections::HashMap;
use std::path::Path;

/// Reads the `NAME=value` lines of a file, which may have comments, `export` and quotes. Later lines win.
///
/// # Errors
///
/// [`ErrorKind::Config`] with the number of an invalid line, never its text, which may hold a secret.
pub(crate) fn read(file: &Path) -> Result<HashMap<String, String>> {
    let text = std::fs::read_to_string(file).map_err(|cause| {
        let message = format!("--env-file: {} cannot be read", file.display());
        Error::new(ErrorKind::Config, message).with_source(cause)
    })?;
    parse(&text).map_err(|line| {
        let message = format!("--env-file: line {line} of {} is not NAME=value", file.display());
        Error::new(ErrorKind::Config, message)
    })
}

/// Returns the values by name, or the number of the first invalid line.
fn parse(text: &str) -> std::result::Result<HashMap<String, String>, usize> {
    let mut values = HashMap::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').ok_or(at + 1)?;
        let name = name.trim();
        let is_name = !name.is_empty()
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.".contains(letter));
        if !is_name {
            return Err(at + 1);
        }
        values.insert(name.to_owned(), unquoted(value.trim()).ok_or(at + 1)?);
    }
    Ok(values)
}

fn unquoted(value: &str) -> Option<String> {
    if let Some(rest) = value.strip_prefix('\'') {
        return Some(rest.split_once('\'')?.0.to_owned());
    }
    let Some(rest) = value.strip_prefix('"') else {
        // A `#` after a blank starts a comment.
        return Some(value.split(" #").next().unwrap_or_default().trim_end().to_owned());
    };
    let mut text = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(match letters.next()? {
                'n' => '\n',
                't' => '\t',
                other => other,
            }),
            letter => text.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_portals_write_them() {
        let text = "# the portal\nAPP_NAME=Portal # shown\n\nexport ENTRATA_CLIENT_ID = 0123.portal\n\
                    ENTRATA_CLIENT_SECRET=\"a \\\"b\\\" #c\"\nENTRATA_WEBHOOK_KEY='k#1'\nENTRATA_TOKEN_KEY=AA+/=\nEMPTY=\n";
        let values = parse(text).unwrap();
        for (name, value) in [
            ("APP_NAME", "Portal"),
            ("ENTRATA_CLIENT_ID", "0123.portal"),
            ("ENTRATA_CLIENT_SECRET", "a \"b\" #c"),
            ("ENTRATA_WEBHOOK_KEY", "k#1"),
            ("ENTRATA_TOKEN_KEY", "AA+/="),
            ("EMPTY", ""),
        ] {
            assert_eq!(values[name], value, "{name}");
        }
        assert_eq!(parse("A=1\nsecret without a name").unwrap_err(), 2);
        assert_eq!(parse("A=\"open").unwrap_err(), 1);
    }
}
