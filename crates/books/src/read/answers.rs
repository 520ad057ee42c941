//! What the books are asked for.

use credential_core::UnixTime;
use credential_core::journal::{ChainEnd, ChainId};

use crate::mark::MarkKind;
use crate::month::Month;

/// The state of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalStatus {
    /// The terminal's number.
    pub terminal: u32,
    /// Which chain.
    pub chain: ChainId,
    /// How far the books have it.
    pub end: ChainEnd,
    /// When its newest checkpoint was signed.
    pub signed: UnixTime,
    /// When something last came.
    pub imported: UnixTime,
    /// The time of its last record.
    pub last_time: UnixTime,
    /// How far it has a receipt.
    pub receipted: u64,
    /// When that was signed.
    pub receipted_at: UnixTime,
    /// Of a chain that the terminal has set aside: where it ended. If the books have less, records are missing.
    pub closed: Option<ChainEnd>,
    /// Marks of its records.
    pub marks: u64,
    /// What is wrong with it as a whole.
    pub faults: Vec<JournalFaultRow>,
}

/// What is wrong with a journal as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalFaultRow {
    /// `fork` or `truncated`.
    pub kind: String,
    /// The first number that there is twice, or the size that came.
    pub number: u64,
    /// Of a truncation the size before.
    pub known: Option<u64>,
    /// The SHA-256 of the file, whose first twelve bytes name its copy in `aside/`.
    pub file: [u8; 32],
    /// When it came.
    pub seen: UnixTime,
}

/// A file that waits for the records before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingFile {
    /// Which chain.
    pub chain: ChainId,
    /// The first record in it.
    pub first: u64,
    /// The last record in it.
    pub last: u64,
    /// What it was called.
    pub name: String,
    /// When it came.
    pub seen: UnixTime,
}

/// Which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordName {
    /// The chain.
    pub chain: ChainId,
    /// Its number.
    pub number: u64,
}

/// A record to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The month of the record.
    pub month: Month,
    /// The record.
    pub record: RecordName,
    /// Why.
    pub kind: MarkKind,
    /// The number of the period of a quota; 0 without one.
    pub period: u8,
    /// What is allowed.
    pub allowed: Option<u64>,
    /// What there was with this record; seconds, where it is about time.
    pub used: Option<u64>,
    /// The record that it is about as well.
    pub other: Option<RecordName>,
    /// The time of the record.
    pub time: UnixTime,
    /// The terminal's number.
    pub terminal: u32,
    /// The merchant.
    pub merchant: u32,
    /// The benefit; 0 without one.
    pub benefit: u32,
    /// Issuer and number of the holder.
    pub holder: Option<(u32, u32)>,
}

/// Sums over some uses. Undone grants are in `undone` alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Grants.
    pub uses: u64,
    /// Uses, rides and days of hire in them.
    pub units: u64,
    /// Prices without the benefit, in fen.
    pub full: u64,
    /// What was paid, in fen.
    pub charged: u64,
    /// Grants that were taken back.
    pub undone: u64,
}

/// The sums of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthTotals {
    /// Which.
    pub month: Month,
    /// All its uses.
    pub totals: Totals,
    /// Distinct people.
    pub people: u64,
}

/// What people and uses are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dimension {
    /// Not at all; the key is 0.
    All = 0,
    /// By merchant.
    Merchant = 1,
    /// By the merchant's first trade.
    Trade = 2,
    /// By category: the key is the number of its bit.
    Category = 3,
    /// By the region of the terminal.
    Region = 4,
    /// By benefit.
    Benefit = 5,
    /// By card (1), phone (2) and manual grant (3).
    Kind = 6,
}
