//! What goes to the bureau, and what comes back.

use std::io::{self, Write};

use credential_core::journal::{
    BlockContent, Chain, Checkpoint, CheckpointClaims, ExportHeader, JournalFault, Receipt,
    item_of_block,
};
use credential_core::{IssuerId, PublicKey, Signer, UnixTime};

use super::Journal;
use super::error::JournalError;
use super::frames::first_frame;
use super::load::{CHECKPOINT, RECEIPT, unreadable};
use super::segment::{MAX_SEGMENT_FILE, Segment, SegmentHeader};
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
        self.refuse_if_poisoned()?;
        let confirmed = self.receipted();
        let segments: Vec<Segment> = self
            .loaded
            .segments
            .iter()
            .enumerate()
            .filter(|(at, segment)| {
                segment.end.size > confirmed || at + 1 == self.loaded.segments.len()
            })
            .map(|(_, segment)| *segment)
            .collect();
        let last = self.checkpoint(self.loaded.end, signer, now)?;
        // Remembered first: what a bureau may know, the terminal knows as well.
        self.remember(CHECKPOINT, &last)?;
        let header = ExportHeader {
            id: self.loaded.id,
            size: self.loaded.end.size,
        };
        self.write(out, &header.encode())?;
        for segment in segments {
            let checkpoint = self.checkpoint(segment.end, signer, now)?;
            let records = self.records_of(&segment)?;
            let block = BlockContent {
                checkpoint: &checkpoint,
                before: segment.before,
                records: &records,
            };
            self.write(out, &item_of_block(&block))?;
        }
        out.flush().map_err(|source| self.export_failed(source))?;
        Ok(self.claims(self.loaded.end, now))
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
    ) -> Result<(), JournalError> {
        self.refuse_if_poisoned()?;
        let receipt = Receipt::verify(bytes, issuer, key).map_err(JournalFault::Signed);
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
        if end.size <= self.receipted() {
            return Ok(());
        }
        if self.head_at(end.size)? != Some(end.head) {
            return Err(self.receipt_refused(JournalFault::Fork { number: end.size }));
        }
        self.remember(RECEIPT, bytes)?;
        self.loaded.receipt = Some(end);
        Ok(())
    }

    fn claims(&self, end: credential_core::journal::ChainEnd, now: UnixTime) -> CheckpointClaims {
        CheckpointClaims {
            id: self.loaded.id,
            end,
            signed: now,
        }
    }

    fn checkpoint<S: Signer>(
        &self,
        end: credential_core::journal::ChainEnd,
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

    /// The records of a segment, one behind the other.
    fn records_of(&self, segment: &Segment) -> Result<Vec<u8>, JournalError> {
        let mut records = Vec::new();
        self.each_record(segment, |record| records.extend(record))?;
        Ok(records)
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
        self.each_record(segment, |record| {
            if chain.end().size < size {
                chain.push(record);
            }
        })?;
        Ok(Some(chain.end().head))
    }

    /// Reads a segment up to the length that was verified. What has changed on the disk since is seen by
    /// whoever verifies the hashes.
    fn each_record(
        &self,
        segment: &Segment,
        mut each: impl FnMut(&[u8]),
    ) -> Result<(), JournalError> {
        let path = self.segment_path(segment.number);
        let content = self.disk.read(&path, segment.length.min(MAX_SEGMENT_FILE));
        let bytes = content.map_err(|source| unreadable(&path, source))?.bytes;
        let mut rest = SegmentHeader::decode(&bytes).map_or(&[][..], |(_, rest)| rest);
        while let Some((record, length)) = first_frame(rest) {
            each(record);
            rest = rest.get(length..).unwrap_or_default();
        }
        Ok(())
    }

    fn write(&self, out: &mut dyn Write, bytes: &[u8]) -> Result<(), JournalError> {
        out.write_all(bytes)
            .map_err(|source| self.export_failed(source))
    }

    fn export_failed(&self, source: io::Error) -> JournalError {
        JournalError::ExportFailed {
            path: self.folder.clone(),
            source,
        }
    }

    fn receipt_refused(&self, source: JournalFault) -> JournalError {
        JournalError::ReceiptRefused {
            path: self.folder.clone(),
            source,
        }
    }
}
