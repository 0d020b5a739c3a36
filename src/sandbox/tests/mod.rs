//! The sandbox from outside, over HTTP.

mod booking;
mod desk;
mod oauth;
mod reads;
