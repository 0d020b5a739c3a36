//! The sandbox from outside, over HTTP.

mod booking;
mod desk;
mod faults;
mod oauth;
mod reads;
