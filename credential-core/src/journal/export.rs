//! Exports: what a terminal hands to the bureau, in blocks that are verified one by one.
//!
//! A block has the records of a segment and a checkpoint that ends with them. So one signature covers
//! some ten thousand records, a reader holds one block in memory, and it yields none before the
//! signature was verified.

mod reader;

pub use reader::{ExportReader, VerifiedBlock, VerifiedExport};

use alloc::vec::Vec;

use super::chain::{ChainEnd, ChainId, Hash};
use super::fault::JournalFault;
use crate::cbor::{Reader, Writer};
use crate::error::Result;

/// The head of tag 55799, self-described CBOR (RFC 8949 §3.4.6).
const SELF_DESCRIBED: [u8; 3] = [0xd9, 0xd9, 0xf7];
const NAME: &str = "laobingma journal";
const FORMAT: u64 = 1;

/// What an export begins with. Not signed: it says what to expect, and the blocks must keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportHeader {
    /// Which chain.
    pub id: ChainId,
    /// The number of the last record; that of the record before the first one, if there is none.
    pub size: u64,
}

impl ExportHeader {
    /// The first item of the file.
    pub fn encode(&self) -> Vec<u8> {
        let mut header = Writer::new();
        header.array(5).text(NAME).uint(FORMAT);
        header.bytes(&self.id.terminal);
        header.uint(self.id.chain).uint(self.size);
        let mut out = Writer::new();
        out.item(&SELF_DESCRIBED).bytes(&header.into_bytes());
        out.into_bytes()
    }

    fn decode(bytes: &[u8]) -> Result<Self, JournalFault> {
        let mut reader = Reader::new(bytes);
        let mut head = || {
            let items = reader.array()?;
            Ok::<_, crate::Error>((items, reader.text()? == NAME, reader.uint()?))
        };
        let format = match head() {
            Ok((5, true, FORMAT)) => None,
            Ok((_, true, format)) if format > FORMAT => Some(format),
            _ => return Err(JournalFault::NotAnExport),
        };
        if let Some(format) = format {
            return Err(JournalFault::Newer { format });
        }
        Self::decode_rest(reader).map_err(|_| JournalFault::NotAnExport)
    }

    fn decode_rest(mut reader: Reader<'_>) -> Result<Self> {
        let terminal = read_hash(&mut reader)?;
        let id = ChainId {
            terminal,
            chain: reader.uint()?,
        };
        let size = reader.uint()?;
        reader.finish()?;
        Ok(Self { id, size })
    }
}

/// The records of one segment, and what vouches for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockContent<'a> {
    /// A signed checkpoint of the chain as it is after the last record of the block.
    pub checkpoint: &'a [u8],
    /// The end of the chain before the first record.
    pub before: ChainEnd,
    /// The records, one behind the other.
    pub records: &'a [u8],
}

/// A block as an item of the file.
pub fn item_of_block(block: &BlockContent<'_>) -> Vec<u8> {
    let mut content = Writer::new();
    content.array(4).bytes(block.checkpoint);
    content.uint(block.before.size).bytes(&block.before.head);
    content.bytes(block.records);
    let mut out = Writer::new();
    out.bytes(&content.into_bytes());
    out.into_bytes()
}

fn read_block(bytes: &[u8]) -> Result<BlockContent<'_>> {
    let mut reader = Reader::new(bytes);
    if reader.array()? != 4 {
        return Err(crate::Error::Malformed(crate::CborFault::UnexpectedItem));
    }
    let checkpoint = reader.bytes()?;
    let before = ChainEnd {
        size: reader.uint()?,
        head: read_hash(&mut reader)?,
    };
    let records = reader.bytes()?;
    reader.finish()?;
    Ok(BlockContent {
        checkpoint,
        before,
        records,
    })
}

fn read_hash(reader: &mut Reader<'_>) -> Result<Hash> {
    let wrong = crate::Error::Malformed(crate::CborFault::UnexpectedItem);
    reader.bytes()?.try_into().map_err(|_| wrong)
}
