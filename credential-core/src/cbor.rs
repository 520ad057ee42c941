//! Deterministic CBOR (RFC 8949 §4.2.1): one encoding for each value, and nothing else is read.
//!
//! [`ciborium_ll`] reads and writes the heads of the items. On reading, each head must be the shortest
//! for its value: whatever would not be encoded to the same bytes is refused.

use alloc::vec::Vec;

use ciborium_ll::{Decoder, Encoder, Header, simple};

use crate::error::{CborFault, Error, Result};
use crate::limits::MAX_CBOR_DEPTH;

/// Refuses `bytes` unless they are exactly one deterministically encoded item.
///
/// # Errors
/// [`Error::Malformed`] with the first fault found.
pub(crate) fn validate(bytes: &[u8]) -> Result<()> {
    let mut reader = Reader::new(bytes);
    reader.skip()?;
    reader.finish()
}

/// A strict pull reader over one encoded item; what it hands out borrows from the input.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Ends the reading; bytes that are left over are an error.
    pub(crate) fn finish(self) -> Result<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            fault(CborFault::TrailingBytes)
        }
    }

    pub(crate) fn uint(&mut self) -> Result<u64> {
        match self.head()? {
            Header::Positive(value) => Ok(value),
            _ => fault(CborFault::UnexpectedItem),
        }
    }

    /// An unsigned integer of at most 32 bits.
    pub(crate) fn uint32(&mut self) -> Result<u32> {
        let value = self.uint()?;
        u32::try_from(value).map_err(|_| Error::Malformed(CborFault::UnexpectedItem))
    }

    /// An integer of either sign that fits into 64 bits.
    pub(crate) fn int(&mut self) -> Result<i64> {
        match self.head()? {
            Header::Positive(value) => i64::try_from(value).ok(),
            Header::Negative(value) => i64::try_from(value).ok().map(|value| !value),
            _ => None,
        }
        .ok_or(Error::Malformed(CborFault::UnexpectedItem))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8]> {
        match self.head()? {
            Header::Bytes(Some(len)) => self.take(len),
            _ => fault(CborFault::UnexpectedItem),
        }
    }

    pub(crate) fn text(&mut self) -> Result<&'a str> {
        match self.head()? {
            Header::Text(Some(len)) => utf8(self.take(len)?),
            _ => fault(CborFault::UnexpectedItem),
        }
    }

    /// Enters an array and returns how many items follow.
    pub(crate) fn array(&mut self) -> Result<usize> {
        match self.head()? {
            Header::Array(Some(len)) => Ok(len),
            _ => fault(CborFault::UnexpectedItem),
        }
    }

    /// Enters a map, whose entries are then read with [`Entries::next_key`].
    pub(crate) fn map(&mut self) -> Result<Entries<'a>> {
        match self.head()? {
            Header::Map(Some(len)) => Ok(Entries {
                left: len,
                last: None,
            }),
            _ => fault(CborFault::UnexpectedItem),
        }
    }

    /// Skips one item with everything inside it.
    pub(crate) fn skip(&mut self) -> Result<()> {
        self.skip_nested(MAX_CBOR_DEPTH)
    }

    /// Skips one item and returns its encoding.
    pub(crate) fn item(&mut self) -> Result<&'a [u8]> {
        let before = self.rest;
        self.skip()?;
        Ok(self.read_since(before))
    }

    /// The same for a map, as a key is one. What is in it is left to be read later.
    pub(crate) fn map_item(&mut self) -> Result<&'a [u8]> {
        let item = self.item()?;
        Reader::new(item).map()?;
        Ok(item)
    }

    /// What is not yet read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The part that was read since the rest of the input was `before`.
    fn read_since(&self, before: &'a [u8]) -> &'a [u8] {
        before
            .get(..before.len() - self.rest.len())
            .unwrap_or(before)
    }

    fn skip_nested(&mut self, depth: usize) -> Result<()> {
        // The order of the faults of one item: head, content of a string, depth.
        let header = self.head()?;
        match header {
            Header::Bytes(Some(len)) => self.take(len).map(drop)?,
            Header::Text(Some(len)) => utf8(self.take(len)?).map(drop)?,
            _ => {}
        }
        let Some(depth) = depth.checked_sub(1) else {
            return fault(CborFault::TooDeep);
        };
        match header {
            Header::Positive(_)
            | Header::Negative(_)
            | Header::Simple(_)
            | Header::Bytes(Some(_))
            | Header::Text(Some(_)) => Ok(()),
            Header::Tag(_) => self.skip_nested(depth),
            Header::Array(Some(len)) => (0..len).try_for_each(|_| self.skip_nested(depth)),
            Header::Map(Some(len)) => {
                let mut entries = Entries {
                    left: len,
                    last: None,
                };
                while entries
                    .next(self, |reader| reader.skip_nested(depth))?
                    .is_some()
                {
                    self.skip_nested(depth)?;
                }
                Ok(())
            }
            _ => fault(CborFault::ForbiddenValue),
        }
    }

    /// The next head, if it is the shortest one for its value and of a kind that the format uses.
    fn head(&mut self) -> Result<Header> {
        // Most heads of a journal are one byte, and there are millions of them.
        if let Some((first, rest)) = self.rest.split_first() {
            let header = match *first {
                value @ 0..24 => Some(Header::Positive(value.into())),
                array @ 0x80..0x98 => Some(Header::Array(Some(usize::from(array - 0x80)))),
                _ => None,
            };
            if let Some(header) = header {
                self.rest = rest;
                return Ok(header);
            }
        }
        let mut decoder = Decoder::from(self.rest);
        let header = match decoder.pull() {
            Ok(header) => header,
            Err(ciborium_ll::Error::Io(_)) => return fault(CborFault::Truncated),
            Err(ciborium_ll::Error::Syntax(_)) => {
                return self
                    .unaddressable_length()
                    .ok_or(Error::Malformed(CborFault::Syntax));
            }
        };
        let used = decoder.offset();
        let argument = match header {
            Header::Positive(value) | Header::Negative(value) | Header::Tag(value) => value,
            Header::Bytes(Some(len))
            | Header::Text(Some(len))
            | Header::Array(Some(len))
            | Header::Map(Some(len)) => len as u64,
            Header::Simple(value @ (simple::FALSE | simple::TRUE | simple::NULL)) => value.into(),
            Header::Bytes(None) | Header::Text(None) | Header::Array(None) | Header::Map(None) => {
                return fault(CborFault::NotDeterministic);
            }
            Header::Simple(_) | Header::Float(_) => return fault(CborFault::ForbiddenValue),
            Header::Break => return fault(CborFault::Syntax),
        };
        if used != shortest_head(argument) {
            return fault(CborFault::NotDeterministic);
        }
        let (_, rest) = self.split(used)?;
        self.rest = rest;
        Ok(header)
    }

    /// Where addresses have 32 bits, the decoder has no room for a length above them. It is read as the longest that
    /// there can be, so that every computer finds the same fault: there are never so many bytes or items.
    fn unaddressable_length(&mut self) -> Option<Header> {
        let (first, argument) = self.rest.split_first()?;
        let (argument, rest) = argument.split_first_chunk()?;
        usize::try_from(u64::from_be_bytes(*argument)).err()?;
        let header = match first {
            0x5b => Header::Bytes(Some(usize::MAX)),
            0x7b => Header::Text(Some(usize::MAX)),
            0x9b => Header::Array(Some(usize::MAX)),
            0xbb => Header::Map(Some(usize::MAX)),
            _ => return None,
        };
        self.rest = rest;
        Some(header)
    }

    /// The next bytes, whatever they are.
    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.split(len)?;
        self.rest = rest;
        Ok(taken)
    }

    fn split(&self, at: usize) -> Result<(&'a [u8], &'a [u8])> {
        self.rest
            .split_at_checked(at)
            .ok_or(Error::Malformed(CborFault::Truncated))
    }
}

