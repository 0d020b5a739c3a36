//! The sandbox from outside, over HTTP.

mod booking;
mod control;
mod description;
mod desk;
mod faults;
mod more_reads;
mod oauth;
mod reads;
mod schema;
mod sdk;
