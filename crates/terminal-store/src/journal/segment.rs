//! Segments: files with a header and frames.

use std::path::{Path, PathBuf};

use credential_core::UnixTime;
use credential_core::journal::{ChainEnd, ChainId};
use credential_core::limits::MAX_BLOCK_BYTES;

use super::frames::checksum;

const MAGIC: &[u8; 8] = b"lbm-jrnl";
const FORMAT: u32 = 1;

/// Bytes before the first frame.
pub(crate) const HEADER_BYTES: usize = 104;

/// The most bytes of the file of a segment: one block of an export, with the heads of its frames. A
/// record is not shorter than such a head.
pub(crate) const MAX_SEGMENT_FILE: u64 = (HEADER_BYTES + 2 * MAX_BLOCK_BYTES) as u64;

/// Ends the name of a segment.
const SUFFIX: &str = ".lbj";

/// What the header of a segment says.
///
/// ```text
///   0  magic           "lbm-jrnl"
///   8  format          1; all numbers are big-endian
///  12  CRC-32C of the 12 bytes before, so that a later format is recognised
///  16  segment         from 1
///  20  records before  how many records the chain has before the first one here
///  28  chain           from 1
///  36  terminal        thumbprint of the terminal's key
///  68  head            the hash before the first record
/// 100  CRC-32C of the 100 bytes before
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentHeader {
    pub(crate) id: ChainId,
    pub(crate) segment: u32,
    pub(crate) before: ChainEnd,
}

/// Why a header cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFault {
    Damaged,
    Newer(u32),
}

/// A segment whose records were verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) number: u32,
    /// The end of the chain before its first record.
    pub(crate) before: ChainEnd,
    /// The end of the chain behind its last record.
    pub(crate) end: ChainEnd,
    /// Bytes of the file.
    pub(crate) length: u64,
    /// The time of the last record in it or before.
    pub(crate) newest: UnixTime,
}

impl SegmentHeader {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_be_bytes());
        out.extend(checksum(&[&out]).to_be_bytes());
        out.extend(self.segment.to_be_bytes());
        out.extend(self.before.size.to_be_bytes());
        out.extend(self.id.chain.to_be_bytes());
        out.extend(self.id.terminal);
        out.extend(self.before.head);
        out.extend(checksum(&[&out]).to_be_bytes());
        out
    }

    /// Reads the header of a file, and what stands behind it.
    pub(crate) fn decode(bytes: &[u8]) -> Result<(Self, &[u8]), HeaderFault> {
        Self::decode_format(bytes)?;
        let (header, rest) = bytes
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(HeaderFault::Damaged)?;
        let decoded = Self::decode_fields(header).ok_or(HeaderFault::Damaged)?;
        if decoded.encode() == header {
            Ok((decoded, rest))
        } else {
            Err(HeaderFault::Damaged)
        }
    }

    fn decode_format(bytes: &[u8]) -> Result<(), HeaderFault> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(HeaderFault::Damaged)?;
        let format = rest.first_chunk().copied().map(u32::from_be_bytes);
        let sum = rest.get(4..).and_then(|rest| rest.first_chunk().copied());
        let summed = bytes.get(..12).ok_or(HeaderFault::Damaged)?;
        match (format, sum.map(u32::from_be_bytes)) {
            (Some(format), Some(sum)) if checksum(&[summed]) == sum => match format {
                FORMAT => Ok(()),
                newer if newer > FORMAT => Err(HeaderFault::Newer(newer)),
                _ => Err(HeaderFault::Damaged),
            },
            _ => Err(HeaderFault::Damaged),
        }
    }

    fn decode_fields(bytes: &[u8; HEADER_BYTES]) -> Option<Self> {
        Some(Self {
            segment: u32::from_be_bytes(*bytes.get(16..)?.first_chunk()?),
            before: ChainEnd {
                size: u64::from_be_bytes(*bytes.get(20..)?.first_chunk()?),
                head: *bytes.get(68..)?.first_chunk()?,
            },
            id: ChainId {
                chain: u64::from_be_bytes(*bytes.get(28..)?.first_chunk()?),
                terminal: *bytes.get(36..)?.first_chunk()?,
            },
        })
    }
}

/// The folder of a chain.
pub(crate) fn chain_folder(journal: &Path, chain: u64) -> PathBuf {
    journal.join(format!("{chain:06}"))
}

/// The name of a segment's file.
pub(crate) fn segment_name(number: u32) -> String {
    format!("{number:06}{SUFFIX}")
}

/// The number of the segment with this name.
pub(crate) fn segment_number(name: &str) -> Option<u32> {
    let number = name.strip_suffix(SUFFIX)?.parse().ok()?;
    (number > 0 && segment_name(number) == name).then_some(number)
}

/// The number of the chain with this folder name.
pub(crate) fn chain_number(name: &str) -> Option<u64> {
    let number = name.parse().ok()?;
    (number > 0 && format!("{number:06}") == name).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> SegmentHeader {
        SegmentHeader {
            id: ChainId {
                terminal: [7; 32],
                chain: 3,
            },
            segment: 12,
            before: ChainEnd {
                size: 800_000,
                head: [9; 32],
            },
        }
    }

    #[test]
    fn reads_what_it_has_written_and_nothing_altered() {
        let mut bytes = header().encode();
        assert_eq!(bytes.len(), HEADER_BYTES);
        bytes.extend(b"behind");
        assert_eq!(
            SegmentHeader::decode(&bytes),
            Ok((header(), &b"behind"[..]))
        );
        for at in 0..HEADER_BYTES {
            let damaged = Err(HeaderFault::Damaged);
            assert_eq!(SegmentHeader::decode(&bytes[..at]), damaged, "{at}");
            for bit in 0..8 {
                let mut altered = bytes.clone();
                altered[at] ^= 1 << bit;
                assert_eq!(SegmentHeader::decode(&altered), damaged, "{at}, {bit}");
            }
        }
    }

    #[test]
    fn a_later_format_is_recognised_whatever_stands_behind_it() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(2_u32.to_be_bytes());
        bytes.extend(checksum(&[&bytes]).to_be_bytes());
        assert_eq!(SegmentHeader::decode(&bytes), Err(HeaderFault::Newer(2)));
    }

    #[test]
    fn names_have_one_form() {
        assert_eq!(segment_number("000012.lbj"), Some(12));
        for name in [
            "12.lbj",
            "000000.lbj",
            "000012.lbj.new",
            "+00012.lbj",
            "lock",
        ] {
            assert_eq!(segment_number(name), None, "{name}");
        }
        assert_eq!(chain_number("000003"), Some(3));
        assert_eq!(chain_number("3"), None);
    }
}
