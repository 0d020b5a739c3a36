//! The server's own settings, as far as no connection can set them for itself.

use super::{CONTEXT, Misfit};
use crate::error::portal::Result;
use crate::store::rows;
use mysql_async::Conn;
use std::collections::HashMap;

/// The least `max_allowed_packet`: a property's houses and pictures are written in one statement.
const LEAST_PACKET: u64 = 4 << 20;

pub(super) async fn problems(conn: &mut Conn) -> Result<Vec<Misfit>> {
    // A server that does not know a name leaves it out.
    let sql = "SHOW VARIABLES WHERE Variable_name IN ('version', 'log_bin', 'binlog_format', 'read_only', \
               'innodb_read_only', 'max_allowed_packet')";
    let variables: Vec<(String, String)> = rows(conn, CONTEXT, sql, ()).await?;
    let variables: HashMap<_, _> =
        variables.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    let problems = problems_of(|name| variables.get(name).map_or("", String::as_str));
    Ok(problems.into_iter().map(|problem| Misfit::new("server", None, problem)).collect())
}

fn problems_of<'v>(variable: impl Fn(&str) -> &'v str) -> Vec<String> {
    let mut found = Vec::new();
    let version = variable("version");
    if is_too_old(version) {
        found.push(format!("has the version {version} (expected MySQL 8.0.13, MariaDB 10.6, or later)"));
    }
    if variable("log_bin") == "ON" && variable("binlog_format") == "STATEMENT" {
        found.push(
            "has binlog_format = STATEMENT, with which it rejects our changes (expected ROW or MIXED)"
                .to_owned(),
        );
    }
    // MariaDB's read_only has values of its own for what it does not forbid.
    for name in ["read_only", "innodb_read_only"] {
        if !matches!(variable(name), "" | "OFF") {
            found.push(format!("has {name} = {} (expected a server that takes changes)", variable(name)));
        }
    }
    if variable("max_allowed_packet").parse::<u64>().is_ok_and(|bytes| bytes < LEAST_PACKET) {
        let bytes = variable("max_allowed_packet");
        found.push(format!("has max_allowed_packet = {bytes} (expected at least {LEAST_PACKET})"));
    }
    found
}

fn is_too_old(version: &str) -> bool {
    let mut numbers = version.split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
    let number = [numbers.next(), numbers.next(), numbers.next()].map(Option::unwrap_or_default);
    let least = if version.to_lowercase().contains("mariadb") { [10, 6, 0] } else { [8, 0, 13] };
    number < least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_are_too_old_are_named() {
        for (version, is_old) in [
            ("8.0.13", false),
            ("8.0.12", true),
            ("5.7.44-log", true),
            ("9.7.4", false),
            ("8.4.0-aurora", false),
            ("10.6.0-MariaDB", false),
            ("10.5.23-MariaDB-1:10.5.23+maria~deb11", true),
            ("11.4.2-MariaDB", false),
        ] {
            assert_eq!(is_too_old(version), is_old, "{version}");
        }
    }

    #[test]
    fn a_server_that_rejects_our_changes_is_named() {
        let sound = |name: &str| match name {
            "version" => "9.7.4",
            "log_bin" => "ON",
            "binlog_format" => "ROW",
            "max_allowed_packet" => "16777216",
            _ => "OFF",
        };
        assert_eq!(problems_of(sound), Vec::<String>::new());
        for (changed, value) in [
            ("binlog_format", "STATEMENT"),
            ("read_only", "ON"),
            ("read_only", "READ_ONLY_NO_LOCK"),
            ("innodb_read_only", "ON"),
            ("max_allowed_packet", "1048576"),
        ] {
            let found = problems_of(|name| if name == changed { value } else { sound(name) });
            assert!(found.len() == 1 && found[0].contains(changed), "{changed}: {found:?}");
        }
    }
}
