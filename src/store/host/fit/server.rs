//! Whether the server's settings let our statements run.

use super::{CONTEXT, Misfit};
use crate::error::portal::Result;
use crate::store::rows;
use mysql_async::Conn;

/// Checks the server's binary log.
pub(super) async fn check(conn: &mut Conn) -> Result<Option<Misfit>> {
    let sql = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format')";
    let settings: Vec<(String, String)> = rows(conn, CONTEXT, sql, ()).await?;
    Ok(binary_log_problem(&settings).map(|problem| Misfit {
        table: "server".to_owned(),
        column: None,
        problem: problem.to_owned(),
    }))
}

/// A server that logs statements rejects every write of ours, because our connections read what is committed.
fn binary_log_problem(settings: &[(String, String)]) -> Option<&'static str> {
    let is = |name: &str, value: &str| {
        settings
            .iter()
            .any(|(known, set)| known.eq_ignore_ascii_case(name) && set.eq_ignore_ascii_case(value))
    };
    (is("log_bin", "ON") && is("binlog_format", "STATEMENT"))
        .then_some("has binlog_format STATEMENT, with which it rejects every write (expected ROW or MIXED)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_logs_statements_is_named() {
        for (log, format, is_named) in [
            ("ON", "STATEMENT", true),
            ("on", "statement", true),
            ("ON", "MIXED", false),
            ("ON", "ROW", false),
            ("OFF", "STATEMENT", false),
        ] {
            let settings = [("log_bin", log), ("binlog_format", format)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(binary_log_problem(&settings).is_some(), is_named, "{log} {format}");
        }
        assert_eq!(binary_log_problem(&[("log_bin".to_owned(), "ON".to_owned())]), None);
    }
}
