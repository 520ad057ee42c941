//! Frames: length, checksum, record.
//!
//! ```text
//! 00 00 00 2f      length of the record, big-endian
//! 5d a1 07 c3      CRC-32C over the four bytes before and the record
//! …                the record
//! ```

use crc::{CRC_32_ISCSI, Crc, Table};
use credential_core::limits::MAX_RECORD_BYTES;

/// Bytes of length and checksum.
pub(crate) const FRAME_HEAD: usize = 8;

/// The most bytes of a frame.
pub(crate) const MAX_FRAME_BYTES: usize = FRAME_HEAD + MAX_RECORD_BYTES;

/// CRC-32C is the one that storage uses (RFC 3720 §12.1): it finds each burst of up to 32 bits.
const CRC: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);

pub(crate) fn checksum(parts: &[&[u8]]) -> u32 {
    static TABLES: Crc<u32, Table<16>> = CRC;
    let mut digest = TABLES.digest();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize()
}

/// Appends a frame around a record.
pub(crate) fn push_frame(out: &mut Vec<u8>, record: &[u8]) {
    let length = u32::try_from(record.len())
        .unwrap_or(u32::MAX)
        .to_be_bytes();
    out.extend(length);
    out.extend(checksum(&[&length, record]).to_be_bytes());
    out.extend(record);
}

/// The frame at the start of `bytes`, if it is whole: its record, and how long it is.
pub(crate) fn first_frame(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let len = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    if len == 0 || FRAME_HEAD + len > MAX_FRAME_BYTES {
        return None;
    }
    let record = rest.get(..len)?;
    let is_whole = checksum(&[length, record]) == u32::from_be_bytes(*sum);
    is_whole.then_some((record, FRAME_HEAD + len))
}

/// Whether what stands behind the last whole frame can be a write that a power cut ended: not more
/// than one frame, and no whole frame in it.
pub(crate) fn is_torn(rest: &[u8]) -> bool {
    rest.len() <= MAX_FRAME_BYTES
        && (0..rest.len()).all(|at| {
            rest.get(at..)
                .is_none_or(|rest| first_frame(rest).is_none())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_back_and_nothing_altered_or_cut() {
        let mut bytes = Vec::new();
        push_frame(&mut bytes, b"record");
        assert_eq!(first_frame(&bytes), Some((&b"record"[..], bytes.len())));
        for at in 0..bytes.len() {
            assert_eq!(first_frame(&bytes[..at]), None, "{at}");
            assert!(is_torn(&bytes[..at]), "{at}");
            for bit in 0..8 {
                let mut altered = bytes.clone();
                altered[at] ^= 1 << bit;
                assert_eq!(first_frame(&altered), None, "{at}, {bit}");
            }
        }
        assert_eq!(checksum(&[b"1234", b"56789"]), 0xe306_9283);
    }

    #[test]
    fn a_whole_frame_behind_it_or_more_than_one_frame_is_no_torn_write() {
        let mut bytes = b"lost".to_vec();
        push_frame(&mut bytes, b"record");
        assert!(!is_torn(&bytes));
        assert!(is_torn(&[0; MAX_FRAME_BYTES]));
        assert!(!is_torn(&[0; MAX_FRAME_BYTES + 1]));
        assert_eq!(first_frame(&[0; 64]), None);
    }
}
