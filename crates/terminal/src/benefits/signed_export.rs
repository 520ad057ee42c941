//! A journal that is signed for the bureau and not yet written.

use std::io::Write;
use std::path::{Path, PathBuf};

use credential_core::journal::CheckpointClaims;
use messages::Failure;
use terminal_store::{Journal, PreparedExport};

use crate::journal_words;

/// An export that is signed and not yet written. It may be written in another thread.
#[derive(Debug)]
pub struct SignedExport {
    prepared: PreparedExport,
    store: PathBuf,
    confirmed: u64,
}

impl SignedExport {
    pub(super) fn new(prepared: PreparedExport, journal: &Journal, store: &Path) -> Self {
        Self {
            prepared,
            store: store.to_owned(),
            confirmed: journal.receipted(),
        }
    }

    /// What its last checkpoint says: which chain, how many records, the hash of the last one.
    pub fn claims(&self) -> &CheckpointClaims {
        self.prepared.claims()
    }

    /// The folder of the terminal's store, into which nothing is exported.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// How many records the bureau has confirmed.
    pub fn confirmed(&self) -> u64 {
        self.confirmed
    }

    /// Writes it.
    ///
    /// # Errors
    /// What is wrong with the file or the journal.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        self.prepared.write(out).map_err(journal_words::failure)
    }
}
