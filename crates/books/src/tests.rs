//! Terminals, their journals and a bureau that imports them.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days and months are grouped as year, month, day"
)]

mod contradicts;
mod faults;
mod holder;
mod killed;
mod marks;
mod order;
#[cfg(unix)]
mod private_files;
mod rebuilt;
mod taken;
mod undone;

use std::path::{Path, PathBuf};

use credential_core::journal::{
    BlockContent, Chain, ChainEnd, ChainId, Checkpoint, CheckpointClaims, Entry, ExportHeader,
    Grant, JournalRecord, Judged, ManualGrant, ManualReason, Price, Rating, RatingLevel, ShownCode,
    Undo, UndoReason, item_of_block,
};
use credential_core::{
    CivilDay, HolderId, HolderNumber, IssuerId, Period, Quota, QuotaScope, QuotaUnit, Signer,
    SigningKey, StatusIndex, UnixTime,
};

use crate::*;

/// The bureau.
const ISSUER: u32 = 421_200;
/// Another one.
const ELSEWHERE: u32 = 330_200;
/// A benefit without a quota.
const RIDE: u32 = 1;
/// One for each day over all merchants.
const DAILY: u32 = 2;
/// One for each week, two for each month at a merchant.
const WEEKLY: u32 = 3;
/// Five a year, seven in a life.
const YEARLY: u32 = 4;
const EDITION: u64 = 1;
const SHOP: u32 = 10;
const OTHER_SHOP: u32 = 11;
const HERE: u32 = 421_202;
const FAR_AWAY: u32 = 421_281;

/// `YYYYMMDD` and seconds of the day in Beijing.
fn at(day: u32, second: u64) -> UnixTime {
    let days = CivilDay::from_number(day).unwrap().day_number().0;
    UnixTime::from_secs(u64::from(days) * 86_400 - 8 * 3_600 + second)
}

fn now() -> UnixTime {
    at(2027_06_30, 0)
}

/// A terminal with its journal.
#[derive(Clone)]
struct Terminal {
    number: u32,
    key: std::rc::Rc<SigningKey>,
    id: ChainId,
    records: Vec<JournalRecord>,
    /// The chain after so many records.
    ends: Vec<ChainEnd>,
}

impl Terminal {
    fn new(number: u32) -> Self {
        let key = SigningKey::from_seed(&[number as u8; 32]);
        let terminal = key.public_key().thumbprint();
        let mut new = Self {
            number,
            key: key.into(),
            id: ChainId { terminal, chain: 1 },
            records: Vec::new(),
            ends: Vec::new(),
        };
        new.ends.push(Chain::new(&new.id).end());
        new
    }

    fn chain(mut self, chain: u64) -> Self {
        self.id.chain = chain;
        self.records.clear();
        self.ends = vec![Chain::new(&self.id).end()];
        self
    }

    fn write(&mut self, time: UnixTime, entry: Entry) -> u64 {
        let number = self.records.len() as u64 + 1;
        let record = JournalRecord {
            number,
            time,
            entry,
        };
        let mut chain = Chain::after(*self.ends.last().unwrap());
        self.ends.push(chain.push(&record.encode().unwrap()));
        self.records.push(record);
        number
    }

    fn grant(&mut self, time: UnixTime, holder: u32, benefit: u32) -> u64 {
        self.write(time, Entry::Grant(grant(holder, benefit)))
    }

    fn undo(&mut self, time: UnixTime, of: u64) -> u64 {
        let reason = UndoReason::Mistake;
        self.write(time, Entry::Undo(Undo { of, reason }))
    }

