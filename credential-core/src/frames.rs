//! Sequences of codes: an object that is too large for one is shown as several, one after the other.
//!
//! A terminal without any other way to it gets its lists like this, from a screen or from a sheet of
//! paper. A frame is not signed; the object that the parts make is.

mod collector;

pub use collector::{Collected, FrameCollector};

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::{MAX_CODE_BYTES, MAX_FRAME_PART, MAX_FRAMES};
use crate::text::{self, MIN_DIGITS, Mark};

/// Bytes of a digest: the first ones of SHA-256 over the object.
const DIGEST_BYTES: usize = 16;

/// Which sequence a frame belongs to.
pub(crate) type FrameDigest = [u8; DIGEST_BYTES];

/// One code of a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    digest: FrameDigest,
    index: u32,
    count: u32,
    part: Vec<u8>,
}

impl Frame {
    /// Splits an object into the texts of a sequence, all of about the same length, each with at most
    /// `part_bytes` bytes of the object, and at most [`MAX_FRAME_PART`].
    ///
    /// The longest text has 2,381 digits, for a code of version 28-M; with 200 bytes a part it is 548
    /// digits, version 11-M.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Count`] if `part_bytes` is below 52 or above
    /// [`MAX_FRAME_PART`], if the object is too small for a text of [`MIN_DIGITS`] digits (it then
    /// needs no sequence), or if it takes more than [`MAX_FRAMES`] frames.
    ///
    /// ```
    /// use credential_core::*;
    ///
    /// let list = vec![0xd2; 5_000];
    /// let texts = Frame::split(&list, 400)?;
    /// assert_eq!(texts.len(), 13);
    /// let mut collector = FrameCollector::new();
    /// let mut whole = None;
    /// for text in texts.iter().rev() {
    ///     if let Collected::Object(bytes) = collector.add(text)? {
    ///         whole = Some(bytes);
    ///     }
    /// }
    /// assert_eq!(whole, Some(list));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn split(object: &[u8], part_bytes: usize) -> Result<Vec<String>> {
        let invalid = Error::DraftInvalid(Field::Count);
        if !(LEAST_PART..=MAX_FRAME_PART).contains(&part_bytes) {
            return Err(invalid);
        }
        let count = u32::try_from(object.len().div_ceil(part_bytes))
            .ok()
            .filter(|count| (1..=MAX_FRAMES).contains(count))
            .ok_or(invalid)?;
        let digest = digest(object);
        // The first ones are longer by a byte, so that no part is very short.
        let (shorter, longer) = (object.len() / count as usize, object.len() % count as usize);
        let mut rest = object;
        (0..count)
            .map(|index| {
                let len = shorter + usize::from((index as usize) < longer);
                let (part, others) = rest.split_at_checked(len).ok_or(invalid)?;
                rest = others;
                let text = text::encode_frame(&encode(&digest, index, count, part));
                if text.len() < MIN_DIGITS {
                    return Err(invalid);
                }
                Ok(text)
            })
            .collect()
    }

    /// Reads a scanned text, repaired like that of a credential.
    ///
    /// # Errors
    /// Any error of stage `Text`; [`Error::ObjectUnsupported`] for a text that is no frame, a
    /// credential for instance; [`Error::Malformed`].
    pub fn from_text(text: &str) -> Result<Self> {
        match text::decode(text)? {
            (Mark::Frame, bytes) => read(&bytes),
            (Mark::Credential | Mark::Presentation, _) => Err(Error::ObjectUnsupported),
        }
    }

    /// The number of the frame in its sequence, from 0.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// How many frames the sequence has; at most [`MAX_FRAMES`].
    pub fn count(&self) -> u32 {
        self.count
    }
}

/// The least limit for a part, so that half of it still makes a text of [`MIN_DIGITS`] digits.
const LEAST_PART: usize = 52;

/// The largest frame with all its heads fits into a text.
const _: () = assert!(1 + 1 + DIGEST_BYTES + 3 + 3 + 3 + MAX_FRAME_PART <= MAX_CODE_BYTES);

fn digest(object: &[u8]) -> FrameDigest {
    let mut digest = [0; DIGEST_BYTES];
    for (byte, hashed) in digest.iter_mut().zip(Sha256::digest(object)) {
        *byte = hashed;
    }
    digest
}

fn encode(digest: &FrameDigest, index: u32, count: u32, part: &[u8]) -> Vec<u8> {
    let mut out = Writer::new();
    out.array(4).bytes(digest);
    out.uint(index.into()).uint(count.into()).bytes(part);
    out.into_bytes()
}

fn read(bytes: &[u8]) -> Result<Frame> {
    // Sound CBOR first, as for every object.
    crate::cbor::validate(bytes)?;
    let mut reader = Reader::new(bytes);
    if reader.array()? != 4 {
        return Err(UNEXPECTED);
    }
    let digest = reader.bytes()?.try_into().map_err(|_| UNEXPECTED)?;
    let (index, count, part) = (reader.uint32()?, reader.uint32()?, reader.bytes()?);
    reader.finish()?;
    if count > MAX_FRAMES || index >= count || !(1..=MAX_FRAME_PART).contains(&part.len()) {
        return Err(UNEXPECTED);
    }
    Ok(Frame {
        digest,
        index,
        count,
        part: part.to_vec(),
    })
}

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

#[cfg(test)]
mod tests;
