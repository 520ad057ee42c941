//! A month in the tables: what was there goes, in the same transaction.

use rusqlite::{Connection, params};

use super::totals::MonthSums;
use crate::batch::crash_point;
use crate::error::Result;
use crate::facts::FactsDigest;
use crate::month::Month;
use crate::open::Books;

/// Tables whose rows are of a month.
const TABLES: [&str; 7] = [
    "handed_over",
    "uses",
    "people",
    "manual",
    "ratings",
    "marks",
    "undone",
];

/// Writes a month.
pub(super) fn month(
    connection: &mut Connection,
    month: Month,
    sums: &MonthSums,
    closings: &[Vec<u8>],
    (opening, closing, facts): (FactsDigest, FactsDigest, FactsDigest),
) -> Result<()> {
    let transaction = connection.transaction()?;
    let number = month.number();
    for table in TABLES {
        transaction
            .prepare_cached(&format!("DELETE FROM {table} WHERE month = ?1"))?
            .execute([number])?;
    }
    for (id, issuer, holder) in &sums.new_holders {
        transaction
            .prepare_cached("INSERT INTO holders VALUES (?1, ?2, ?3)")?
            .execute((id, issuer, holder))?;
    }
    for (state, bucket) in closings.iter().zip(0_u8..) {
        if !state.is_empty() {
            transaction
                .prepare_cached("INSERT INTO handed_over VALUES (?1, ?2, ?3)")?
                .execute((number, bucket, state))?;
        }
    }
    totals(&transaction, number, sums)?;
    details(&transaction, number, sums)?;
    transaction.execute(
        "INSERT OR REPLACE INTO months VALUES (?1, ?2, ?3, ?4, ?5)",
        (number, sums.records, opening, closing, facts),
    )?;
    transaction.execute("DELETE FROM stale WHERE month = ?1", [number])?;
    crash_point("month-before-commit");
    transaction.commit()?;
    crash_point("month-committed");
    Ok(())
}

fn totals(connection: &Connection, month: u32, sums: &MonthSums) -> Result<()> {
    for (key, sum) in &sums.uses {
        connection
            .prepare_cached(
                "INSERT INTO uses VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                month,
                key.merchant,
                key.region,
                key.trade,
                key.benefit,
                key.categories,
                key.kind,
                sum.uses,
                sum.units,
                sum.priced,
                sum.full,
                sum.charged,
                sum.undone,
            ])?;
    }
    let mut bytes = Vec::new();
    for ((dimension, key), set) in &sums.people {
        bytes.clear();
        // Writing to memory does not fail.
        if set.serialize_into(&mut bytes).is_ok() {
            connection
                .prepare_cached("INSERT INTO people VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![month, dimension, key, set.len(), bytes])?;
        }
    }
    for ((merchant, benefit, reason), uses) in &sums.manual {
        connection
            .prepare_cached("INSERT INTO manual VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((month, merchant, benefit, reason, uses))?;
    }
    for ((merchant, level), ratings) in &sums.ratings {
        connection
            .prepare_cached("INSERT INTO ratings VALUES (?1, ?2, ?3, ?4)")?
            .execute((month, merchant, level, ratings))?;
    }
    Ok(())
}

fn details(connection: &Connection, month: u32, sums: &MonthSums) -> Result<()> {
    for mark in &sums.marks {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO marks
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                month,
                mark.journal,
                mark.number,
                mark.kind.code(),
                mark.period,
                mark.allowed,
                mark.used,
                mark.other.map(|(journal, _)| journal),
                mark.other.map(|(_, number)| number),
                mark.time,
                mark.terminal,
                mark.merchant,
                mark.benefit,
                mark.holder,
                mark.saved,
            ])?;
    }
    for row in &sums.undone {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO undone VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                month,
                row.journal,
                row.number,
                row.by,
                row.reason,
                row.merchant,
                row.benefit,
                row.price.map_or(0, |price| price.full),
                row.price.map_or(0, |price| price.charged),
            ])?;
    }
    Ok(())
}

impl Books {
    /// Writes the names of the newest edition, unless they are there.
    pub(super) fn write_names(&mut self) -> Result<()> {
        let newest = self
            .facts
            .newest
            .as_ref()
            .map_or(0, |newest| newest.edition);
        let transaction = self.connection.transaction()?;
        let names_of: u32 =
            transaction.query_row("SELECT names_of FROM books", (), |row| row.get(0))?;
        if names_of == newest {
            return Ok(());
        }
        transaction.execute("UPDATE books SET names_of = ?1", [newest])?;
        transaction.execute_batch(
            "DELETE FROM merchant_names; DELETE FROM benefit_names; DELETE FROM trade_names;",
        )?;
        for edition in self.facts.newest.iter() {
            for merchant in &edition.merchants {
                transaction
                    .prepare_cached(
                        "INSERT OR REPLACE INTO merchant_names VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute((
                        merchant.number,
                        &merchant.zh,
                        &merchant.en,
                        merchant.trade,
                        merchant.region,
                    ))?;
            }
            for benefit in &edition.benefits {
                transaction
                    .prepare_cached("INSERT OR REPLACE INTO benefit_names VALUES (?1, ?2, ?3, ?4)")?
                    .execute((benefit.number, &benefit.zh, &benefit.en, &benefit.basis))?;
            }
        }
        for trade in &self.facts.trade_names {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO trade_names VALUES (?1, ?2, ?3, ?4)")?
                .execute((trade.number, &trade.zh, &trade.en, trade.within))?;
        }
        transaction.commit()?;
        Ok(())
    }
}
