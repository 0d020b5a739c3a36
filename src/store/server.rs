//! The server's own settings and limits, as far as the portal depends on them.

use super::{Statement, Store, rows};
use crate::error::portal::Result;
use std::collections::HashMap;

/// How many connections one PHP worker may hold at once: the extension's, and that of the portal's pages.
pub const CONNECTIONS_OF_A_WORKER: u64 = 2;
/// The share of the limit, in percent, at which connections count as used up.
const NEARLY_ALL: u64 = 90;

/// Settings of a connection and its server, by lower-case name.
#[derive(Debug)]
pub struct ServerSettings(HashMap<String, String>);

/// Reads the settings of the present connection and its server.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database).
pub async fn read(store: &Store) -> Result<ServerSettings> {
    let context = "reading the server's settings";
    let variables = "SHOW SESSION VARIABLES WHERE Variable_name IN ('autocommit', 'time_zone', 'sql_mode', \
         'character_set_client', 'transaction_isolation', 'tx_isolation', 'sql_safe_updates', \
         'max_connections', 'max_user_connections', \
         'max_prepared_stmt_count')";
    let mut conn = store.conn().await?;
    let mut found: Vec<(String, String)> = rows(&mut conn, context, variables, ()).await?;
    let used = "SHOW GLOBAL STATUS LIKE 'Max_used_connections'";
    found.extend(rows::<(String, String)>(&mut conn, context, used, ()).await?);
    Ok(ServerSettings(found.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()))
}

/// Whether the server takes several statements at once, as decisions about properties are sent.
///
/// # Errors
///
/// [`ErrorKind::Database`](crate::error::portal::ErrorKind::Database) with what it says instead.
pub async fn takes_several_statements(store: &Store) -> Result<()> {
    let nothing = || Statement::new("DO 1", ());
    store.batch("sending several statements at once", &[nothing(), nothing()]).await.map(drop)
}

impl ServerSettings {
    /// Names the settings that every connection sets and that have not taken effect, as behind a proxy that keeps them back.
    ///
    /// # Errors
    ///
    /// A sentence with all of them, and what to do.
    pub fn taken(&self) -> Result<(), String> {
        let isolation = if self.0.contains_key("transaction_isolation") {
            "transaction_isolation"
        } else {
            "tx_isolation"
        };
        let expected = [
            ("autocommit", "ON"),
            ("time_zone", "+00:00"),
            ("character_set_client", "utf8mb4"),
            ("sql_safe_updates", "OFF"),
            (isolation, "READ-COMMITTED"),
        ];
        let wrong = expected.into_iter().filter(|(name, value)| !self.is(name, value));
        let mut wrong: Vec<_> =
            wrong.map(|(name, _)| format!("{name} is {}", self.text(name).unwrap_or("not known"))).collect();
        if !self.text("sql_mode").is_some_and(|modes| modes.contains("STRICT_TRANS_TABLES")) {
            wrong.push("sql_mode is not strict".to_owned());
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(format!(
            "what a connection sets has no effect ({}): a proxy in front of the database must pass SET on, and keep \
             the connection that it was sent on",
            wrong.join(", ")
        ))
    }

    /// Compares the server's limits with what the portal's processes need.
    ///
    /// # Errors
    ///
    /// The limit that is too low, and what to do.
    pub fn limits(&self) -> Result<String, String> {
        let most = self.number("max_connections").unwrap_or(0);
        let used = self.number("max_used_connections").unwrap_or(0);
        let of_user = self.number("max_user_connections").unwrap_or(0);
        let prepared = self.number("max_prepared_stmt_count").unwrap_or(most);
        let each = CONNECTIONS_OF_A_WORKER;
        if of_user > 0 && of_user < each {
            return Err(format!(
                "max_user_connections is {of_user} (expected at least {each} for each PHP worker)"
            ));
        }
        if prepared < most {
            return Err(format!(
                "max_prepared_stmt_count is {prepared} (expected at least max_connections, {most}: a page's \
                 connection holds one prepared statement)"
            ));
        }
        if used * 100 >= most * NEARLY_ALL {
            return Err(format!(
                "{used} of {most} connections were in use at once: raise max_connections to at least {each} for each \
                 PHP worker, or put a proxy in front"
            ));
        }
        Ok(format!(
            "{most} connections, of which at most {used} were in use at once; each PHP worker needs up to {each}"
        ))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.text(name).is_some_and(|text| text.eq_ignore_ascii_case(value))
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.text(name).and_then(|text| text.parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(changes: &[(&str, &str)]) -> ServerSettings {
        let good = [
            ("autocommit", "ON"),
            ("time_zone", "+00:00"),
            ("sql_mode", "STRICT_TRANS_TABLES,NO_ZERO_DATE"),
            ("character_set_client", "utf8mb4"),
            ("tx_isolation", "READ-COMMITTED"),
            ("sql_safe_updates", "OFF"),
            ("max_connections", "151"),
            ("max_used_connections", "12"),
            ("max_user_connections", "0"),
            ("max_prepared_stmt_count", "16382"),
        ];
        let all = good.iter().chain(changes);
        ServerSettings(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn usual_settings_are_in_order() {
        let usual = settings(&[]);
        assert_eq!(usual.taken(), Ok(()));
        assert!(usual.limits().unwrap().starts_with("151 connections"));
    }

    #[test]
    fn each_unusable_setting_is_named() {
        for (name, value, expected) in [
            ("autocommit", "OFF", "autocommit is OFF"),
            ("tx_isolation", "REPEATABLE-READ", "tx_isolation is REPEATABLE-READ"),
            ("transaction_isolation", "SERIALIZABLE", "transaction_isolation is SERIALIZABLE"),
            ("sql_mode", "ANSI_QUOTES", "sql_mode is not strict"),
            ("sql_safe_updates", "ON", "sql_safe_updates is ON"),
        ] {
            let problem = settings(&[(name, value)]).taken().unwrap_err();
            assert!(problem.contains(expected), "{name}: {problem}");
        }
    }

    #[test]
    fn limits_below_what_the_processes_need_are_named() {
        for (name, value, expected) in [
            ("max_used_connections", "140", "140 of 151 connections"),
            ("max_user_connections", "1", "max_user_connections is 1"),
            ("max_prepared_stmt_count", "100", "max_prepared_stmt_count is 100"),
        ] {
            let wrong = settings(&[(name, value)]).limits().unwrap_err();
            assert!(wrong.contains(expected), "{wrong}");
        }
    }
}
