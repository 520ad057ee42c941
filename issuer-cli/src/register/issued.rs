//! That a credential went out, recorded once its file is on the disk.

use messages::Failure;

use super::batch::Batch;
use super::entry::{Entry, SignedCode};
use super::failure::{self, RegisterFault};
use super::query;

impl Batch<'_> {
    /// Records that a reserved credential went out: in which file, the digest of its text, and what a
    /// vouch list needs of it.
    /// To say the same again is fine.
    ///
    /// # Errors
    /// `issued-otherwise` if it is recorded with another file or text; those of writing the database.
    pub fn record_issued(
        &mut self,
        entry: &Entry,
        file: &str,
        digest: &[u8; 32],
        signed: &SignedCode,
    ) -> Result<(), Failure> {
        let result = self.add_issued(entry, file, digest, signed);
        self.map_fault(result)
    }

    fn add_issued(
        &mut self,
        entry: &Entry,
        file: &str,
        digest: &[u8; 32],
        signed: &SignedCode,
    ) -> Result<(), RegisterFault> {
        let added = self
            .transaction
            .prepare_cached(
                "INSERT INTO issued (credential, file, digest, audit, code, key)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (credential) DO NOTHING",
            )?
            .execute((
                entry.id,
                file,
                digest,
                self.number,
                signed.hash.to_bytes(),
                signed.key,
            ))?;
        if added == 1 {
            self.count("issued");
            return Ok(());
        }
        let output = query::entry_at(&self.transaction, entry.status_index)?
            .and_then(|entry| entry.output)
            .is_some_and(|output| output.file == file && output.digest == *digest);
        if output {
            Ok(())
        } else {
            Err(failure::issued_otherwise(entry.holder, entry.serial).into())
        }
    }
}
