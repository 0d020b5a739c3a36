//! What tour times promise, part by part.

mod reading;
