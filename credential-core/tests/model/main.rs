//! A model of ceremony, updates and terminals: random histories with an adversary.
//!
//! The adversary prepares on the authority's computer what the keepers sign, carries the updates,
//! and has retired root keys and stolen bureau keys. After each step the invariants of
//! [`invariants`] hold; what must never be accepted again is kept in sets of the model's own
//! ([`ledger`]), which the code under test does not touch. See `docs/decisions/0017-model.md`.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "tests; clippy.toml reaches only the functions marked as such"
)]

mod actions;
mod ceremony;
mod drafts;
mod histories;
mod invariants;
mod keepers;
mod ledger;
mod objects;
mod random;
mod terminals;
mod world;
