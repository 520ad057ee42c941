//! Placeholder; being written.
pub mod store;
