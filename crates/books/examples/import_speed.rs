//! How fast the books take in rides, on one core.
//!
//! ```sh
//! cargo run --release -p books --example import_speed -- FOLDER [MILLIONS] [MONTHS]
//! ```
//!
//! 200 terminals, 90,000 people who ride again and again, a second benefit with a quota of two a day that some
//! exceed at several terminals, a little of undos, manual grants and ratings; exports of one month each, signed,
//! in blocks of 4 MiB. Prints records a second, the peak of memory before and after, and sizes. Exports that
//! are in FOLDER already are used again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement: what fails must stop it"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use books::{
    BenefitFacts, Books, BureauFacts, CredentialFact, Dimension, EditionFacts, MembershipFact,
    MerchantFacts, PlaceFact,
};
use credential_core::journal::{
    BlockContent, Chain, ChainId, Checkpoint, CheckpointClaims, Entry, ExportHeader, Grant,
    JournalRecord, Judged, ManualGrant, ManualReason, Price, Rating, RatingLevel, ShownCode, Undo,
    UndoReason, item_of_block,
};
use credential_core::{
    HolderId, HolderNumber, IssuerId, Period, Quota, QuotaScope, QuotaUnit, Signer, SigningKey,
    StatusIndex, UnixTime,
};

const ISSUER: u32 = 370_200;
const TERMINALS: u32 = 200;
const PEOPLE: u32 = 90_000;
const BLOCK_BYTES: usize = 4 << 20;
/// 2021-03-01 in Beijing.
const START: u64 = 1_614_528_000;
const MONTH: u64 = 30 * 86_400;

fn key(terminal: u32) -> SigningKey {
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&terminal.to_be_bytes());
    SigningKey::from_seed(&seed)
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }
}

fn entry(random: &mut Random, number: u64, terminal: u32) -> Entry {
    // Most people ride near their home: each terminal has its own, and one in eight comes from elsewhere.
    let near = u64::from(terminal % 20) * 4_500 + random.below(4_500);
    let holder = match random.below(8) {
        0 => random.below(PEOPLE.into()),
        _ => near,
    } as u32;
    let id = HolderId {
        issuer: IssuerId(ISSUER),
        number: HolderNumber(holder * 37 + 1_000),
    };
    let benefit = 1 + u32::from(random.below(50) == 0);
    let edition = 1;
    let price = Some(Price {
        full: 200,
        charged: 20,
    });
    match random.below(1_000) {
        0 if number > 1 => Entry::Undo(Undo {
            of: number - 1,
            reason: UndoReason::NotPassed,
        }),
        1 if number > 1 => Entry::Rating(Rating {
            of: number - 1,
            level: RatingLevel::Satisfied,
        }),
        2 => Entry::ManualGrant(ManualGrant {
            reason: ManualReason::CardUnreadable,
            holder: Some(id),
            benefit,
            edition,
            branch: 3,
            units: 1,
            price,
        }),
        _ => Entry::Grant(Grant {
            holder: id,
            status_index: StatusIndex(holder),
            benefit,
            edition,
            branch: 3,
            units: 1,
            price,
            code: match random.below(3) {
                0 => ShownCode::Phone,
                _ => ShownCode::Card,
            },
            judged: Judged::Accepted,
        }),
    }
}

/// Writes the exports of a terminal, one for each month.
fn write_exports(folder: &Path, terminal: u32, records: u64, months: u64) -> u64 {
    let key = key(terminal);
    let id = ChainId {
        terminal: key.public_key().thumbprint(),
        chain: 1,
    };
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ u64::from(terminal) << 20);
    let mut chain = Chain::new(&id);
    let (mut number, mut bytes) = (0, 0);
    for month in 0..months {
        let last = records * (month + 1) / months;
        let mut out = ExportHeader { id, size: last }.encode();
        let step = MONTH / (last - number).max(1);
        let first_time = START + month * MONTH;
        let (before_all, start) = (number, number);
        while number < last {
            let before = chain.end();
            let mut block = Vec::with_capacity(BLOCK_BYTES + 1_024);
            let mut time = UnixTime::default();
            while number < last && block.len() < BLOCK_BYTES {
                number += 1;
                let jitter = random.below(step.max(1));
                time = UnixTime::from_secs(first_time + (number - before_all) * step + jitter / 2);
                let record = JournalRecord {
                    number,
                    time,
                    entry: entry(&mut random, number, terminal),
                };
                let record = record.encode().unwrap();
                chain.push(&record);
                block.extend(record);
            }
            let claims = CheckpointClaims {
                id,
                end: chain.end(),
                signed: time,
            };
            out.extend(item_of_block(&BlockContent {
                checkpoint: &Checkpoint::sign(&claims, &key).unwrap(),
                before,
                records: &block,
            }));
        }
        if number > start {
            bytes += out.len() as u64;
            fs::write(folder.join(format!("{terminal:04}-{month:02}.lbx")), out).unwrap();
        }
    }
    bytes
}

