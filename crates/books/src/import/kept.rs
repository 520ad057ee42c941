//! The files of `kept/`: verified blocks, each as an export of its own, and undos of the bureau; with the time
//! when they came.

use credential_core::journal::{
    Chain, ChainEnd, ChainId, Entry, ExportError, ExportHeader, ExportReader, JournalFault,
    JournalRecord, Note, VerifiedBlock,
};
use credential_core::{Error, Field, PublicKey, UnixTime};
use rusqlite::OptionalExtension;

use super::HIGHEST_NUMBER;
use crate::batch::{Batch, BlockRow, NewUndo};
use crate::error::{BooksError, Result};
use crate::folder;
use crate::journals::JournalState;
use crate::open::Books;

/// Bytes before the export: its length in four bytes, and the time when it came in eight; big-endian.
pub(crate) const ITEM_HEAD: usize = 12;

/// An item of a pack.
pub(super) fn encode_item(
    state: &JournalState,
    block: &VerifiedBlock,
    imported: UnixTime,
) -> Vec<u8> {
    let header = ExportHeader {
        id: state.chain,
        size: block.checkpoint.end.size,
    };
    framed(&[&header.encode(), &block.to_item()], imported)
}

/// Puts length and time before the content of an item.
fn framed(parts: &[&[u8]], at: UnixTime) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut item = Vec::with_capacity(ITEM_HEAD + length);
    // A block has 8 MiB at most.
    item.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    item.extend(at.as_secs().to_be_bytes());
    parts.iter().for_each(|part| item.extend_from_slice(part));
    item
}

/// Begins an undo of the bureau; no export begins so.
const UNDO: &[u8] = b"bureau undo 1";

/// An undo of the bureau as an item: thumbprint, chain and number of the record, then two texts.
pub(crate) fn encode_undo(undo: &NewUndo) -> Vec<u8> {
    let (chain, number) = (undo.chain.chain.to_be_bytes(), undo.number.to_be_bytes());
    let operator = u32::try_from(undo.operator.len())
        .unwrap_or(u32::MAX)
        .to_be_bytes();
    let parts: [&[u8]; 7] = [
        UNDO,
        &undo.chain.terminal,
        &chain,
        &number,
        &operator,
        undo.operator.as_bytes(),
        undo.reason.as_bytes(),
    ];
    framed(&parts, undo.at)
}

