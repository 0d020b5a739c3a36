//! The program `entrata`.

fn main() {}
