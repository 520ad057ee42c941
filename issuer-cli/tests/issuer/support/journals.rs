//! Terminals of tests, and the journals that they hand over.

use std::fs;

use credential_core::journal::{
    BlockContent, Chain, ChainEnd, ChainId, Checkpoint, CheckpointClaims, Entry, ExportHeader,
    Grant, JournalRecord, Judged, Price, ShownCode, item_of_block,
};
use credential_core::{
    HolderId, HolderNumber, IssuerId, PlaceRequest, PlaceRequestClaims, Signer, SigningKey,
    StatusIndex, UnixTime,
};
use serde_json::Value;

use super::TestBureau;

/// The issuer of the bureau of the tests.
pub(crate) const BUREAU: u32 = 42_120_001;

/// A terminal that has a place at the bureau.
pub(crate) struct Terminal {
    pub(crate) number: u32,
    pub(crate) key: SigningKey,
    pub(crate) id: ChainId,
    records: Vec<(UnixTime, Vec<u8>)>,
    ends: Vec<ChainEnd>,
}

impl Terminal {
    /// Asks for a place, and gets it.
    pub(crate) fn add(bureau: &TestBureau, seed: u8, merchant: u32, words: &str) -> Self {
        let key = SigningKey::from_seed(&[seed; 32]);
        let claims = PlaceRequestClaims {
            issued: messages::dates::parse(super::NOW).unwrap(),
            issuer: Some(IssuerId(BUREAU)),
            label: Some(format!("柜台 {seed}")),
        };
        let name = format!("terminal-{seed}.lbr");
        fs::write(
            bureau.path(&name),
            PlaceRequest::sign(&claims, &key).unwrap(),
        )
        .unwrap();
        let place = bureau.result(&format!(
            "terminal add --request @{name} --merchant {merchant} --bureau @bureau{words}"
        ));
        let id = ChainId {
            terminal: key.public_key().thumbprint(),
            chain: 1,
        };
        Self {
            number: u32::try_from(place["terminal"].as_u64().unwrap()).unwrap(),
            key,
            id,
            records: Vec::new(),
            ends: vec![Chain::new(&id).end()],
        }
    }

    pub(crate) fn write(&mut self, time: UnixTime, entry: Entry) -> u64 {
        let number = self.records.len() as u64 + 1;
        let record = JournalRecord {
            number,
            time,
            entry,
        };
        let record = record.encode().unwrap();
        let end = Chain::after(*self.ends.last().unwrap()).push(&record);
        self.ends.push(end);
        self.records.push((time, record));
        number
    }

    pub(crate) fn size(&self) -> usize {
        self.records.len()
    }

    /// Writes an export of the records behind `before` up to `to`.
    pub(crate) fn export(&self, bureau: &TestBureau, name: &str, before: usize, to: usize) {
        let mut out = ExportHeader {
            id: self.id,
            size: to as u64,
        }
        .encode();
        let claims = CheckpointClaims {
            id: self.id,
            end: self.ends[to],
            signed: self.records[to - 1].0,
        };
        let records: Vec<u8> = self.records[before..to]
            .iter()
            .flat_map(|(_, record)| record.clone())
            .collect();
        out.extend(item_of_block(&BlockContent {
            checkpoint: &Checkpoint::sign(&claims, &self.key).unwrap(),
            before: self.ends[before],
            records: &records,
        }));
        fs::write(bureau.path(name), out).unwrap();
    }
}

/// A grant to the holder of a line of a manifest.
pub(crate) fn grant(line: &Value, benefit: u32, units: u32) -> Grant {
    let number = |key: &str| u32::try_from(line[key].as_u64().unwrap()).unwrap();
    Grant {
        holder: HolderId {
            issuer: IssuerId(BUREAU),
            number: HolderNumber(number("holder")),
        },
        status_index: StatusIndex(number("status_index")),
        benefit,
        edition: 1,
        branch: 0,
        units,
        price: Some(Price {
            full: 4_000,
            charged: 2_000,
        }),
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}
