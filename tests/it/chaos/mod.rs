//! Breaks things while work is running; then counts what was lost, duplicated or left half done.
//! `make chaos` runs what takes minutes; a handful of it is part of every run.

#![allow(clippy::print_stdout, reason = "the figures are what a scenario is for")]
#![allow(clippy::type_complexity, reason = "rows as they are read")]

mod census;
mod clocks;
mod cluster;
mod crowd;
mod database;
mod entrata;
mod figures;
mod flood;
mod galera;
mod galera_at_once;
mod group;
mod nodes;
mod proxy;
#[cfg(feature = "failpoints")]
mod steps;
mod storm;
mod town;
pub(crate) mod web;
