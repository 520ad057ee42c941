//! Reading an export, with the memory of one block.

use alloc::vec::Vec;

use super::{BlockContent, ExportHeader, SELF_DESCRIBED, item_of_block, read_block};
use crate::cbor::Reader;
use crate::journal::chain::{Chain, ChainEnd, expect_number};
use crate::journal::fault::{ExportError, JournalFault};
use crate::journal::record::JournalRecord;
use crate::journal::signed::{Checkpoint, CheckpointClaims};
use crate::keys::PublicKey;
use crate::limits::{MAX_BLOCK_BYTES, MAX_CHECKPOINT_BYTES};
use crate::time::UnixTime;

/// The most bytes of an item: a block with its checkpoint and hash.
const MAX_ITEM_BYTES: usize = MAX_BLOCK_BYTES + MAX_CHECKPOINT_BYTES + 256;

/// Bytes of the content of a header: a name, a format, a thumbprint and two numbers.
const MAX_HEADER_BYTES: usize = 128;

/// An export of which the header was read, and nothing verified.
pub struct ExportReader<R> {
    source: Source<R>,
    header: ExportHeader,
}

impl<R, E> ExportReader<R>
where
    R: FnMut(&mut [u8]) -> Result<usize, E>,
{
    /// Begins to read. `read` fills a part of the buffer and says how much, 0 at the end, as
    /// `std::io::Read` does.
    ///
    /// # Errors
    /// [`ExportError::Source`]; [`JournalFault::NotAnExport`], [`JournalFault::Newer`] and
    /// [`JournalFault::CutShort`].
    pub fn open(read: R) -> Result<Self, ExportError<E>> {
        let mut source = Source {
            read,
            buffer: Vec::new(),
        };
        let mut tag = [0; SELF_DESCRIBED.len()];
        if source.fill(&mut tag)? < tag.len() || tag != SELF_DESCRIBED {
            return Err(JournalFault::NotAnExport.into());
        }
        let item = match source.item(MAX_HEADER_BYTES) {
            Ok(item) => item.ok_or(JournalFault::CutShort)?,
            Err(ExportError::Fault(JournalFault::TooLong { .. })) => {
                return Err(JournalFault::NotAnExport.into());
            }
            Err(error) => return Err(error),
        };
        let header = ExportHeader::decode(item)?;
        Ok(Self { source, header })
    }

    /// Which chain it says that it is, to look for the terminal's key. Not verified.
    pub fn header(&self) -> &ExportHeader {
        &self.header
    }

    /// Goes on with the key of the terminal and all checkpoints of this chain that are known already,
    /// in any order; those of other chains are passed over.
    ///
    /// # Errors
    /// [`JournalFault::Foreign`] if the header names another key.
    pub fn verify_with(
        self,
        terminal: &PublicKey,
        known: &[CheckpointClaims],
    ) -> Result<VerifiedExport<R>, JournalFault> {
        let mut known: Vec<_> = known
            .iter()
            .filter(|known| known.id == self.header.id)
            .copied()
            .collect();
        known.sort_by_key(|known| known.end.size);
        Ok(VerifiedExport {
            known,
            begins_anywhere: false,
            ..self.verify_by_itself(terminal)?
        })
    }

    /// Goes on with the key of the terminal alone: the first block may begin anywhere. What is read was
    /// signed; whether it belongs to what is known of the chain is for the caller to see.
    ///
    /// # Errors
    /// [`JournalFault::Foreign`] if the header names another key.
    pub fn verify_by_itself(self, terminal: &PublicKey) -> Result<VerifiedExport<R>, JournalFault> {
        if terminal.thumbprint() != self.header.id.terminal {
            return Err(JournalFault::Foreign);
        }
        Ok(VerifiedExport {
            source: self.source,
            header: self.header,
            terminal: terminal.clone(),
            known: Vec::new(),
            begins_anywhere: true,
            end: None,
            signed: UnixTime::default(),
            is_over: false,
        })
    }
}

