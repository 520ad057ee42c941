//! Opening the journal for somebody who does not wait.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use credential_core::PublicKey;

use super::limits::Sizes;
use super::{Journal, JournalError};
use crate::disk::Disk;

impl Journal {
    /// As [`Journal::open_on`], but without waiting for whoever has it open: for a program that has waited before, and
    /// that people wait for.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_at_once(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
    ) -> Result<Self, JournalError> {
        Self::open_within(disk, folder, terminal, Sizes::default(), Duration::ZERO)
    }
}
