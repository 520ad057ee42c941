//! What goes to the bureau, and what comes back.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use credential_core::journal::{
    BlockContent, Chain, ChainEnd, Checkpoint, CheckpointClaims, ExportHeader, JournalFault,
    Receipt, item_of_block,
};
use credential_core::{IssuerId, PublicKey, Signer, TrustList, UnixTime};

use super::Journal;
use super::error::JournalError;
use super::frames::first_frame;
use super::load::{CHECKPOINT, RECEIPT, unreadable};
use super::segment::{MAX_SEGMENT_FILE, Segment, SegmentHeader};
use crate::disk::Disk;
use crate::files::replace;

impl Journal {
    /// Writes all that the bureau has not confirmed, with signed checkpoints, to a file of the caller's.
    /// It may be written again and again until a receipt comes.
    ///
    /// # Errors
    /// [`JournalError::NotSigned`]; [`JournalError::ExportFailed`] if the file cannot be written;
    /// [`JournalError::Unreadable`]; those of writing to the journal, which remembers its checkpoint.
    pub fn export<S: Signer>(
        &mut self,
        signer: &S,
        now: UnixTime,
        out: &mut dyn Write,
    ) -> Result<CheckpointClaims, JournalError>
    where
        S::Error: std::fmt::Display,
    {
        let prepared = self.prepare_export(signer, now)?;
        prepared.write(out)?;
        Ok(prepared.claims)
    }

    /// Signs what [`Journal::export`] writes, and leaves the writing to the caller: a slow stick keeps nobody
    /// waiting, and what is granted meanwhile is in the next one.
    ///
    /// # Errors
    /// [`JournalError::NotSigned`]; those of writing to the journal, which remembers its checkpoint.
    pub fn prepare_export<S: Signer>(
        &mut self,
        signer: &S,
        now: UnixTime,
    ) -> Result<PreparedExport, JournalError>
    where
        S::Error: std::fmt::Display,
    {
        self.refuse_if_poisoned()?;
        let confirmed = self.receipted();
        let last = self.checkpoint(self.loaded.end, signer, now)?;
        // Remembered first: what a bureau may know, the terminal knows as well.
        self.remember(CHECKPOINT, &last)?;
        let count = self.loaded.segments.len();
        let needed =
            |(at, segment): &(usize, &Segment)| segment.end.size > confirmed || at + 1 == count;
        let segments = self.loaded.segments.iter().enumerate().filter(needed);
        let blocks = segments.map(|(_, segment)| {
            Ok(PreparedBlock {
                path: self.segment_path(segment.number),
                length: segment.length,
                before: segment.before,
                checkpoint: self.checkpoint(segment.end, signer, now)?,
            })
        });
        let blocks = blocks.collect::<Result<_, JournalError>>()?;
        Ok(PreparedExport {
            disk: Arc::clone(&self.disk),
            folder: self.folder.clone(),
            claims: self.claims(self.loaded.end, now),
            blocks,
        })
    }

    /// Takes a receipt that `issuer` has signed with `key`. What it confirms need not be exported again
    /// and may be dropped when it is old. An earlier receipt than the one that is here changes nothing.
    ///
    /// # Errors
    /// [`JournalError::ReceiptRefused`], with [`JournalFault::Foreign`] for another chain,
    /// [`JournalFault::Truncated`] for more records than there are and [`JournalFault::Fork`] for another
    /// hash; those of writing.
    pub fn apply_receipt(
        &mut self,
        bytes: &[u8],
        issuer: IssuerId,
        key: &PublicKey,
    ) -> Result<AppliedReceipt, JournalError> {
        self.apply_verified(bytes, Receipt::verify(bytes, issuer, key))
    }

    /// As [`Journal::apply_receipt`], with the keys that a trust list names for the issuer of the receipt.
    ///
    /// # Errors
    /// As there.
    pub fn apply_trusted_receipt(
        &mut self,
        bytes: &[u8],
        trust: &TrustList,
    ) -> Result<AppliedReceipt, JournalError> {
        self.apply_verified(bytes, Receipt::verify_trusted(bytes, trust))
    }

    fn apply_verified(
        &mut self,
        bytes: &[u8],
        receipt: credential_core::Result<Receipt>,
    ) -> Result<AppliedReceipt, JournalError> {
        self.refuse_if_poisoned()?;
        let receipt = receipt.map_err(JournalFault::Signed);
        let receipt = receipt.map_err(|fault| self.receipt_refused(fault))?;
        let claims = *receipt.claims();
        if claims.id != self.loaded.id {
            return Err(self.receipt_refused(JournalFault::Foreign));
        }
        let end = claims.end;
        if end.size > self.loaded.end.size {
            return Err(self.receipt_refused(JournalFault::Truncated {
                size: self.loaded.end.size,
                known: end.size,
            }));
        }
        // What is still there must fit, also if the bureau has confirmed more since.
        let head = self.head_at(end.size)?;
        if head.is_some_and(|head| head != end.head) {
            return Err(self.receipt_refused(JournalFault::Fork { number: end.size }));
        }
        if end.size <= self.receipted() {
            return Ok(AppliedReceipt::NotNewer);
        }
        if head.is_none() {
            return Err(self.receipt_refused(JournalFault::Fork { number: end.size }));
        }
        self.remember(RECEIPT, bytes)?;
        self.loaded.receipt = Some(end);
        Ok(AppliedReceipt::New)
    }

