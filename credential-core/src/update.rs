//! The update file, which carries all parts of an update to a terminal.
//!
//! It has no signature of its own. Each part has one, and each is applied or refused by itself; see
//! [`Holdings::apply`](crate::Holdings::apply).

use alloc::vec::Vec;

use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Result};
use crate::limits::{
    MAX_CATALOGUE_HEADS, MAX_CATALOGUE_PARTS, MAX_PLACES, MAX_RECEIPTS, MAX_ROOT_CHAIN,
    MAX_STATUS_LISTS, MAX_UPDATE_BYTES, MAX_VOUCH_LISTS,
};

/// The parts of an update file, as bytes that are not verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Update {
    /// Root sets, each following the one before.
    pub root_sets: Vec<Vec<u8>>,
    /// The trust list.
    pub trust_list: Option<Vec<u8>>,
    /// Status lists of any issuers.
    pub status_lists: Vec<Vec<u8>>,
    /// Vouch lists of any issuers.
    pub vouch_lists: Vec<Vec<u8>>,
    /// Catalogue parts of any merchants.
    pub catalogue_parts: Vec<Vec<u8>>,
    /// Catalogue heads of any issuers.
    pub catalogue_heads: Vec<Vec<u8>>,
    /// Places of any terminals.
    pub places: Vec<Vec<u8>>,
    /// Receipts of any journals. [`Holdings`](crate::Holdings) does not look at them.
    pub receipts: Vec<Vec<u8>>,
}

/// Tag 55799, "self-described CBOR" (RFC 8949 §3.4.6): the file is known by its first three bytes.
const SELF_DESCRIBED: [u8; 3] = [0xd9, 0xd9, 0xf7];

const ROOT_SETS: i64 = 1;
const TRUST_LIST: i64 = 2;
const STATUS_LISTS: i64 = 3;
const VOUCH_LISTS: i64 = 4;
const CATALOGUE_PARTS: i64 = 5;
const CATALOGUE_HEADS: i64 = 6;
const PLACES: i64 = 7;
const RECEIPTS: i64 = 8;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl Update {
    /// Whether the bytes begin as an update file does.
    pub(crate) fn is_marked(bytes: &[u8]) -> bool {
        bytes.starts_with(&SELF_DESCRIBED)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads an update file. Parts of kinds that this version does not know are skipped.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::ObjectUnsupported`] for another kind of file, and
    /// [`Error::Malformed`] for one that was cut or damaged.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_UPDATE_BYTES {
            return Err(Error::TooLong {
                limit: MAX_UPDATE_BYTES,
            });
        }
        if bytes.len() < SELF_DESCRIBED.len() && SELF_DESCRIBED.starts_with(bytes) {
            return Err(Error::Malformed(CborFault::Truncated));
        }
        let content = bytes
            .strip_prefix(&SELF_DESCRIBED)
            .ok_or(Error::ObjectUnsupported)?;
        let mut reader = Reader::new(content);
        let mut entries = reader.map()?;
        let mut update = Self::default();
        while let Some(part) = entries.next_key(&mut reader)? {
            match part {
                ROOT_SETS => update.root_sets = read_parts(&mut reader, MAX_ROOT_CHAIN)?,
                TRUST_LIST => update.trust_list = Some(reader.bytes()?.to_vec()),
                STATUS_LISTS => update.status_lists = read_parts(&mut reader, MAX_STATUS_LISTS)?,
                VOUCH_LISTS => update.vouch_lists = read_parts(&mut reader, MAX_VOUCH_LISTS)?,
                CATALOGUE_PARTS => {
                    update.catalogue_parts = read_parts(&mut reader, MAX_CATALOGUE_PARTS)?;
                }
                CATALOGUE_HEADS => {
                    update.catalogue_heads = read_parts(&mut reader, MAX_CATALOGUE_HEADS)?;
                }
                PLACES => update.places = read_parts(&mut reader, MAX_PLACES)?,
                RECEIPTS => update.receipts = read_parts(&mut reader, MAX_RECEIPTS)?,
                9.. => reader.skip()?,
                _ => return Err(UNEXPECTED),
            }
        }
        reader.finish()?;
        Ok(update)
    }

    /// The update file.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::new();
        let kinds = [
            !self.root_sets.is_empty(),
            self.trust_list.is_some(),
            !self.status_lists.is_empty(),
            !self.vouch_lists.is_empty(),
            !self.catalogue_parts.is_empty(),
            !self.catalogue_heads.is_empty(),
            !self.places.is_empty(),
            !self.receipts.is_empty(),
        ];
        out.item(&SELF_DESCRIBED)
            .map(kinds.into_iter().filter(|present| *present).count());
        write_parts(&mut out, ROOT_SETS, &self.root_sets);
        if let Some(trust_list) = &self.trust_list {
            out.int(TRUST_LIST).bytes(trust_list);
        }
        write_parts(&mut out, STATUS_LISTS, &self.status_lists);
        write_parts(&mut out, VOUCH_LISTS, &self.vouch_lists);
        write_parts(&mut out, CATALOGUE_PARTS, &self.catalogue_parts);
        write_parts(&mut out, CATALOGUE_HEADS, &self.catalogue_heads);
        write_parts(&mut out, PLACES, &self.places);
        write_parts(&mut out, RECEIPTS, &self.receipts);
        out.into_bytes()
    }
}

fn write_parts(out: &mut Writer, key: i64, parts: &[Vec<u8>]) {
    if !parts.is_empty() {
        out.int(key).array(parts.len());
        for part in parts {
            out.bytes(part);
        }
    }
}

fn read_parts(reader: &mut Reader<'_>, limit: usize) -> Result<Vec<Vec<u8>>> {
    let count = reader.array()?;
    if count > limit {
        return Err(UNEXPECTED);
    }
    (0..count)
        .map(|_| reader.bytes().map(<[u8]>::to_vec))
        .collect()
}

#[cfg(test)]
mod tests;
