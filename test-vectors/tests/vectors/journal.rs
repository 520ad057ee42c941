//! Exports of journals, in the words of the vectors.

use std::convert::Infallible;

use credential_core::journal::{
    Carry, ChainEnd, ChainId, CheckpointClaims, Entry, ExportError, ExportReader, JournalRecord,
    Note, Price,
};
use credential_core::{HolderId, PublicKey, UnixTime};
use serde_json::{Value, json};
use test_vectors::{JournalOutcome, JournalVector, KnownCheckpoint, from_hex, to_hex};

use crate::same;

/// Reads an export as a bureau does that knows what the vector says.
pub(crate) fn read(vector: &JournalVector) -> Result<(), String> {
    let bytes = from_hex(&vector.bytes).unwrap();
    let key = from_hex(&vector.terminal).unwrap().try_into().unwrap();
    let terminal = PublicKey::from_ed25519_bytes(&key).unwrap();
    let known: Vec<_> = vector.known.iter().map(checkpoint).collect();
    let mut rest = &bytes[..];
    let source = |buffer: &mut [u8]| Ok(std::io::Read::read(&mut rest, buffer).unwrap());
    let mut records = Vec::new();
    let all = || -> Result<(), ExportError<Infallible>> {
        let reader = ExportReader::open(source)?;
        let mut export = reader.verify_with(&terminal, &known)?;
        while let Some(block) = export.next_block()? {
            records.extend(block.records.iter().map(in_json));
        }
        Ok(())
    };
    let found = match all() {
        Ok(()) => JournalOutcome {
            result: "ok".into(),
            records,
            ..JournalOutcome::default()
        },
        Err(ExportError::Fault(fault)) => JournalOutcome {
            result: "refuse".into(),
            code: Some(fault.code().into()),
            number: fault.number(),
            error: fault.error().map(|error| error.code().into()),
            detail: fault
                .error()
                .and_then(|error| error.detail())
                .map(String::from),
            records,
        },
        Err(ExportError::Source(never)) => match never {},
    };
    same(&vector.expected, &found)
}

fn checkpoint(known: &KnownCheckpoint) -> CheckpointClaims {
    let hash = |hex: &str| from_hex(hex).unwrap().try_into().unwrap();
    CheckpointClaims {
        id: ChainId {
            terminal: hash(&known.terminal),
            chain: known.chain,
        },
        end: ChainEnd {
            size: known.size,
            head: hash(&known.head),
        },
        signed: UnixTime::from_secs(known.signed),
    }
}

/// The array that a record is.
fn in_json(record: &JournalRecord) -> Value {
    let (kind, body) = match &record.entry {
        Entry::Grant(grant) => (
            1,
            json!([
                grant.holder.issuer.0,
                grant.holder.number.0,
                grant.status_index.0,
                grant.benefit,
                grant.edition,
                grant.branch,
                grant.units,
                price(grant.price),
                grant.code.number(),
                grant.judged.number(),
            ]),
        ),
        Entry::Undo(undo) => (2, json!([undo.of, undo.reason.number()])),
        Entry::ManualGrant(grant) => (
            3,
            json!([
                grant.reason.number(),
                holder(grant.holder),
                grant.benefit,
                grant.edition,
                grant.branch,
                grant.units,
                price(grant.price),
            ]),
        ),
        Entry::Rating(rating) => (4, json!([rating.of, rating.level.number()])),
        Entry::Note(note) => (5, note_in_json(note)),
        Entry::Carry(carry) => (6, carry_in_json(carry)),
        other => panic!("{other:?}"),
    };
    json!([record.number, record.time.as_secs(), kind, body])
}

fn price(price: Option<Price>) -> Value {
    match price {
        Some(price) => json!([price.full, price.charged]),
        None => json!([]),
    }
}

fn holder(holder: Option<HolderId>) -> Value {
    match holder {
        Some(holder) => json!([holder.issuer.0, holder.number.0]),
        None => json!([]),
    }
}

fn note_in_json(note: &Note) -> Value {
    match note {
        Note::Place {
            issuer,
            terminal,
            merchant,
            branch,
        } => json!([1, issuer.0, terminal, merchant, branch]),
        Note::ClockBehind { seconds } => json!([2, seconds]),
        Note::ClockLowered { from } => json!([3, from.as_secs()]),
        Note::SetAside { chain, size, head } => json!([4, chain, size, to_hex(head)]),
        other => panic!("{other:?}"),
    }
}

fn carry_in_json(carry: &Carry) -> Value {
    let entries: Vec<_> = carry
        .entries
        .iter()
        .map(|entry| {
            json!([
                entry.holder.issuer.0,
                entry.holder.number.0,
                entry.benefit,
                entry.day.0,
                entry.units,
            ])
        })
        .collect();
    json!([carry.through, carry.part, carry.parts, entries])
}
