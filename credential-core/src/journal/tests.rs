//! Records, chain and exports.

mod exports;
mod records;
mod signed;

use alloc::vec::Vec;

use super::*;
use crate::keys::{Signer, SigningKey};
use crate::numbers::{HolderNumber, StatusIndex};
use crate::time::UnixTime;
use crate::trust::IssuerId;
use crate::verify::HolderId;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

fn terminal_key() -> SigningKey {
    crate::fixtures::key(7)
}

fn id() -> ChainId {
    ChainId {
        terminal: terminal_key().public_key().thumbprint(),
        chain: 1,
    }
}

fn holder(number: u32) -> HolderId {
    HolderId {
        issuer: IssuerId(42_120_001),
        number: HolderNumber(number),
    }
}

fn grant(number: u32) -> Grant {
    Grant {
        holder: holder(number),
        status_index: StatusIndex(40_321),
        benefit: 12,
        edition: 3,
        branch: 1,
        units: 1,
        price: Some(Price {
            full: 3_000,
            charged: 1_500,
        }),
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}

fn record(number: u64, entry: Entry) -> JournalRecord {
    JournalRecord {
        number,
        time: NOW,
        entry,
    }
}

/// Grants with the numbers of a run, encoded, and the chain behind them.
fn run(after: ChainEnd, count: u64) -> (Vec<Vec<u8>>, ChainEnd) {
    let mut chain = Chain::after(after);
    let records = (0..count).map(|_| {
        let number = chain.end().size + 1;
        let bytes = record(number, Entry::Grant(grant(number as u32)))
            .encode()
            .unwrap();
        chain.push(&bytes);
        bytes
    });
    (records.collect(), chain.end())
}
