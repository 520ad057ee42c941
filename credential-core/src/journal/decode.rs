//! Records from bytes.

use alloc::vec::Vec;

use super::encode::{
    CARRY, CLOCK_BEHIND, CLOCK_LOWERED, GRANT, MANUAL_GRANT, NOTE, PLACE, RATING, SET_ASIDE, UNDO,
};
use super::record::{
    Carry, CarryEntry, Entry, Grant, JournalRecord, Judged, ManualGrant, ManualReason, Note, Price,
    Rating, RatingLevel, ShownCode, Undo, UndoReason,
};
use crate::cbor::Reader;
use crate::civil::DayNumber;
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::{MAX_CARRY_ENTRIES, MAX_RECORD_BYTES};
use crate::numbers::{HolderNumber, StatusIndex};
use crate::time::UnixTime;
use crate::trust::IssuerId;
use crate::verify::HolderId;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl JournalRecord {
    /// Reads exactly one record.
    ///
    /// # Errors
    /// [`Error::TooLong`]; [`Error::Malformed`] for other bytes than the one encoding of a record;
    /// [`Error::ContentUnsupported`] for a kind, reason or note that this version does not know;
    /// [`Error::ClaimsInvalid`] for a number out of its range.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes);
        let (record, _) = Self::decode_next(&mut reader)?;
        reader.finish()?;
        Ok(record)
    }

    /// Reads the record at the start of a sequence (RFC 8742); also returns its bytes.
    pub(super) fn decode_next<'a>(reader: &mut Reader<'a>) -> Result<(Self, &'a [u8])> {
        let before = reader.rest();
        let before = before.get(..MAX_RECORD_BYTES).unwrap_or(before);
        let mut record = Reader::new(before);
        let read = read_record(&mut record).map_err(|error| match error {
            // The bytes are there, but more of them than a record may have.
            Error::Malformed(CborFault::Truncated) if before.len() < reader.rest().len() => {
                Error::TooLong {
                    limit: MAX_RECORD_BYTES,
                }
            }
            other => other,
        })?;
        read.check()?;
        let bytes = reader.take(before.len() - record.rest().len())?;
        Ok((read, bytes))
    }
}

fn read_record(reader: &mut Reader<'_>) -> Result<JournalRecord> {
    items(reader, 4)?;
    let number = reader.uint()?;
    let time = UnixTime::from_secs(reader.uint()?);
    let entry = match reader.uint()? {
        GRANT => Entry::Grant(read_grant(reader)?),
        UNDO => {
            items(reader, 2)?;
            Entry::Undo(Undo {
                of: reader.uint()?,
                reason: UndoReason::from_number(reader.uint()?)?,
            })
        }
        MANUAL_GRANT => Entry::ManualGrant(read_manual(reader)?),
        RATING => {
            items(reader, 2)?;
            Entry::Rating(Rating {
                of: reader.uint()?,
                level: RatingLevel::from_number(reader.uint()?)?,
            })
        }
        NOTE => Entry::Note(read_note(reader)?),
        CARRY => Entry::Carry(read_carry(reader)?),
        _ => return Err(Error::ContentUnsupported),
    };
    Ok(JournalRecord {
        number,
        time,
        entry,
    })
}

fn items(reader: &mut Reader<'_>, count: usize) -> Result<()> {
    if reader.array()? == count {
        Ok(())
    } else {
        Err(UNEXPECTED)
    }
}

fn read_holder(reader: &mut Reader<'_>) -> Result<HolderId> {
    Ok(HolderId {
        issuer: IssuerId(reader.uint32()?),
        number: HolderNumber(reader.uint32()?),
    })
}

fn read_price(reader: &mut Reader<'_>) -> Result<Option<Price>> {
    match reader.array()? {
        0 => Ok(None),
        2 => Ok(Some(Price {
            full: reader.uint()?,
            charged: reader.uint()?,
        })),
        _ => Err(UNEXPECTED),
    }
}

fn read_grant(reader: &mut Reader<'_>) -> Result<Grant> {
    items(reader, 10)?;
    Ok(Grant {
        holder: read_holder(reader)?,
        status_index: StatusIndex(reader.uint32()?),
        benefit: reader.uint32()?,
        edition: reader.uint()?,
        branch: reader.uint32()?,
        units: reader.uint32()?,
        price: read_price(reader)?,
        code: ShownCode::from_number(reader.uint()?)?,
        judged: Judged::from_number(reader.uint()?)?,
    })
}

fn read_manual(reader: &mut Reader<'_>) -> Result<ManualGrant> {
    items(reader, 7)?;
    Ok(ManualGrant {
        reason: ManualReason::from_number(reader.uint()?)?,
        holder: match reader.array()? {
            0 => None,
            2 => Some(read_holder(reader)?),
            _ => return Err(UNEXPECTED),
        },
        benefit: reader.uint32()?,
        edition: reader.uint()?,
        branch: reader.uint32()?,
        units: reader.uint32()?,
        price: read_price(reader)?,
    })
}

fn read_note(reader: &mut Reader<'_>) -> Result<Note> {
    let count = reader.array()?;
    if count == 0 {
        return Err(UNEXPECTED);
    }
    let has = |expected| {
        if count == expected {
            Ok(())
        } else {
            Err(UNEXPECTED)
        }
    };
    match reader.uint()? {
        PLACE => {
            has(5)?;
            Ok(Note::Place {
                issuer: IssuerId(reader.uint32()?),
                terminal: reader.uint32()?,
                merchant: reader.uint32()?,
                branch: reader.uint32()?,
            })
        }
        CLOCK_BEHIND => {
            has(2)?;
            let seconds = reader.uint()?;
            Ok(Note::ClockBehind { seconds })
        }
        CLOCK_LOWERED => {
            has(2)?;
            let from = UnixTime::from_secs(reader.uint()?);
            Ok(Note::ClockLowered { from })
        }
        SET_ASIDE => {
            has(4)?;
            Ok(Note::SetAside {
                chain: reader.uint()?,
                size: reader.uint()?,
                head: reader.bytes()?.try_into().map_err(|_| UNEXPECTED)?,
            })
        }
        _ => Err(Error::ContentUnsupported),
    }
}

fn read_carry(reader: &mut Reader<'_>) -> Result<Carry> {
    items(reader, 4)?;
    let (through, part, parts) = (reader.uint()?, reader.uint32()?, reader.uint32()?);
    let count = reader.array()?;
    // Before memory is taken for them.
    if count > MAX_CARRY_ENTRIES {
        return Err(Error::ClaimsInvalid(Field::Payload));
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        items(reader, 5)?;
        entries.push(CarryEntry {
            holder: read_holder(reader)?,
            benefit: reader.uint32()?,
            day: DayNumber(reader.uint32()?),
            units: reader.uint32()?,
        });
    }
    Ok(Carry {
        through,
        part,
        parts,
        entries,
    })
}
