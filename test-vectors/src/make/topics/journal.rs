//! Exports of journals: whole, cut, edited, forked, of another terminal.

mod faults;
mod records;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use test_vectors::{JournalOutcome, JournalVector, KnownCheckpoint, from_hex, to_hex};

use crate::build::cbor::{array, bytes, int, map, tag, text, uint};
use crate::build::cose::{EDDSA, Sign1};
use crate::build::curve::Key;
use crate::vouch::thumbprint;

const TYPE: &str = "application/vnd.laobingma.checkpoint+cose";
const NOW: u64 = 1_800_000_000;

pub(super) fn vectors() -> Vec<JournalVector> {
    let mut all = sound();
    all.extend(faults::vectors());
    all.extend(records::vectors());
    all
}

/// The end of a chain.
#[derive(Clone)]
struct End {
    size: u64,
    head: Vec<u8>,
}

/// Records and what stands around them in a file.
#[derive(Clone)]
struct Block {
    before: End,
    records: Vec<Vec<u8>>,
    /// What the checkpoint says: the true end, where nobody has meddled.
    end: End,
    /// The thumbprint and the chain in the checkpoint.
    id: (Vec<u8>, u64),
    signed: u64,
    signer: Key,
}

fn terminal() -> Key {
    Key::named("terminal")
}

fn first(key: &Key, chain: u64) -> End {
    let name = b"laobingma journal".to_vec();
    let input = [name, thumbprint(key), chain.to_be_bytes().to_vec()].concat();
    End {
        size: 0,
        head: Sha256::digest(input).to_vec(),
    }
}

fn after(end: &End, records: &[Vec<u8>]) -> End {
    records.iter().fold(end.clone(), |end, record| End {
        size: end.size + 1,
        head: Sha256::digest([&end.head[..], record].concat()).to_vec(),
    })
}

/// A record in CBOR: arrays, numbers, and byte strings in hexadecimal.
fn encode(value: &Value) -> Vec<u8> {
    match value {
        Value::Array(items) => array(&items.iter().map(encode).collect::<Vec<_>>()),
        Value::String(hex) => bytes(&from_hex(hex).unwrap_or_default()),
        other => uint(other.as_u64().unwrap_or_default()),
    }
}

fn grant(number: u64) -> Value {
    json!([
        number,
        NOW + number,
        1,
        [
            42_120_001,
            17 + number,
            40_321,
            12,
            3,
            1,
            1,
            [3_000, 1_500],
            1,
            1
        ]
    ])
}

fn grants(numbers: std::ops::RangeInclusive<u64>) -> Vec<Value> {
    numbers.map(grant).collect()
}

fn encoded(records: &[Value]) -> Vec<Vec<u8>> {
    records.iter().map(encode).collect()
}

fn block(before: End, records: Vec<Vec<u8>>) -> Block {
    let key = terminal();
    Block {
        end: after(&before, &records),
        before,
        records,
        id: (thumbprint(&key), 1),
        signed: NOW + 100,
        signer: key,
    }
}

/// Blocks of these records, one behind the other.
fn blocks(parts: &[Vec<Value>]) -> Vec<Block> {
    let mut end = first(&terminal(), 1);
    let blocks = parts.iter().map(|records| {
        let block = block(end.clone(), encoded(records));
        end = block.end.clone();
        block
    });
    blocks.collect()
}

fn checkpoint(block: &Block) -> Vec<u8> {
    let (print, chain) = &block.id;
    let payload = map(&[
        (6, uint(block.signed)),
        (
            -65_560,
            map(&[
                (1, bytes(print)),
                (2, uint(*chain)),
                (3, uint(block.end.size)),
                (4, bytes(&block.end.head)),
            ]),
        ),
    ]);
    let header = map(&[
        (1, int(EDDSA)),
        (4, bytes(&block.signer.kid())),
        (16, text(TYPE)),
    ]);
    Sign1::with_header(header, payload, &block.signer).to_bytes()
}

fn header(print: &[u8], chain: u64, size: u64) -> Vec<u8> {
    tag(
        55_799,
        &bytes(&array(&[
            text("laobingma journal"),
            uint(1),
            bytes(print),
            uint(chain),
            uint(size),
        ])),
    )
}

fn item(block: &Block) -> Vec<u8> {
    bytes(&array(&[
        bytes(&checkpoint(block)),
        uint(block.before.size),
        bytes(&block.before.head),
        bytes(&block.records.concat()),
    ]))
}

/// The file of a terminal that hides nothing.
fn file(blocks: &[Block]) -> Vec<u8> {
    let size = blocks.last().map_or(0, |last| last.end.size);
    file_of_size(blocks, size)
}

