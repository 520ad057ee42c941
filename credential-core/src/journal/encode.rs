//! Records as bytes.

use alloc::vec::Vec;

use super::record::{Carry, Entry, Grant, JournalRecord, ManualGrant, Note, Price};
use crate::cbor::Writer;
use crate::error::{Error, Field, Result};
use crate::limits::MAX_RECORD_BYTES;
use crate::verify::HolderId;

// The kinds of records.
pub(super) const GRANT: u64 = 1;
pub(super) const UNDO: u64 = 2;
pub(super) const MANUAL_GRANT: u64 = 3;
pub(super) const RATING: u64 = 4;
pub(super) const NOTE: u64 = 5;
pub(super) const CARRY: u64 = 6;

// The kinds of notes.
pub(super) const PLACE: u64 = 1;
pub(super) const CLOCK_BEHIND: u64 = 2;
pub(super) const CLOCK_LOWERED: u64 = 3;
pub(super) const SET_ASIDE: u64 = 4;

impl JournalRecord {
    /// The deterministic encoding, of at most [`MAX_RECORD_BYTES`].
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] for what no record may say.
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.check().map_err(Error::in_draft)?;
        let mut out = Writer::new();
        out.array(4).uint(self.number).uint(self.time.as_secs());
        match &self.entry {
            Entry::Grant(grant) => write_grant(out.uint(GRANT), grant),
            Entry::Undo(undo) => {
                out.uint(UNDO)
                    .array(2)
                    .uint(undo.of)
                    .uint(undo.reason.number());
            }
            Entry::ManualGrant(grant) => write_manual(out.uint(MANUAL_GRANT), grant),
            Entry::Rating(rating) => {
                out.uint(RATING)
                    .array(2)
                    .uint(rating.of)
                    .uint(rating.level.number());
            }
            Entry::Note(note) => write_note(out.uint(NOTE), note),
            Entry::Carry(carry) => write_carry(out.uint(CARRY), carry),
        }
        let bytes = out.into_bytes();
        if bytes.len() > MAX_RECORD_BYTES {
            return Err(Error::DraftInvalid(Field::Count));
        }
        Ok(bytes)
    }
}

fn write_holder(out: &mut Writer, holder: HolderId) {
    out.uint(holder.issuer.0.into())
        .uint(holder.number.0.into());
}

fn write_price(out: &mut Writer, price: Option<Price>) {
    match price {
        Some(Price { full, charged }) => out.array(2).uint(full).uint(charged),
        None => out.array(0),
    };
}

fn write_grant(out: &mut Writer, grant: &Grant) {
    out.array(10);
    write_holder(out, grant.holder);
    out.uint(grant.status_index.0.into());
    out.uint(grant.benefit.into()).uint(grant.edition);
    out.uint(grant.branch.into()).uint(grant.units.into());
    write_price(out, grant.price);
    out.uint(grant.code.number()).uint(grant.judged.number());
}

fn write_manual(out: &mut Writer, grant: &ManualGrant) {
    out.array(7).uint(grant.reason.number());
    match grant.holder {
        Some(holder) => write_holder(out.array(2), holder),
        None => drop(out.array(0)),
    }
    out.uint(grant.benefit.into()).uint(grant.edition);
    out.uint(grant.branch.into()).uint(grant.units.into());
    write_price(out, grant.price);
}

fn write_note(out: &mut Writer, note: &Note) {
    match note {
        Note::Place {
            issuer,
            terminal,
            merchant,
            branch,
        } => {
            out.array(5).uint(PLACE).uint(issuer.0.into());
            out.uint((*terminal).into()).uint((*merchant).into());
            out.uint((*branch).into());
        }
        Note::ClockBehind { seconds } => {
            out.array(2).uint(CLOCK_BEHIND).uint(*seconds);
        }
        Note::ClockLowered { from } => {
            out.array(2).uint(CLOCK_LOWERED).uint(from.as_secs());
        }
        Note::SetAside { chain, size, head } => {
            out.array(4).uint(SET_ASIDE).uint(*chain);
            out.uint(*size).bytes(head);
        }
    }
}

fn write_carry(out: &mut Writer, carry: &Carry) {
    out.array(4).uint(carry.through);
    out.uint(carry.part.into()).uint(carry.parts.into());
    out.array(carry.entries.len());
    for entry in &carry.entries {
        write_holder(out.array(5), entry.holder);
        out.uint(entry.benefit.into()).uint(entry.day.0.into());
        out.uint(entry.units.into());
    }
}
