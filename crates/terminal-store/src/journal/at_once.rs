//! Opening the journal for somebody who does not wait.

use std::path::Path;
use std::time::Duration;

use credential_core::PublicKey;

use super::limits::Sizes;
use super::{Journal, JournalError};
use crate::disk::RealDisk;

impl Journal {
    /// As [`Journal::open`], but without waiting for whoever has it open: for a program that has waited before, and
    /// that people wait for.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_at_once(
        folder: impl AsRef<Path>,
        terminal: &PublicKey,
    ) -> Result<Self, JournalError> {
        Self::open_within(
            Box::new(RealDisk),
            folder.as_ref(),
            terminal,
            Sizes::default(),
            Duration::ZERO,
        )
    }
}
