//! What of a settlement needs a look before it is paid: uses with marks, and what was given by hand.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::settlement::SettlementDraft;
use crate::error::{BooksError, Result};
use crate::mark::MarkKind;

/// Uses, and what their holders saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SavedUses {
    /// How many.
    pub uses: u64,
    /// In fen.
    pub saved: u64,
}

impl SavedUses {
    fn add(&mut self, other: Self) -> Result<()> {
        let sum = |one: u64, other| one.checked_add(other).ok_or(BooksError::AmountOverflow);
        self.uses = sum(self.uses, other.uses)?;
        self.saved = sum(self.saved, other.saved)?;
        Ok(())
    }
}

/// What of the months and benefits of a settlement needs a look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedUses {
    /// With a mark or several; each use once.
    pub all: SavedUses,
    /// By the kind of mark. A use with several is in each of them.
    pub by_kind: BTreeMap<MarkKind, SavedUses>,
    /// By hand, marked or not.
    pub manual: SavedUses,
}

impl MarkedUses {
    /// Whether nothing needs a look.
    pub fn is_empty(&self) -> bool {
        (self.all.uses, self.manual.uses) == (0, 0)
    }
}

pub(super) fn marked_uses(connection: &Connection, draft: &SettlementDraft) -> Result<MarkedUses> {
    let mut found = MarkedUses::default();
    let mut marks = connection.prepare_cached(
        "SELECT DISTINCT journal, number, kind, saved FROM marks
         WHERE month = ?1 AND merchant = ?2 AND benefit = ?3 AND saved IS NOT NULL
         ORDER BY journal, number",
    )?;
    let mut manual = connection.prepare_cached(
        "SELECT coalesce(sum(uses), 0), coalesce(sum(full - charged), 0) FROM uses
         WHERE month = ?1 AND merchant = ?2 AND benefit = ?3 AND kind = 3",
    )?;
    for line in draft.lines.iter().chain(&draft.additions) {
        let of = (line.month.number(), draft.merchant, line.benefit);
        let mut rows = marks.query(of)?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            let record: (u32, u64) = (row.get(0)?, row.get(1)?);
            let one = SavedUses {
                uses: 1,
                saved: row.get(3)?,
            };
            if last != Some(record) {
                found.all.add(one)?;
                last = Some(record);
            }
            // A kind of a newer program is in the sum of all.
            if let Some(kind) = MarkKind::from_code(&row.get::<_, String>(2)?) {
                found.by_kind.entry(kind).or_default().add(one)?;
            }
        }
        let (uses, saved) = manual.query_row(of, |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.manual.add(SavedUses { uses, saved })?;
    }
    Ok(found)
}