/// Reads an undo; `None` for an item of another kind.
pub(crate) fn read_undo(item: &[u8]) -> Option<NewUndo> {
    let at = u64::from_be_bytes(item.get(4..ITEM_HEAD)?.try_into().ok()?);
    let rest = item.get(ITEM_HEAD..)?.strip_prefix(UNDO)?;
    let (terminal, rest) = rest.split_first_chunk::<32>()?;
    let (chain, rest) = rest.split_first_chunk::<8>()?;
    let (number, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (operator, reason) = rest.split_at_checked(length)?;
    Some(NewUndo {
        chain: ChainId {
            terminal: *terminal,
            chain: u64::from_be_bytes(*chain),
        },
        number: u64::from_be_bytes(*number),
        operator: String::from_utf8(operator.to_vec()).ok()?,
        reason: String::from_utf8(reason.to_vec()).ok()?,
        at: UnixTime::from_secs(at),
        is_found: false,
    })
}

/// Reads and verifies an item.
pub(crate) fn read_item(item: &[u8], key: &PublicKey) -> Result<VerifiedBlock, JournalFault> {
    let mut rest = item.get(ITEM_HEAD..).unwrap_or_default();
    let reader = ExportReader::open(|buffer: &mut [u8]| {
        let length = buffer.len().min(rest.len());
        let (now, later) = rest.split_at(length);
        if let Some(buffer) = buffer.get_mut(..length) {
            buffer.copy_from_slice(now);
        }
        rest = later;
        Ok::<_, std::convert::Infallible>(length)
    })
    .map_err(never_fails)?;
    let mut export = reader.verify_by_itself(key)?;
    let block = export.next_block().map_err(never_fails)?;
    block.ok_or(JournalFault::CutShort)
}

impl Books {
    /// The block that has this record, or the next one behind it that there is.
    pub(super) fn block_with(
        &self,
        batch: &Batch,
        state: &JournalState,
        key: &PublicKey,
        number: u64,
    ) -> Result<Option<VerifiedBlock>> {
        let has_it =
            |row: &&BlockRow| row.journal == state.id && (row.first..=row.last).contains(&number);
        let mut bytes = Vec::new();
        let pending = batch.blocks.iter().rev().find(has_it);
        let row = match pending {
            Some(row) => Some((row.pack, row.position, row.bytes)),
            None => self
                .connection
                .prepare_cached(
                    "SELECT pack, position, bytes FROM blocks
                     WHERE journal = ?1 AND last >= ?2 AND first <= ?2 ORDER BY last LIMIT 1",
                )?
                .query_row((state.id, number), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()?,
        };
        let Some((pack, position, length)) = row else {
            return Ok(None);
        };
        let path = self.folder.pack(pack);
        match pending.and_then(|row| batch.pending(row)) {
            Some(pending) => bytes.extend_from_slice(pending),
            None => folder::read_part(&path, position, length, &mut bytes)?,
        }
        let block = read_item(&bytes, key).map_err(|_| BooksError::Damaged {
            path,
            why: "a kept block does not verify",
        })?;
        Ok(Some(block))
    }

    /// A record of a journal; `None` if the books do not have it.
    pub(crate) fn record(
        &self,
        batch: &Batch,
        state: &JournalState,
        key: &PublicKey,
        number: u64,
    ) -> Result<Option<JournalRecord>> {
        let block = self.block_with(batch, state, key, number)?;
        let mut records = block.into_iter().flat_map(|block| block.records);
        Ok(records.find(|record| record.number == number))
    }

    /// What is wrong with the beginning of a chain: it names the chain before it, which must have a lower number, and
    /// the head that the books know.
    pub(super) fn beginning_fault(
        &self,
        batch: &Batch,
        state: &JournalState,
        key: &PublicKey,
        block: &VerifiedBlock,
    ) -> Result<Option<JournalFault>> {
        let Some(JournalRecord {
            entry: Entry::Note(Note::SetAside { chain, size, head }),
            ..
        }) = block.records.first()
        else {
            return Ok(None);
        };
        if *chain >= state.chain.chain || *size > HIGHEST_NUMBER {
            let error = Error::ClaimsInvalid(Field::Payload);
            return Ok(Some(JournalFault::Record { number: 1, error }));
        }
        let before = ChainId {
            chain: *chain,
            ..state.chain
        };
        let before = match batch.journal(&before) {
            Some(before) => Some(before.clone()),
            None => JournalState::find(&self.connection, &before)?,
        };
        let Some(before) = before else {
            return Ok(None);
        };
        let kept = self.block_with(batch, &before, key, *size)?;
        let is_another = kept.is_some_and(|kept| {
            let known = end_before(&kept, size.saturating_add(1)).end();
            known.head != *head
        });
        Ok(is_another.then_some(JournalFault::Fork { number: *size }))
    }

    /// Compares a block, all of whose numbers the books have, with what they have: the number of the first
    /// record that differs.
    pub(super) fn first_difference(
        &self,
        batch: &Batch,
        state: &JournalState,
        key: &PublicKey,
        block: &VerifiedBlock,
    ) -> Result<Option<u64>> {
        let mut own: Option<(VerifiedBlock, usize)> = None;
        let mut chain: Option<Chain> = None;
        for record in &block.records {
            let number = record.number;
            let is_in = |own: &(VerifiedBlock, usize)| own.0.records.get(own.1).is_some();
            if !own.as_ref().is_some_and(is_in) {
                let Some(next) = self.block_with(batch, state, key, number)? else {
                    return Ok(None);
                };
                let at = usize::try_from(number.saturating_sub(next.before.size + 1));
                chain.get_or_insert_with(|| end_before(&next, number));
                own = Some((next, at.unwrap_or(usize::MAX)));
            }
            let Some((kept, at)) = &mut own else {
                return Ok(None);
            };
            let Some(theirs) = kept.records.get(*at) else {
                return Ok(None);
            };
            // The hash before the first record decides as well.
            let before_differs = number == block.before.size + 1
                && chain
                    .as_ref()
                    .is_some_and(|chain| chain.end() != block.before);
            if theirs != record || before_differs {
                return Ok(Some(number));
            }
            *at += 1;
        }
        Ok(None)
    }
}

/// The chain as it was before a record of this block.
fn end_before(block: &VerifiedBlock, number: u64) -> Chain {
    let mut chain = Chain::after(ChainEnd { ..block.before });
    for record in block
        .records
        .iter()
        .take_while(|record| record.number < number)
    {
        // What was read can be written.
        chain.push(&record.encode().unwrap_or_default());
    }
    chain
}

/// The fault of a source in memory, which has none of its own.
fn never_fails(error: ExportError<std::convert::Infallible>) -> JournalFault {
    match error {
        ExportError::Source(never) => match never {},
        ExportError::Fault(fault) => fault,
    }
}
