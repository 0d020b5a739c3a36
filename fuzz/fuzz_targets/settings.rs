//! Settings, from the environment or php.ini alike: one per line, in the order of `config::ALL`. No message and
//! no `Debug` output contains a secret.
#![no_main]

use entrata::config::{ALL, Settings};
use libfuzzer_sys::fuzz_target;

const PLANTED: &str = "pl4nted";

fuzz_target!(|input: &str| {
    let lines: Vec<_> = input.split('\n').collect();
    let read = |plant: &str| {
        Settings::from_lookup(|name| {
            let position = ALL.iter().position(|known| known.name == name)?;
            let line = lines.get(position).filter(|line| !line.is_empty())?;
            // What follows a URL's question mark are options, such as the path of a socket.
            let (secret, options) = line.split_at(line.find('?').unwrap_or(line.len()));
            Some(if ALL[position].secret { secret.replace('*', plant) + options } else { (*line).to_owned() })
        })
    };
    let said = match read(PLANTED) {
        Ok(settings) => format!("{settings:?} {:?}", settings.token_keys()),
        Err(error) => format!("{error} {error:?} {}", error.display_chain()),
    };
    assert!(input.contains(PLANTED) || !said.contains(PLANTED), "{said}");
});