    /// An export of the records behind `before` up to `to`, signed at `signed`, in blocks of `block` records.
    fn export_part(&self, before: usize, to: usize, block: usize, signed: UnixTime) -> Vec<u8> {
        let mut out = ExportHeader {
            id: self.id,
            size: to as u64,
        }
        .encode();
        let mut start = before;
        loop {
            let end = (start + block).min(to);
            let claims = CheckpointClaims {
                id: self.id,
                end: self.ends[end],
                signed,
            };
            let records = &self.records[start..end];
            let records: Vec<u8> = records.iter().flat_map(|it| it.encode().unwrap()).collect();
            out.extend(item_of_block(&BlockContent {
                checkpoint: &Checkpoint::sign(&claims, &*self.key).unwrap(),
                before: self.ends[start],
                records: &records,
            }));
            start = end;
            if start >= to {
                return out;
            }
        }
    }

    fn export(&self) -> Vec<u8> {
        self.export_part(0, self.records.len(), 1_000, self.last())
    }

    fn last(&self) -> UnixTime {
        self.records.last().map_or(now(), |record| record.time)
    }
}

fn holder(number: u32) -> HolderId {
    HolderId {
        issuer: IssuerId(ISSUER),
        number: HolderNumber(number),
    }
}

/// The card of a holder has the holder's number as its status index.
fn grant(number: u32, benefit: u32) -> Grant {
    Grant {
        holder: holder(number),
        status_index: StatusIndex(number),
        benefit,
        edition: EDITION,
        branch: 0,
        units: 1,
        price: Some(Price {
            full: 200,
            charged: 20,
        }),
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}

fn manual(number: Option<u32>, benefit: u32) -> Entry {
    Entry::ManualGrant(ManualGrant {
        reason: ManualReason::ScannerBroken,
        holder: number.map(holder),
        benefit,
        edition: EDITION,
        branch: 0,
        units: 1,
        price: None,
    })
}

fn rating(of: u64) -> Entry {
    Entry::Rating(Rating {
        of,
        level: RatingLevel::Fair,
    })
}

fn quota(limit: u32, period: Period, scope: QuotaScope) -> Quota {
    Quota {
        limit,
        period,
        unit: QuotaUnit::Use,
        scope,
    }
}

fn place(terminal: &Terminal, merchant: u32, region: u32, made: UnixTime) -> PlaceFact {
    PlaceFact {
        terminal: terminal.number,
        key: terminal.key.public_key().clone(),
        merchant,
        branch: 0,
        region,
        made,
        retired_since: None,
    }
}

/// The facts: terminals 1 to 4, of which 3 is far away and 4 of the other shop.
fn facts(terminals: &[&Terminal]) -> BureauFacts {
    use Period::{Day, Lifetime, Month, Week, Year};
    let everywhere = QuotaScope::AllMerchants;
    let benefit = |number: u32, quotas: Vec<Quota>| BenefitFacts {
        number,
        zh: format!("优待{number}"),
        en: None,
        basis: None,
        quotas,
        kind: None,
        floor: None,
        order: None,
        merchants: vec![OTHER_SHOP, SHOP],
        branches: Vec::new(),
    };
    let merchant = |number, trade| MerchantFacts {
        number,
        zh: format!("商户{number}"),
        en: None,
        trade,
        region: HERE,
    };
    let began = at(2023_01_01, 0);
    BureauFacts {
        issuer: ISSUER,
        places: terminals
            .iter()
            .map(|terminal| match terminal.number {
                3 => place(terminal, SHOP, FAR_AWAY, began),
                4 => place(terminal, OTHER_SHOP, HERE, began),
                _ => place(terminal, SHOP, HERE, began),
            })
            .collect(),
        memberships: [SHOP, OTHER_SHOP]
            .map(|merchant| MembershipFact {
                merchant,
                since: began,
                is_member: true,
            })
            .into(),
        editions: vec![EditionFacts {
            edition: EDITION as u32,
            made: began,
            benefits: vec![
                benefit(RIDE, vec![]),
                benefit(DAILY, vec![quota(1, Day, everywhere)]),
                benefit(
                    WEEKLY,
                    vec![
                        quota(1, Week, QuotaScope::Merchant),
                        quota(2, Month, QuotaScope::Merchant),
                    ],
                ),
                benefit(
                    YEARLY,
                    vec![quota(5, Year, everywhere), quota(7, Lifetime, everywhere)],
                ),
            ],
            merchants: vec![merchant(SHOP, 14), merchant(OTHER_SHOP, 2)],
        }],
        credentials: (1..=200)
            .map(|number| CredentialFact {
                status_index: number,
                holder: number,
                categories: 1 << (number % 3),
                issued: began,
            })
            .collect(),
        statuses: Vec::new(),
        trades: Vec::new(),
        manual_per_day: 2,
    }
}

/// Files and books in a folder of its own.
struct Bureau {
    folder: tempfile::TempDir,
    facts: BureauFacts,
}

impl Bureau {
    fn new(terminals: &[&Terminal]) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            facts: facts(terminals),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("books")
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn open(&self) -> Books {
        Books::open(&self.path(), self.facts.clone()).unwrap()
    }

    fn import_files(&self, paths: &[PathBuf]) -> ImportReport {
        let mut books = Books::open_for_import(&self.path(), self.facts.clone()).unwrap();
        books.import(paths, now(), &mut |_| ()).unwrap()
    }

    /// Imports one file; returns what became of it, and of those that waited for it.
    fn import(&self, bytes: &[u8]) -> Vec<FileOutcome> {
        let path = self.file("import.lbx", bytes);
        let report = self.import_files(&[path]);
        report.files.into_iter().map(|file| file.outcome).collect()
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        let books = self.open();
        books
            .for_each_mark(&mut |mark| {
                marks.push(mark);
                Ok(())
            })
            .unwrap();
        marks.sort();
        marks
    }

    /// Terminal, number and kind of each mark.
    fn marked(&self) -> Vec<(u32, u64, MarkKind)> {
        let marks = self.marks();
        let of = marks.iter();
        of.map(|mark| (mark.terminal, mark.record.number, mark.kind))
            .collect()
    }
}

fn imported(new: u64, known: u64) -> Vec<FileOutcome> {
    vec![FileOutcome::Imported { new, known }]
}

/// All rows of the tables that reports read, with numbers of journals and holders made into names.
fn everything(books: &Books) -> Vec<String> {
    let mut lines = Vec::new();
    let mut dump = |sql: &str| {
        let mut statement = books.connection().prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(()).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns)
                .map(|at| format!("{:?}", row.get_ref(at).unwrap()))
                .collect();
            lines.push(cells.join("|"));
        }
    };
    dump("SELECT 'uses', * FROM uses ORDER BY 2, 3, 4, 5, 6, 7, 8");
    dump("SELECT 'people', month, dimension, key, people FROM people ORDER BY 2, 3, 4");
    dump("SELECT 'manual', * FROM manual ORDER BY 2, 3, 4, 5");
    dump("SELECT 'ratings', * FROM ratings ORDER BY 2, 3, 4");
    dump(
        "SELECT 'undone', u.month, hex(terminal_key), chain, u.number, by, reason, full, charged
         FROM undone u JOIN journals j ON j.id = u.journal ORDER BY 2, 3, 4, 5",
    );
    dump(
        "SELECT 'journals', hex(terminal_key), chain, size, hex(head), closed_size FROM journals
         WHERE size > 0 ORDER BY 2, 3",
    );
    dump("SELECT 'months', month, records FROM months ORDER BY 2");
    books
        .for_each_mark(&mut |mark| {
            lines.push(format!("{mark:?}"));
            Ok(())
        })
        .unwrap();
    let span = books.span().unwrap().unwrap();
    for dimension in [Dimension::All, Dimension::Merchant, Dimension::Category] {
        lines.push(format!("{:?}", books.people_by(dimension, span).unwrap()));
        lines.push(format!("{:?}", books.totals_by(dimension, span).unwrap()));
    }
    lines
}

/// A little pseudo-random generator, so that a failing order can be run again.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}