    fn claims(&self, end: ChainEnd, now: UnixTime) -> CheckpointClaims {
        CheckpointClaims {
            id: self.loaded.id,
            end,
            signed: now,
        }
    }

    fn checkpoint<S: Signer>(
        &self,
        end: ChainEnd,
        signer: &S,
        now: UnixTime,
    ) -> Result<Vec<u8>, JournalError>
    where
        S::Error: std::fmt::Display,
    {
        Checkpoint::sign(&self.claims(end, now), signer).map_err(|error| {
            let reason = match error {
                credential_core::SignError::Signer(error) => error.to_string(),
                credential_core::SignError::Invalid(error) => error.to_string(),
                _ => String::new(),
            };
            JournalError::NotSigned {
                path: self.folder.clone(),
                reason,
            }
        })
    }

    /// Stores a signed end of the chain; on a full disk in the place of the reserve.
    fn remember(&mut self, name: &str, bytes: &[u8]) -> Result<(), JournalError> {
        let written = replace(&*self.disk, &self.folder, name, bytes);
        match written.map_err(|error| self.failed(error)) {
            Err(JournalError::DiskFull { .. }) if self.has_reserve => {
                self.give_up_reserve()?;
                replace(&*self.disk, &self.folder, name, bytes).map_err(|error| self.failed(error))
            }
            other => other,
        }
    }

    /// The hash behind record `size`; `None` if it is no longer there.
    fn head_at(&self, size: u64) -> Result<Option<[u8; 32]>, JournalError> {
        let segment = self
            .loaded
            .segments
            .iter()
            .find(|segment| (segment.before.size..=segment.end.size).contains(&size));
        let Some(segment) = segment else {
            return Ok(None);
        };
        let mut chain = Chain::after(segment.before);
        let path = self.segment_path(segment.number);
        each_record(&*self.disk, &path, segment.length, |record| {
            if chain.end().size < size {
                chain.push(record);
            }
        })?;
        Ok(Some(chain.end().head))
    }

    fn receipt_refused(&self, source: JournalFault) -> JournalError {
        JournalError::ReceiptRefused {
            path: self.folder.clone(),
            source,
        }
    }
}

/// What became of a receipt that fits the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedReceipt {
    /// It confirms more than was confirmed before.
    New,
    /// As much was confirmed before, or more: nothing has changed.
    NotNewer,
}

/// An export that is signed and not yet written. The journal may go on meanwhile: its files only grow.
pub struct PreparedExport {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    claims: CheckpointClaims,
    blocks: Vec<PreparedBlock>,
}

/// A segment as far as it was signed.
#[derive(Debug)]
struct PreparedBlock {
    path: PathBuf,
    length: u64,
    before: ChainEnd,
    checkpoint: Vec<u8>,
}

impl PreparedExport {
    /// What the last checkpoint of the file says.
    pub fn claims(&self) -> &CheckpointClaims {
        &self.claims
    }

    /// Writes it to a file of the caller's; also in another thread.
    ///
    /// # Errors
    /// [`JournalError::ExportFailed`] if the file cannot be written; [`JournalError::Unreadable`], also if a
    /// segment was dropped meanwhile: then prepare it again.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), JournalError> {
        let header = ExportHeader {
            id: self.claims.id,
            size: self.claims.end.size,
        };
        let failed = |source| self.export_failed(source);
        out.write_all(&header.encode()).map_err(failed)?;
        for block in &self.blocks {
            let mut records = Vec::new();
            each_record(&*self.disk, &block.path, block.length, |record| {
                records.extend(record);
            })?;
            let content = BlockContent {
                checkpoint: &block.checkpoint,
                before: block.before,
                records: &records,
            };
            out.write_all(&item_of_block(&content)).map_err(failed)?;
        }
        out.flush().map_err(failed)
    }

    fn export_failed(&self, source: io::Error) -> JournalError {
        JournalError::ExportFailed {
            path: self.folder.clone(),
            source,
        }
    }
}

impl fmt::Debug for PreparedExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedExport")
            .field("folder", &self.folder)
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

/// Reads a segment up to the length that was verified. What has changed on the disk since is seen by
/// whoever verifies the hashes.
fn each_record(
    disk: &dyn Disk,
    path: &Path,
    length: u64,
    mut each: impl FnMut(&[u8]),
) -> Result<(), JournalError> {
    let content = disk.read(path, length.min(MAX_SEGMENT_FILE));
    let bytes = content.map_err(|source| unreadable(path, source))?.bytes;
    let mut rest = SegmentHeader::decode(&bytes).map_or(&[][..], |(_, rest)| rest);
    while let Some((record, length)) = first_frame(rest) {
        each(record);
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}
