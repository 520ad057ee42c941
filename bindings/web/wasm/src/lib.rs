//! The core and the reader of codes for JavaScript.
//!
//! Bytes and texts go in, JSON comes out. The stable schema is `docs/json.md`. No function throws
//! for what comes from outside: a fault is a value.

#[cfg(feature = "reader")]
mod reader;

#[cfg(feature = "reader")]
pub use reader::{FrameReader, read_picture};
