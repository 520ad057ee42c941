//! Properties that hold for every input, tried with many.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; clippy.toml reaches only the functions marked as such"
)]

mod catalogues;
mod changed_codes;
mod frames;
mod hostile_input;
mod round_trips;
mod samples;
mod tree;
