//! What a terminal keeps on its disk.

#![forbid(unsafe_code)]

mod checksum;
mod disk;
mod error;
mod files;
mod format;
mod load;
mod store;
#[cfg(test)]
mod tests;
mod warning;

pub use error::{Damage, StoreError};
pub use store::Store;
pub use warning::{FileFault, LostPart, Warning};
