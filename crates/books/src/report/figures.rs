//! Figures of a group of uses, and the tables that they stand in.

use rusqlite::Row as SqlRow;

use super::span::MonthSpan;

/// What is counted in a group.
///
/// A *use* is a grant on a code that was not undone. Amounts are in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Grants that were not undone.
    pub uses: u64,
    /// Their units: uses, rides, days of hire.
    pub units: u64,
    /// Those of the uses that have no price, and are in no amount.
    pub unpriced: u64,
    /// What the prices are without the benefits.
    pub full: u64,
    /// What was charged of it.
    pub charged: u64,
    /// Different holders.
    pub people: u64,
}

impl Figures {
    /// What the holders saved, in fen.
    pub const fn saved(&self) -> u64 {
        self.full.saturating_sub(self.charged)
    }

    /// Adds all but the people, who may be the same.
    ///
    /// `None` if an amount is above 2^64 - 1 fen.
    #[must_use]
    pub fn plus_uses(self, other: Self) -> Option<Self> {
        Some(Self {
            uses: self.uses.checked_add(other.uses)?,
            units: self.units.checked_add(other.units)?,
            unpriced: self.unpriced.checked_add(other.unpriced)?,
            full: self.full.checked_add(other.full)?,
            charged: self.charged.checked_add(other.charged)?,
            people: self.people,
        })
    }
}

/// By what the uses are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The month of Beijing, `YYYYMM`.
    Month,
    /// The trade of the merchant, by its number; 0 if it is not known.
    Trade,
    /// The merchant, by number.
    Merchant,
    /// The category of the holder, by its number. A holder with several counts in each.
    Category,
    /// The district of the merchant, by the code of GB/T 2260; 0 if it is not known.
    District,
    /// The benefit, by number.
    Benefit,
}

impl Dimension {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 6] = [
        Self::Month,
        Self::Trade,
        Self::Merchant,
        Self::Category,
        Self::District,
        Self::Benefit,
    ];

    /// The stable name in JSON and in the queries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Trade => "trade",
            Self::Merchant => "merchant",
            Self::Category => "category",
            Self::District => "district",
            Self::Benefit => "benefit",
        }
    }
}

/// The figures of a group as they may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All of them.
    Figures(Figures),
    /// Fewer than five people: nothing but that.
    UnderFive,
    /// Withheld, because figures of fewer than five people could be worked out with them.
    Withheld,
}

impl Shown {
    /// The figures, where they may be shown.
    pub const fn figures(&self) -> Option<&Figures> {
        match self {
            Self::Figures(figures) => Some(figures),
            Self::UnderFive | Self::Withheld => None,
        }
    }
}

/// A group and its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<F = Shown> {
    /// The group, as its [`Dimension`] numbers them.
    pub key: u32,
    /// Its figures.
    pub figures: F,
}

impl Row<Figures> {
    /// From the columns key, uses, units, unpriced, full, charged; without people.
    pub(super) fn read(row: &SqlRow<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: row.get(0)?,
            figures: Figures {
                uses: row.get(1)?,
                units: row.get(2)?,
                unpriced: row.get(3)?,
                full: row.get(4)?,
                charged: row.get(5)?,
                people: 0,
            },
        })
    }
}

/// The groups of one dimension, by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<F = Shown> {
    /// By what they are grouped.
    pub dimension: Dimension,
    /// One for each group that has uses.
    pub rows: Vec<Row<F>>,
}

/// How many of something, apart from the uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The reason or mark, by its stable code.
    pub code: String,
    /// Records; `None` if they are about one to four people.
    pub records: Option<u64>,
}

/// What the report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenefitReport {
    /// The months that were asked for.
    pub span: MonthSpan,
    /// All uses.
    pub total: Shown,
    /// The uses by each dimension.
    pub tables: Vec<Table>,
    /// Manual grants that were not undone, which are no uses.
    pub manual: Shown,
    /// The same by their reasons.
    pub manual_reasons: Vec<Apart>,
    /// Grants that were undone, which are no uses; `None` if they are one to four, and so of as few people.
    pub undone: Option<u64>,
    /// Uses and manual grants with a mark, by mark.
    pub marks: Vec<Apart>,
}

impl BenefitReport {
    /// The table of one dimension.
    pub fn table(&self, dimension: Dimension) -> Option<&Table> {
        self.tables
            .iter()
            .find(|table| table.dimension == dimension)
    }
}