fn facts() -> BureauFacts {
    let began = UnixTime::from_secs(START - 86_400);
    let quotas = |limit| {
        vec![Quota {
            limit,
            period: Period::Day,
            unit: QuotaUnit::Ride,
            scope: QuotaScope::AllMerchants,
        }]
    };
    let benefit = |number, quotas| BenefitFacts {
        number,
        zh: "乘车".to_owned(),
        en: None,
        basis: None,
        quotas,
        kind: None,
        floor: None,
        order: None,
        merchants: (1..=20).collect(),
        branches: Vec::new(),
    };
    BureauFacts {
        issuer: ISSUER,
        places: (0..TERMINALS)
            .map(|terminal| PlaceFact {
                terminal: terminal + 1,
                key: key(terminal).public_key().clone(),
                merchant: 1 + terminal % 20,
                branch: 3,
                region: 370_202 + terminal % 4,
                made: began,
                retired_since: None,
            })
            .collect(),
        memberships: (1..=20)
            .map(|merchant| MembershipFact {
                merchant,
                since: began,
                is_member: true,
            })
            .collect(),
        editions: vec![EditionFacts {
            edition: 1,
            made: began,
            benefits: vec![benefit(1, quotas(40)), benefit(2, quotas(2))],
            merchants: (1..=20)
                .map(|number| MerchantFacts {
                    number,
                    zh: format!("公交 {number}"),
                    en: None,
                    trade: 5,
                    region: 370_202,
                })
                .collect(),
        }],
        credentials: (0..PEOPLE)
            .map(|holder| CredentialFact {
                status_index: holder,
                holder: holder * 37 + 1_000,
                categories: 1 << (holder % 9),
                issued: began,
            })
            .collect(),
        statuses: Vec::new(),
        trades: Vec::new(),
        manual_per_day: 20,
    }
}

/// The most memory that this process has had, in MiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1_024
}

fn size_of(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else {
        return fs::metadata(path).map_or(0, |file| file.len());
    };
    entries.flatten().map(|entry| size_of(&entry.path())).sum()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = PathBuf::from(arguments.first().map_or("books-speed", String::as_str));
    let number = |at: usize, usual: u64| -> u64 {
        arguments
            .get(at)
            .map_or(usual, |text| text.parse().unwrap())
    };
    let millions = number(1, 10);
    let months = number(2, millions.div_ceil(3));
    let records = millions * 1_000_000 / u64::from(TERMINALS);
    let exports = folder.join(format!("exports-{millions}-{months}"));
    if !exports.exists() {
        let start = Instant::now();
        let draft = folder.join("draft");
        fs::create_dir_all(&draft).unwrap();
        let bytes: u64 = (0..TERMINALS)
            .map(|terminal| write_exports(&draft, terminal, records, months))
            .sum();
        fs::rename(&draft, &exports).unwrap();
        println!(
            "exports: {} MB in {:.1} s",
            bytes / 1_000_000,
            start.elapsed().as_secs_f64()
        );
    }
    let path = folder.join("books");
    fs::remove_dir_all(&path).ok();
    let before = peak();
    let start = Instant::now();
    let mut books = Books::open_for_import(&path, facts()).unwrap();
    let now = UnixTime::from_secs(START + (months + 2) * MONTH);
    let mut taken = 0;
    let report = books
        .import(&[exports], now, &mut |file| taken += file.size.min(1))
        .unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let all: u64 = report
        .files
        .iter()
        .map(|file| match &file.outcome {
            books::FileOutcome::Imported { new, .. } => *new,
            other => panic!("{}: {other:?}", file.path.display()),
        })
        .sum();
    println!(
        "{all} records of {} files in {seconds:.1} s: {:.0} a second, with verification and marks",
        report.files.len(),
        all as f64 / seconds
    );
    println!("peak of memory: {before} MiB before, {} MiB after", peak());
    for (kind, (_, count)) in &report.marks {
        println!("marks: {} {count}", kind.code());
    }
    for part in ["kept", "index-1", "books.db"] {
        println!("{part}: {} MB", size_of(&path.join(part)) / 1_000_000);
    }
    let start = Instant::now();
    let span = books.span().unwrap().unwrap();
    let dimensions = [
        Dimension::All,
        Dimension::Merchant,
        Dimension::Trade,
        Dimension::Category,
        Dimension::Region,
        Dimension::Benefit,
        Dimension::Kind,
    ];
    let rows: usize = dimensions
        .into_iter()
        .map(|dimension| {
            let people = books.people_by(dimension, span).unwrap();
            books.totals_by(dimension, span).unwrap().len() + people.len()
        })
        .sum();
    let months = books.months().unwrap();
    let uses: u64 = months.iter().map(|month| month.totals.uses).sum();
    println!(
        "all sums and people of {} months ({rows} rows, {uses} uses): {:.0} ms",
        months.len(),
        start.elapsed().as_secs_f64() * 1_000.0
    );
}
