//! What the bureau pays back to a merchant for a month, and what was added to earlier months since.
//!
//! A settlement is recorded when it is made, with its document, and never changes. What comes into the books later
//! for its month (from a terminal that was offline, or by an undo at the bureau) goes into a later settlement of
//! the merchant, as an addition, which may be below zero.

pub(super) mod store;

use std::collections::BTreeMap;

use credential_core::UnixTime;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::error::{BooksError, Result};
use crate::month::Month;

/// A line of a settlement. Of an addition the numbers are what has changed, and may be below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettlementLine {
    /// The month of the uses.
    pub month: Month,
    /// The benefit.
    pub benefit: u32,
    /// Grants and manual grants that were not undone.
    pub uses: i64,
    /// What the holders saved, in fen.
    pub saved: i64,
    /// The share of it that is paid back, in thousandths.
    pub per_mille: u16,
    /// What is paid back, in fen.
    pub owed: i64,
}

/// A settlement before it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementDraft {
    /// The merchant.
    pub merchant: u32,
    /// The month.
    pub month: Month,
    /// The head of the books that it rests on.
    pub head: [u8; 32],
    /// Of the month, by benefit.
    pub lines: Vec<SettlementLine>,
    /// What was added to earlier months since they were settled, by month and benefit.
    pub additions: Vec<SettlementLine>,
}

impl SettlementDraft {
    /// What is paid, in fen. `None` if it is above 2^63.
    pub fn owed(&self) -> Option<i64> {
        let lines = self.lines.iter().chain(&self.additions);
        lines
            .map(|line| line.owed)
            .try_fold(0_i64, i64::checked_add)
    }
}

/// A settlement that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// What it says.
    pub draft: SettlementDraft,
    /// When it was made.
    pub made: UnixTime,
    /// Who made it.
    pub operator: String,
    /// As it was handed out.
    pub document: Vec<u8>,
}

/// The settlement of the merchant for the month, if it was made.
///
/// # Errors
/// If the books cannot be read.
pub(super) fn made(
    connection: &Connection,
    merchant: u32,
    month: Month,
) -> Result<Option<Settlement>> {
    let found = connection
        .prepare_cached(
            "SELECT id, made, head, operator, document FROM settlements WHERE merchant = ?1 AND month = ?2",
        )?
        .query_row((merchant, month.number()), |row| {
            let (id, made, head, operator, document): (i64, u64, [u8; 32], String, Vec<u8>) = row.try_into()?;
            Ok((id, made, head, operator, document))
        })
        .optional()?;
    let Some((id, made, head, operator, document)) = found else {
        return Ok(None);
    };
    let all = lines_of(connection, id)?;
    let (lines, additions) = all.into_iter().partition(|line| line.month == month);
    Ok(Some(Settlement {
        draft: SettlementDraft {
            merchant,
            month,
            head,
            lines,
            additions,
        },
        made: UnixTime::from_secs(made),
        operator,
        document,
    }))
}

fn lines_of(connection: &Connection, settlement: i64) -> Result<Vec<SettlementLine>> {
    let mut statement = connection.prepare_cached(
        "SELECT month, benefit, uses, saved, per_mille, owed FROM settled WHERE settlement = ?1
         ORDER BY month, benefit",
    )?;
    let mut rows = statement.query([settlement])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        lines.push(SettlementLine {
            month: Month::from_number(row.get(0)?).ok_or_else(damaged)?,
            benefit: row.get(1)?,
            uses: row.get(2)?,
            saved: row.get(3)?,
            per_mille: row.get(4)?,
            owed: row.get(5)?,
        });
    }
    Ok(lines)
}

/// The two databases that a draft is made from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'c> {
    pub(super) books: &'c Connection,
    pub(super) settlements: &'c Connection,
}

/// What a settlement would say now. `share` gives the share of a benefit in a month, in thousandths; 0 for one that
/// is not paid back.
///
/// # Errors
/// If the books cannot be read.
pub(super) fn draft(
    from: Sources<'_>,
    head: [u8; 32],
    (merchant, month): (u32, Month),
    share: &dyn Fn(Month, u32) -> u16,
) -> Result<SettlementDraft> {
    let lines = lines_now(from.books, merchant, month, share)?;
    let mut additions = Vec::new();
    let mut statement = from.settlements.prepare_cached(
        "SELECT month FROM settlements WHERE merchant = ?1 AND month < ?2 ORDER BY month",
    )?;
    let settled: Vec<u32> = statement
        .query_map((merchant, month.number()), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for earlier in settled {
        let earlier = Month::from_number(earlier).ok_or_else(damaged)?;
        let now = lines_now(from.books, merchant, earlier, share)?;
        let before = settled_so_far(from.settlements, merchant, earlier)?;
        additions.extend(changes(&before, &now)?);
    }
    Ok(SettlementDraft {
        merchant,
        month,
        head,
        // What is not paid back is on no statement.
        lines: lines
            .into_iter()
            .filter(|line| line.per_mille > 0)
            .collect(),
        additions,
    })
}

/// The lines of a month as the books are now.
fn lines_now(
    connection: &Connection,
    merchant: u32,
    month: Month,
    share: &dyn Fn(Month, u32) -> u16,
) -> Result<Vec<SettlementLine>> {
    let mut statement = connection.prepare_cached(
        "SELECT benefit, sum(uses), sum(full - charged) FROM uses WHERE merchant = ?1 AND month = ?2
         GROUP BY benefit HAVING sum(uses) > 0 ORDER BY benefit",
    )?;
    let mut rows = statement.query((merchant, month.number()))?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (benefit, uses, saved): (u32, i64, i64) = row.try_into()?;
        let per_mille = share(month, benefit).min(1_000);
        lines.push(SettlementLine {
            month,
            benefit,
            uses,
            saved,
            per_mille,
            owed: share_of(saved, per_mille),
        });
    }
    Ok(lines)
}

