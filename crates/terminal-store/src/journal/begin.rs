//! Where a chain and each of its segments begin: files that are written whole or not at all.

use credential_core::journal::{Chain, ChainId};

use super::error::JournalError;
use super::frames::push_frame;
use super::load::Place;
use super::segment::{SegmentHeader, chain_folder, segment_name};
use crate::files::{create_folder, replace};

/// Makes the first segment of a chain.
pub(super) fn begin_chain(place: &Place<'_>, chain: u64) -> Result<u64, JournalError> {
    let id = ChainId {
        terminal: place.terminal.thumbprint(),
        chain,
    };
    let header = SegmentHeader {
        id,
        segment: 1,
        before: Chain::new(&id).end(),
    };
    write_segment(place, &header, &[])?;
    Ok(chain)
}

/// Writes a segment with its first records, whole or not at all.
pub(super) fn write_segment(
    place: &Place<'_>,
    header: &SegmentHeader,
    records: &[Vec<u8>],
) -> Result<(), JournalError> {
    let mut bytes = header.encode();
    records
        .iter()
        .for_each(|record| push_frame(&mut bytes, record));
    let folder = chain_folder(place.folder, header.id.chain);
    create_folder(place.disk, &folder)
        .and_then(|()| replace(place.disk, &folder, &segment_name(header.segment), &bytes))
        .map_err(|error| JournalError::of_write(place.folder, error))
}
