//! The records: what a terminal writes down.

use alloc::vec::Vec;

use crate::civil::DayNumber;
use crate::error::{Error, Field, Result};
use crate::limits::{
    MAX_CARRY_ENTRIES, MAX_CARRY_PARTS, MAX_FEN, MAX_RECORD_UNITS, MAX_STATUS_INDEX,
};
use crate::numbers::StatusIndex;
use crate::time::UnixTime;
use crate::verify::HolderId;

/// One record: its number, its time and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRecord {
    /// From 1, without a gap.
    pub number: u64,
    /// The later of the terminal's clock and the time of the record before.
    pub time: UnixTime,
    /// What it says.
    pub entry: Entry,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entry {
    /// A benefit was given to the holder of a code.
    Grant(Grant),
    /// A grant was taken back.
    Undo(Undo),
    /// A benefit was given without a code that could be read.
    ManualGrant(ManualGrant),
    /// What the holder says of the service.
    Rating(Rating),
    /// Something about the terminal.
    Note(Note),
    /// Quota totals of records that were dropped.
    Carry(Carry),
}

/// A benefit that was given on a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// To whom.
    pub holder: HolderId,
    /// Which of the holder's credentials was shown.
    pub status_index: StatusIndex,
    /// The number of the benefit.
    pub benefit: u32,
    /// The edition of the catalogue that it was taken from.
    pub edition: u64,
    /// The branch or gate group.
    pub branch: u32,
    /// Uses, rides or days of hire; at least 1.
    pub units: u32,
    /// What it costs, where a price matters.
    pub price: Option<Price>,
    /// What was shown.
    pub code: ShownCode,
    /// What the verdict was.
    pub judged: Judged,
}

/// A price in fen, and what the holder pays of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Without the benefit.
    pub full: u64,
    /// With it; not more than `full`.
    pub charged: u64,
}

macro_rules! numbered {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type { $($(#[$variant_doc])* $variant),+ }

        impl $type {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The number in a record.
            pub const fn number(self) -> u64 {
                match self { $(Self::$variant => $number),+ }
            }

            /// What has this number; [`Error::ContentUnsupported`] if nothing has.
            pub(super) fn from_number(number: u64) -> Result<Self> {
                let found = Self::ALL.iter().find(|known| known.number() == number);
                found.copied().ok_or(Error::ContentUnsupported)
            }
        }
    };
}

numbered! {
    /// What the holder showed.
    ShownCode {
        /// A bearer code: card or paper.
        Card = 1,
        /// A code on a phone, with a proof.
        Phone = 2,
    }
}

numbered! {
    /// On which verdict a benefit was given.
    Judged {
        /// On *accept*.
        Accepted = 1,
        /// On *check*, after a person had looked.
        Checked = 2,
    }
}

numbered! {
    /// Why there was no code.
    ManualReason {
        /// The card cannot be read.
        CardUnreadable = 1,
        /// The scanner is broken.
        ScannerBroken = 2,
        /// There was no power.
        NoPower = 3,
    }
}

numbered! {
    /// Why a grant was taken back.
    UndoReason {
        /// The operator took the wrong benefit, price or person.
        Mistake = 1,
        /// The holder did not use it after all.
        NotTaken = 2,
        /// The gate reported that nobody passed.
        NotPassed = 3,
    }
}

numbered! {
    /// How a holder found the service.
    RatingLevel {
        /// 满意
        Satisfied = 1,
        /// 一般
        Fair = 2,
        /// 不满意
        Dissatisfied = 3,
    }
}

/// A grant that is taken back. Both records stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The number of the grant.
    pub of: u64,
    /// Why.
    pub reason: UndoReason,
}

/// A benefit that was given without reading a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManualGrant {
    /// Why.
    pub reason: ManualReason,
    /// To whom, if the holder number was typed in.
    pub holder: Option<HolderId>,
    /// The number of the benefit.
    pub benefit: u32,
    /// The edition of the catalogue that it was taken from.
    pub edition: u64,
    /// The branch or gate group.
    pub branch: u32,
    /// Uses, rides or days of hire; at least 1.
    pub units: u32,
    /// What it costs, where a price matters.
    pub price: Option<Price>,
}

/// What a holder says of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The number of the grant.
    pub of: u64,
    /// How it was.
    pub level: RatingLevel,
}

/// Something about the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The terminal has another place from now on.
    Place {
        /// The bureau.
        issuer: crate::trust::IssuerId,
        /// The number of the terminal there.
        terminal: u32,
        /// The number of the merchant.
        merchant: u32,
        /// The branch or gate group.
        branch: u32,
    },
    /// The clock was behind the record before, which gives this record its time.
    ClockBehind {
        /// By how many seconds.
        seconds: u64,
    },
    /// The bureau has let the time of the records go down. The time of this record is the new one.
    ClockLowered {
        /// The time of the record before.
        from: UnixTime,
    },
    /// The chain before this one was damaged and set aside. This is the first record.
    SetAside {
        /// The number of that chain.
        chain: u64,
        /// How many of its records could be verified.
        size: u64,
        /// The hash of the last of them.
        head: [u8; 32],
    },
}

/// Quota totals in place of records that are no longer there. The totals of one drop may need several
/// records, which stand behind one another; they count when all of them are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// The number of the last record that it stands for; 0 for records of an earlier chain.
    pub through: u64,
    /// Which part this is, from 0.
    pub part: u32,
    /// How many parts there are.
    pub parts: u32,
    /// The totals.
    pub entries: Vec<CarryEntry>,
}

/// What one holder had of one benefit on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarryEntry {
    /// Who.
    pub holder: HolderId,
    /// Of which benefit.
    pub benefit: u32,
    /// The civil day; [`DayNumber::EARLIER`] for days that only a lifetime still asks for.
    pub day: DayNumber,
    /// How much; at least 1.
    pub units: u32,
}

const RANGE: Error = Error::ClaimsInvalid(Field::Payload);

impl JournalRecord {
    /// What the types do not already ensure.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Payload`], or [`Field::Validity`] for a time after the year 9999.
    pub(super) fn check(&self) -> Result<()> {
        require(self.number >= 1)?;
        self.time.check()?;
        // What a record names has come before it.
        let is_before = |of| require((1..self.number).contains(&of));
        match &self.entry {
            Entry::Grant(grant) => {
                require(grant.status_index.0 <= MAX_STATUS_INDEX)?;
                check_amounts(grant.units, grant.price)
            }
            Entry::ManualGrant(grant) => check_amounts(grant.units, grant.price),
            Entry::Undo(undo) => is_before(undo.of),
            Entry::Rating(rating) => is_before(rating.of),
            Entry::Note(Note::ClockLowered { from }) => {
                require(*from > self.time)?;
                from.check()
            }
            Entry::Note(Note::SetAside { chain, .. }) => require(*chain >= 1 && self.number == 1),
            Entry::Note(_) => Ok(()),
            Entry::Carry(carry) => carry.check(self.number),
        }
    }
}

impl Carry {
    fn check(&self, number: u64) -> Result<()> {
        require(self.through < number && self.part < self.parts)?;
        require(self.parts <= MAX_CARRY_PARTS && self.entries.len() <= MAX_CARRY_ENTRIES)?;
        require(self.entries.iter().all(|entry| entry.units >= 1))
    }
}

fn check_amounts(units: u32, price: Option<Price>) -> Result<()> {
    require((1..=MAX_RECORD_UNITS).contains(&units))?;
    require(price.is_none_or(|price| price.full <= MAX_FEN && price.charged <= price.full))
}

fn require(holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(RANGE) }
}
