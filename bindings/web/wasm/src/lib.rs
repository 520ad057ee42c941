//! The core and the reader of codes for JavaScript.
//!
//! Bytes and texts go in, JSON comes out. The stable schema is `docs/json.md`. No function throws
//! for what comes from outside: a fault is a value.
//!
//! Each module of the package is built with one feature: `core`, `reader`, `merchant`, `holder`.

#[cfg(any(feature = "core", feature = "merchant"))]
mod answer;
#[cfg(any(feature = "core", feature = "merchant"))]
mod files;
#[cfg(feature = "holder")]
mod holder;
#[cfg(feature = "merchant")]
mod merchant;
#[cfg(feature = "core")]
mod policy;
#[cfg(feature = "core")]
mod present;
#[cfg(feature = "reader")]
mod reader;
#[cfg(feature = "core")]
mod store;
#[cfg(feature = "core")]
mod verify;

#[cfg(any(feature = "core", feature = "merchant"))]
pub use files::{Changes, Files};
#[cfg(feature = "holder")]
pub use holder::{Frames, HolderLists, PhoneKey, Unsigned, draw_code};
#[cfg(feature = "merchant")]
pub use merchant::{FileForOperator, Terminal};
#[cfg(feature = "core")]
pub use present::UnsignedProof;
#[cfg(feature = "reader")]
pub use reader::{FrameReader, read_picture};
#[cfg(feature = "core")]
pub use store::Store;
#[cfg(feature = "core")]
pub use verify::TrustedIssuers;