/// The entries of a map that is being read, in the one order that is allowed: ascending by encoded key.
pub(crate) struct Entries<'a> {
    left: usize,
    last: Option<&'a [u8]>,
}

impl<'a> Entries<'a> {
    /// Whether there is no entry left.
    pub(crate) fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// The next key, an integer; `None` at the end of the map. The caller then reads the value.
    pub(crate) fn next_key(&mut self, reader: &mut Reader<'a>) -> Result<Option<i64>> {
        self.next(reader, Reader::int)
    }

    /// The next key, a text.
    pub(crate) fn next_text_key(&mut self, reader: &mut Reader<'a>) -> Result<Option<&'a str>> {
        self.next(reader, Reader::text)
    }

    /// The next key, of whatever type, as it is encoded.
    pub(crate) fn next_label(&mut self, reader: &mut Reader<'a>) -> Result<Option<&'a [u8]>> {
        self.next(reader, Reader::item)
    }

    fn next<K>(
        &mut self,
        reader: &mut Reader<'a>,
        read: impl FnOnce(&mut Reader<'a>) -> Result<K>,
    ) -> Result<Option<K>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Ok(None);
        };
        self.left = left;
        let before = reader.rest;
        let key = read(reader)?;
        let encoded = reader.read_since(before);
        match self.last.map(|last| last.cmp(encoded)) {
            Some(core::cmp::Ordering::Equal) => return fault(CborFault::DuplicateKey),
            Some(core::cmp::Ordering::Greater) => return fault(CborFault::NotDeterministic),
            _ => self.last = Some(encoded),
        }
        Ok(Some(key))
    }
}

/// Writes items with the shortest heads. The caller puts map keys in their order; [`validate`] checks
/// everything before it is signed.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn uint(&mut self, value: u64) -> &mut Self {
        self.head(Header::Positive(value))
    }

    pub(crate) fn int(&mut self, value: i64) -> &mut Self {
        match u64::try_from(value) {
            Ok(value) => self.head(Header::Positive(value)),
            Err(_) => self.head(Header::Negative(!value as u64)),
        }
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.head(Header::Bytes(Some(value.len())));
        self.bytes.extend_from_slice(value);
        self
    }

    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.head(Header::Text(Some(value.len())));
        self.bytes.extend_from_slice(value.as_bytes());
        self
    }

    pub(crate) fn array(&mut self, len: usize) -> &mut Self {
        self.head(Header::Array(Some(len)))
    }

    pub(crate) fn map(&mut self, len: usize) -> &mut Self {
        self.head(Header::Map(Some(len)))
    }

    /// An item that is already encoded.
    pub(crate) fn item(&mut self, encoded: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(encoded);
        self
    }

    fn head(&mut self, header: Header) -> &mut Self {
        // Writing to a Vec does not fail; the error type differs with ciborium's features.
        Encoder::from(&mut self.bytes)
            .push(header)
            .unwrap_or_default();
        self
    }
}

/// Bytes of the shortest head for this argument (RFC 8949 §3): the one that deterministic encoding asks for.
const fn shortest_head(argument: u64) -> usize {
    match argument {
        0..24 => 1,
        24..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x1_0000_0000 => 5,
        _ => 9,
    }
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    core::str::from_utf8(bytes).map_err(|_| Error::Malformed(CborFault::Syntax))
}

fn fault<T>(fault: CborFault) -> Result<T> {
    Err(Error::Malformed(fault))
}

#[cfg(test)]
mod tests;