/// An export whose blocks are verified as they are read.
pub struct VerifiedExport<R> {
    source: Source<R>,
    header: ExportHeader,
    terminal: PublicKey,
    /// Sorted by size.
    known: Vec<CheckpointClaims>,
    /// Whether the first block need not follow something that is known.
    begins_anywhere: bool,
    /// Of the block that was read last.
    end: Option<ChainEnd>,
    /// The latest time of a checkpoint.
    signed: UnixTime,
    is_over: bool,
}

/// Records that lead to a signed hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedBlock {
    /// The checkpoint behind the last record.
    pub checkpoint: CheckpointClaims,
    /// The end of the chain before the first record.
    pub before: ChainEnd,
    /// The records. Those with numbers that the bureau has are the same that it has.
    pub records: Vec<JournalRecord>,
    /// The checkpoint as it was signed.
    pub signed: Vec<u8>,
    /// The records as they were hashed, one behind the other.
    pub bytes: Vec<u8>,
}

impl VerifiedBlock {
    /// The block as an item of an export, to be kept or handed on. It can be verified again.
    pub fn to_item(&self) -> Vec<u8> {
        item_of_block(&BlockContent {
            checkpoint: &self.signed,
            before: self.before,
            records: &self.bytes,
        })
    }

    /// Leaves out the records that a chain with this end has already; the block then begins behind it. A
    /// block that begins behind it, or ends before, stays as it is.
    pub fn skip_known(&mut self, end: ChainEnd) {
        let known = end.size.saturating_sub(self.before.size);
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        if known == 0 || known > self.records.len() {
            return;
        }
        let left_out = self.records.drain(..known);
        // The encoding is the only one, so its length is that of what was read.
        let length = left_out.map(|record| record.encode().map_or(0, |bytes| bytes.len()));
        let length = length.sum::<usize>().min(self.bytes.len());
        self.bytes.drain(..length);
        self.before = end;
    }
}

impl<R, E> VerifiedExport<R>
where
    R: FnMut(&mut [u8]) -> Result<usize, E>,
{
    /// The next block; `None` behind the last one. Blocks that came before an error are in the signed
    /// chain all the same; but a caller that takes a file whole or not at all waits for the `None`.
    ///
    /// # Errors
    /// [`ExportError::Source`] and any [`JournalFault`]. After an error there is no further block.
    pub fn next_block(&mut self) -> Result<Option<VerifiedBlock>, ExportError<E>> {
        if self.is_over {
            return Ok(None);
        }
        self.is_over = true;
        let block = self.read_next()?;
        self.is_over = block.is_none();
        Ok(block)
    }

    fn read_next(&mut self) -> Result<Option<VerifiedBlock>, ExportError<E>> {
        let Some(item) = self.source.item(MAX_ITEM_BYTES)? else {
            self.finish()?;
            return Ok(None);
        };
        let content = read_block(item).map_err(|_| JournalFault::NotAnExport)?;
        if content.records.len() > MAX_BLOCK_BYTES {
            let limit = MAX_BLOCK_BYTES;
            return Err(JournalFault::TooLong { limit }.into());
        }
        let before = content.before;
        let first_hash = self.header.id.first_hash();
        if self.begins_anywhere && self.end.is_none() && before.size > 0 {
            // Only its own checkpoint tells.
        } else {
            check_before(before, self.end, &self.known, first_hash)?;
        }
        let mut chain = Chain::after(before);
        let mut reader = Reader::new(content.records);
        let mut records = Vec::new();
        let mut ahead = ends_after(&self.known, before.size);
        while !reader.rest().is_empty() {
            records.push(chain.read_next(&mut reader)?);
            // Several checkpoints of one size have one hash, or there is a fork already.
            while let Some((known, rest)) = ahead.split_first() {
                if known.end.size > chain.end().size {
                    break;
                }
                if known.end != chain.end() {
                    let number = chain.end().size;
                    return Err(JournalFault::Fork { number }.into());
                }
                ahead = rest;
            }
        }
        let checkpoint =
            Checkpoint::verify(content.checkpoint, &self.terminal).map_err(JournalFault::Signed)?;
        let claims = *checkpoint.claims();
        if claims.id != self.header.id {
            return Err(JournalFault::Foreign.into());
        }
        if claims.end != chain.end() {
            let number = chain.end().size;
            return Err(JournalFault::Edited { number }.into());
        }
        self.end = Some(claims.end);
        self.signed = self.signed.max(claims.signed);
        Ok(Some(VerifiedBlock {
            checkpoint: claims,
            before,
            records,
            signed: content.checkpoint.to_vec(),
            bytes: content.records.to_vec(),
        }))
    }

    /// Looks at the whole, behind the last block.
    fn finish(&self) -> Result<(), JournalFault> {
        let end = self.end.ok_or(JournalFault::CutShort)?;
        if end.size < self.header.size {
            return Err(JournalFault::CutShort);
        }
        if end.size > self.header.size {
            return Err(JournalFault::Edited { number: end.size });
        }
        let Some(newest) = self.known.last() else {
            return Ok(());
        };
        if end.size < newest.end.size && self.signed > newest.signed {
            return Err(JournalFault::Truncated {
                size: end.size,
                known: newest.end.size,
            });
        }
        Ok(())
    }
}

