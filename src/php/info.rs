//! The output of `phpinfo()` and `php --ri entrata`.

use super::settings::Given;
use super::{panics, runtime};
use crate::config;
use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_header, info_table_row, info_table_start};

/// Prints the tables. PHP calls it directly, so no panic may leave it.
pub(super) extern "C" fn info(_: *mut ModuleEntry) {
    let _ = panics::caught(|| {
        state();
        values();
    });
}

fn state() {
    let database = runtime::run(&Given::configured(), async |portal| {
        let answers = portal.store().conn().await.map(drop);
        Ok((answers, portal.store().connections()))
    });
    // The settings are listed below; the cause may name the user and the host.
    let (database, connections) = match database {
        Ok((Ok(()), open)) => ("answers".to_owned(), open),
        Ok((Err(error), open)) => (error.to_string(), open),
        Err(error) => (error.to_string(), 0),
    };
    info_table_start!();
    info_table_row!("Entrata", "enabled");
    info_table_row!("Version", env!("CARGO_PKG_VERSION"));
    info_table_row!("Build", env!("ENTRATA_BUILD"));
    info_table_row!("Database", printable(&database));
    info_table_row!("Open connections", connections.to_string());
    info_table_end!();
}

fn values() {
    info_table_start!();
    info_table_header!("Setting", "Value");
    let given = Given::configured();
    for setting in config::ALL {
        let value = match given.value(setting.name) {
            None => {
                setting.default.map_or_else(|| "not set".to_owned(), |value| format!("{value} (default)"))
            }
            Some(_) if setting.secret => "***".to_owned(),
            Some(value) => printable(&value),
        };
        info_table_row!(setting.name, value);
    }
    info_table_end!();
}

/// Removes NUL bytes, at which ext-php-rs would panic.
fn printable(text: &str) -> String {
    text.replace('\0', " ")
}
