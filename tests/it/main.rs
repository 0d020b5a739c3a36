//! The portal against a real MariaDB and the sandbox. `ENTRATA_TEST_DATABASE_URL` names a database server on
//! which these tests may create and drop databases; `make test` starts one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod authorization;
mod chaos;
mod character_sets;
mod connections;
mod erasure;
mod events;
mod fit;
mod foreign_answers;
mod gate;
mod houses;
mod key_rotation;
mod leads;
mod locks;
mod metrics;
mod migrations;
mod onboarding;
mod payloads;
mod reconciliation;
mod security;
mod server;
mod server_settings;
mod stage;
mod terminal;
mod tour_times;
mod traces;
mod webhook_log;
mod webhooks;
