//! The journal: what a terminal has granted, as records in a hash chain (`docs/format.md`, "Journal").
//!
//! A terminal appends a [`JournalRecord`] before it shows anything as granted. [`Chain`] hashes each
//! record with the hash before it; a [`Checkpoint`] is the signed end of the chain, a [`Receipt`] the
//! bureau's answer to it. An export carries records with checkpoints; [`ExportReader`] yields none that
//! is not in the signed chain.
//!
//! Where and how the records lie on a disk is not told here: the crate `terminal-store` does that.

mod chain;
mod decode;
mod encode;
mod export;
mod fault;
mod record;
mod signed;

pub use chain::{Chain, ChainEnd, ChainId, Hash};
pub use export::{
    BlockContent, ExportHeader, ExportReader, VerifiedBlock, VerifiedExport, item_of_block,
};
pub use fault::{ExportError, JournalFault};
pub use record::{
    Carry, CarryEntry, Entry, Grant, JournalRecord, Judged, ManualGrant, ManualReason, Note, Price,
    Rating, RatingLevel, ShownCode, Undo, UndoReason,
};
pub use signed::{Checkpoint, CheckpointClaims, Receipt, ReceiptClaims};

#[cfg(test)]
mod tests;
