//! The sandbox from outside, over HTTP.

mod access;
mod booking;
mod control;
#[cfg(feature = "cli")]
mod description;
mod desk;
mod faults;
mod more_reads;
mod oauth;
#[cfg(feature = "cli")]
mod probe;
mod reads;
mod sdk;