/// Whether a block can come here: behind the one before, or behind something that is known.
fn check_before(
    before: ChainEnd,
    last: Option<ChainEnd>,
    known: &[CheckpointClaims],
    first_hash: [u8; 32],
) -> Result<(), JournalFault> {
    let begins_at = before.size.saturating_add(1);
    if let Some(last) = last {
        expect_number(last.size.saturating_add(1), begins_at)?;
        if last != before {
            return Err(JournalFault::Edited { number: last.size });
        }
        return Ok(());
    }
    let size = known.last().map_or(0, |known| known.end.size);
    if before.size > size {
        return Err(JournalFault::Gap {
            expected: size.saturating_add(1),
            found: begins_at,
        });
    }
    if before.size == 0 && before.head != first_hash {
        return Err(JournalFault::Foreign);
    }
    let is_other = |known: &&CheckpointClaims| known.end.size == before.size && known.end != before;
    match known.iter().find(is_other) {
        Some(_) => Err(JournalFault::Fork {
            number: before.size,
        }),
        None => Ok(()),
    }
}

/// The known checkpoints with more records than so many.
fn ends_after(known: &[CheckpointClaims], size: u64) -> &[CheckpointClaims] {
    let at = known.partition_point(|known| known.end.size <= size);
    known.get(at..).unwrap_or_default()
}

struct Source<R> {
    read: R,
    buffer: Vec<u8>,
}

impl<R, E> Source<R>
where
    R: FnMut(&mut [u8]) -> Result<usize, E>,
{
    /// The content of the next byte string; `None` at the end of the file.
    fn item(&mut self, limit: usize) -> Result<Option<&[u8]>, ExportError<E>> {
        let mut first = [0];
        if self.fill(&mut first)? == 0 {
            return Ok(None);
        }
        let [first] = first;
        let further = match first {
            0x40..=0x57 => 0,
            0x58 => 1,
            0x59 => 2,
            0x5a => 4,
            // Longer than any item may be, or no byte string.
            _ => return Err(JournalFault::NotAnExport.into()),
        };
        let mut length = [0; 4];
        let (_, argument) = length.split_at_mut(4 - further);
        if self.fill(argument)? < further {
            return Err(JournalFault::CutShort.into());
        }
        let length = match further {
            0 => usize::from(first & 0x1f),
            _ => usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX),
        };
        let least = [0, 24, 0x100, 0, 0x1_0000].get(further).copied();
        if least.is_some_and(|least| length < least) {
            return Err(JournalFault::NotAnExport.into());
        }
        if length > limit {
            return Err(JournalFault::TooLong { limit }.into());
        }
        self.buffer.clear();
        self.buffer.resize(length, 0);
        let mut buffer = core::mem::take(&mut self.buffer);
        let filled = self.fill(&mut buffer);
        self.buffer = buffer;
        if filled? < length {
            return Err(JournalFault::CutShort.into());
        }
        Ok(Some(&self.buffer))
    }

    /// Fills the buffer, unless the file ends before; says how far.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, ExportError<E>> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match (self.read)(rest).map_err(ExportError::Source)? {
                0 => break,
                read => filled += read.min(rest.len()),
            }
        }
        Ok(filled)
    }
}