/// A share of an amount, rounded to the nearest fen, a half up.
fn share_of(saved: i64, per_mille: u16) -> i64 {
    let thousandths = i128::from(saved) * i128::from(per_mille);
    i64::try_from((thousandths + 500).div_euclid(1_000)).unwrap_or(i64::MAX)
}

/// What all settlements together have settled of a month, by benefit, with the share of the last one.
fn settled_so_far(
    connection: &Connection,
    merchant: u32,
    month: Month,
) -> Result<BTreeMap<u32, SettlementLine>> {
    let mut statement = connection.prepare_cached(
        "SELECT benefit, uses, saved, per_mille, owed FROM settled
         JOIN settlements ON settlements.id = settled.settlement
         WHERE settlements.merchant = ?1 AND settled.month = ?2 ORDER BY settlements.id",
    )?;
    let mut rows = statement.query((merchant, month.number()))?;
    let mut settled: BTreeMap<u32, SettlementLine> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (benefit, uses, saved, per_mille, owed): (u32, i64, i64, u16, i64) = row.try_into()?;
        let empty = SettlementLine {
            month,
            benefit,
            uses: 0,
            saved: 0,
            per_mille,
            owed: 0,
        };
        let line = settled.entry(benefit).or_insert(empty);
        line.uses = line.uses.checked_add(uses).ok_or_else(damaged)?;
        line.saved = line.saved.checked_add(saved).ok_or_else(damaged)?;
        line.owed = line.owed.checked_add(owed).ok_or_else(damaged)?;
        line.per_mille = per_mille;
    }
    Ok(settled)
}

/// What has to be added to what was settled, so that it is what the books say now.
fn changes(
    settled: &BTreeMap<u32, SettlementLine>,
    now: &[SettlementLine],
) -> Result<Vec<SettlementLine>> {
    let mut benefits: BTreeMap<u32, SettlementLine> =
        now.iter().map(|line| (line.benefit, *line)).collect();
    for (benefit, before) in settled {
        // All uses of it were undone since.
        let none = SettlementLine {
            uses: 0,
            saved: 0,
            owed: 0,
            ..*before
        };
        benefits.entry(*benefit).or_insert(none);
    }
    let mut changed = Vec::new();
    for (benefit, line) in benefits {
        let before = settled.get(&benefit);
        let minus = |now: i64, before: i64| now.checked_sub(before).ok_or_else(damaged);
        let change = SettlementLine {
            uses: minus(line.uses, before.map_or(0, |before| before.uses))?,
            saved: minus(line.saved, before.map_or(0, |before| before.saved))?,
            owed: minus(line.owed, before.map_or(0, |before| before.owed))?,
            ..line
        };
        let is_paid = line.per_mille > 0 || before.is_some();
        if is_paid && (change.uses, change.saved, change.owed) != (0, 0, 0) {
            changed.push(change);
        }
    }
    Ok(changed)
}

/// Records a settlement: all of it or nothing. If one was made meanwhile, nothing is changed and that one is given.
///
/// # Errors
/// If the books cannot be written.
pub(super) fn record(connection: &mut Connection, settlement: Settlement) -> Result<Settlement> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let draft = &settlement.draft;
    if let Some(before) = made(&transaction, draft.merchant, draft.month)? {
        return Ok(before);
    }
    transaction.execute(
        "INSERT INTO settlements (merchant, month, made, head, operator, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            draft.merchant,
            draft.month.number(),
            settlement.made.as_secs(),
            draft.head,
            &settlement.operator,
            &settlement.document,
        ),
    )?;
    let id = transaction.last_insert_rowid();
    {
        let mut statement = transaction
            .prepare_cached("INSERT INTO settled VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        for line in draft.lines.iter().chain(&draft.additions) {
            statement.execute((
                id,
                line.month.number(),
                line.benefit,
                line.uses,
                line.saved,
                line.per_mille,
                line.owed,
            ))?;
        }
    }
    transaction.commit()?;
    Ok(settlement)
}

fn damaged() -> BooksError {
    BooksError::Damaged {
        path: "settlements.db".into(),
        why: "a settlement",
    }
}

#[cfg(test)]
mod tests;