fn file_of_size(blocks: &[Block], size: u64) -> Vec<u8> {
    let mut file = header(&thumbprint(&terminal()), 1, size);
    blocks.iter().for_each(|block| file.extend(item(block)));
    file
}

fn known(block: &Block) -> KnownCheckpoint {
    KnownCheckpoint {
        terminal: to_hex(&block.id.0),
        chain: block.id.1,
        size: block.end.size,
        head: to_hex(&block.end.head),
        signed: block.signed,
    }
}

fn vector(
    id: &str,
    comment: &str,
    flags: &[&str],
    known: Vec<KnownCheckpoint>,
    bytes: &[u8],
    expected: JournalOutcome,
) -> JournalVector {
    JournalVector {
        id: format!("journal-{id}"),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        terminal: to_hex(&terminal().x),
        known,
        bytes: to_hex(bytes),
        expected,
    }
}

fn taken(records: Vec<Value>) -> JournalOutcome {
    JournalOutcome {
        result: "ok".into(),
        records,
        ..JournalOutcome::default()
    }
}

/// A record of each kind, and each form that it may have.
fn every_kind() -> Vec<Value> {
    let holder = [42_120_001, 18];
    let head = "ab".repeat(32);
    vec![
        json!([1, NOW, 5, [4, 1, 80_000, head]]),
        json!([
            2,
            NOW,
            6,
            [
                0,
                0,
                2,
                [[42_120_001, 18, 12, 0, 7], [42_120_001, 18, 12, 20_834, 1]]
            ]
        ]),
        json!([3, NOW, 6, [0, 1, 2, []]]),
        json!([4, NOW, 5, [1, 42_120_001, 5, 77, 1]]),
        grant(5),
        json!([
            6,
            NOW + 5,
            1,
            [
                u32::MAX,
                u32::MAX,
                16_777_215,
                u32::MAX,
                u64::MAX,
                u32::MAX,
                1_000,
                [],
                2,
                2
            ]
        ]),
        json!([7, NOW + 5, 2, [5, 1]]),
        json!([8, NOW + 5, 3, [1, [], 12, 3, 1, 1, []]]),
        json!([
            9,
            NOW + 5,
            3,
            [3, holder, 12, 3, 1, 2, [100_000_000_000_u64, 0]]
        ]),
        json!([10, NOW + 5, 4, [6, 3]]),
        json!([11, NOW + 5, 5, [2, 86_400]]),
        json!([12, NOW, 5, [3, NOW + 5]]),
    ]
}

fn sound() -> Vec<JournalVector> {
    let two = blocks(&[grants(1..=3), grants(4..=5)]);
    let mut later = two.clone();
    later[1].signed += 50;
    let old = {
        let mut old = two[0].clone();
        old.signed -= 50;
        old
    };
    let full = json!([
        2,
        NOW,
        6,
        [
            1,
            0,
            1,
            vec![[u32::MAX, u32::MAX, u32::MAX, u32::MAX, u32::MAX]; 32]
        ]
    ]);
    let kinds = every_kind();
    vec![
        vector(
            "kinds",
            "A record of each kind.",
            &["valid"],
            vec![],
            &file(&blocks(std::slice::from_ref(&kinds))),
            taken(kinds),
        ),
        vector(
            "blocks",
            "Two blocks.",
            &["valid"],
            vec![],
            &file(&two),
            taken(grants(1..=5)),
        ),
        vector(
            "empty",
            "A journal without a record: the terminal is there.",
            &["valid", "edge"],
            vec![],
            &file(&blocks(&[vec![]])),
            taken(vec![]),
        ),
        vector(
            "again",
            "All of it is known already. It is counted once by the bureau; a reader yields it again.",
            &["valid"],
            vec![known(&two[1]), known(&two[0])],
            &file(&two),
            taken(grants(1..=5)),
        ),
        vector(
            "from-known",
            "The first block was confirmed and is not sent again.",
            &["valid"],
            vec![known(&two[0])],
            &file(&two[1..]),
            taken(grants(4..=5)),
        ),
        vector(
            "old-export",
            "An export that was made before what is known.",
            &["valid", "edge"],
            vec![known(&later[1])],
            &file(&[old]),
            taken(grants(1..=3)),
        ),
        vector(
            "largest-carry",
            "A carry with as many and as long totals as one record may have.",
            &["valid", "limit"],
            vec![],
            &file(&blocks(&[vec![grant(1), full.clone()]])),
            taken(vec![grant(1), full]),
        ),
    ]
}
