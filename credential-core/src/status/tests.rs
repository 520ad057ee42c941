use alloc::vec::Vec;

use super::*;

/// The examples of draft-ietf-oauth-status-list §4.1 and §4.2 with two bits: the statuses, the byte
/// array, and its compressed form as the draft prints it.
const DRAFT_STATUSES: [u8; 12] = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
const DRAFT_BYTES: [u8; 3] = [0xc9, 0x44, 0xf9];
const DRAFT_LST: [u8; 11] = [
    0x78, 0xda, 0x3b, 0xe9, 0xf2, 0x13, 0x00, 0x03, 0xdf, 0x02, 0x07,
];

#[test]
fn agrees_with_the_examples_of_the_draft() {
    let mut array = StatusArray::all_valid(DRAFT_STATUSES.len()).unwrap();
    for (index, bits) in DRAFT_STATUSES.into_iter().enumerate() {
        array.set(index as u32, Status::from_bits(bits)).unwrap();
    }
    assert_eq!(array.bytes, DRAFT_BYTES);
    assert_eq!(compress_to_vec_zlib(&array.bytes, LEVEL), DRAFT_LST);
    let read: Vec<u8> = (0..12)
        .map(|index| array.status(index).expect("twelve entries").bits())
        .collect();
    assert_eq!(read, DRAFT_STATUSES);
    assert_eq!(array.status(12), None, "shorter than the index");
}
