//! What `phpinfo()` and `php --ri entrata` show.

use super::{panics, settings};
use crate::config;
use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_header, info_table_row, info_table_start};

/// Prints the tables; PHP calls it by itself, so that a panic must not leave it.
pub(super) extern "C" fn info(_: *mut ModuleEntry) {
    let _ = panics::caught(print);
}

fn print() {
    info_table_start!();
    info_table_row!("Entrata", "enabled");
    info_table_row!("Version", env!("CARGO_PKG_VERSION"));
    info_table_row!("Build", env!("ENTRATA_BUILD"));
    info_table_end!();
    info_table_start!();
    info_table_header!("Setting", "Value");
    for (name, secret) in config::ALL {
        let value = match settings::value(name) {
            None => "not set".to_owned(),
            Some(_) if secret => "***".to_owned(),
            Some(value) => value,
        };
        info_table_row!(name, value);
    }
    info_table_end!();
}
