//! What a bureau reads of terminals: records, exports, and what is behind the signatures of both.
#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use credential_core::journal::{
    BlockContent, Chain, ChainId, Checkpoint, CheckpointClaims, ExportHeader, ExportReader, JournalRecord, Receipt,
    item_of_block,
};
use credential_core::{PublicKey, Signer, SigningKey, UnixTime};
use libfuzzer_sys::fuzz_target;

/// The terminal of the test vectors, which are the corpus.
const VECTORS: [u8; 32] = [
    0x37, 0x77, 0x31, 0x61, 0x61, 0xc3, 0xc6, 0x58, 0xf7, 0x34, 0x97, 0x30, 0x1f, 0x02, 0x76, 0xab, 0x21, 0xd3, 0x1c,
    0xb0, 0x24, 0x4c, 0x56, 0x09, 0x7f, 0x09, 0x61, 0x06, 0x75, 0x82, 0x94, 0x06,
];
static TERMINAL: LazyLock<PublicKey> = LazyLock::new(|| PublicKey::from_ed25519_bytes(&VECTORS).expect("a key"));
static OWN: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_seed(&[3; 32]));

fuzz_target!(|data: &[u8]| {
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    match kind % 3 {
        0 => {
            if let Ok(record) = JournalRecord::decode(content) {
                assert_eq!(record.encode().expect("what was read"), content, "one encoding only");
            }
            let _ = Checkpoint::verify(content, &TERMINAL);
            let _ = Receipt::read_stored(content);
        }
        1 => {
            read(content, &TERMINAL);
        }
        _ => {
            let (export, count) = signed(content);
            let yielded = read(&export, OWN.public_key());
            assert!(yielded == 0 || yielded == count, "{yielded} of {count} records of one block");
        }
    }
});

/// How many records an export has yielded.
fn read(bytes: &[u8], key: &PublicKey) -> usize {
    let mut rest = bytes;
    let source = |buffer: &mut [u8]| {
        let count = rest.len().min(buffer.len());
        let (now, later) = rest.split_at(count);
        buffer[..count].copy_from_slice(now);
        rest = later;
        Ok::<_, Infallible>(count)
    };
    let Ok(reader) = ExportReader::open(source) else {
        return 0;
    };
    let Ok(mut export) = reader.verify_by_itself(key) else {
        return 0;
    };
    let mut yielded = 0;
    while let Ok(Some(block)) = export.next_block() {
        yielded += block.records.len();
        assert_eq!(block.checkpoint.end.size - block.before.size, block.records.len() as u64);
    }
    yielded
}

/// An export of one block whose records are anything, each behind its length, and truly signed.
fn signed(mut content: &[u8]) -> (Vec<u8>, usize) {
    let id = ChainId { terminal: OWN.public_key().thumbprint(), chain: 1 };
    let mut chain = Chain::new(&id);
    let before = chain.end();
    let (mut records, mut count) = (Vec::new(), 0);
    while let Some((length, rest)) = content.split_first() {
        let (record, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        chain.push(record);
        records.extend_from_slice(record);
        count += 1;
        content = rest;
    }
    let claims = CheckpointClaims { id, end: chain.end(), signed: UnixTime::from_secs(1_802_000_000) };
    let checkpoint = Checkpoint::sign(&claims, &*OWN).expect("signed");
    let header = ExportHeader { id, size: chain.end().size };
    let block = BlockContent { checkpoint: &checkpoint, before, records: &records };
    ([header.encode(), item_of_block(&block)].concat(), count)
}
